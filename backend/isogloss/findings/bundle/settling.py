"""Writing a bundle's rows, in the one transaction of an import: models, corpora, runs, scores, and the finding."""

from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from isogloss.corpora.tables import ConceptSetRow, CorpusRow, IdSetRow, SentenceRow
from isogloss.findings.bundle.arrival import Arrival
from isogloss.findings.bundle.checks.text import Text
from isogloss.findings.bundle.checks.whole import Checked
from isogloss.findings.bundle.format import BundledCorpus, BundledModel, BundledRun, Manifest
from isogloss.findings.sharing.picture import PICTURE
from isogloss.findings.standing.kept import Kept
from isogloss.findings.standing.pinning import PINS
from isogloss.findings.standing.scores import numbered_here
from isogloss.findings.tables import FindingRevisionRow, FindingRow
from isogloss.models.model_rows import IMPORTED, keep_without_weights
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.runs.asking.requests import link
from isogloss.runs.rows.state import insert_missing, wake_parents
from isogloss.runs.rows.tables import RunArtifactRow, RunEventRow, RunRow, find_run
from isogloss.store.base import utc_now
from isogloss.store.unit_score import UnitScoreRow, write_scores
from isogloss.vocabulary.digest import canonical_json

_ROWS_AT_ONCE = 500
#: Of a run, what its row takes over as it is.
_SAME = (
    "kind", "study", "study_version", "model", "checkpoint", "params", "inputs", "cost", "status", "lane", "created",
    "started", "finished", "plan", "steps_done", "steps_total", "error", "result_digest", "finished_set",
)  # fmt: skip


def settle(session: Session, checked: Checked, arrival: Arrival) -> None:
    """Write what is new; raises Conflict where a model here has other weights."""
    for model in checked.models.values():
        _model(session, model)
    for id, corpus in checked.corpora.items():
        _corpus(session, corpus, checked.text.get(id))
    for run in arrival.new:
        session.add(RunRow(key=run.key, attempt=1, dispatched=1, **_columns(run, checked.manifest)))
    session.flush()
    for row, run in arrival.again:
        _replace(session, row, run, checked.manifest)
    for run in (*arrival.new, *(run for _, run in arrival.again)):
        _belongings(session, _row(session, run.key), run, checked)
    for row, run in arrival.fuller:
        _fill(session, row, run)
    _finding(session, checked)


def _row(session: Session, key: str) -> RunRow:
    row = find_run(session, key)
    assert row is not None
    return row


# ---- runs ----------------------------------------------------------------------------------------------------------


def _columns(run: BundledRun, manifest: Manifest) -> dict[str, Any]:
    return {
        **{name: getattr(run, name) for name in _SAME},
        "warnings": [warning.model_dump() for warning in run.warnings],
        "provenance": (run.provenance or {}) | {"imported": _imported(run, manifest)},
        "fraction": 1.0 if run.status == "done" else 0.0,
    }


def _imported(run: BundledRun, manifest: Manifest) -> dict[str, Any]:
    """How a run came here, as its provenance says it."""
    return {
        "from": manifest.title,
        "finding": manifest.slug,
        "made_by": manifest.made_by,
        "made_at": manifest.made_at.isoformat(),
        "at": utc_now().isoformat(),
        "left_out": list(run.left_out),
    }


def _replace(session: Session, row: RunRow, run: BundledRun, manifest: Manifest) -> None:
    """A run that ended here without a result gets the bundle's; what its attempts left behind goes."""
    session.refresh(row, with_for_update=True)
    for name, value in _columns(run, manifest).items():
        setattr(row, name, value)
    row.dispatched, row.worker, row.stop_asked, row.seconds_left, row.label = row.attempt, None, None, None, ""
    session.execute(delete(RunArtifactRow).where(RunArtifactRow.run_id == row.id))
    session.execute(delete(UnitScoreRow).where(UnitScoreRow.run_id == row.id))
    session.flush()
    wake_parents(session, row.id)


