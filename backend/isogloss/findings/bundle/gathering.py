"""Rows as the bundle's documents: what a run, a model and a corpus are, without paths, hosts and people."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.corpora.tables import ConceptSetRow, CorpusRow, IdSetRow, SentenceRow
from isogloss.findings.bundle.format import (
    BundledCheckpoint,
    BundledConceptSet,
    BundledCorpus,
    BundledIdSet,
    BundledModel,
    BundledRun,
    Child,
    Line,
)
from isogloss.findings.standing.kept import Kept
from isogloss.models.model_rows import checkpoints
from isogloss.models.tables import ModelRow
from isogloss.runs.rows.tables import RunEventRow, RunRow, children_of
from isogloss.vocabulary.visible import without_folders

#: What a run says about itself in the column of the same name.
_SAME = (
    "key", "kind", "study", "study_version", "model", "checkpoint", "params", "inputs", "cost", "status", "lane",
    "created", "started", "finished", "plan", "steps_done", "steps_total", "error", "result_digest", "finished_set",
)  # fmt: skip
_LINES = 5_000
#: How the log names a worker, which begins with its machine's name.
_WORKER = re.compile(r"(?<=[Ww]orker )[a-z0-9]+(?:-[a-z0-9]+)+")
#: Always there: what the run answers.
_NEVER_LEFT_OUT = ("result", "figure/*")


def bundled_run(
    session: Session, run: RunRow, digests: dict[str, Kept], left_out: Iterable[str], labels: Sequence[str]
) -> BundledRun:
    """A run's document; ``digests`` is what it kept, by name, and ``left_out`` the patterns that hit some of it."""
    provenance = dict(run.provenance or {})
    before = provenance.pop("imported", {})
    children = [Child(key=row.key, label=child.label) for child, row in children_of(session, run.id)]
    return BundledRun(
        **{name: getattr(run, name) for name in _SAME},
        warnings=tuple(run.warnings),
        provenance=provenance or None,
        children=tuple(children),
        kept=dict(sorted(digests.items())),
        left_out=tuple(sorted({*left_out, *before.get("left_out", ())})),
        labels=tuple(labels),
        log=tuple(_log(session, run.id)),
    )


def hit(patterns: Iterable[str], name: str) -> str | None:
    """The first pattern that leaves this name out; None for what is always in a bundle."""
    if any(fnmatchcase(name, always) for always in _NEVER_LEFT_OUT):
        return None
    return next((pattern for pattern in patterns if fnmatchcase(name, pattern)), None)


def _log(session: Session, run_id: int) -> Iterator[Line]:
    """The last lines, oldest first. A worker is named by the order in which it appears, not by its machine."""
    kinds = ("log", "status", "warning")
    query = select(RunEventRow).where(RunEventRow.run_id == run_id, RunEventRow.kind.in_(kinds), RunEventRow.text != "")
    rows = reversed(list(session.scalars(query.order_by(RunEventRow.id.desc()).limit(_LINES))))
    workers: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        return workers.setdefault(match[0], str(len(workers) + 1))

    for row in rows:
        text = _WORKER.sub(numbered, row.text) if row.kind == "status" else row.text
        yield Line(at=row.at, kind=row.kind, text=text)


def bundled_model(session: Session, row: ModelRow) -> BundledModel:
    """A model's document."""
    named = BundledModel.model_fields.keys() - {"checkpoints", "source", "config"}
    rungs = [
        BundledCheckpoint(**{name: getattr(rung, name) for name in BundledCheckpoint.model_fields})
        for rung in checkpoints(session, row.id)
    ]
    return BundledModel(
        **{name: getattr(row, name) for name in named},
        source=row.source if row.kind == "hub" else without_folders(row.source),
        config={name: value for name, value in row.config.items() if name != "_name_or_path"},
        checkpoints=tuple(rungs),
    )


def bundled_corpus(
    session: Session, row: CorpusRow, text: Any, sets: Sequence[str], ids: Sequence[str]
) -> BundledCorpus:
    """A corpus's document, with these of its concept sets and id sets."""
    facts = ("id", "name", "kind", "licence", "digest", "has_documents", "document_rule", "note")
    concepts = select(ConceptSetRow).where(ConceptSetRow.corpus_id == row.id, ConceptSetRow.id.in_(sets))
    named = select(IdSetRow).where(IdSetRow.corpus_id == row.id, IdSetRow.name.in_(ids))
    return BundledCorpus(
        **{name: getattr(row, name) for name in facts},
        source=without_folders(row.source),
        text=text,
        concept_sets=tuple(_concept_set(found) for found in session.scalars(concepts.order_by(ConceptSetRow.id))),
        id_sets=tuple(_id_set(found) for found in session.scalars(named.order_by(IdSetRow.name))),
    )


def _concept_set(row: ConceptSetRow) -> BundledConceptSet:
    named = BundledConceptSet.model_fields.keys() - {"source"}
    return BundledConceptSet(**{name: getattr(row, name) for name in named}, source=without_folders(row.source))


def _id_set(row: IdSetRow) -> BundledIdSet:
    return BundledIdSet(name=row.name, digest=row.digest, ids=list(row.ids), source=without_folders(row.source))


def sentences(session: Session, corpus: str) -> Iterator[list[Any]]:
    """Every sentence as ``[language, id, text, document, split, tokens]``, by language and id."""
    query = select(SentenceRow).where(SentenceRow.corpus_id == corpus)
    found = sorted(session.scalars(query), key=lambda row: (row.language, row.item_id))
    for row in found:
        tokens = None if row.tokens is None else json.loads(row.tokens)
        yield [row.language, row.item_id, row.text, row.document, row.split, tokens]
