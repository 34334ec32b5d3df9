"""The lane's side of a job's hands (:class:`isogloss.contract.context.RunContext`): durable steps and progress."""

import json
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from pydantic import BaseModel

from isogloss.contract.context import FinishedRun
from isogloss.contract.params import StudyParams
from isogloss.contract.publication import Part
from isogloss.contract.study import AnyStudy
from isogloss.runs import durable
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.runs.finished import finished_run
from isogloss.runs.keeping import Keeping, Keeps
from isogloss.runs.lane import life
from isogloss.runs.lane.failures import StepFailed, failure, is_an_end
from isogloss.runs.lane.hold import Hold, LeaseLost, Taken, takeover_text
from isogloss.runs.lane.warm import Warm
from isogloss.runs.rows.patience import patiently
from isogloss.runs.rows.publishing import publish
from isogloss.runs.rows.state import emit, log
from isogloss.store.unit_score import score_portions, write_scores
from isogloss.vocabulary.digest import canonical_json, digest_of
from isogloss.vocabulary.errors import Unavailable

#: At most so often is progress written, and a stop looked for, in seconds.
PROGRESS_EVERY, CHECK_EVERY = 0.1, 0.2
#: What the answer is kept under until the run ends.
ANSWER = "answer"
#: What a step may return, as JSON.
STEP_BYTES = 64 * 1024


