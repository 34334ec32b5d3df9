"""Asking for runs and taking it back: what the web process and the command line do. Free of torch, and of the engine.

Asking is idempotent: the key is the digest of what is asked, so that two people share one run and the second gets what
the first one waited for. Asking for a run that failed or was cancelled queues one more attempt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.params import CheckpointParams, StudyParams
from isogloss.contract.references import references
from isogloss.contract.study import AnyStudy, Cost
from isogloss.runs.asking.key import run_key, series_key
from isogloss.runs.asking.quota import asked_by, check_room
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.runs.rows.reading import status
from isogloss.runs.rows.state import (
    claim,
    clean_asker,
    emit,
    insert_missing,
    insert_runs,
    lock,
    lock_family,
    release,
    wake,
    wake_parents,
)
from isogloss.runs.rows.tables import ENDED, RunAskRow, RunChildRow, RunRow, below, find_run, parents_of
from isogloss.runs.rows.wire import CostEstimate, RunStatus
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Conflict, NotFound, Refused

#: A series longer than this is a mistake.
MOST_CHECKPOINTS = 1_000
#: Runs that are cancelled in one transaction, while other writers wait.
_AT_ONCE = 50


def parse_params(params: type[BaseModel], given: dict[str, Any] | BaseModel) -> Any:
    """Read params; the first thing wrong with them raises Refused, naming its field."""
    if isinstance(given, params):
        return given
    try:
        return params.model_validate(given.model_dump() if isinstance(given, BaseModel) else given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        known = ", ".join(params.model_fields)
        extra = f" It has: {known}." if first["type"] == "extra_forbidden" else ""
        message = f"“{field}”: {first['msg']}." if field else f"{first['msg']}."
        raise Refused("bad_params", message, hint=f"Correct this parameter.{extra}", field=field or None) from error


def _row(study: AnyStudy, params: StudyParams, catalogue: StoredCatalogue) -> dict[str, Any]:
    """Everything about a run that is settled before it starts; raises what resolving it raises."""
    plan = study.resolve(params, catalogue)
    inputs = study.inputs(plan)
    params = study.settled(plan) if study.settled else params
    for field, (key, studies) in references(params).items():
        catalogue.finished(key, studies, field)
    cost = study.cost(plan)
    key = run_key(study, params, inputs)
    if isinstance(params, CheckpointParams):
        catalogue.check_weights(params.model, params.checkpoint, key)
    return {
        "key": key,
        "kind": "run",
        "study": study.name,
        "study_version": study.version,
        **_about(study, params, key),
        "params": params.model_dump(mode="json"),
        "inputs": inputs.as_json(),
        "cost": asdict(cost),
        "lane": study.lane,
    }


def _about(study: AnyStudy, params: StudyParams, key: str) -> dict[str, str | None]:
    """The model and checkpoint a run reads, or the model it makes."""
    if isinstance(params, CheckpointParams):
        return {"model": params.model, "checkpoint": params.checkpoint}
    makes = study.publishes if study.publishes and study.publishes.kind.has_checkpoints else None
    return {"model": makes.id_of(params, key) if makes else None, "checkpoint": None}


def ask_run(
    store: Store,
    study: AnyStudy,
    params: dict[str, Any] | StudyParams,
    asker: str,
    *,
    most: int | None = None,
) -> RunStatus:
    """Ask for one run. Raises Refused and NotFound for what the study refuses; asking again changes nothing.

    ``most`` is how many unfinished runs the asker may then have; raises TooMany.
    """
    row = _row(study, parse_params(study.params, params), StoredCatalogue(store))
    asker = clean_asker(asker)
    with store.app.writing() as session:
        run = open_runs(session, [row], asker)[row["key"]]
        if run.status not in ENDED:
            # A series that had ended without it waits for it now.
            wake_parents(session, run.id)
            check_room(session, asker, most)
    return status(store, row["key"], asker)


def open_runs(session: Session, rows: Sequence[dict[str, Any]], asker: str) -> dict[str, RunRow]:
    """Insert the runs that are missing and claim all of them for the asker."""
    new = insert_runs(session, sorted(rows, key=lambda row: str(row["key"])))
    runs = lock(session, [row["key"] for row in rows])
    for key, run in runs.items():
        if key in new:
            emit(session, run.id, "status", "Queued.", {"status": "queued"})
        claim(session, run, asker)
    return runs


def wanted_checkpoints(catalogue: Catalogue, model: str, wanted: str | Iterable[str]) -> list[str]:
    """The checkpoints meant by a list of revisions, or by ``all``, in training order.

    Raises NotFound for an unknown one and Refused for one named twice.
    """
    ladder = [row.revision for row in catalogue.checkpoints(model)]
    if wanted == "all":
        return ladder
    revisions = [wanted] if isinstance(wanted, str) else list(wanted)
    if not revisions or len(revisions) > MOST_CHECKPOINTS:
        raise Refused("no_checkpoints", f"Name 1 to {MOST_CHECKPOINTS} checkpoints.", field="checkpoints")
    for i, revision in enumerate(revisions):
        if revision in revisions[:i]:
            raise Refused(
                "duplicate_checkpoint",
                f"The checkpoint “{revision[:80]}” is named twice.",
                hint="Name each checkpoint once.",
                field="checkpoints",
            )
        catalogue.checkpoint(model, revision)
    return sorted(revisions, key=ladder.index)


def _series_rows(
    store: Store, study: AnyStudy, params: dict[str, Any] | StudyParams, checkpoints: str | Iterable[str]
) -> list[dict[str, Any]]:
    if not study.reads_checkpoints:
        raise Refused(
            "no_ladder",
            f"“{study.title}” is not asked of a checkpoint, so there is no series of it.",
            hint="Ask for it without checkpoints.",
            field="checkpoints",
        )
    given = params.model_dump() if isinstance(params, BaseModel) else dict(params)
    if not isinstance(given.get("model"), str):
        raise Refused("bad_params", "“model”: Field required.", hint="Name the model.", field="model")
    catalogue = StoredCatalogue(store)
    revisions = wanted_checkpoints(catalogue, given["model"], checkpoints)
    rows = [_row(study, parse_params(study.params, given | {"checkpoint": r}), catalogue) for r in revisions]
    # Live lanes are for people who wait for one answer: a ladder would keep them for long.
    return [row | {"lane": "batch"} for row in rows]


def ask_series(
    store: Store,
    study: AnyStudy,
    params: dict[str, Any] | StudyParams,
    checkpoints: str | Iterable[str],
    asker: str,
    *,
    most: int | None = None,
) -> RunStatus:
    """Ask for one run per checkpoint (a list of revisions, or ``all``) and for the series over them; ``most`` as in
    :func:`ask_run`."""
    asker = clean_asker(asker)
    rows = _series_rows(store, study, params, checkpoints)
    key = series_key(study, [row["key"] for row in rows])
    common = {name: value for name, value in rows[0]["params"].items() if name != "checkpoint"}
    series = {
        "key": key,
        "kind": "series",
        "study": study.name,
        "study_version": study.version,
        "model": rows[0]["model"],
        "params": common | {"checkpoints": [row["checkpoint"] for row in rows]},
        "inputs": {},
        "cost": asdict(_total([Cost(**row["cost"]) for row in rows])),
        "lane": "batch",
    }
    with store.app.writing() as session:
        children = open_runs(session, rows, f"series:{key}")
        parent = open_parent(session, series, asker)
        members = [(children[row["key"]].id, row["checkpoint"]) for row in rows]
        link(session, parent, members)
        if parent.status != "done" or any(child.status not in ENDED for child in children.values()):
            # Also one that was done without some of its checkpoints: those are tried again.
            wake(parent)
            parent.status, parent.finished = "running", None
            session.flush()
            check_room(session, asker, most)
    return status(store, key, asker)


def open_parent(session: Session, row: dict[str, Any], asker: str) -> RunRow:
    """Insert a series or recipe if it is missing, and claim it."""
    insert_runs(session, [row])
    parent = lock(session, [row["key"]])[row["key"]]
    claim(session, parent, asker)
    return parent


def link(session: Session, parent: RunRow, members: Sequence[tuple[int, str]], start: int = 0) -> None:
    """Note the children of a parent, in order."""
    rows = [
        {"parent_id": parent.id, "position": start + i, "child_id": child, "label": label}
        for i, (child, label) in enumerate(members)
    ]
    insert_missing(session, RunChildRow, rows)


def _total(costs: Sequence[Cost]) -> Cost:
    first = costs[0]
    smaller = None if first.smaller_seconds is None else sum(c.smaller_seconds or c.seconds for c in costs)
    return Cost(sum(c.seconds for c in costs), sum(c.bytes for c in costs), first.detail, first.smaller, smaller)


def estimate(
    store: Store,
    study: AnyStudy,
    params: dict[str, Any] | StudyParams,
    checkpoints: str | Iterable[str] | None = None,
) -> CostEstimate:
    """What asking would take: the cost of the runs that are not computed yet. Refuses what asking would refuse."""
    if checkpoints is None:
        rows = [_row(study, parse_params(study.params, params), StoredCatalogue(store))]
    else:
        rows = _series_rows(store, study, params, checkpoints)
    with store.app.session() as session:
        query = select(RunRow.key).where(RunRow.key.in_([row["key"] for row in rows]), RunRow.status == "done")
        known = set(session.scalars(query))
    costs = [Cost(**row["cost"]) for row in rows if row["key"] not in known] or [Cost(0.0, 0, "Already computed.")]
    return CostEstimate(**asdict(_total(costs)), runs=len(rows), known=len(known))


def cancel(store: Store, key: str, asker: str) -> RunStatus:
    """Take back the asker's claim on a run, series or recipe; what nobody wants any more is stopped.

    Raises NotFound for an unknown key and Conflict when others want the run and the asker never did.
    """
    asker = clean_asker(asker)
    with store.app.writing() as session:
        run = find_run(session, key)
        if run is None:
            raise NotFound("unknown_run", "There is no such run here.", hint="Look at the list of runs.")
        locked = lock_family(session, [run])
        if locked[key].status not in ENDED:
            _cancel(session, locked[key], _descendants(session, run), asker)
    return status(store, key, asker)


def cancel_all(store: Store, asker: str) -> int:
    """Take back the asker's claim on everything that has not ended; returns how many runs, series and recipes."""
    asker, told = clean_asker(asker), 0
    while True:
        with store.app.writing() as session:
            runs = session.scalars(
                select(RunRow).where(RunRow.id.in_(asked_by(asker))).order_by(RunRow.id.desc()).limit(_AT_ONCE)
            ).all()
            locked = lock_family(session, runs)
            for run in runs:
                if locked[run.key].status not in ENDED:
                    _cancel(session, locked[run.key], _descendants(session, run), asker)
                release(session, run, asker)  # one that ended meanwhile
        told += len(runs)
        if len(runs) < _AT_ONCE:
            return told


