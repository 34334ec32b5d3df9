"""What the pages of concept neurons read beside the stored result: experts of a concept, and one unit."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from isogloss.studies.concept_neurons.pages import Pages
from isogloss.studies.concept_neurons.schema import Experts, UnitPage
from isogloss.vocabulary.digest import digest_of
from isogloss.web.errors import declared
from isogloss.web.inputs import RunKey
from isogloss.web.reader import Reader

#: Part of the tags: to be raised whenever the answers are put together in another way from what a run kept.
_SHAPE = 2

Concept = Annotated[str | None, Query(max_length=200, description="The page's concept.")]
Language = Annotated[str | None, Query(max_length=40, pattern=r"^[A-Za-z0-9-]+$")]


def router(read: Reader) -> APIRouter:
    """Routes below a run of this study."""
    routes = APIRouter(prefix="/runs", tags=["concept neurons"])

    @routes.get("/{key}/experts", operation_id="get_experts", response_model=Experts,
                responses=declared(404, 409, 422))  # fmt: skip
    def get_experts(
        key: RunKey,
        concept: Annotated[str, Query(max_length=200)],
        a: Language = None,
        b: Language = None,
        at_least: Annotated[int, Query(ge=1, le=64)] = 1,
        layer: Annotated[int | None, Query(ge=0, le=10_000)] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 50,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> Response:
        """Expert units of a concept: of both of two languages, or of at least so many, best first."""
        with read.session() as session:
            page = Pages(read, session, key)
            answer = page.experts(concept, (a, b), at_least, layer, slice(offset, offset + limit))
        tag = digest_of([_SHAPE, page.run.key, concept, a, b, at_least, layer, limit, offset])[:32]
        return page.send(answer.model_dump_json().encode(), tag)

    @routes.get("/{key}/units/{unit}", operation_id="get_unit", response_model=UnitPage,
                responses=declared(404, 409, 422))  # fmt: skip
    def get_unit(
        key: RunKey,
        unit: Annotated[str, Path(max_length=60)],
        concept: Concept = None,
        series: Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$")] = None,
    ) -> Response:
        """Everything about one unit of a checkpoint, and its average precision at the ladder's other checkpoints."""
        with read.session() as session:
            page = Pages(read, session, key)
            ladder, finished = page.ladder(series)
            answer = page.unit(unit, concept, ladder)
        tag = digest_of([_SHAPE, page.run.key, unit, answer["concept"], [run.key for run, _ in ladder]])[:32]
        return page.send(orjson.dumps(answer), tag, grows=not finished)

    return routes
