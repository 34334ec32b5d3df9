"""Everything that some runs stand on: the runs of a series or a recipe, and the runs that a run builds on."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from isogloss.contract.references import references
from isogloss.contract.study import AnyStudy
from isogloss.runs.rows.tables import RunRow, children_of, find_run
from isogloss.vocabulary.errors import Conflict, NotFound, Refused


def closure(session: Session, keys: Sequence[str], studies: Mapping[str, AnyStudy]) -> dict[str, RunRow]:
    """These runs and all they stand on, by key. Raises NotFound, Conflict for one that is not done, Refused."""
    found: dict[str, RunRow] = {}
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = _exportable(session, key, root=key in keys)
            waiting += [run.key for _, run in children_of(session, found[key].id)]
            waiting += upstream(found[key], studies)
    return found


def upstream(run: Any, studies: Mapping[str, AnyStudy]) -> list[str]:
    """Keys of the runs that a run builds on, as its inputs and its params name them."""
    named = list((run.inputs or {}).get("upstream", ()))
    study = studies.get(run.study)
    if run.kind == "run" and study is not None:
        named += [key for key, _ in references(study.params.model_validate(run.params)).values()]
    return sorted(set(named))


def _exportable(session: Session, key: str, *, root: bool) -> RunRow:
    run = find_run(session, key)
    if run is None:
        raise NotFound("unknown_run", f"There is no run {key[:40]} here.", hint="Look at the list of runs.")
    if run.kind == "intake":
        raise Refused("no_result", f"{key} brought something in: it has no result to pass on.", field="key")
    if run.status != "done" and (root or run.status in ("queued", "running")):
        raise Conflict(
            "not_done",
            f"The run {key} is {run.status}.",
            hint="Only what is finished can be passed on: wait, or ask for it again.",
            field="key",
        )
    return run
