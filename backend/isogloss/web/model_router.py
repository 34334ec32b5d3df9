"""Routes of models: what is here, each with its ladder and its places."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.models.ladder import as_checkpoints, duplicates, get_model, order_said
from isogloss.models.model_rows import checkpoints
from isogloss.models.points import places
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.runs.asking.intake import AddModel, ask_intake
from isogloss.runs.rows.wire import RunStatus
from isogloss.vocabulary.checkpoint import names_told
from isogloss.vocabulary.visible import without_folders
from isogloss.web.clients import address_of
from isogloss.web.errors import declared
from isogloss.web.inputs import NOBODY, Asker, ItemId
from isogloss.web.public import of_run
from isogloss.web.queue import asking
from isogloss.web.reader import Reader
from isogloss.web.wire import CheckpointFacts, ModelPage, ModelSummary, PlaceFacts

_COUNTED = {"n_checkpoints", "first_step", "last_step", "duplicates"}


def summaries(session: Session) -> list[ModelSummary]:
    """All models, newest first."""
    rows = session.scalars(select(ModelRow).order_by(ModelRow.added_at.desc(), ModelRow.id)).all()
    ladders: dict[str, list[CheckpointRow]] = {}
    for rung in session.scalars(select(CheckpointRow).order_by(CheckpointRow.model_id, CheckpointRow.position)):
        ladders.setdefault(rung.model_id, []).append(rung)
    return [ModelSummary(**_facts(row, ladders.get(row.id, []))) for row in rows]


def _facts(row: ModelRow, ladder: Sequence[CheckpointRow]) -> dict[str, Any]:
    steps = [rung.step for rung in ladder if rung.step is not None]
    stored = {name: getattr(row, name) for name in ModelSummary.model_fields.keys() - _COUNTED}
    return stored | {
        "source": row.source if row.kind == "hub" else without_folders(row.source),
        "n_checkpoints": len(ladder),
        "first_step": min(steps, default=None),
        "last_step": max(steps, default=None),
        "duplicates": tuple(tuple(group) for group in duplicates(ladder)),
    }


def _stages(ladder: Sequence[CheckpointRow]) -> dict[str, str | None]:
    """Of each checkpoint: what a page needs beside steps to draw any part of the ladder over what figures draw it."""
    stages = {name: (told.stage, told.branch) for name, told in names_told(as_checkpoints(ladder)).items()}
    return {name: ".".join(str(part) for part in parts if part is not None) or None for name, parts in stages.items()}


def router(read: Reader) -> APIRouter:
    """``/models`` and what lies below."""
    routes = APIRouter(prefix="/models", tags=["models"])

    @routes.get("", operation_id="list_models", responses=declared())
    def list_models() -> list[ModelSummary]:
        """All models, newest first."""
        with read.session() as session:
            return summaries(session)

    @routes.post("", operation_id="add_model", status_code=202, responses=declared(409, 415, 422, 429, 507))
    def add_model(asked: AddModel, request: Request, asker: Asker = NOBODY) -> RunStatus:
        """Bring a model in, as a run whose progress can be watched; nothing is kept of one that fails."""
        read.roots.check({"source": asked.source, "tokenizer": asked.tokenizer})
        begin = partial(ask_intake, read.store, "add_model", asked, asker)
        return of_run(asking(read, address_of(request), lambda most: begin(most=most)), read.studies, asker)

    @routes.get("/{id}", operation_id="get_model", responses=declared(404, 422))
    def get_one(id: ItemId) -> ModelPage:
        """One model, its ladder in training order, and every place a unit can be addressed at."""
        with read.session() as session:
            row = get_model(session, id)
            return _page(row, list(checkpoints(session, id)))

    return routes


def _page(row: ModelRow, ladder: list[CheckpointRow]) -> ModelPage:
    first_of = {revision: group[0] for group in duplicates(ladder) for revision in group[1:]}
    stages = _stages(ladder)
    named = CheckpointFacts.model_fields.keys() - {"duplicate_of", "here", "stage"}
    rungs = [
        CheckpointFacts(
            **{name: getattr(rung, name) for name in named},
            stage=stages[rung.revision],
            duplicate_of=first_of.get(rung.revision),
            here=rung.path is not None,
        )
        for rung in ladder
    ]
    order, wanted = order_said(ladder)
    return ModelPage(
        **_facts(row, ladder),
        order=tuple(order),
        steps_wanted=wanted,
        bos_policy=row.bos_policy,
        tokenizer_digest=row.tokenizer_digest,
        trained_on=row.trained_on,
        checkpoints=tuple(rungs),
        places=tuple(PlaceFacts(address=str(place), width=width) for place, width in places(row.config).items()),
    )
