"""Watching a run from the terminal until it ends, and letting go of it on Ctrl-C."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from isogloss.cli import installation
from isogloss.cli.speaking import err, show_error
from isogloss.runs.asking.requests import cancel
from isogloss.runs.rows.patience import passes
from isogloss.runs.rows.reading import status
from isogloss.runs.rows.wire import CostEstimate, RunStatus, RunSummary
from isogloss.vocabulary.errors import Cancelled, Unavailable

if TYPE_CHECKING:
    from isogloss.settings import Settings
    from isogloss.store.open import Store

#: Seconds between looks.
_EVERY = 0.2
_ENDED = ("done", "failed", "cancelled")


def new_asker() -> str:
    """An asker's id of this command's own: it can take back only what it asked for itself."""
    return f"cli-{secrets.token_hex(6)}"


def follow(store: "Store", settings: "Settings", asked: RunStatus, asker: str, study: Sequence[str] = ()) -> RunStatus:
    """Watch until the run ends; start a worker if there is none. Ctrl-C takes the claim back and raises Cancelled."""
    if asked.status == "done":
        err.print(f"Already here: run {asked.key}")
        return asked
    if asked.cost:
        err.print(f"Run {asked.key}: {priced(asked.cost)}")
    try:
        with installation.WorkerIfNone(store, settings, study, live=asked.lane == "live") as worker, _bars() as bars:
            return _watch(store, asked.key, asker, bars, worker)
    except KeyboardInterrupt:
        left = cancel(store, asked.key, asker)
        goes_on = "Others asked for it too: it goes on." if left.askers else "It was stopped."
        raise Cancelled("interrupted", f"You let go of run {asked.key}.", hint=goes_on) from None


def priced(cost: CostEstimate) -> str:
    """What a run will take, in words, with the smaller offer where there is one."""
    about = f"about {_duration(cost.seconds)} of one core, {cost.bytes / 1e6:,.0f} MB kept ({cost.detail})."
    if not cost.smaller:
        return about
    change = ", ".join(f"{name}: {value}" for name, value in cost.smaller.items())
    return f"{about} With {change} about {_duration(cost.smaller_seconds or 0.0)}."


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _bars() -> Progress:
    said, left = (TextColumn(text, markup=False) for text in ("{task.description}", "{task.fields[left]}"))
    columns = (said, BarColumn(), TaskProgressColumn(), left)
    return Progress(*columns, TimeElapsedColumn(), console=err, transient=True)


@contextmanager
def telling(what: str) -> Iterator[Callable[[float, float, str], None]]:
    """A progress bar for work that is done in this process."""
    with _bars() as bars:
        task = bars.add_task(what, total=None, left="")

        def tell(done: float, total: float, label: str = "") -> None:
            bars.update(task, completed=done, total=total or None, description=label[:60] or what)

        yield tell


def _watch(store: "Store", key: str, asker: str, bars: Progress, worker: installation.WorkerIfNone) -> RunStatus:
    tasks: dict[str, TaskID] = {}
    while True:
        try:
            worker.look()
            now = status(store, key, asker)
        except Unavailable as error:
            if not passes(error):
                raise
            time.sleep(1.0)
            continue
        shown: list[tuple[str, RunSummary]] = [(child.name, child) for child in now.children] or [("", now)]
        for name, run in shown:
            _show(bars, tasks, name or run.checkpoint or run.study, run)
        if now.status in _ENDED:
            return now
        time.sleep(_EVERY)


def _show(bars: Progress, tasks: dict[str, TaskID], name: str, run: RunSummary) -> None:
    # By name: a series that follows a training is replaced by a longer one each time a checkpoint is published.
    if name not in tasks:
        tasks[name] = bars.add_task(name, total=1.0, left="")
    what = run.label if run.status == "running" else run.status
    left = f"about {run.seconds_left:.0f} s left" if run.seconds_left and run.status == "running" else ""
    bars.update(tasks[name], completed=run.fraction, description=f"{name}  {what[:40]}", left=left)


def failures(store: "Store", run: RunStatus) -> list[dict[str, str]]:
    """What a series or a recipe has no result of, also inside a recipe's series: name, code, message, hint."""
    found = [
        {"name": name, "code": "left_out", "message": f"Left out: {reason.rstrip('.')}.", "hint": ""}
        for name, reason in (run.provenance or {}).get("left_out", {}).items()
    ]
    for child in run.children:
        within = failures(store, status(store, child.key)) if child.kind == "series" else []
        found += [one | {"name": f"{child.name}/{one['name']}"} for one in within]
        if child.status in ("failed", "cancelled") and not within:
            found.append({"name": child.name} | _reason(child))
    return found


def _reason(run: RunSummary) -> dict[str, str]:
    if run.error:
        return {"code": run.error.code, "message": run.error.message, "hint": run.error.hint}
    return {"code": run.status, "message": f"It was {run.status}.", "hint": "Asking again starts it anew."}


def exit_code(run: RunStatus, failed: Sequence[Mapping[str, str]]) -> int:
    """0 for a run that is done, all of it; otherwise it is told what has no result and why, and it is 1."""
    if run.status != "done":
        error: dict[str, Any] = run.error.model_dump() if run.error else {"message": f"The run is {run.status}."}
        show_error(error)
    elif failed:
        them = "it" if len(failed) == 1 else "them"
        err.print(f"Done in part: {len(failed)} without a result. Asking again tries {them} again.", style="bold red")
    for one in failed:
        err.print(f"  {one['name']}: {one['message']}")
        if one["hint"]:
            err.print(f"    {one['hint']}")
    return 0 if run.status == "done" and not failed else 1
