"""A worker: a small supervisor over its lanes. It imports no torch and computes nothing.

It gives signs of life, hands waiting runs to the engine, starts dead lanes again, stops runs nobody wants, and takes
over what dead workers had begun.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from isogloss.runs import durable
from isogloss.runs.lane.failures import stalled
from isogloss.runs.lane.start import LaneConfig, StoreConfig
from isogloss.runs.rows.reading import worker_of
from isogloss.runs.rows.state import end, hand_back, lock
from isogloss.runs.rows.tables import RunRow, clock
from isogloss.runs.worker.heartbeat import Displaced, Heartbeat
from isogloss.runs.worker.identity import claim_identity
from isogloss.runs.worker.lane_process import LaneProcess, end_all, say
from isogloss.runs.worker.outbox import Outbox
from isogloss.store.open import open_store
from isogloss.vocabulary.errors import IsoglossError

#: Seconds between looks at the outbox (a person waits), at lanes and unwanted runs, at dead workers, and at strays.
TICK, LOOK, REAP, SWEEP = 0.05, 0.2, 1.0, 5.0
#: The engine's notes on what has ended are deleted after a day, looked for every ten minutes.
FORGET, KEPT_S = 600.0, 24 * 3600.0
#: A step gets so long to heed a stop before its lane is killed, in seconds.
HARD_CANCEL = 2.0


@dataclass(frozen=True)
class WorkerConfig:
    """How a worker runs. ``command`` starts a lane process; ``threads`` None shares the cores out."""

    store: StoreConfig
    command: Sequence[str]
    lanes_batch: int = 2
    lanes_live: int = 1
    threads: int | None = None
    device: str = "auto"
    model_budget_bytes: int = 4_000_000_000
    hub_endpoint: str | None = None
    offline: bool = False
    heartbeat_s: float = 1.0
    dead_after_s: float = 5.0
    #: A run that does not get on, and a lane that gives no sign of life, are ended after so long, in seconds.
    stalled_after_s: float = 10_800.0
    silent_after_s: float = 300.0

    def threads_per_lane(self) -> int:
        """One where lanes outnumber cores, else the cores shared out."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return self.threads or max(1, cores // (self.lanes_batch + self.lanes_live))


