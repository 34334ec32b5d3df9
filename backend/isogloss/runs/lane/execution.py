"""One attempt, from its being taken up to its end: what a lane does when the engine calls it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from isogloss.contract.study import AnyStudy
from isogloss.models.allocation import memory_held
from isogloss.runs import durable, series
from isogloss.runs.asking import recipe_look
from isogloss.runs.keeping import Keeping
from isogloss.runs.lane import life
from isogloss.runs.lane.failures import failure, is_an_end
from isogloss.runs.lane.hold import Hold, LeaseLost, Taken, take_up, takeover_text
from isogloss.runs.lane.intake_work import Options, Progress, perform
from isogloss.runs.lane.provenance import provenance
from isogloss.runs.lane.warm import Warm
from isogloss.runs.lane_context import ANSWER, LaneContext
from isogloss.runs.rows.patience import passes, patiently
from isogloss.runs.rows.state import begun, emit
from isogloss.runs.rows.tables import RunRow, find_run, parents_of
from isogloss.store.base import utc_now
from isogloss.store.open import Store
from isogloss.vocabulary.digest import canonical_json
from isogloss.vocabulary.errors import Cancelled, NotFound, OutOfSpace, Refused, Unavailable

#: How long a lane tries to write down how a run ended, while the database is away or full, in seconds.
FINAL_WRITE = 600.0


class Execution:
    """A lane's work: ``execute(key, attempt)`` for every kind of run."""

    def __init__(self, store: Store, executor: str, studies: Mapping[str, AnyStudy], warm: Warm, options: Options):
        self.store, self.executor, self.studies, self.warm, self.options = store, executor, studies, warm, options

    def __call__(self, key: str, attempt: int) -> None:
        with life.working_on(key), _no_panic():
            self._execute(key, attempt)

    def _execute(self, key: str, attempt: int) -> None:
        with self.store.app.session() as session:
            row = find_run(session, key)
        if row is None:
            return
        if row.kind in ("series", "recipe"):
            begun(self.store, key, attempt)
            look = series.draw if row.kind == "series" else recipe_look.advance
            look(self.store, key, self.studies)
        elif taken := patiently(lambda: take_up(self.store, key, attempt, self.executor)):
            self._attempt(taken, Hold(self.store, taken.run.id, attempt, self.executor))
            self._look_at_parents(taken.run.id)

    def _look_at_parents(self, run_id: int) -> None:
        """Draw the series of a run at once, before this lane takes the next checkpoint.

        A look at each parent is queued anyway, for a lane that dies here; it will find that all is done.
        """
        with self.store.app.session() as session:
            parents = parents_of(session, run_id)
        for parent in parents:
            if parent.status == "running":
                look = series.draw if parent.kind == "series" else recipe_look.advance
                look(self.store, parent.key, self.studies)

    def _attempt(self, taken: Taken, hold: Hold) -> None:
        work = self._intake if taken.run.kind == "intake" else self._study
        try:
            final_write(work(taken, hold))
        except LeaseLost:
            return
        except durable.TakenAway:
            raise
        except Cancelled:
            self._let_go(hold, "cancelled", "Cancelled.", None)
        except BaseException as error:
            if not is_an_end(error):
                raise
            public = failure(error, self.store.home)
            self._let_go(hold, "failed", public["message"], public)

    def _let_go(self, hold: Hold, status: str, text: str, error: dict[str, Any] | None) -> None:
        try:
            final_write(lambda: hold.let_go(status, text, error))
        except LeaseLost:
            return

    def _study(self, taken: Taken, hold: Hold) -> Callable[[], None]:
        """Do a study's job; returns how to end the run well."""
        study = self.studies.get(taken.run.study)
        if study is None or study.version != taken.run.study_version:
            raise Refused(
                "unknown_study",
                f"This worker does not know version {taken.run.study_version} of the study {taken.run.study}.",
                hint="Update Isogloss on the worker's machine, and ask again.",
            )
        params = study.params.model_validate(taken.run.params)
        ctx = LaneContext(hold, taken, study, params, self.warm)
        with memory_held():
            plan = patiently(lambda: study.resolve(params, ctx.catalogue))
            study.job().run(plan, ctx)
        ctx.say_left()
        digest = ctx.save_bytes("result", _answered(ctx, study), kind="result")
        facts = _facts(taken.run, self.warm.device_used)
        return lambda: hold.let_go("done", "Done.", None, result_digest=digest, provenance=facts, warnings=ctx.warnings)

    def _intake(self, taken: Taken, hold: Hold) -> Callable[[], None]:
        """Add a model, a corpus or a set; that leaves nothing half-written, hence it starts over at a death."""
        if taken.left_by:
            with hold.writing() as session:
                emit(session, hold.run_id, "status", takeover_text(taken.left_by, self.executor, 0))
        with closing(Progress(hold)) as progress:
            added = perform(self.store, taken.run.study, taken.run.params, progress, self.options)
        digest = Keeping(self.store, hold.run_id, hold.writing).put("result", canonical_json(added), kind="result")
        return lambda: hold.let_go("done", "Done.", None, result_digest=digest)


def _answered(ctx: LaneContext, study: AnyStudy) -> bytes:
    try:
        return ctx.load_bytes(ANSWER)
    except NotFound as error:
        raise TypeError(f"{study.home}.job.run ended without an answer: give it with ctx.answer") from error


@contextmanager
def _no_panic() -> Iterator[None]:
    """To the engine whatever leaves an attempt is an Exception: of anything else it would never learn that it ended."""
    try:
        yield
    except (Exception, durable.TakenAway):
        raise
    except BaseException as error:
        if not is_an_end(error):
            raise
        raise RuntimeError(f"the attempt ended with {type(error).__name__}") from error


def _facts(run: RunRow, device: str) -> dict[str, Any]:
    finished, started = utc_now(), run.started
    seconds = (finished - started).total_seconds() if started else None
    return provenance(run.params, device) | {
        "started": started.isoformat() if started else None,
        "finished": finished.isoformat(),
        "seconds": seconds,
    }


def final_write(say: Callable[[], None]) -> None:
    """Write down how a run ended, waiting for a database that is away or full."""
    give_up = time.monotonic() + FINAL_WRITE
    while True:
        try:
            return say()
        except (Unavailable, OutOfSpace) as error:
            if time.monotonic() > give_up or (isinstance(error, Unavailable) and not passes(error)):
                raise
            time.sleep(1.0)
