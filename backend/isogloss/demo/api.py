"""Routes of the demo: its story, and asking for a chapter. In an installation that is no demo the story is empty."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from isogloss.demo.chapters import STEPS
from isogloss.demo.story import ChapterState, Story, ask_chapter, story
from isogloss.runs.rows.wire import RunStatus
from isogloss.vocabulary.errors import NotFound
from isogloss.web.errors import Responses, declared
from isogloss.web.inputs import NOBODY, Asker
from isogloss.web.public import of_run, of_summary
from isogloss.web.reader import Reader


def router(read: Reader, *, on: bool, steps: int = STEPS) -> APIRouter:
    """``/demo`` and what lies below; ``on`` where ``isogloss demo`` serves, with models of so many steps."""
    routes = APIRouter(prefix="/demo", tags=["demo"])
    studies = {study.name: study for study in read.studies}

    @routes.get("", operation_id="get_demo", responses=declared())
    def get_demo() -> Story:
        """The demo's chapters and how far each has come."""
        if not on:
            return Story(chapters=())
        return Story(chapters=tuple(map(_public, story(read.store, studies, steps).chapters)))

    accepted: Responses = {202: {"model": RunStatus, "description": "Accepted, and not done yet"}}

    @routes.post("/{chapter}", operation_id="ask_chapter", responses=accepted | declared(404, 409, 415, 422, 507))
    def ask(chapter: Annotated[str, Path(max_length=60)], response: Response, asker: Asker = NOBODY) -> RunStatus:
        """Ask for a chapter; asking again goes on with what is missing."""
        if not on:
            raise NotFound("no_demo", "This installation is no demo.", hint="Start one: isogloss demo.")
        asked = ask_chapter(read.store, studies, chapter, asker, steps)
        response.status_code = 200 if asked.status == "done" else 202
        response.headers["location"] = f"/api/runs/{asked.key}"
        return of_run(asked, read.studies, asker)

    return routes


def _public(chapter: ChapterState) -> ChapterState:
    """A chapter as everybody may see it: why a run of it failed may name a file."""
    runs = {"training": chapter.training, "series": chapter.series}
    return chapter.model_copy(update={name: run and of_summary(run) for name, run in runs.items()})