class Supervisor:
    """A worker while it runs."""

    def __init__(self, config: WorkerConfig):
        self._config = config
        self._store = open_store(**config.store.model_dump())
        self.name, self._lock = claim_identity(config.store.home)
        durable.prepare(self._store.jobs_url)
        self._engine = durable.JobEngine(self._store.jobs_url)
        self._outbox = Outbox(self._store, self._engine)
        kinds = [("batch", i + 1) for i in range(config.lanes_batch)] + [
            ("live", i + 1) for i in range(config.lanes_live)
        ]
        self._lanes = {f"{self.name}/{kind}-{i}": self._lane(f"{self.name}/{kind}-{i}", kind) for kind, i in kinds}
        lanes = [name.rpartition("/")[2] for name in self._lanes]
        self._heart = Heartbeat(self._store, self.name, os.getpid(), lanes, config.dead_after_s)
        self._due: dict[str, float] = {}
        self.stopping = threading.Event()

    def _lane(self, executor: str, kind: Any) -> LaneProcess:
        config = self._config
        return LaneProcess(
            LaneConfig(
                store=config.store,
                executor=executor,
                kind=kind,
                device=config.device,
                model_budget_bytes=config.model_budget_bytes,
                hub_endpoint=config.hub_endpoint,
                offline=config.offline,
            )
        )

    def run(self, on_ready: Callable[[str], None] = lambda name: None) -> None:
        """Work until told to stop. Raises Displaced when another process took this worker's name."""
        threads = self._config.threads_per_lane()
        self._heart.start()
        try:
            self._tick(threads)
            on_ready(self.name)
            while not self.stopping.wait(TICK):
                self._tick(threads)
        finally:
            self._shut_down()

    def _tick(self, threads: int) -> None:
        self._duty("start lanes", LOOK, lambda: self._start_lanes(threads))
        self._duty("beat", min(self._config.heartbeat_s, self._config.dead_after_s / 4), self._heart.beat)
        self._duty("hand over", TICK, self._outbox.hand_over)
        self._duty("stop", LOOK, self._stop_unwanted)
        self._duty("look after lanes", LOOK, self._look_after_lanes)
        self._duty("reap", REAP, self._reap)
        self._duty("sweep", SWEEP, self._outbox.sweep)
        self._duty("forget", FORGET, lambda: self._engine.forget(KEPT_S))

    def _duty(self, name: str, every: float, work: Callable[[], Any]) -> None:
        """Do something now and then. A database that is away is no reason to die: lanes live, and it will be back."""
        now = time.monotonic()
        if now < self._due.get(name, 0.0):
            return
        self._due[name] = now + every
        try:
            work()
        except Displaced:
            raise
        except Exception as error:
            self._due[name] = now + max(every, 1.0)
            self._complain(name, error)

    def _complain(self, duty: str, error: Exception) -> None:
        text = str(error) if isinstance(error, IsoglossError) else f"{type(error).__name__}: {error}".splitlines()[0]
        say(f"worker {self.name}: could not {duty}: {text[:300]}")

    def _start_lanes(self, threads: int) -> None:
        """Start lanes that do not run, once what they left behind can be taken up by any lane."""
        for lane in self._lanes.values():
            lane.reap()
        fallen = {name for name, lane in self._lanes.items() if lane.successor_wanted}
        if fallen:
            self._outbox.take_over(lambda executor: executor in fallen)
        for lane in self._lanes.values():
            lane.successor_wanted = False
            if lane.process is None and time.monotonic() >= lane.start_at:
                lane.start(self._config.command, threads)

    def _stop_unwanted(self) -> None:
        """Kill lanes whose run nobody wants and that do not stop by themselves."""
        patient = clock(self._store.app.dialect) - HARD_CANCEL
        overdue = select(RunRow.key).where(
            RunRow.status == "running", RunRow.stop_asked < patient, RunRow.worker.in_(list(self._lanes))
        )
        with self._store.app.session() as session:
            keys = list(session.scalars(overdue))
        for key in keys:
            self._stop(key)

    def _stop(self, key: str) -> None:
        with self._store.app.writing() as session:
            run = lock(session, [key])[key]
            if run.status != "running" or run.stop_asked is None or run.worker not in self._lanes:
                return
            lane = self._lanes[run.worker]
            end(session, run, "cancelled", "Cancelled: its process was ended, since the step did not stop by itself.")
        # The row is settled first: the lane that starts again finds nothing to go on with.
        lane.kill()

    def _look_after_lanes(self) -> None:
        """Kill lanes that are silent, and those whose run does not get on: that run has failed."""
        for lane in self._lanes.values():
            if (signs := lane.signs) is None:
                continue
            signs.look()
            if signs.silent > self._config.silent_after_s:
                say(f"lane {lane.config.executor} gave no sign of life for {signs.silent:.0f} s")
                signs.silent = 0.0
                lane.kill()
            elif signs.key and signs.still > self._config.stalled_after_s:
                key, signs.key = signs.key, ""
                self._stalled(lane, key, signs.still)

    def _stalled(self, lane: LaneProcess, key: str, seconds: float) -> None:
        say(f"lane {lane.config.executor} got no further with {key} for {seconds:.0f} s")
        error = stalled(seconds)
        with self._store.app.writing() as session:
            run = lock(session, [key]).get(key)
            # Nobody's name stands on a series or a recipe: whichever lane looks at it has it.
            mine = run is not None and (run.worker == lane.config.executor or run.kind in ("series", "recipe"))
            if run is not None and mine and run.status == "running":
                end(session, run, "failed", error["message"], error)
        lane.kill()

    def _reap(self) -> None:
        alive, stopped = self._heart.alive(), self._heart.stopped()

        def dead(executor: str) -> bool:
            worker = worker_of(executor)
            return worker in stopped or (self._heart.steady and worker not in alive)

        self._outbox.take_over(dead)

    def _shut_down(self) -> None:
        end_all(self._lanes.values())
        for duty, work in (("hand its runs back", self._hand_back), ("say goodbye", self._heart.stop)):
            try:
                work()
            except Exception as error:
                self._complain(duty, error)
        self._engine.close()
        self._store.close()
        self._lock.release()

    def _hand_back(self) -> None:
        """What an ordered stop interrupted waits again, with the steps that it finished; it is no death over a run."""
        mine = select(RunRow.key).where(RunRow.status == "running", RunRow.worker.in_(list(self._lanes)))
        with self._store.app.writing() as session:
            for run in lock(session, session.scalars(mine)).values():
                if run.status == "running" and run.worker in self._lanes:
                    hand_back(session, run)


def work(
    config: WorkerConfig, *, until_stdin_closes: bool = False, on_ready: Callable[[str], None] = lambda name: None
) -> None:
    """Run a worker in this process until SIGTERM, SIGINT, or the end of standard input."""
    supervisor = Supervisor(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: supervisor.stopping.set())
    if until_stdin_closes:
        threading.Thread(target=_until_closed, args=(supervisor.stopping,), daemon=True).start()
    supervisor.run(on_ready)


def _until_closed(stopping: threading.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    stopping.set()