class LaneContext(Keeps):
    """Everything a job may do, for one attempt of one run."""

    def __init__(self, hold: Hold, taken: Taken, study: AnyStudy, params: StudyParams, warm: Warm):
        self._hold, self._study, self._params, self._warm = hold, study, params, warm
        self.store, self.run_id, self.key = hold.store, hold.run_id, taken.run.key
        self.activations, self.catalogue = warm.pooled, StoredCatalogue(hold.store)
        super().__init__(Keeping(self.store, self.run_id, hold.writing), study.figures)
        self._left_by = taken.left_by
        self._cost = float((taken.run.cost or {}).get("seconds") or 0.0)
        self._plan: list[tuple[str, float]] = [(str(n), float(w)) for n, w in taken.run.plan or []]
        self._names: list[str] = []
        self._began = time.monotonic()
        self._began_at = 0.0
        self._wrote = self._checked = 0.0
        self.warnings: list[dict[str, str]] = list(taken.run.warnings)

    # ---- steps -----------------------------------------------------------------------------------------------------

    def plan(self, steps: Mapping[str, float] | Sequence[str]) -> None:
        weights = steps if isinstance(steps, Mapping) else dict.fromkeys(steps, 1.0)
        self._plan = [(name, float(weight)) for name, weight in weights.items()]
        self._note(plan=[list(step) for step in self._plan], steps_total=len(self._plan))

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        index = len(self._names)
        if index >= len(self._plan):
            self._plan.append((name, 1.0))
        self._names.append(name)
        raised: list[BaseException] = []
        outcome = durable.step(name, lambda: self._first_time(index, name, work, raised))
        if raised:
            raise raised[0]
        if "error" in outcome:
            raise StepFailed(outcome["error"])
        return outcome["value"]

    def _first_time(
        self, index: int, name: str, work: Callable[[], Any], raised: list[BaseException]
    ) -> dict[str, Any]:
        """Runs only where the step was not finished before. Errors return as values: the engine would keep their text
        only, and a death just after them would make a clear refusal an unclear one."""
        try:
            life.moved()
            self._announce(index, name)
            value = plain(name, patiently(lambda: self._seeded(index, name, work)))
            self._write(starts=1, steps_done=index + 1, fraction=self._fraction(index + 1, 0.0))
            return {"value": value}
        except (LeaseLost, durable.TakenAway):
            raise
        except BaseException as error:
            if not is_an_end(error):
                raise
            raised.append(error)
            return {"error": failure(error, self.store.home)}

    def _seeded(self, index: int, name: str, work: Callable[[], Any]) -> Any:
        seed_everything(digest_of([self.key, self._params.seed, index, name]))
        return work()

    def _announce(self, index: int, name: str) -> None:
        self.say_left(index)
        if index and not self._began_at:
            # Steps kept from an earlier life took this one no time: the estimate starts here.
            self._began, self._began_at = time.monotonic(), self._fraction(index, 0.0)
        plan = [list(step) for step in self._plan]
        self._write(plan=plan, steps_done=index, steps_total=len(plan), label=name, fraction=self._fraction(index, 0.0))

    def say_left(self, kept: int | None = None) -> None:
        """Tell, once, that another lane died over this run and how much of its work was kept."""
        if self._left_by:
            self.say(takeover_text(self._left_by, self._hold.executor, len(self._names) if kept is None else kept))
            self._left_by = None

    # ---- progress --------------------------------------------------------------------------------------------------

    def progress(self, done: float, total: float, label: str = "") -> None:
        life.moved()
        now = time.monotonic()
        if now - self._wrote < PROGRESS_EVERY:
            return
        index = max(0, len(self._names) - 1)
        name = self._names[index] if self._names else ""
        fraction = self._fraction(index, done / total if total else 0.0)
        self._write(label=(label or name)[:200], fraction=fraction, seconds_left=self._seconds_left(fraction, now))

    def _fraction(self, finished: int, within: float) -> float:
        weights = [weight for _, weight in self._plan]
        total = sum(weights) or 1.0
        current = weights[finished] if finished < len(weights) else 0.0
        return min(1.0, (sum(weights[:finished]) + current * min(1.0, max(0.0, within))) / total)

    def _seconds_left(self, fraction: float, now: float) -> float:
        gained, spent = fraction - self._began_at, now - self._began
        if gained < 0.02 or spent < 0.5:
            return self._cost * (1.0 - fraction)
        return spent / gained * (1.0 - fraction)

    def _write(self, **values: Any) -> None:
        """Columns and the event of one moment. A database that is away for a moment costs a progress bar, no run."""
        self._wrote = self._checked = time.monotonic()
        shown = ("label", "fraction", "steps_done", "steps_total", "seconds_left")
        data = {name: values[name] for name in shown if name in values}
        try:
            with self.store.app.session() as session:
                self._hold.note(session, **values)
                emit(session, self.run_id, "progress", data=data)
        except Unavailable:
            pass

    def _note(self, **values: Any) -> None:
        life.moved()

        def write() -> None:
            with self.store.app.session() as session:
                self._hold.note(session, **values)

        patiently(write)

    def check_cancelled(self) -> None:
        life.moved()
        now = time.monotonic()
        if now - self._checked >= CHECK_EVERY:
            self._checked = now
            try:
                self._hold.check()
            except Unavailable:
                pass

    def frame(self, data: dict[str, Any]) -> None:
        life.moved()
        try:
            with self._hold.writing() as session:
                emit(session, self.run_id, "frame", data=data)
        except Unavailable:
            pass

    def publish(self, part: Part) -> str:
        publishes = self._study.publishes
        if publishes is None:
            raise TypeError(f"the study {self._study.name} says of nothing that it publishes it")
        kind, id = publishes.kind, publishes.id_of(self._params, self.key)
        self.check_cancelled()
        ready = patiently(lambda: kind.ready(self.store, id, part))
        life.moved()
        patiently(lambda: publish(self._hold.writing, self.run_id, kind, id, part, ready))
        return ready.digest

    # ---- words -----------------------------------------------------------------------------------------------------

    def log(self, text: str) -> None:
        self._tell(lambda session: log(session, self.run_id, text))

    def say(self, text: str) -> None:
        """A line about the run itself, among those of its state."""
        self._tell(lambda session: emit(session, self.run_id, "status", text, {"status": "running"}))

    def warn(self, code: str, text: str) -> None:
        if any(warning["code"] == code for warning in self.warnings):
            return
        self.warnings.append({"code": code, "text": text})
        self._note(warnings=self.warnings)
        self._tell(lambda session: emit(session, self.run_id, "warning", text, {"code": code}))

    def _tell(self, write: Callable[[Any], None]) -> None:
        life.moved()

        def told() -> None:
            with self._hold.writing() as session:
                write(session)

        patiently(told)

    # ---- things ----------------------------------------------------------------------------------------------------

    @property
    def device(self) -> str:
        return self._warm.use_device()

    def model(self, model_id: str, revision: str, *, dtype: str = "float32", attention: str = "sdpa") -> Any:
        self.check_cancelled()
        loaded = patiently(lambda: self._warm.model(model_id, revision, dtype=dtype, attention=attention))
        if loaded.note:
            self.warn("tokenizer_class", loaded.note)
        return loaded

    def upstream(self, key: str) -> FinishedRun[Any, Any]:
        return patiently(lambda: finished_run(self.store, key, self._warm.studies))

    def answer(self, result: BaseModel, figures: Mapping[str, Any] | None = None) -> None:
        if not isinstance(result, self._study.result):
            raise TypeError(f"the answer is a {type(result).__name__}, not {self._study.result.__name__}")
        for name, figure in (figures or {}).items():
            self.save_figure(name, figure)
        self.save_bytes(ANSWER, result.model_dump_json().encode(), kind="answer")

    def write_scores(self, rows: Any) -> int:
        # In portions: a long transaction would keep SQLite's only writer from the heartbeats.
        for portion in score_portions(rows):
            patiently(partial(self._write_scores, portion))
        return len(rows)

    def _write_scores(self, rows: np.ndarray) -> None:
        life.moved()
        with self._hold.writing() as session:
            write_scores(session, self.run_id, rows)


def plain(name: str, value: Any) -> Any:
    """A step's value as the engine will give it back; raises TypeError for what is no small JSON."""
    data = canonical_json(value)
    if len(data) > STEP_BYTES:
        raise TypeError(f"step “{name}” returned {len(data)} bytes; keep large things with save_array and save_bytes")
    return json.loads(data)


def seed_everything(digest: str) -> None:
    """Seed all generators from a step's own name, so that a step runs the same whether or not others ran before it."""
    seed = int(digest[:8], 16)
    random.seed(seed)
    np.random.seed(seed)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(seed)
