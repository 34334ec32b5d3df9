"""Reading about runs: state, lists, events, and the bytes of results and figures. Writes nothing."""

from collections.abc import Sequence
from typing import Any, cast, get_args

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from isogloss.runs.rows.tables import (
    RunArtifactRow,
    RunAskRow,
    RunChildRow,
    RunEventRow,
    RunRow,
    WorkerRow,
    children_of,
    clock,
    find_run,
    parents_of,
)
from isogloss.runs.rows.wire import (
    ChildStatus,
    CostEstimate,
    Kind,
    LogLine,
    PlanStep,
    PublicError,
    RunEvent,
    RunStatus,
    RunSummary,
    Warned,
    WorkerState,
)
from isogloss.store.open import Store
from isogloss.vocabulary.errors import NotFound

#: A worker that was silent for longer is taken for dead, in seconds.
DEAD_AFTER = 5.0


def _found(session: Session, key: str) -> RunRow:
    run = find_run(session, key)
    if run is None:
        raise NotFound("unknown_run", "There is no such run here.", hint="Look at the list of runs.")
    return run


def status(store: Store, key: str, asker: str | None = None, *, log_lines: int = 50) -> RunStatus:
    """A run as it stands now; raises NotFound."""
    with store.app.session() as session:
        return _status(session, _found(session, key), asker, log_lines)


def _status(session: Session, run: RunRow, asker: str | None, log_lines: int) -> RunStatus:
    askers = set(session.scalars(select(RunAskRow.asker).where(RunAskRow.run_id == run.id)))
    shown = _children(session, run)
    return RunStatus(
        **_facts(session, run, shown),
        study_version=run.study_version,
        params=run.params,
        inputs=run.inputs,
        attempt=run.attempt,
        lane=run.lane,
        worker=run.worker,
        worker_state=_worker_state(session, run),
        ahead=_ahead(session, run),
        stopping=run.stop_asked is not None,
        mine=asker in askers,
        askers=len(askers),
        plan=_plan(run),
        cost=CostEstimate(**run.cost) if run.cost else None,
        warnings=tuple(Warned(**warning) for warning in run.warnings),
        provenance=run.provenance,
        result_digest=run.result_digest,
        finished_set=run.finished_set,
        figures=tuple(figure_names(session, run)),
        children=shown,
        parents=tuple(parent.key for parent in parents_of(session, run.id)[:20]),
        log=tuple(log_of(session, run.id, log_lines)),
        last_event=session.scalar(select(func.max(RunEventRow.id))) or 0,
    )


def _runs_of(session: Session, run: RunRow) -> list[RunRow]:
    """The runs of a series; none for anything else."""
    return [child for _, child in children_of(session, run.id)] if run.kind == "series" else []


def _children(session: Session, run: RunRow) -> tuple[ChildStatus, ...]:
    """What a series or a recipe is made of, as it stands now."""
    children = children_of(session, run.id) if run.kind in ("series", "recipe") else []
    growing = _growing(run, {child.label: row.status for child, row in children})
    return tuple(
        ChildStatus(**_summary(row, _runs_of(session, row)), name=child.label, growing=child.label in growing)
        for child, row in children
    )


def _growing(recipe: RunRow, states: dict[str, str]) -> dict[str, str]:
    """Entries of a recipe that follow the checkpoints of one that has not ended, so that more will come; and which."""
    entries = recipe.params["runs"] if recipe.kind == "recipe" else []
    following = {entry["name"]: entry["follows"] for entry in entries if entry.get("follows")}
    return {name: on for name, on in following.items() if states.get(on) in ("queued", "running")}


def _facts(session: Session, run: RunRow, shown: Sequence[ChildStatus]) -> dict[str, Any]:
    """A run's summary; a recipe's is made of those of its entries, also of those that were not asked for yet."""
    if run.kind != "recipe":
        return _summary(run, _runs_of(session, run))
    entries = run.params["runs"]
    over = {child.name for child in shown if child.status in ("done", "failed", "cancelled") and not child.growing}
    share = {child.name: 1.0 if child.name in over else child.fraction for child in shown}
    # What follows checkpoints that are still to come is no further than the one that makes them.
    growing = _growing(run, {child.name: child.status for child in shown})
    share |= {name: share[name] * share[on] for name, on in growing.items() if name in share}
    left = [child.seconds_left for child in shown if child.seconds_left is not None]
    return _summary(run, []) | {
        "fraction": sum(share.values()) / len(entries),
        # Entries run side by side, as lanes allow.
        "seconds_left": max(left, default=None),
        "steps_done": len(over),
        "steps_total": len(entries),
    }


