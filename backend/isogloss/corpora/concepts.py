"""Concept sets: for each concept the ids of its positive sentences, the same in all languages; or its words
(:mod:`isogloss.corpora.word_concepts`)."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard, cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from isogloss.corpora.id_sets import as_ids, check_ids
from isogloss.corpora.jsonfile import read_json
from isogloss.corpora.licences import licence_of
from isogloss.corpora.parallel import read_corpus
from isogloss.corpora.slugs import checked_slug, checked_title, slug_of
from isogloss.corpora.sources import LIMITS, Limits, SourceFile
from isogloss.corpora.tables import ConceptSetRow
from isogloss.corpora.word_concepts import (
    WordConcept,
    Words,
    check_words,
    is_of_words,
    word_concept,
    words_in_order,
    words_of,
)
from isogloss.store.open import AnyStore
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.errors import Conflict, NotFound, Refused
from isogloss.vocabulary.given_path import given_path
from isogloss.vocabulary.visible import on_one_line

#: Where an object that describes a concept may keep its ids.
POSITIVE_KEYS = ("positive", "positives", "ids", "positive_ids", "positive_sent_ids", "positive_index_ids")
#: And the ids of the sentences it is to be told from; all others are, where none is listed.
NEGATIVE_KEYS = ("negative", "negatives", "negative_ids", "negative_sent_ids", "negative_index_ids")

#: A concept as it is stored: its positive ids, or both lists where the negatives were listed; or its words.
Listed = list[str] | dict[str, list[str]] | dict[str, Words]


@dataclass(frozen=True)
class ConceptSet:
    """Concepts over the ids of one corpus, in the order of their names; ``concepts`` are the positive ids,
    ``negatives`` those of the concepts whose negatives were listed. A set of words has ``words`` in their place."""

    id: str
    corpus_id: str
    name: str
    licence: str
    digest: str
    concepts: Mapping[str, frozenset[str]]
    negatives: Mapping[str, frozenset[str]] = field(default_factory=dict)
    words: Mapping[str, WordConcept] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.concepts) + len(self.words)

    def negatives_among(self, concept: str, ids: Iterable[str]) -> list[str]:
        """Of these ids the concept's negatives: those that were listed, or all that are no positives."""
        listed, positive = self.negatives.get(concept), self.concepts[concept]
        return [i for i in ids if (i not in positive if listed is None else i in listed)]


def _of_words(listed: Listed) -> TypeGuard[dict[str, Words]]:
    return is_of_words(listed)


def _sides(listed: list[str] | dict[str, list[str]]) -> dict[str, list[str]]:
    """The ids of a concept of sentences, by side."""
    return listed if isinstance(listed, dict) else {"positive": listed}


def ids_named(listed: Listed) -> dict[str, list[str]]:
    """The ids that a concept names, by side (of words: each once)."""
    if _of_words(listed):
        return {side: sorted({i for ids in words.values() for i in ids}) for side, words in listed.items()}
    return _sides(cast(dict[str, list[str]], listed))


def n_positives(listed: Listed) -> int:
    """How many sentences are positive, or how many words."""
    return word_concept(listed).n_words if _of_words(listed) else len(ids_named(listed)["positive"])


def in_order(concepts: Mapping[str, Listed]) -> dict[str, Listed]:
    """Concepts and their ids in one order, whatever order they came in: what the digest is of."""
    return {concept: _in_order(concepts[concept]) for concept in sorted(concepts)}


def _in_order(listed: Listed) -> Listed:
    if _of_words(listed):
        return words_in_order(listed)
    if isinstance(listed, dict):
        return {which: sorted(ids) for which, ids in sorted(listed.items())}
    return sorted(listed)


def concept_set_row(
    *, id: str, corpus_id: str, name: str, licence: str, source: str, concepts: Mapping[str, Listed]
) -> ConceptSetRow:
    """A row whose digest covers the concepts and their ids, whatever order they came in."""
    content = in_order(concepts)
    return ConceptSetRow(
        id=id,
        corpus_id=corpus_id,
        name=name,
        licence=licence,
        source=source,
        concepts=content,
        digest=digest_of(content),
    )


def load_concept_set(store: AnyStore, concept_set_id: str) -> ConceptSet:
    """A concept set; raises NotFound naming those there are."""
    with store.app.session() as session:
        return read_concept_set(session, concept_set_id)


def read_concept_set(session: Session, concept_set_id: str) -> ConceptSet:
    """As :func:`load_concept_set`, within a session."""
    row = session.get(ConceptSetRow, concept_set_id)
    if row is None:
        known = sorted(session.scalars(select(ConceptSetRow.id)))
        raise NotFound(
            "unknown_concept_set",
            f"There is no concept set “{concept_set_id[:80]}”.",
            hint=f"There are: {', '.join(known[:20])}." if known else "Add one: isogloss concepts add.",
            field="concept_set",
        )
    listed = dict(sorted(row.concepts.items()))
    sentences = {concept: _sides(of) for concept, of in listed.items() if not is_of_words(of)}
    return ConceptSet(
        id=row.id,
        corpus_id=row.corpus_id,
        name=row.name,
        licence=row.licence,
        digest=row.digest,
        concepts={concept: frozenset(sides["positive"]) for concept, sides in sentences.items()},
        negatives={concept: frozenset(sides["negative"]) for concept, sides in sentences.items() if len(sides) > 1},
        words={concept: word_concept(of) for concept, of in listed.items() if is_of_words(of)},
    )


