"""What runs published, of every kind: also what no other page lists."""

from typing import Annotated

from fastapi import APIRouter, Query

from isogloss.runs.rows.publishing import published
from isogloss.vocabulary.digest import KEY_LENGTH
from isogloss.web.errors import declared
from isogloss.web.inputs import Limit, Name
from isogloss.web.reader import Reader
from isogloss.web.wire import PublishedList

Run = Annotated[str | None, Query(pattern=rf"^[0-9a-f]{{{KEY_LENGTH}}}$", description="The run that published it.")]


def router(read: Reader) -> APIRouter:
    """``/published``."""
    routes = APIRouter(prefix="/published", tags=["published"])

    @routes.get("", operation_id="list_published", responses=declared(422))
    def list_published(kind: Name = None, id: Name = None, run: Run = None, limit: Limit = 100) -> PublishedList:
        """What runs published, newest first: a form that asks for one of a kind offers these."""
        with read.session() as session:
            found = published(session, kind=kind, id=id, run=run, limit=limit + 1)
        return PublishedList(parts=tuple(found[:limit]), more=len(found) > limit)

    return routes