def _summary(run: RunRow, children: Sequence[RunRow]) -> dict[str, Any]:
    fraction, seconds_left = run.fraction, run.seconds_left
    steps_done, steps_total = run.steps_done, run.steps_total
    if children:
        ended = [child for child in children if child.status in ("done", "failed", "cancelled")]
        fraction = sum(1.0 if child in ended else child.fraction for child in children) / len(children)
        seconds_left = _seconds_left(children)
        steps_done, steps_total = len(ended), len(children)
    return {
        "key": run.key,
        "kind": run.kind,
        "study": run.study,
        "model": run.model,
        "checkpoint": run.checkpoint,
        "label": run.label,
        "status": run.status,
        "created": run.created,
        "started": run.started,
        "finished": run.finished,
        "steps_done": steps_done,
        "steps_total": steps_total,
        "fraction": min(1.0, max(0.0, fraction)),
        "seconds_left": seconds_left,
        "error": PublicError(**run.error) if run.error else None,
        "failed": sum(child.status == "failed" for child in children),
        "imported": "imported" in (run.provenance or {}),
    }


def _seconds_left(children: Sequence[RunRow]) -> float | None:
    """Of a series: what is left of its runs, at the pace of those that are done, shared by those that run now."""
    left = [child for child in children if child.status in ("queued", "running")]
    if not left:
        return None
    paces = [p for child in children if (p := _pace(child)) is not None]
    pace = sum(paces) / len(paces) if paces else 1.0
    seconds = sum(
        child.seconds_left if child.seconds_left is not None else (child.cost or {}).get("seconds", 0.0) * pace
        for child in left
    )
    return float(seconds / max(1, sum(child.status == "running" for child in left)))


def _pace(run: RunRow) -> float | None:
    """Seconds a finished run took for every second that was expected."""
    expected = (run.cost or {}).get("seconds")
    if run.status != "done" or not expected or run.started is None or run.finished is None:
        return None
    return float((run.finished - run.started).total_seconds() / expected)


def _plan(run: RunRow) -> list[PlanStep]:
    def state(i: int) -> str:
        if i < run.steps_done:
            return "done"
        return "now" if i == run.steps_done and run.status == "running" else "later"

    return [PlanStep(name=name, state=cast(Any, state(i))) for i, (name, _) in enumerate(run.plan or [])]


def _worker_state(session: Session, run: RunRow) -> Any:
    alive = alive_workers(session)
    if run.worker and run.status == "running":
        return "alive" if worker_of(run.worker) in alive else "lost"
    return "alive" if alive else "none"


def worker_of(executor: str) -> str:
    """The worker that a lane's name belongs to."""
    return executor.rpartition("/")[0]


def alive_workers(session: Session, dead_after: float = DEAD_AFTER) -> set[str]:
    """The ids of workers that gave a sign of life lately, by the database's clock."""
    now = clock(session.get_bind().dialect.name)
    return set(
        session.scalars(select(WorkerRow.id).where(WorkerRow.state == "alive", WorkerRow.last_seen > now - dead_after))
    )


def workers(store: Store, dead_after: float = DEAD_AFTER) -> list[WorkerState]:
    """All workers known here, those alive first."""
    with store.app.session() as session:
        now = clock(store.app.dialect)
        rows = session.execute(select(WorkerRow, (now - WorkerRow.last_seen)).order_by(WorkerRow.id)).all()
    states = [
        WorkerState(
            id=row.id,
            host=row.host,
            state=cast(Any, "lost" if row.state == "alive" and silent >= dead_after else row.state),
            lanes=tuple(row.lanes),
            started=row.started,
            silent_for=max(0.0, silent),
        )
        for row, silent in rows
    ]
    return sorted(states, key=lambda state: state.state != "alive")


def _ahead(session: Session, run: RunRow) -> int:
    if run.status != "queued":
        return 0
    before = (
        RunRow.status == "queued",
        RunRow.lane == run.lane,
        RunRow.id < run.id,
        RunRow.kind.in_(("run", "intake")),
    )
    return session.scalar(select(func.count()).select_from(RunRow).where(*before)) or 0


def log_of(session: Session, run_id: int, lines: int) -> list[LogLine]:
    """The last lines of a run's log: what it wrote, what became of it, its warnings."""
    kinds = ("log", "status", "warning")
    query = (
        select(RunEventRow)
        .where(RunEventRow.run_id == run_id, RunEventRow.kind.in_(kinds), RunEventRow.text != "")
        .order_by(RunEventRow.id.desc())
        .limit(lines)
    )
    return [LogLine(at=row.at, text=row.text) for row in reversed(list(session.scalars(query)))]