def import_concepts(
    store: AnyStore,
    source: str | Path,
    *,
    corpus: str,
    id: str | None = None,
    name: str | None = None,
    licence: str | None = None,
    limits: Limits = LIMITS,
) -> ConceptSetRow:
    """Import concepts of a corpus from a JSON file: ``{concept: [ids]}``, or the same below a key ``concepts``, where a
    concept may also be an object whose ids stand under ``positive``, ``ids``, ``positive_sent_ids`` or the like, and
    its negatives, where not all other sentences are, under ``negative``. A concept of words is an object with
    ``words``; a set is of sentences or of words.

    All of the file's concepts or none. Importing the same content again changes nothing. Raises Refused for an empty
    concept, an id the corpus does not have or has twice, and a missing licence; Conflict when the id holds other
    content.
    """
    path = given_path(source)
    value = read_json(path, limits)
    id = checked_slug(id or slug_of(name or SourceFile(path, path.name).stem))
    concepts = _concepts(value, path.name)
    licence = licence_of(path, [SourceFile(path, path.name)], licence or _said(value, "licence", "license"))
    return keep_concepts(
        store, concepts, corpus=corpus, id=id, name=name or id, licence=licence, source=on_one_line(str(path))
    )


def keep_concepts(
    store: AnyStore, concepts: Mapping[str, Listed], *, corpus: str, id: str, name: str, licence: str, source: str
) -> ConceptSetRow:
    """Store concepts of a corpus, ``{concept: ids}``; raises as :func:`import_concepts` does."""
    with store.app.session() as session:
        text = read_corpus(session, corpus)
    known = set(text.ids)
    if len({is_of_words(listed) for listed in concepts.values()}) > 1:
        raise Refused(
            "mixed_concepts",
            "Some of these concepts name words, and some whole sentences. Nothing was imported.",
            hint="Import them as two sets.",
            field="source",
        )
    for concept, listed in concepts.items():
        if _of_words(listed):
            check_words(concept, listed, text)
            continue
        sides = ids_named(listed)
        check_ids(sides["positive"], known, corpus, f"the concept “{concept}”")
        if len(sides) > 1:
            check_ids(sides["negative"], known, corpus, f"the negatives of the concept “{concept}”")
            _check_apart(concept, sides)
    row = concept_set_row(
        id=checked_slug(id),
        corpus_id=corpus,
        name=checked_title(name),
        licence=licence,
        source=source,
        concepts=concepts,
    )
    return _write(store, row)


def _check_apart(concept: str, listed: dict[str, list[str]]) -> None:
    both = set(listed["positive"]).intersection(listed["negative"])
    if both:
        raise Refused(
            "both_labels",
            f"“{min(both)[:80]}” is listed as a positive and as a negative of the concept “{concept}”. Nothing was "
            "imported.",
            hint="List a sentence on one side.",
            field="source",
        )


def _write(store: AnyStore, row: ConceptSetRow) -> ConceptSetRow:
    try:
        with store.app.session() as session:
            known = session.get(ConceptSetRow, row.id)
            if known is None:
                session.add(row)
                return row
    except IntegrityError:  # another import was quicker
        with store.app.session() as session:
            known = session.get(ConceptSetRow, row.id)
    if known is not None and (known.digest, known.corpus_id) == (row.digest, row.corpus_id):
        return known
    raise Conflict(
        "concept_set_exists",
        f"There is a concept set {row.id} already, with other content; it was kept.",
        hint="Choose another id with --id.",
        field="id",
    )


def _said(value: object, *keys: str) -> str | None:
    if isinstance(value, dict) and isinstance(value.get("concepts"), dict):
        return next((value[key] for key in keys if isinstance(value.get(key), str)), None)
    return None


def _concepts(value: object, file: str) -> dict[str, Listed]:
    """The concepts of either spelling, ids as text."""
    if isinstance(value, dict) and isinstance(value.get("concepts"), dict):
        value = value["concepts"]
    if not isinstance(value, dict) or not value:
        raise Refused(
            "no_concepts",
            f"{file} holds no concepts.",
            hint='It should be a JSON object: {"earthquake": ["id1", "id2"], …}.',
            field="source",
        )
    return {_concept_name(name, file): _ids_of(name, ids, file) for name, ids in value.items()}


def _concept_name(name: str, file: str) -> str:
    if not name.strip() or len(name) > 100 or any(unicodedata.category(c)[0] == "C" for c in name):
        raise Refused(
            "broken_concept",
            f"{file}: “{name[:40]}” cannot be the name of a concept: 1 to 100 letters.",
            field="source",
        )
    return name


def _ids_of(name: str, value: object, file: str) -> Listed:
    if isinstance(value, dict) and is_of_words(value):
        return words_of(name, value, file)
    negative = None
    if isinstance(value, dict):
        listed = [value[key] for key in NEGATIVE_KEYS if value.get(key) is not None]
        negative = as_ids(listed[0]) if len(listed) == 1 else None
        if listed and not negative:
            raise Refused(
                "broken_concept",
                f"{file}: the negatives of the concept “{name}” are no list of ids with at least one id.",
                hint="Give one list under negative, or leave it out: then all other sentences are negatives.",
                field="source",
            )
        lists = [value[key] for key in POSITIVE_KEYS if key in value]
        value = lists[0] if len(lists) == 1 else None
    ids = as_ids(value)
    if not ids:
        raise Refused(
            "broken_concept",
            f"{file}: the concept “{name}” is no list of ids with at least one id.",
            hint=f"Give a list, or an object with the list under one of: {', '.join(POSITIVE_KEYS)}.",
            field="source",
        )
    if negative:
        return {"positive": ids, "negative": negative}
    return ids