def _belongings(session: Session, row: RunRow, run: BundledRun, checked: Checked) -> None:
    """What a run kept, its scores, its log, and the runs it is made of."""
    _keep(session, row.id, run.kept)
    scores = checked.scores(run)
    if scores is not None:
        write_scores(session, row.id, numbered_here(session, scores, run.labels))
    lines = [{"run_id": row.id, "at": line.at, "kind": line.kind, "text": line.text, "data": None} for line in run.log]
    if lines:
        session.execute(insert(RunEventRow), lines)
    if run.children:
        link(session, row, [(_row(session, child.key).id, child.label) for child in run.children])


def _keep(session: Session, run_id: int, kept: dict[str, Kept]) -> None:
    rows = [
        {"run_id": run_id, "name": name, "digest": found.sha256, "kind": found.kind, "n_bytes": found.bytes}
        for name, found in kept.items()
    ]
    insert_missing(session, RunArtifactRow, rows)


def _fill(session: Session, row: RunRow, run: BundledRun) -> None:
    """An imported run gains what an earlier bundle left out of it."""
    _keep(session, row.id, run.kept)
    provenance = dict(row.provenance or {})
    before = provenance.get("imported", {})
    left = [pattern for pattern in before.get("left_out", ()) if pattern in run.left_out]
    row.provenance = provenance | {"imported": before | {"left_out": left}}


# ---- what runs read ------------------------------------------------------------------------------------------------


def _model(session: Session, model: BundledModel) -> None:
    facts = model.model_dump(exclude={"checkpoints"})
    rows = [CheckpointRow(model_id=model.id, path=None, **rung.model_dump()) for rung in model.checkpoints]
    keep_without_weights(session, ModelRow(kind=IMPORTED, tokenizer_path="", **facts), rows)


def _corpus(session: Session, corpus: BundledCorpus, text: Text | None) -> None:
    if text is not None and session.get(CorpusRow, corpus.id) is None:
        _text(session, corpus, text)
    for found in corpus.concept_sets:
        if session.get(ConceptSetRow, found.id) is None:
            session.add(ConceptSetRow(corpus_id=corpus.id, **found.model_dump()))
    for ids in corpus.id_sets:
        if session.get(IdSetRow, (corpus.id, ids.name)) is None:
            session.add(IdSetRow(corpus_id=corpus.id, **ids.model_dump()))
    session.flush()


def _text(session: Session, corpus: BundledCorpus, text: Text) -> None:
    session.add(
        CorpusRow(
            **corpus.model_dump(exclude={"text", "concept_sets", "id_sets"}),
            languages=list(text.languages),
            counts=text.counts,
            n_ids=len(text.ids),
            n_complete=text.n_complete,
            n_documents=text.n_documents,
        )
    )
    session.flush()
    rows = [
        {
            "corpus_id": corpus.id,
            "language": record.language,
            "item_id": record.id,
            "text": record.text,
            "document": record.document,
            "split": record.split,
            "tokens": None if record.tokens is None else canonical_json(record.tokens).decode(),
        }
        for record in text.records
    ]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        session.execute(insert(SentenceRow), rows[start : start + _ROWS_AT_ONCE])


def _finding(session: Session, checked: Checked) -> None:
    manifest = checked.manifest
    if session.get(FindingRow, manifest.slug) is not None:
        return
    given = manifest.model_dump(include={"slug", "title", "note", "made_at", "made_by"})
    given |= {"roots": list(manifest.roots), "rests_on": list(manifest.rests_on), "origin": "imported"}
    if (finding := manifest.finding) is not None:
        given |= finding.model_dump(include={"kept_by", "private", "path", "revision", "changed_at"})
        given |= {"tags": list(finding.tags), "figures": [figure.model_dump() for figure in finding.figures]}
        digests = {kind: digest for digest, kind in checked.belongings.items()}
        given |= {"pins": digests.get(PINS), "picture": digests.get(PICTURE)}
    else:
        given |= {"changed_at": manifest.made_at}
    session.add(FindingRow(**given, added_at=utc_now()))
    session.flush()
    for said in finding.revisions if finding else ():
        session.add(
            FindingRevisionRow(finding=manifest.slug, **said.model_dump(exclude={"tags"}), tags=list(said.tags))
        )
    session.flush()
