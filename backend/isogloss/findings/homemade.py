"""Corpora that every house can make itself: a bundle names them and their digest instead of bringing their text."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from isogloss.corpora.tables import CorpusRow
from isogloss.vocabulary.errors import IsoglossError

#: Corpus id -> the module and the function of the store that makes it; calling it again changes nothing.
HOMEMADE = {"sample": ("isogloss.corpora.sample", "add_sample")}


def maker(id: str) -> Callable[[Any], CorpusRow] | None:
    """What makes the corpus of this id; None for one that comes from elsewhere."""
    if id not in HOMEMADE:
        return None
    module, name = HOMEMADE[id]
    return getattr(import_module(module), name)


def is_homemade(store: Any, row: CorpusRow) -> bool:
    """Whether this house would make just this corpus; somebody may have imported another one under that id."""
    make = maker(row.id)
    if make is None:
        return False
    try:
        return make(store).digest == row.digest
    except IsoglossError:
        return False
