"""Checking a corpus of a bundle: its sentences one by one, and every digest from its content."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson

from isogloss.corpora.concepts import Listed, ids_named, in_order
from isogloss.corpora.joining import digest_of_records
from isogloss.corpora.record import Record, Where, checked_id, checked_label, checked_text
from isogloss.corpora.sources import LIMITS
from isogloss.corpora.word_concepts import WORDS
from isogloss.findings.bundle.format import BundledCorpus, sentences_entry
from isogloss.findings.bundle.opening import Opened, broken
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.language import languages_in_order, parse_language


@dataclass(frozen=True)
class Text:
    """The sentences of a corpus, by language and id, and what is counted on them."""

    records: tuple[Record, ...]
    languages: tuple[str, ...]
    counts: dict[str, int]
    ids: frozenset[str]
    n_complete: int
    n_documents: int


def check_text(corpus: BundledCorpus, opened: Opened) -> Text | None:
    """A corpus's text, None where the bundle does not bring it; raises Refused where it is not that of its digest."""
    for found in corpus.concept_sets:
        # The wire type names the two keys that may be there; a dict of those is no dict of str to a checker.
        if digest_of(in_order(cast(Mapping[str, Listed], found.concepts))) != found.digest:
            raise broken(f"The concept set {found.id} is not the one of its digest.")
    for ids in corpus.id_sets:
        if digest_of(sorted(ids.ids)) != ids.digest:
            raise broken(f"The id set {ids.name} is not the one of its digest.")
    if corpus.text != "here":
        return None
    text = _counted(_records(opened.read(sentences_entry(corpus.id)), corpus.id))
    if digest_of_records(text.records) != corpus.digest:
        raise broken(f"The text of the corpus {corpus.id} is not the one of its digest.")
    check_ids(corpus, text.ids)
    return text


def check_ids(corpus: BundledCorpus, known: Iterable[str]) -> None:
    """Raises Refused where a concept set or an id set names ids that the corpus does not have."""
    known = frozenset(known)
    named = {found.name: found.ids for found in corpus.id_sets}
    for found in corpus.concept_sets:
        for name, listed in cast(Mapping[str, Listed], found.concepts).items():
            sides = ids_named(listed)
            if not sides.keys() & {"positive", WORDS}:
                raise broken(f"The concept “{name[:80]}” of {found.id} has no positives.")
            named |= {f"{found.id}: {name}, {side}": ids for side, ids in sides.items()}
    for name, ids in named.items():
        if len(set(ids)) < len(ids) or not known.issuperset(ids):
            raise broken(f"“{name[:80]}” names ids twice, or ids that the corpus {corpus.id} does not have.")


def _records(data: bytes, corpus: str) -> tuple[Record, ...]:
    found: dict[tuple[str, str], Record] = {}
    for number, line in enumerate(data.splitlines(), 1):
        where = Where(sentences_entry(corpus), number)
        record = _record(line, where)
        if (record.language, record.id) in found or len(found) >= LIMITS.records:
            raise broken(f"{where}: the sentence is there twice, or there are too many.")
        found[record.language, record.id] = record
    if not found:
        raise broken(f"The corpus {corpus} is empty.")
    return tuple(found[place] for place in sorted(found))


def _record(line: bytes, where: Where) -> Record:
    try:
        language, id, text, document, split, tokens = orjson.loads(line)
    except (orjson.JSONDecodeError, ValueError, TypeError) as error:
        raise broken(f"{where}: this is no sentence.") from error
    tag = parse_language(language if isinstance(language, str) else "")
    stands_alone = checked_label(document, where, "document")
    same = tag == language and checked_id(id, where) == id and stands_alone == document and document
    if not same or checked_label(split, where, "split") != split:
        raise broken(f"{where}: this is no sentence as it is stored.")
    return Record(
        id=id,
        language=language,
        text=checked_text(text, where, limit=LIMITS.sentence_characters),
        where=where,
        document=document,
        split=split,
        tokens=None if tokens is None else _tokens(tokens, where),
    )


def _tokens(tokens: Any, where: Where) -> Any:
    """Words as they are stored: form, lemma, part of speech, features, and two places or none."""
    if not isinstance(tokens, list) or not all(_is_token(token) for token in tokens):
        raise broken(f"{where}: these are no tokens.")
    return tokens


def _is_token(token: Any) -> bool:
    if not isinstance(token, list) or len(token) != 6:
        return False
    places = token[4:]
    written = all(isinstance(part, str) and "\0" not in part for part in token[:4])
    placed = all(isinstance(place, int) and not isinstance(place, bool) and place >= 0 for place in places)
    return written and (placed or places == [None, None])


def _counted(records: tuple[Record, ...]) -> Text:
    documents: dict[str, tuple[str | None, str | None]] = {}
    for record in records:
        if documents.setdefault(record.id, (record.document, record.split)) != (record.document, record.split):
            raise broken(f"{record.where}: languages disagree on the document or the split of {record.id[:80]}.")
    languages = tuple(languages_in_order({record.language for record in records}))
    counts = Counter(record.language for record in records)
    present = Counter(record.id for record in records)
    return Text(
        records=records,
        languages=languages,
        counts={language: counts[language] for language in languages},
        ids=frozenset(present),
        n_complete=sum(n == len(languages) for n in present.values()),
        n_documents=len({document for document, _ in documents.values()}),
    )
