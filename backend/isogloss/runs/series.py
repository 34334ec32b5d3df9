"""Drawing a series from the children that are finished so far.

Looked at anew each time one of its children ends. What is drawn is kept under the set of finished children, so that a
series grows and what it once showed stays as it was.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from isogloss.contract.context import MissingRun
from isogloss.contract.study import AnyStudy
from isogloss.models.model_rows import checkpoints
from isogloss.runs.asking.key import set_key
from isogloss.runs.finished import as_finished
from isogloss.runs.keeping import Keeping, Keeps
from isogloss.runs.lane.failures import failure, is_an_end
from isogloss.runs.rows.patience import patiently
from isogloss.runs.rows.state import emit, end, lock, log
from isogloss.runs.rows.tables import ENDED, RunRow, children_of, find_run
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Unavailable


class SeriesHands(Keeps):
    """What ``job.series`` is handed (:class:`isogloss.contract.context.SeriesContext`)."""

    def __init__(
        self, store: Store, row: RunRow, study: AnyStudy, children: Sequence[tuple[str, RunRow]], finished_set: str
    ):
        self.store, self.key, self.run_id = store, row.key, row.id
        self.asked = tuple(label for label, _ in children)
        steps = _steps(store, row.model)
        self.missing = tuple(
            MissingRun(run.key, label, run.status, (run.error or {}).get("message", ""), steps.get(label))
            for label, run in children
            if run.status != "done"
        )
        super().__init__(Keeping(store, row.id, store.app.writing, f"{finished_set}/"), study.series_figures)
        self.warnings: list[dict[str, str]] = []

    def log(self, text: str) -> None:
        with self.store.app.writing() as session:
            log(session, self.run_id, text)

    def warn(self, code: str, text: str) -> None:
        if all(warning["code"] != code for warning in self.warnings):
            self.warnings.append({"code": code, "text": text})


def _steps(store: Store, model: str | None) -> dict[str, int | None]:
    """The steps of a model's checkpoints, as they are known here."""
    with store.app.session() as session:
        return {row.revision: row.step for row in checkpoints(session, model)} if model else {}


def draw(store: Store, key: str, studies: Mapping[str, AnyStudy]) -> None:
    """Draw the series anew if its set of finished children changed, and settle its state."""
    with store.app.session() as session:
        row = find_run(session, key)
        if row is None or row.status == "cancelled":
            return
        children = [(child.label, run) for child, run in children_of(session, row.id)]
    finished = [run for _, run in children if run.status == "done"]
    problem: dict[str, Any] | None = None
    drawn: tuple[str, str, list[dict[str, str]]] | None = None
    try:
        if finished:
            drawn = _drawn(store, row, studies[row.study], children, finished)
    except Unavailable:
        raise
    except BaseException as error:
        if not is_an_end(error):
            raise
        problem = failure(error, store.home)
    seen = _ended([run for _, run in children])
    patiently(lambda: _settle(store, key, seen, drawn, problem))


def _drawn(
    store: Store, row: RunRow, study: AnyStudy, children: Sequence[tuple[str, RunRow]], finished: Sequence[RunRow]
) -> tuple[str, str, list[dict[str, str]]] | None:
    """(set, digest of the series' result, warnings); None where the study draws no series."""
    if study.series_result is None:
        return None
    ended = _ended([run for _, run in children])
    lost = {key: state for key, state in ended.items() if state != "done"}
    finished_set = set_key([run.key for run in finished], lost)
    if row.finished_set == finished_set and row.result_digest and row.error is None:
        return finished_set, row.result_digest, list(row.warnings)
    hands = SeriesHands(store, row, study, children, finished_set)
    result = study.ladder_job().series([as_finished(store, run, {study.name: study}) for run in finished], hands)
    digest = hands.save_bytes("result", result.model_dump_json().encode(), kind="result")
    return finished_set, digest, hands.warnings


def _ended(children: Sequence[RunRow]) -> dict[str, str]:
    """Children that ended, and how."""
    return {run.key: run.status for run in children if run.status in ENDED}


def _settle(
    store: Store,
    key: str,
    seen: Mapping[str, str],
    drawn: tuple[str, str, list[dict[str, str]]] | None,
    problem: dict[str, Any] | None,
) -> None:
    """Show what was drawn, unless a later look has seen more, and end the series when all its children have ended."""
    with store.app.writing() as session:
        row = lock(session, [key])[key]
        if row.status == "cancelled":
            return
        children = [run for _, run in children_of(session, row.id)]
        finished = sum(state == "done" for state in seen.values())
        # Nothing that is done is ever undone: who saw more children saw later.
        if drawn and finished >= row.steps_done and drawn[0] != row.finished_set:
            row.finished_set, row.result_digest, row.warnings = drawn
            row.steps_done = finished
            text = f"{finished} of {len(children)} checkpoints are in the figures."
            emit(session, row.id, "status", text, {"status": "running", "set": drawn[0]})
        # A child that ended since this look began has queued another one, which will see it.
        if len(seen) == len(children) and seen == _ended(children):
            _end(session, row, children, problem)
        else:
            row.status, row.finished, row.error = "running", None, problem


def _end(session: Session, row: RunRow, children: Sequence[RunRow], problem: dict[str, Any] | None) -> None:
    done = sum(child.status == "done" for child in children)
    failed = [child for child in children if child.status == "failed"]
    if problem:
        status, text, error = "failed", str(problem["message"]), problem
    elif done:
        text = "Done." if done == len(children) else f"Done with {done} of {len(children)} checkpoints."
        status, error = "done", None
        if failed:
            text += f" Failed: {', '.join(child.checkpoint or child.key for child in failed)}."
    else:
        status, text, error = "failed" if failed else "cancelled", "No checkpoint was finished.", None
        if failed and failed[0].error:
            # One reason in full; the others stand with their checkpoints.
            error = failed[0].error | {"message": f"{text} {failed[0].checkpoint}: {failed[0].error['message']}"}
    if (row.status, row.error) != (status, error):
        end(session, row, status, text, error)
