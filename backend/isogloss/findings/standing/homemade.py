"""Corpora that every installation makes itself: a bundle names them and their digest, and brings no text."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from isogloss.corpora.tables import CorpusRow
from isogloss.store.database import Within
from isogloss.store.open import Store
from isogloss.vocabulary.errors import IsoglossError

#: Corpus id -> the module and the function that makes it, and returns what stores it; storing it again changes nothing.
HOMEMADE = {"sample": ("isogloss.corpora.sample.registration", "make_sample")}


def made(id: str) -> Callable[[Any], CorpusRow] | None:
    """The corpus of this id, made, as a function of the store that keeps it; None for one that comes from elsewhere."""
    if id not in HOMEMADE:
        return None
    module, name = HOMEMADE[id]
    keep: Callable[[Any], CorpusRow] = getattr(import_module(module), name)()
    return keep


def is_homemade(store: Store, row: CorpusRow) -> bool:
    """Whether this installation would make just this corpus; somebody may have imported another one under that id."""
    keep = made(row.id)
    if keep is None:
        return False
    try:
        # It is here: nothing is written, which an installation that is only read would refuse.
        with store.app.session() as session:
            return keep(Within(session)).digest == row.digest
    except IsoglossError:
        return False
