"""What is here, for lists and pages: corpora, what lies on them, and their sentences."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.corpora.concepts import positives_of
from isogloss.corpora.documents import RULES
from isogloss.corpora.parallel import ParallelCorpus, corpus_row, read_corpus
from isogloss.corpora.tables import ConceptSetRow, CorpusRow, IdSetRow
from isogloss.vocabulary.language import direction

#: Sentences answered at most.
MOST = 200


def list_corpora(session: Session) -> list[CorpusRow]:
    """All corpora, newest first."""
    return sorted(session.scalars(select(CorpusRow)), key=lambda row: (-row.added_at.timestamp(), row.id))


def corpus_summary(session: Session, corpus_id: str) -> dict[str, Any]:
    """A corpus as JSON: languages in house order with their ids, documents, splits, and what lies on it.

    Raises NotFound.
    """
    row = corpus_row(session, corpus_id)
    concept_sets = session.scalars(select(ConceptSetRow).where(ConceptSetRow.corpus_id == corpus_id))
    id_sets = session.scalars(select(IdSetRow).where(IdSetRow.corpus_id == corpus_id))
    plain = ("id", "name", "kind", "licence", "digest", "source", "n_ids", "n_complete", "n_documents", "note")
    return {
        **{name: getattr(row, name) for name in plain},
        "document_rule": RULES.get(row.document_rule, row.document_rule),
        "has_documents": row.has_documents,
        "added_at": row.added_at.isoformat(),
        "languages": [{"code": code, "dir": direction(code), "n_ids": row.counts[code]} for code in row.languages],
        "splits": {split: len(ids) for split, ids in read_corpus(session, corpus_id).splits.items()},
        "concept_sets": [_concept_set(found) for found in sorted(concept_sets, key=lambda found: found.id)],
        "id_sets": [{"name": s.name, "digest": s.digest, "n_ids": len(s.ids)} for s in sorted(id_sets, key=_name)],
    }


def _name(row: IdSetRow) -> str:
    return row.name


def _concept_set(row: ConceptSetRow) -> dict[str, object]:
    facts = {name: getattr(row, name) for name in ("id", "name", "licence", "digest", "source")}
    return {**facts, "concepts": {name: len(positives_of(row.concepts[name])) for name in sorted(row.concepts)}}


def sentences(
    corpus: ParallelCorpus,
    *,
    ids: str | Sequence[str] | None = None,
    query: str | None = None,
    languages: Iterable[str] | None = None,
    limit: int = 20,
) -> list[dict[str, object]]:
    """Aligned sentences as JSON, in the order of their ids: those chosen by ``ids`` (see ``ParallelCorpus.select``)
    in one of whose ``languages`` the ``query`` occurs, upper and lower case alike; at most ``limit``.

    Raises Refused for an unknown language or choice.
    """
    shown = [corpus.check_language(language) for language in (languages or corpus.languages)]
    wanted = (query or "").casefold()
    found: list[dict[str, object]] = []
    for item in corpus.select(ids):
        texts = {language: corpus.text(language, item) for language in shown if corpus.has(language, item)}
        if texts and any(wanted in text.casefold() for text in texts.values()):
            found.append({"id": item, "document": corpus.documents[item], "texts": texts})
        if len(found) >= min(max(limit, 0), MOST):
            break
    return found
