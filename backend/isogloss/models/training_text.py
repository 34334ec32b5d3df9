"""What a model was trained on, where somebody said so: evaluation text it has seen is no held-out text.

Declared as ``{corpus: {"except_ids": [...]} | {"except_splits": [...]} | {}}``: all of the corpus but these ids or
splits, or all of it; ``note`` may say more. Which corpus is meant is told by its name, by its ids, and by its text
where the installation has the corpus that was declared.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.text import plain_text

#: Fewer ids than these, such as 1 to 9, name no corpus.
_LEAST_IDS = 10
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
    return {str(corpus): _checked_one(str(corpus), what) for corpus, what in declared.items()}


def _checked_one(corpus: str, what: object) -> dict[str, Any]:
    """What is declared of one corpus; ids are texts, also where they were written as whole numbers."""
    if not isinstance(what, Mapping) or what.keys() - {"except_ids", "except_splits", "note"}:
        raise _broken(corpus)
    found: dict[str, Any] = dict(what)
    for key in found.keys() - {"note"}:
        named = found[key]
        if not isinstance(named, list) or not all(type(one) in (int, str) for one in named):
            raise _broken(corpus)
        found[key] = [str(one) for one in named]
    return found


def _read(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        names = [name.strip() for name in text.split(",")]
        if not all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name) for name in names):
            raise _broken(text)
        return {name: {} for name in names}
    try:
        declared: dict[str, Any] = json.loads(text)
        return declared
    except ValueError:
        raise _broken(text) from None


def _broken(what: str) -> Refused:
    return Refused(
        "broken_trained_on",
        f"What the model was trained on is not understood: “{what[:60]}”.",
        hint='Give corpora with commas, or JSON: {corpus: {"except_ids": [...]} or {"except_splits": [...]} or {}}.',
        field="trained_on",
    )


def declaration_for(
    trained_on: Mapping[str, Any] | None, corpus: str, ids: Collection[str] = (), name: str = ""
) -> dict[str, Any] | None:
    """What is declared of a corpus, however it was named when it was imported.

    By its id, its name or a part of them (``pud`` is meant by ``pud-8`` and ``pud5``, ``sib200`` by ``SIB-200`` and
    ``my_sib13``), or by its ``ids``: a corpus that has half of the ids a declaration excepts is the one it speaks of.
    """
    named = _stems(corpus) | _stems(name)
    for meant, what in (trained_on or {}).items():
        if meant.lower() == corpus.lower() or _stem(meant) in named or _has_ids(what, ids):
            declared: dict[str, Any] = what
            return declared
    return None


def _stem(name: str) -> str:
    """The letters of a name: how many sentences or languages it holds changes with who cut it."""
    return "".join(character for character in name.casefold() if character.isalpha())


def _stems(name: str) -> set[str]:
    return {_stem(part) for part in [name, *re.split(r"[^0-9A-Za-z]+", name)]} - {""}


def _has_ids(what: Mapping[str, Any], ids: Collection[str]) -> bool:
    excepted = set(what.get("except_ids", ()))
    return len(excepted) >= _LEAST_IDS and 2 * len(excepted.intersection(ids)) >= len(excepted)


def trained_ids(
    trained_on: Mapping[str, Any] | None,
    corpus: str,
    ids: Sequence[str],
    splits: Mapping[str, str | None] | None = None,
    name: str = "",
) -> frozenset[str]:
    """Which of these ids of a corpus the model was trained on, as far as it is declared; ``splits`` is {id: split}.

    Empty where nothing is declared: that is not the same as knowing that it was not.
    """
    what = declaration_for(trained_on, corpus, ids, name)
    if what is None:
        return frozenset()
    except_ids: Collection[str] = set(what.get("except_ids", ()))
    except_splits: Collection[str] = set(what.get("except_splits", ()))
    split_of = splits or {}
    return frozenset(i for i in ids if i not in except_ids and split_of.get(i) not in except_splits)


class Corpus(Protocol):
    """A ``ParallelCorpus``, as far as it is read here: models and corpora know nothing of each other."""

    @property
    def id(self) -> str:
        """What it is called."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def ids(self) -> Sequence[str]:
        """Its sentences."""

    @property
    def languages(self) -> Sequence[str]:
        """Its languages."""

    @property
    def splits(self) -> Mapping[str, Collection[str]]:
        """Its splits with the ids in each."""

    def has(self, language: str, item: str) -> bool:
        """Whether a sentence is there in a language."""

    def text(self, language: str, item: str) -> str:
        """What it says there."""

    def groups(self) -> Mapping[str, str]:
        """The document of every sentence; documents that share a text are one."""


def trained_of(trained_on: Mapping[str, Any] | None, corpus: Corpus) -> frozenset[str]:
    """:func:`trained_ids` of a ``ParallelCorpus``."""
    split_of = {item: split for split, members in corpus.splits.items() for item in members}
    return trained_ids(trained_on, corpus.id, corpus.ids, split_of, corpus.name)


def texts_of(corpus: Corpus, ids: Collection[str]) -> set[str]:
    """These sentences in every language of a ``ParallelCorpus``, as they are compared."""
    return {
        plain_text(corpus.text(language, item))
        for language in corpus.languages
        for item in ids
        if corpus.has(language, item)
    }


def contamination(
    trained_on: Mapping[str, Any] | None,
    corpus: Corpus,
    ids: Sequence[str],
    of: str = "",
    at_hand: Sequence[Corpus] = (),
) -> str | None:
    """One sentence on what of these sentences a model was trained on, or None (methods.md 0.0 and 0.13).

    ``corpus`` is a ``ParallelCorpus``; ``of`` is put behind the number of sentences it was trained on; ``at_hand`` are
    corpora of the installation that the declaration speaks of: a sentence that says the same as one of theirs, in any
    language, was trained on, whatever its own corpus is called.
    """
    trained = trained_of(trained_on, corpus)
    for other in (corpus, *(one for one in at_hand if one.id != corpus.id)):
        # Of the corpus itself, too: one text may stand under several ids, of which a declaration leaves out one.
        if theirs := texts_of(other, trained_of(trained_on, other)):
            trained |= {i for i in corpus.ids if i not in trained and not theirs.isdisjoint(texts_of(corpus, (i,)))}
    if not trained:
        return None
    if seen := sum(i in trained for i in ids):
        return f"The model was trained on {seen:,} of these {len(ids):,} sentences{of}: they are not held out."
    groups = corpus.groups()
    known = {groups[i] for i in trained}
    if near := sum(groups[i] in known for i in ids):
        return (
            f"The model was trained on none of these {len(ids):,} sentences, but on other sentences of the documents "
            f"that {near:,} of them come from."
        )
    return None
