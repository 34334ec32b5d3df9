"""Choosing the sentences that a study reads: complete in all its languages, whole documents, enough of them."""

from collections.abc import Mapping
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
    if limit is not None and limit < len(ids):
        ids = _whole_documents(ids, corpus.documents, limit)
    documents = len({corpus.documents[i] for i in ids})
    if documents < LEAST_DOCUMENTS:
        raise Refused(
            "too_few_documents",
            f"Only {len(ids)} sentences in {documents} documents are there in all of these languages.",
            hint=f"At least {LEAST_DOCUMENTS} documents are needed, so that what is chosen on some is tested on "
            "others. Take more ids, or fewer languages.",
            field=field,
        )
    return ids


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
