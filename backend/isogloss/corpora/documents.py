"""Which sentences were written together: the unit of every split, fold and bootstrap (methods.md 0.0).

A document holds the same ids in all languages. Where the source says nothing, every id stands alone, and that is said.
"""

import re
from collections.abc import Iterable, Set

from isogloss.corpora.record import Record, broken

#: PUD's ids: kind, original language, document, then three digits for the sentence.
_PUD = re.compile(r"([nw][0-9]{5})[0-9]{3}")

#: What each rule means, in words for people.
RULES = {
    "pud": "the sentence id without its last three digits",
    "stated": "as the source states",
    "consecutive": "runs of consecutive sentence numbers",
    "own": "every sentence stands alone: the source tells no documents",
}


def documents_of(records: Iterable[Record]) -> tuple[str, dict[str, str]]:
    """The rule that applies, and the document of every id.

    What the source states, an id without a statement standing alone; else PUD's ids, which tell by themselves; else
    runs of consecutive numbers. PUD's treebanks mark documents in some languages only, and not as their ids tell them:
    there the ids go first. Raises Refused where languages state different documents for one id.
    """
    records = list(records)
    ids = {record.id for record in records}
    pud = bool(ids) and all(_PUD.fullmatch(item) for item in ids)
    if pud and all(record.tokens is not None for record in records):
        return "pud", {item: item[:-3] for item in ids}
    stated = agreed(records, "document")
    if stated:
        taken = set(stated.values())
        return "stated", {item: stated.get(item) or _alone(item, taken) for item in ids}
    if pud:
        return "pud", {item: item[:-3] for item in ids}
    if ids and all(record.running for record in records) and all(item.isascii() and item.isdigit() for item in ids):
        return "consecutive", consecutive(ids)
    return "own", {item: item for item in ids}


def _alone(item: str, taken: Set[str]) -> str:
    """A document for one id alone, with a name that no stated document has."""
    name = item
    while name in taken:
        name += "'"
    return name


def consecutive(ids: Iterable[str]) -> dict[str, str]:
    """Documents as runs of consecutive whole numbers, each named after its first."""
    documents: dict[str, str] = {}
    first, last = "", None
    for item in sorted(ids, key=int):
        number = int(item)
        if last is None or number > last + 1:
            first = item
        documents[item], last = first, number
    return documents


def agreed(records: Iterable[Record], name: str) -> dict[str, str]:
    """What the records state as ``name`` (document, split, category) by id, where they do.

    Raises Refused when two languages state different values for one id.
    """
    stated: dict[str, Record] = {}
    for record in records:
        value = getattr(record, name)
        if value is None:
            continue
        first = stated.setdefault(record.id, record)
        if getattr(first, name) != value:
            raise broken(
                record.where,
                f"the {name} of {record.id} is “{value[:60]}” here and “{getattr(first, name)[:60]}” in {first.where}.",
                hint=f"Aligned sentences share their {name} in all languages.",
                code=f"different_{name}",
            )
    return {item: getattr(record, name) for item, record in stated.items()}
