"""What a model was trained on, where somebody said so: evaluation text it has seen is no held-out text.

Declared as ``{corpus: {"except_ids": [...]} | {"except_splits": [...]} | {}}``: all of the corpus but these ids or
splits, or all of it; ``note`` may say more. A corpus is meant when its id, or a part of it between dashes, is the name.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from isogloss.vocabulary.errors import Refused

_UNTRAINED = re.compile(r"untrained_([a-z0-9]+)_(?:[a-z0-9]+_)?(ids|splits)")


def from_ladder_file(said: Mapping[str, Any]) -> dict[str, Any] | None:
    """The declaration in a ladder.json: its ``text`` by corpus, and its ``untrained_<corpus>_ids`` or ``_splits``."""
    text = said.get("text")
    declared: dict[str, Any] = {}
    for path, note in (text if isinstance(text, dict) else {}).items():
        declared[path.rsplit("/", 1)[-1].lower()] = {"note": str(note)}
    for key, value in said.items():
        match = _UNTRAINED.fullmatch(key)
        if match and isinstance(value, list):
            declared.setdefault(match[1], {})[f"except_{match[2]}"] = [str(item) for item in value]
    return declared or None


def checked(declared: Mapping[str, Any] | str) -> dict[str, Any]:
    """A declaration, its JSON, or the names of corpora with commas (all of each); raises Refused for anything else."""
    if isinstance(declared, str):
        declared = _read(declared)
    for corpus, what in declared.items():
        fits = isinstance(what, dict) and all(
            isinstance(what[key], list) if key in ("except_ids", "except_splits") else key == "note" for key in what
        )
        if not fits:
            raise _broken(str(corpus))
    return {str(corpus): dict(what) for corpus, what in declared.items()}


def _read(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        names = [name.strip() for name in text.split(",")]
        if not all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name) for name in names):
            raise _broken(text)
        return {name: {} for name in names}
    try:
        return json.loads(text)
    except ValueError:
        raise _broken(text) from None


def _broken(what: str) -> Refused:
    return Refused(
        "broken_trained_on",
        f"What the model was trained on is not understood: “{what[:60]}”.",
        hint='Give corpora with commas, or JSON: {corpus: {"except_ids": [...]} or {"except_splits": [...]} or {}}.',
        field="trained_on",
    )


def declaration_for(trained_on: Mapping[str, Any] | None, corpus: str) -> dict[str, Any] | None:
    """What is declared of a corpus, by its id or a part of it between dashes (``pud`` is meant by ``pud-8``)."""
    names = {corpus.lower(), *corpus.lower().split("-")}
    return next((what for name, what in (trained_on or {}).items() if name.lower() in names), None)


def trained_ids(
    trained_on: Mapping[str, Any] | None,
    corpus: str,
    ids: Sequence[str],
    splits: Mapping[str, str | None] | None = None,
) -> frozenset[str]:
    """Which of these ids of a corpus the model was trained on, as far as it is declared; ``splits`` is {id: split}.

    Empty where nothing is declared: that is not the same as knowing that it was not.
    """
    what = declaration_for(trained_on, corpus)
    if what is None:
        return frozenset()
    except_ids: Collection[str] = set(what.get("except_ids", ()))
    except_splits: Collection[str] = set(what.get("except_splits", ()))
    split_of = splits or {}
    return frozenset(i for i in ids if i not in except_ids and split_of.get(i) not in except_splits)


def contamination(trained_on: Any, corpus: Any, ids: Sequence[str], of: str = "") -> str | None:
    """One sentence on what of these sentences a model was trained on, or None (methods.md 0.0 and 0.13).

    ``corpus`` is a ``ParallelCorpus``; ``of`` is put behind the number of sentences it was trained on.
    """
    split_of = {item: split for split, members in corpus.splits.items() for item in members}
    trained = trained_ids(trained_on, corpus.id, corpus.ids, split_of)
    if not trained:
        return None
    if seen := sum(i in trained for i in ids):
        return f"The model was trained on {seen:,} of these {len(ids):,} sentences{of}: they are not held out."
    documents = {corpus.documents[i] for i in trained}
    if near := sum(corpus.documents[i] in documents for i in ids):
        return (
            f"The model was trained on none of these {len(ids):,} sentences, but on other sentences of the documents "
            f"that {near:,} of them come from."
        )
    return None
