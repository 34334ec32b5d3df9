"""Routes of runs: how they stand, what they answered, their figures, their log, and stopping them."""

from typing import Annotated, Union

from fastapi import APIRouter, Query, Response

from isogloss.runs.asking import requests
from isogloss.runs.rows import reading
from isogloss.runs.rows.tables import RunRow
from isogloss.runs.rows.wire import RunStatus
from isogloss.vocabulary.digest import KEY_LENGTH
from isogloss.vocabulary.errors import Conflict, NotFound
from isogloss.web.answers import CSV, JSON, growing, unchanging
from isogloss.web.errors import Responses, declared
from isogloss.web.figure_table import csv_of
from isogloss.web.inputs import NOBODY, Asker, FigureName, Limit, Name, RunKey, RunState, Text
from isogloss.web.public import of_line, of_run, of_summary
from isogloss.web.reader import Reader
from isogloss.web.wire import Cancelled, RunFrames, RunList, RunLog, TakenIn

#: A series keeps what it drew under the set of children it drew it from; with the set in the address it never changes.
FinishedSet = Annotated[str | None, Query(alias="set", pattern=rf"^[0-9a-f]{{{KEY_LENGTH}}}$")]


def router(read: Reader) -> APIRouter:
    """``/runs`` and what lies below."""
    routes = APIRouter(prefix="/runs", tags=["runs"])

    @routes.get("", operation_id="list_runs", responses=declared(422))
    def list_runs(
        study: Name = None,
        model: Text = None,
        status: RunState | None = None,
        children: bool = False,
        limit: Limit = 100,
    ) -> RunList:
        """Runs, newest first; those inside a series only with ``children``."""
        wanted = study.replace("-", "_") if study else None
        runs = reading.list_runs(
            read.store, study=wanted, model=model, status=status, children=children, limit=limit + 1
        )
        return RunList(runs=tuple(map(of_summary, runs[:limit])), more=len(runs) > limit)

    @routes.delete("", operation_id="cancel_runs", responses=declared(422))
    def cancel_runs(asker: Asker = NOBODY) -> Cancelled:
        """Take back one's wish for everything that has not ended: all that one has queued stops at once."""
        return Cancelled(cancelled=requests.cancel_all(read.store, asker))

    @routes.get("/{key}", operation_id="get_run", responses=declared(404, 422), response_model=RunStatus)
    def get_run(key: RunKey, asker: Asker = NOBODY) -> Response:
        """Everything about a run but its result: progress, cost, warnings, children, the end of its log."""

        def make() -> RunStatus:
            return of_run(reading.status(read.store, key, asker), read.studies, asker)

        return read.moments.answer(read.moment(key), ("run", key, asker), make)

    @routes.delete("/{key}", operation_id="cancel_run", responses=declared(404, 409, 422))
    def cancel_run(key: RunKey, asker: Asker = NOBODY) -> RunStatus:
        """Take back one's wish for a run; it stops when nobody who asked for it wants it any more."""
        return of_run(requests.cancel(read.store, key, asker), read.studies, asker)

    @routes.get("/{key}/log", operation_id="get_run_log", responses=declared(404, 422))
    def get_run_log(key: RunKey, limit: Annotated[int, Query(ge=1, le=5000)] = 2000) -> RunLog:
        """The run's log, its last lines."""
        return RunLog(key=key, lines=tuple(map(of_line, reading.read_log(read.store, key, limit))))

    @routes.get("/{key}/frames", operation_id="get_frames", responses=declared(404, 422))
    def get_frames(key: RunKey) -> RunFrames:
        """What a run has said live so far; what comes is in its events."""
        return RunFrames(key=key, frames=tuple(reading.frames(read.store, key)))

    _stored(routes, read)
    return routes


def _stored(routes: APIRouter, read: Reader) -> None:
    """Routes that send bytes as they are stored."""
    answers = [t for study in read.studies for t in (study.result, study.series_result) if t]
    result: Responses = {200: {"model": Union[(*answers, TakenIn)], "description": "The study's own result type"}}

    @routes.get("/{key}/result", operation_id="get_result", response_class=Response,
                responses=result | declared(404, 409, 422))  # fmt: skip
    def get_result(key: RunKey, drawn: FinishedSet = None) -> Response:
        """The result, as it was stored. A series' result grows while its runs finish, unless ``set`` says which."""
        return _send(read, key, "result", drawn)

    figure: Responses = {200: {"content": {JSON: {"schema": {"type": "object"}}}, "description": "A plotly figure"}}

    @routes.get("/{key}/figures/{name}.json", operation_id="get_figure", response_class=Response,
                responses=figure | declared(404, 409, 422))  # fmt: skip
    def get_figure(key: RunKey, name: FigureName, drawn: FinishedSet = None) -> Response:
        """A figure as plotly draws it, as it was stored when the run finished."""
        return _send(read, key, f"figure/{name}", drawn)

    table: Responses = {
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The figure's marks"}
    }

    @routes.get("/{key}/figures/{name}.csv", operation_id="get_figure_table", response_class=Response,
                responses=table | declared(404, 409, 422))  # fmt: skip
    def get_figure_table(key: RunKey, name: FigureName, drawn: FinishedSet = None) -> Response:
        """The same figure as a table, one row a mark."""
        return _send(read, key, f"figure/{name}", drawn, as_csv=f"{key}-{name}.csv")


def _send(read: Reader, key: str, name: str, drawn: str | None, *, as_csv: str | None = None) -> Response:
    with read.session() as session:
        run = read.run(session, key)
        prefix = drawn or run.finished_set
        full = f"{prefix}/{name}" if run.kind == "series" and prefix else name
        digest = read.kept_digest_or_none(session, run.id, full)
    if digest is None:
        raise _absent(run, name)
    body = read.bytes_of(digest)
    for_ever = drawn is not None or run.kind == "run"
    make = unchanging if for_ever else growing
    if as_csv is None:
        return make(body, digest)
    return make(csv_of(body), f"{digest[:32]}-csv", media_type=CSV, filename=as_csv)


def _absent(run: RunRow, name: str) -> NotFound | Conflict:
    what = name.replace("figure/", "figure ")
    if run.status == "done":
        return NotFound("not_kept", f"This run has no {what}.", hint="Its page names the figures it has.", field="name")
    return Conflict(
        "not_done",
        f"The run is {run.status}, so there is no {what} yet.",
        hint="Its page shows how far it is.",
        field="key",
        status=run.status,
    )
