"""What answers leave out, since whoever reaches the server may read them: its folders, and the names of its machines.

Reading needs no token, so that this holds for every reader alike; the command line on the machine shows all of it.
"""

import re
from typing import Any

from isogloss.runs.wire import LogLine, RunEvent, RunStatus, WorkerState
from isogloss.vocabulary.visible import without_folders

#: A worker is named by its machine, a mark of its home folder, and a number.
_NAMED = re.compile(r"\b(?:[a-z0-9]+-)+([0-9a-f]+-[0-9]+)(?![a-z0-9-])")


def worker(text: str) -> str:
    """A worker's name, or a line that has one in it, without the machine's name."""
    return _NAMED.sub(r"\1", text)


def of_worker(state: WorkerState) -> WorkerState:
    """A worker as everybody may see it."""
    return state.model_copy(update={"id": worker(state.id), "host": ""})


def of_run(run: RunStatus) -> RunStatus:
    """A run as everybody may see it: what was brought in is named without its folder, but for who brought it."""
    changed: dict[str, Any] = {"log": tuple(of_line(line) for line in run.log)}
    if run.worker:
        changed["worker"] = worker(run.worker)
    if run.kind == "intake" and not run.mine:
        changed["params"] = {
            name: without_folders(value) if isinstance(value, str) else value for name, value in run.params.items()
        }
    return run.model_copy(update=changed)


def of_line(line: LogLine) -> LogLine:
    """A line of a log."""
    return line.model_copy(update={"text": _said(line.text)}) if "orker " in line.text else line


def of_event(event: RunEvent) -> RunEvent:
    """Something that happened."""
    return event.model_copy(update={"text": _said(event.text)}) if event.kind == "status" else event


def _said(text: str) -> str:
    return re.sub(r"(?<=[Ww]orker )\S+", lambda match: worker(match[0]), text)
