"""Text that stands in more than one document: the documents that share it are one for every split.

Otherwise a sentence that was learned from on one side would be tested on at the other (methods.md 0.0).
"""

from collections.abc import Iterable, Mapping

from isogloss.vocabulary.text import plain_text


def grouped(sentences: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """The group of every document, named after its first: documents that share a text of one language are together.

    sentences: (language, text, document).
    """
    parent: dict[str, str] = {}
    first: dict[tuple[str, str], str] = {}
    for language, text, document in sentences:
        parent.setdefault(document, document)
        one = _root(parent, first.setdefault((language, plain_text(text)), document))
        other = _root(parent, document)
        if one != other:
            parent[max(one, other)] = min(one, other)
    return {document: _root(parent, document) for document in parent}


def _root(parent: dict[str, str], document: str) -> str:
    while parent[document] != document:
        parent[document] = parent[parent[document]]
        document = parent[document]
    return document


def repeated(texts: Iterable[Mapping[str, str]], documents: Mapping[str, str]) -> frozenset[str]:
    """The ids with a text that stands in another document too; ``texts`` are {id: text}, one for each language."""
    out: set[str] = set()
    for of_language in texts:
        having: dict[str, list[str]] = {}
        for item, text in of_language.items():
            having.setdefault(plain_text(text), []).append(item)
        out.update(i for ids in having.values() if len({documents[i] for i in ids}) > 1 for i in ids)
    return frozenset(out)


def repeats_remark(again: Iterable[str], documents: Mapping[str, str], groups: Mapping[str, str]) -> list[str]:
    """What a reader must know of sentences that stand in several of the documents that are read; nothing where none
    does. ``documents`` and ``groups`` hold the ids that are read, ``again`` those of them with a repeated text."""
    joined: dict[str, set[str]] = {}
    for item, group in groups.items():
        joined.setdefault(group, set()).add(documents[item])
    joined = {group: shared for group, shared in joined.items() if len(shared) > 1}
    if not joined:
        return []
    n = sum(groups[item] in joined for item in again)
    return [
        f"{n:,} {'sentence stands' if n == 1 else 'sentences stand'}, word for word, in more than one document. The "
        f"{sum(map(len, joined.values())):,} documents that share them are kept on one side of every split, and count "
        f"as {len(joined):,}."
    ]
