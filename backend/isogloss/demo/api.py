"""Routes of the demo: its story, and asking for a chapter. In a house that is no demo the story is empty."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from isogloss.demo.chapters import STEPS
from isogloss.demo.story import Story, ask_chapter, story
from isogloss.runs.rows.wire import RunStatus
from isogloss.vocabulary.errors import NotFound
from isogloss.web.errors import declared
from isogloss.web.inputs import NOBODY, Asker
from isogloss.web.public import of_run
from isogloss.web.reader import Reader


def router(read: Reader, *, on: bool, steps: int = STEPS) -> APIRouter:
    """``/demo`` and what lies below; ``on`` in a house that ``isogloss demo`` serves, with models of so many steps."""
    routes = APIRouter(prefix="/demo", tags=["demo"])
    studies = {study.name: study for study in read.studies}

    @routes.get("", operation_id="get_demo", responses=declared())
    def get_demo() -> Story:
        """The demo's chapters and how far each has come."""
        return story(read.store, studies, steps) if on else Story(chapters=())

    accepted = {202: {"model": RunStatus, "description": "Accepted, and not done yet"}}

    @routes.post("/{chapter}", operation_id="ask_chapter", responses=accepted | declared(404, 409, 415, 422, 507))
    def ask(chapter: Annotated[str, Path(max_length=60)], response: Response, asker: Asker = NOBODY) -> RunStatus:
        """Ask for a chapter; asking again goes on with what is missing."""
        if not on:
            raise NotFound("no_demo", "This house is no demo.", hint="Start one: isogloss demo.")
        asked = ask_chapter(read.store, studies, chapter, asker, steps)
        response.status_code = 200 if asked.status == "done" else 202
        response.headers["location"] = f"/api/runs/{asked.key}"
        return of_run(asked, read.studies, asker)

    return routes