def read_log(store: Store, key: str, lines: int = 5_000) -> list[LogLine]:
    """A run's log; raises NotFound."""
    with store.app.session() as session:
        return log_of(session, _found(session, key).id, lines)


def frames(store: Store, key: str) -> list[RunEvent]:
    """What a run has said live, oldest first; raises NotFound."""
    with store.app.session() as session:
        run = _found(session, key)
        query = select(RunEventRow).where(RunEventRow.run_id == run.id, RunEventRow.kind == "frame")
        return [
            RunEvent(id=row.id, key=key, at=row.at, kind="frame", text=row.text, data=row.data)
            for row in session.scalars(query.order_by(RunEventRow.id))
        ]


def list_runs(
    store: Store,
    *,
    study: str | None = None,
    model: str | None = None,
    status: str | None = None,
    kind: str | None = None,
    children: bool = False,
    limit: int = 200,
) -> list[RunSummary]:
    """Runs, newest first. Runs that are part of a series or recipe are left out unless ``children``."""
    wanted = {RunRow.study: study, RunRow.model: model, RunRow.status: status, RunRow.kind: kind}
    query = select(RunRow.id).where(*[column == value for column, value in wanted.items() if value is not None])
    if not children:
        query = query.where(~exists().where(RunChildRow.child_id == RunRow.id))
    query = query.order_by(RunRow.id.desc()).limit(limit)
    # By kind, the newest are the last of an index; without it ten thousand that wait are sorted for the few shown.
    kinds = get_args(Kind) if status is not None and kind is None else ()
    queries = [query.where(RunRow.kind == one) for one in kinds] or [query]
    with store.app.session() as session:
        ids = sorted((id for one in queries for id in session.scalars(one)), reverse=True)[:limit]
        rows = session.scalars(select(RunRow).where(RunRow.id.in_(ids)).order_by(RunRow.id.desc()))
        return [RunSummary(**_facts(session, row, _children(session, row))) for row in rows]


def events_since(store: Store, after: int, keys: Sequence[str] | None = None, limit: int = 500) -> list[RunEvent]:
    """Events with a higher id, of all runs or of these, in order."""
    query = select(RunEventRow, RunRow.key).join(RunRow, RunRow.id == RunEventRow.run_id).where(RunEventRow.id > after)
    if keys is not None:
        query = query.where(RunRow.key.in_(list(keys)))
    with store.app.session() as session:
        found = session.execute(query.order_by(RunEventRow.id).limit(limit)).all()
        return [
            RunEvent(id=e.id, key=key, at=e.at, kind=cast(Any, e.kind), text=e.text, data=e.data) for e, key in found
        ]


def _prefix(run: RunRow) -> str:
    """A series keeps what it drew under the set of children it drew it from."""
    return f"{run.finished_set}/" if run.kind == "series" else ""


def figure_names(session: Session, run: RunRow) -> list[str]:
    """The figures a run has kept."""
    prefix = f"{_prefix(run)}figure/"
    of_run = (RunArtifactRow.run_id == run.id, RunArtifactRow.name.startswith(prefix, autoescape=True))
    return [
        name.removeprefix(prefix)
        for name in session.scalars(select(RunArtifactRow.name).where(*of_run).order_by(RunArtifactRow.name))
    ]


def artifact_digest(store: Store, key: str, name: str) -> str:
    """The digest of what a run kept under this name (``result``, ``figure/<name>``, or the job's own); NotFound."""
    with store.app.session() as session:
        run = _found(session, key)
        full = _prefix(run) + name
        query = select(RunArtifactRow.digest).where(RunArtifactRow.run_id == run.id, RunArtifactRow.name == full)
        digest = session.scalar(query)
    if digest is None:
        raise NotFound(
            "not_kept",
            f"The run has nothing called “{name[:80]}”."
            if run.status == "done"
            else f"The run is {run.status}: it has no “{name[:80]}” yet.",
            hint="Look at the run's page for what it has.",
        )
    return digest


def read_artifact(store: Store, key: str, name: str) -> tuple[bytes, str]:
    """Bytes a run kept under a name, and their digest; raises NotFound."""
    digest = artifact_digest(store, key, name)
    return store.artifacts.get(digest), digest


def read_result(store: Store, key: str) -> tuple[bytes, str]:
    """A finished run's result as JSON bytes, and their digest; raises NotFound until there is one."""
    return read_artifact(store, key, "result")


def read_figure(store: Store, key: str, name: str) -> tuple[bytes, str]:
    """One figure as plotly JSON bytes, and their digest; raises NotFound."""
    return read_artifact(store, key, f"figure/{name}")