def _cancel(session: Session, run: RunRow, parts: Sequence[RunRow], asker: str) -> None:
    if not release(session, run, asker) and not _release_through_parents(session, run, asker):
        raise Conflict(
            "not_yours",
            "Others asked for this run, and you did not: it goes on.",
            hint="A run is stopped when nobody who asked for it wants it any more.",
        )
    # Parents stop before their children: a child that ends does not wake a parent that was stopped.
    for parent in [run, *[row for row in parts if row.kind in ("series", "recipe")]]:
        if parent.kind in ("series", "recipe") and parent.status == "cancelled":
            for child in parts:
                release(session, child, f"{parent.kind}:{parent.key}")


def _release_through_parents(session: Session, run: RunRow, asker: str) -> bool:
    """A checkpoint of a series can be stopped alone by the only one who asked for the series."""
    released = False
    for parent in parents_of(session, run.id):
        askers = set(session.scalars(select(RunAskRow.asker).where(RunAskRow.run_id == parent.id)))
        if askers == {asker}:
            released |= release(session, run, f"{parent.kind}:{parent.key}")
    return released


def _descendants(session: Session, run: RunRow) -> list[RunRow]:
    """Everything below a run, nearest first."""
    found: dict[int, RunRow] = {}
    frontier = [run.id]
    while frontier:
        new = {row.id: row for row in below(session, frontier) if row.id not in found}
        found |= new
        frontier = list(new)
    return list(found.values())
