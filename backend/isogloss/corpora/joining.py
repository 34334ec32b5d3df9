"""Joining what was read into one corpus: by id, never by row."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from isogloss.corpora.documents import RULES, agreed, documents_of
from isogloss.corpora.record import Record, broken
from isogloss.corpora.repeats import grouped, repeated, repeats_remark
from isogloss.corpora.sources import Limits
from isogloss.vocabulary.digest import canonical_json, digest_bytes
from isogloss.vocabulary.errors import Refused, TooLarge
from isogloss.vocabulary.language import languages_in_order
from isogloss.vocabulary.visible import TURNING

_TURNING = frozenset(TURNING)


@dataclass(frozen=True)
class Joined:
    """A corpus ready to be written: records sorted by language and id, each with its document and split."""

    records: tuple[Record, ...]
    languages: tuple[str, ...]
    counts: dict[str, int]
    ids: tuple[str, ...]
    n_complete: int
    document_rule: str
    n_documents: int
    topics: dict[str, list[str]]
    digest: str
    note: str


def join(records: Iterable[Record], limits: Limits) -> Joined:
    """Join records by id; the order they come in does not matter.

    Raises Refused naming file and line for an id that a language has twice and for languages that disagree on an id's
    document, split or category; TooLarge for too many records.
    """
    found = _once_each(records, limits)
    if not found:
        raise Refused("empty_corpus", "The source holds no sentence.", field="source")
    rule, documents = documents_of(found.values())
    splits, topics = agreed(found.values(), "split"), agreed(found.values(), "category")
    rank = {language: i for i, language in enumerate(languages_in_order({language for language, _ in found}))}
    ordered = tuple(
        replace(record, document=documents[record.id], split=splits.get(record.id))
        for record in sorted(found.values(), key=lambda record: (rank[record.language], record.id))
    )
    counts = Counter(record.language for record in ordered)
    present = Counter(record.id for record in ordered)
    return Joined(
        records=ordered,
        languages=tuple(rank),
        counts={language: counts[language] for language in rank},
        ids=tuple(sorted(present)),
        n_complete=sum(n == len(rank) for n in present.values()),
        document_rule=rule,
        n_documents=len(set(documents.values())),
        topics=_by_topic(topics),
        digest=digest_of_records(ordered),
        note=" ".join(_remarks(ordered, rule, documents, splits, present, len(rank))),
    )


def check_shared(joined: Joined) -> None:
    """Raises Refused where no id is in two languages: then nothing is aligned, whatever the texts say."""
    if len(joined.languages) < 2 or sum(joined.counts.values()) > len(joined.ids):
        return
    first = {record.language: record.id for record in reversed(joined.records)}
    examples = ", ".join(f"{language} has “{first[language][:40]}”" for language in joined.languages[:3])
    raise Refused(
        "no_shared_ids",
        f"No id is in two languages ({examples}): no sentence has a translation here. Nothing was imported.",
        hint="Ids are compared as text: 001 is not 1. Write them alike in all languages.",
        field="source",
    )


def digest_of_records(records: Iterable[Record]) -> str:
    """SHA-256 of the content: id, language, text, document, split and tokens of every sentence, in one fixed order."""
    return digest_bytes(
        canonical_json([r.id, r.language, r.text, r.document, r.split, r.tokens]) + b"\n"
        for r in sorted(records, key=lambda record: (record.language, record.id))
    )


def _once_each(records: Iterable[Record], limits: Limits) -> dict[tuple[str, str], Record]:
    found: dict[tuple[str, str], Record] = {}
    for record in records:
        first = found.setdefault((record.language, record.id), record)
        if first is not record:
            raise broken(
                record.where,
                f"{record.id} is there a second time in {record.language}; the first is in {first.where}.",
                hint="An id names one sentence per language.",
                code="duplicate_id",
            )
        if len(found) > limits.records:
            raise TooLarge(
                "too_many_sentences",
                f"The source holds more than {limits.records:,} sentences.",
                hint="Import fewer languages with --languages.",
                field="source",
            )
    return found


def _by_topic(categories: dict[str, str]) -> dict[str, list[str]]:
    topics = defaultdict(list)
    for item, category in categories.items():
        topics[category].append(item)
    return {topic: sorted(topics[topic]) for topic in sorted(topics)}


def _remarks(
    records: tuple[Record, ...],
    rule: str,
    documents: dict[str, str],
    splits: dict[str, str],
    present: Counter[str],
    n_languages: int,
) -> list[str]:
    """What a reader of numbers computed on this corpus must know."""
    remarks = [f"Documents: {RULES[rule]}."]
    incomplete = sum(n < n_languages for n in present.values())
    if incomplete == len(present) and n_languages > 1:
        remarks.append(f"None of the {len(present):,} ids is in every language.")
    elif incomplete:
        remarks.append(f"{incomplete:,} of {len(present):,} ids are not in every language.")
    joined = {record.language for record in records if present[record.id] > 1}
    if alone := languages_in_order({record.language for record in records} - joined) if n_languages > 1 else []:
        remarks.append(f"No id of {', '.join(alone[:10])} is in another language.")
    split_documents = defaultdict(set)
    for item, split in splits.items():
        split_documents[documents[item]].add(split)
    crossing = sum(len(parts) > 1 for parts in split_documents.values())
    if crossing:
        remarks.append(f"{crossing:,} of {len(set(documents.values())):,} documents have sentences in several splits.")
    if len(present) >= 20 and len(set(documents.values())) < 10:
        remarks.append("There are too few documents to split by.")
    if _is_traditional(records):
        remarks.append("Its zh-Hans is written in traditional characters: <file>=zh-Hant among the languages says so.")
    return remarks + _repeat_remarks(records, documents) + _text_remarks(records)


def _repeat_remarks(records: tuple[Record, ...], documents: dict[str, str]) -> list[str]:
    """How much text stands in several documents: splits keep those together."""
    groups = grouped((record.language, record.text, documents[record.id]) for record in records)
    if len(set(groups.values())) == len(groups):
        return []
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for record in records:
        texts[record.language][record.id] = record.text
    group_of = {item: groups[document] for item, document in documents.items()}
    return repeats_remark(repeated(texts.values(), documents), documents, group_of)


def _is_traditional(records: tuple[Record, ...]) -> bool:
    """Whether most text tagged zh-Hans, as a bare ``zh`` is, has more characters foreign to GB 2312 than to Big5."""
    texts = [record.text for record in records if record.language == "zh-Hans"]
    return sum(_lost(text, "gb2312") > _lost(text, "big5") for text in texts) > len(texts) / 2


def _lost(text: str, encoding: str) -> int:
    return len(text) - len(text.encode(encoding, "ignore").decode(encoding))


def _text_remarks(records: tuple[Record, ...]) -> list[str]:
    counts: Counter[str] = Counter()
    for record in records:
        counts["control characters"] += any(unicodedata.category(c) == "Cc" and c not in "\t\n" for c in record.text)
        counts["characters that override the writing direction"] += not _TURNING.isdisjoint(record.text)
        counts["decomposed characters (not NFC)"] += not unicodedata.is_normalized("NFC", record.text)
        counts["what looks like the quoting of a CSV file"] += _looks_quoted(record.text)
        counts["words that are not in it as the treebank spells them"] += any(
            t.start is None for t in record.tokens or ()
        )
    return [f"{n:,} texts hold {what}; they were left as they are." for what, n in counts.items() if n]


def _looks_quoted(text: str) -> bool:
    inner = text.strip()
    return (
        len(inner) > 2
        and inner[0] == inner[-1] == '"'
        and '"' in inner[1:-1]
        and '"' not in inner[1:-1].replace('""', "")
    )
