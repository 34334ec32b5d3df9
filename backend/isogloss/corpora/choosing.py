"""Choosing the sentences that a study reads: complete in all its languages, whole documents, enough of them.

What is "at most n" of something is drawn by the seed from all of it, in an order of its own: the first n of a corpus
are of its first documents, and so of one source. What order a person names languages or concepts in decides nothing.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np

from isogloss.corpora.parallel import ParallelCorpus
from isogloss.corpora.repeats import repeats_remark
from isogloss.vocabulary.errors import Refused

#: Below this many documents nothing can be chosen on some and tested on others.
LEAST_DOCUMENTS = 10


def check_languages(corpus: ParallelCorpus, languages: tuple[str, ...]) -> None:
    """Raises Refused for a language that the corpus does not have, and for one that is named twice."""
    if len(set(languages)) != len(languages):
        raise Refused("repeated_language", "A language is named twice.", field="languages")
    for language in languages:
        corpus.check_language(language)


Item = TypeVar("Item", bound=str)


def by_seed(items: Iterable[Item], most: int, *, seed: int) -> list[Item]:
    """At most ``most`` of the items, drawn by the seed from all of them, sorted; the order they come in is nothing."""
    every = sorted(items)
    return [every[i] for i in np.sort(np.random.default_rng(seed).permutation(len(every))[:most])]


def ids_of(corpus: ParallelCorpus, languages: tuple[str, ...], choice: str | None) -> tuple[str, ...]:
    """The ids of ``choice`` (id sets and splits, joined by ``+``; None: all) that every language has, sorted."""
    return tuple(corpus.complete(languages, corpus.select(choice.split("+") if choice else None)))


def held_out_from(read: Iterable[str], ids: Iterable[str], documents: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the ids that are of documents of which nothing was read: what *held out* means, everywhere (methods.md
    0.0). Another sentence of a document that was read is no new text."""
    known = {documents[i] for i in read}
    return tuple(i for i in ids if documents[i] not in known)


def chosen_ids(
    corpus: ParallelCorpus,
    languages: tuple[str, ...],
    choice: str | None,
    limit: int | None,
    field: str = "ids",
    *,
    seed: int,
) -> tuple[str, ...]:
    """:func:`ids_of`; at most ``limit`` of them, whole documents drawn by the seed. Raises Refused for too few
    documents."""
    ids, groups = ids_of(corpus, languages, choice), corpus.groups(languages)
    if limit is not None and limit < len(ids):
        ids = _whole_documents(ids, groups, limit, seed)
    documents = len({groups[i] for i in ids})
    if documents < LEAST_DOCUMENTS:
        together = " Documents that share a text count as one." if corpus.repeated(languages) else ""
        raise Refused(
            "too_few_documents",
            f"Only {len(ids)} sentences in {documents} documents are there in all of these languages.{together}",
            hint=f"At least {LEAST_DOCUMENTS} documents are needed, so that what is chosen on some is tested on "
            "others. Take more ids, or fewer languages.",
            field=field,
        )
    return ids


def repeats_note(corpus: ParallelCorpus, languages: tuple[str, ...], ids: Iterable[str]) -> list[str]:
    """:func:`repeats_remark` of the ids that are read of a corpus."""
    again, groups, read = corpus.repeated(languages), corpus.groups(languages), set(ids)
    return repeats_remark(again & read, corpus.documents, {item: groups[item] for item in read})


def _whole_documents(ids: tuple[str, ...], documents: Mapping[str, str], limit: int, seed: int) -> tuple[str, ...]:
    """At most ``limit`` ids: documents in an order drawn by the seed, each where it still has room as a whole."""
    members: dict[str, list[str]] = {}
    for item in ids:
        members.setdefault(documents[item], []).append(item)
    names = sorted(members)
    kept: list[str] = []
    for at in np.random.default_rng(seed).permutation(len(names)):
        if len(kept) + len(members[names[at]]) <= limit:
            kept += members[names[at]]
    return tuple(sorted(kept))
