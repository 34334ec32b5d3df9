"""A lane as its supervisor sees it: a process to start, to reap and to start again."""

import os
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from isogloss.runs.lane.life import PIPE, Signs
from isogloss.runs.lane.start import LaneConfig

#: A lane that dies at once is started again more and more slowly, in seconds.
FIRST_PAUSE, LAST_PAUSE = 0.1, 5.0
#: Lanes whose standard input closed get so long to end by themselves, and one that was killed to be gone, in seconds.
GRACE, GONE = 2.0, 5.0


def say(text: str) -> None:
    """A line for the owner of the machine."""
    sys.stderr.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {text}\n")
    sys.stderr.flush()


@dataclass
class LaneProcess:
    """One lane as its supervisor sees it: its config, its process, and when to start it (again)."""

    config: LaneConfig
    process: subprocess.Popen[bytes] | None = None
    start_at: float = 0.0
    started_at: float = 0.0
    pause: float = field(default=FIRST_PAUSE)
    #: What an earlier process of this name had begun must be queued again before a new one works under the name.
    successor_wanted: bool = True
    #: Its signs of life, while it runs.
    signs: Signs | None = None

    def start(self, command: Sequence[str], threads: int) -> None:
        """Start the process; what must not be seen by others goes through its standard input."""
        environment = os.environ | dict.fromkeys(
            ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads)
        )
        signs = Signs()
        environment[PIPE] = str(signs.write)
        try:
            # A session of its own: an interrupt at the terminal is for the supervisor, which ends its lanes itself.
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, env=environment, start_new_session=True, pass_fds=(signs.write,)
            )
        except BaseException:
            signs.close()
            raise
        finally:
            signs.started()
        self.signs = signs
        self.started_at = time.monotonic()
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(self.config.model_dump_json().encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def reap(self) -> None:
        """Note a death: what the process had begun is somebody's to take over."""
        if self.process is not None and self.process.poll() is not None:
            code = self.process.returncode
            self.close()
            now = time.monotonic()
            self.pause = FIRST_PAUSE if now - self.started_at > 10 else min(LAST_PAUSE, self.pause * 2)
            self.start_at = now + self.pause
            self.successor_wanted = True
            how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
            say(f"lane {self.config.executor} {how}; it starts again in {self.pause:.1f} s")

    @property
    def runs(self) -> bool:
        """Whether there is a process, and it has not ended."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End the process at once."""
        if self.process is not None and self.runs:
            self.process.kill()
            try:
                self.process.wait(timeout=GONE)
            except subprocess.TimeoutExpired:
                say(f"lane {self.config.executor} was killed and is not gone")

    def let_end(self) -> None:
        """Have the process end by itself: its standard input closes."""
        if self.process is not None and self.process.stdin:
            with suppress(BrokenPipeError):
                self.process.stdin.close()

    def close(self) -> None:
        """Let go of the process; a running one is killed."""
        if self.process is not None:
            self.let_end()
            self.kill()
            self.process = None
            if self.signs:
                self.signs.close()
                self.signs = None


def end_all(lanes: Collection[LaneProcess]) -> None:
    """Let go of all processes: they end by themselves, and those that have not after one time of grace are killed."""
    for lane in lanes:
        lane.let_end()
    until = time.monotonic() + GRACE
    while time.monotonic() < until and any(lane.runs for lane in lanes):
        time.sleep(0.01)
    for lane in lanes:
        if lane.process is not None and lane.runs:
            lane.process.kill()
    for lane in lanes:
        lane.close()
