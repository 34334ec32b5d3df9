"""Runs in this process: a lane's own work, without the engine that remembers steps (``runs.durable``), which no number
depends on. That a worker's lane does the same is for tests that start one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from isogloss.runs import durable
from isogloss.runs.asking.requests import ask_run, ask_series
from isogloss.runs.keeping import Keeping
from isogloss.runs.lane.execution import Execution
from isogloss.runs.lane.intake_work import Options
from isogloss.runs.lane.warm import Warm
from isogloss.runs.rows.reading import read_result, status
from isogloss.runs.rows.tables import ENDED, children_of, find_run
from isogloss.runs.rows.wire import RunStatus
from isogloss.store.open import Store
from isogloss.studies import STUDIES

_BY_SLUG = {study.slug: study for study in STUDIES}


class Here:
    """A store whose runs are executed when they are asked for."""

    def __init__(self, store: Store):
        self.store = store
        studies = {study.name: study for study in STUDIES}
        warm = Warm(store, studies, model_budget_bytes=1 << 30, device="cpu")
        self._execute = Execution(store, "tests/here", studies, warm, Options())

    def ended(self, slug: str, params: dict[str, Any], checkpoints: str | list[str] | None = None) -> RunStatus:
        """A run (a series with ``checkpoints``), however it ends; one that is done is not computed again."""
        if checkpoints is None:
            asked = ask_run(self.store, _BY_SLUG[slug], params, "test")
        else:
            asked = ask_series(self.store, _BY_SLUG[slug], params, checkpoints, "test")
        if asked.status in ENDED:
            return asked
        with self.store.app.session() as session:
            row = find_run(session, asked.key)
            # The look at a series itself comes last, as it does when a lane ends a checkpoint.
            waiting = [(run.key, run.attempt) for run in (*(run for _, run in children_of(session, row.id)), row)]
        with _without_engine():
            for key, attempt in waiting:
                self._execute(key, attempt)
        return status(self.store, asked.key)

    def done(
        self, slug: str, params: dict[str, Any], checkpoints: str | list[str] | None = None
    ) -> tuple[RunStatus, dict[str, Any]]:
        """The same, which must end well: its status and its result."""
        ended = self.ended(slug, params, checkpoints)
        assert ended.status == "done", (ended.error, ended.log)
        return ended, json.loads(read_result(self.store, ended.key)[0])

    def array(self, key: str, name: str) -> Any:
        """An array that a run kept."""
        with self.store.app.session() as session:
            run = find_run(session, key)
        return Keeping(self.store, run.id, self.store.app.writing).get_array(name)

    def close(self) -> None:
        """Close the store."""
        self.store.close()


@contextmanager
def _without_engine() -> Iterator[None]:
    kept = durable.step
    durable.step = lambda _name, work: work()
    try:
        yield
    finally:
        durable.step = kept
