"""What answers leave out, since whoever reaches the server may read them: its folders, and the names of its machines.

Reading needs no token, so that this holds for every reader alike; the command line on the machine shows all of it. Who
asked by a name of their own sees the paths that they gave.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from isogloss.contract.study import AnyStudy
from isogloss.runs.rows.wire import LogLine, PublicError, RunEvent, RunStatus, RunSummary, WorkerState
from isogloss.vocabulary.visible import without_folders
from isogloss.web.inputs import NOBODY

Summary = TypeVar("Summary", bound=RunSummary)

#: A worker is named by its machine, a mark of its home folder, and a number.
_NAMED = re.compile(r"\b(?:[a-z0-9]+-)+([0-9a-f]+-[0-9]+)(?![a-z0-9-])")
#: The folders of a path within a text, up to its last separator. A folder's name may hold spaces, so that it ends where
#: another path, a quotation or a sentence begins or ends.
_FOLDERS = re.compile(
    r"""(?<![\w./\\:~-])  # not within a word, an address on the net, a relative path
    (?:~[\w.-]*|[A-Za-z]:)? [\\/] (?=[^\s,;:)])
    (?:
        (?: (?![.:]?\s(?:[/~]|[A-Za-z]:)) (?!\.\s) [^\\/\n“”"'‘’<>|;,()] )*
        [\\/]
    )*""",
    re.VERBOSE,
)


def worker(text: str) -> str:
    """A worker's name, or a line that has one in it, without the machine's name."""
    return _NAMED.sub(r"\1", text)


def told(text: str) -> str:
    """A text without the folders of this machine, and with its workers but not where they run."""
    if "orker " in text:
        text = re.sub(r"(?<=[Ww]orker )\S+", lambda match: worker(match[0]), text)
    return _FOLDERS.sub("", text)


def of_worker(state: WorkerState) -> WorkerState:
    """A worker as everybody may see it."""
    return state.model_copy(update={"id": worker(state.id), "host": ""})


def of_summary(run: Summary) -> Summary:
    """A line of a list of runs: why one failed may name a file."""
    return run if run.error is None else run.model_copy(update={"error": _of_error(run.error)})


def of_run(run: RunStatus, studies: Iterable[AnyStudy], asker: str) -> RunStatus:
    """A run as everybody may see it: what it read is named without its folder, but for who asked for it. Those who do
    not say who they are are many, and none of them is told what another one gave."""
    mine = run.mine and asker != NOBODY
    changed: dict[str, Any] = {
        "mine": mine,
        "log": tuple(map(of_line, run.log)),
        "children": tuple(map(of_summary, run.children)),
        "warnings": tuple(warning.model_copy(update={"text": told(warning.text)}) for warning in run.warnings),
        "label": told(run.label),
    }
    if run.worker:
        changed["worker"] = worker(run.worker)
    if run.provenance and "left_out" in run.provenance:
        changed["provenance"] = run.provenance | {"left_out": _plain(run.provenance["left_out"])}
    if not mine:
        changed["params"] = _of_params(run, {study.name: study.path_params for study in studies})
    return of_summary(run.model_copy(update=changed))


def of_line(line: LogLine) -> LogLine:
    """A line of a log."""
    return line.model_copy(update={"text": told(line.text)})


def of_event(event: RunEvent) -> RunEvent:
    """Something that happened. What a run says live is its own text, and left as it is."""
    if event.kind == "frame":
        return event
    return event.model_copy(update={"text": told(event.text), "data": _plain(event.data)})


def _of_error(error: PublicError) -> PublicError:
    return PublicError(**error.model_dump() | _plain(error.model_dump(include={"message", "hint", "details"})))


def _plain(value: Any) -> Any:
    """Every text in a JSON value, as it is told."""
    if isinstance(value, str):
        return told(value)
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _of_params(run: RunStatus, paths: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    if run.kind == "intake":
        return _stripped(run.params, run.params)
    if run.kind != "recipe":
        return _stripped(run.params, paths.get(run.study, ()))
    entries = [
        entry | {"params": _stripped(entry["params"], paths.get(entry["study"].replace("-", "_"), ()))}
        for entry in run.params["runs"]
    ]
    return run.params | {"runs": entries}


def _stripped(params: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    given = {name: params[name] for name in names if isinstance(params.get(name), str)}
    return {**params} | {name: without_folders(value) for name, value in given.items()}
