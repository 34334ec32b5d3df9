"""Choosing the sentences that a study reads: complete in all its languages, whole documents, enough of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from isogloss.vocabulary.errors import Refused

#: Below this many documents nothing can be chosen on some and tested on others.
LEAST_DOCUMENTS = 10


def check_languages(corpus: Any, languages: tuple[str, ...]) -> None:
    """Raises Refused for a language that the corpus does not have, and for one that is named twice."""
    if len(set(languages)) != len(languages):
        raise Refused("repeated_language", "A language is named twice.", field="languages")
    for language in languages:
        corpus.check_language(language)


def chosen_ids(
    corpus: Any, languages: tuple[str, ...], choice: str | None, limit: int | None, field: str = "ids"
) -> tuple[str, ...]:
    """The ids of ``choice`` (id sets and splits, joined by ``+``; None: all) that every language has, sorted; at most
    about ``limit`` of them, in whole documents. Raises Refused for too few documents."""
    ids = corpus.complete(languages, corpus.select(choice.split("+") if choice else None))
    groups = corpus.groups(languages)
    if limit is not None and limit < len(ids):
        ids = _whole_documents(ids, groups, limit)
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


def repeats_note(corpus: Any, languages: tuple[str, ...], ids: Iterable[str]) -> list[str]:
    """What a reader must know of sentences that stand in several documents; nothing where none does."""
    again = corpus.repeated(languages).intersection(ids)
    if not again:
        return []
    documents, groups = ({of[i] for i in again} for of in (corpus.documents, corpus.groups(languages)))
    return [
        f"{len(again):,} sentences stand, word for word, in more than one document. The {len(documents):,} documents "
        f"that share them are kept on one side of every split, and count as {len(groups):,}."
    ]


def _whole_documents(ids: tuple[str, ...], documents: Mapping[str, str], limit: int) -> tuple[str, ...]:
    """At least ``limit`` ids, document by document in the order of their names."""
    by_document: dict[str, list[str]] = {}
    for item in ids:
        by_document.setdefault(documents[item], []).append(item)
    kept: list[str] = []
    for name in sorted(by_document):
        if len(kept) >= limit:
            break
        kept += by_document[name]
    return tuple(sorted(kept))
