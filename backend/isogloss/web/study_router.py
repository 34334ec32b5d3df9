"""Routes that every study has by being in the register: what it can be asked, what that costs, and asking."""

from collections.abc import Iterable
from dataclasses import asdict

from fastapi import APIRouter, Request, Response

from isogloss.contract import questions
from isogloss.contract.study import AnyStudy
from isogloss.runs.asking import requests
from isogloss.runs.rows.wire import CostEstimate, RunStatus
from isogloss.web.clients import address_of
from isogloss.web.errors import Responses, declared
from isogloss.web.inputs import NOBODY, Asker, Slug
from isogloss.web.public import of_run
from isogloss.web.queue import asking
from isogloss.web.reader import Reader
from isogloss.web.security import check_token
from isogloss.web.wire import AskForRuns, Question, StudyPage, StudySummary, Way


def summary(study: AnyStudy) -> StudySummary:
    """A study in one line."""
    return StudySummary(**_facts(study))


def asked_of(question: questions.Question, studies: Iterable[AnyStudy]) -> Question:
    """A question with the studies that answer it."""
    ways = tuple(Way(study=study.slug, does=study.does or study.title) for study in questions.ways(question, studies))
    return Question(**asdict(question), ways=ways)


def _facts(study: AnyStudy) -> dict[str, str | int]:
    named = ("slug", "name", "title", "description", "question", "version")
    return {name: getattr(study, name) for name in named}


def router(read: Reader, token: str | None = None) -> APIRouter:
    """``/studies`` and what lies below. Who has no ``token`` may ask what something costs, unless files are read."""
    routes = APIRouter(prefix="/studies", tags=["studies"])

    @routes.get("", operation_id="list_studies", responses=declared())
    def list_studies() -> list[StudySummary]:
        """The register."""
        return [summary(study) for study in read.studies]

    @routes.get("/{slug}", operation_id="get_study", responses=declared(404, 422))
    def get_study(slug: Slug) -> StudyPage:
        """One study, with the JSON Schema of its params."""
        study = read.study(slug)
        return StudyPage(
            **_facts(study),
            params=study.params.model_json_schema(),
            figures=study.figures,
            series_figures=study.series_figures,
        )

    @routes.post("/{slug}/estimate", operation_id="estimate", responses=declared(404, 409, 415, 422))
    def estimate(slug: Slug, asked: AskForRuns, request: Request) -> CostEstimate:
        """What asking would cost; refuses what asking would refuse."""
        study = read.study(slug)
        if paths := study.paths(asked.params):
            check_token(request.headers, token)
            read.roots.check(paths)
        return requests.estimate(read.store, study, asked.params, asked.checkpoints)

    accepted: Responses = {202: {"model": RunStatus, "description": "Accepted, and not done yet"}}

    @routes.post("/{slug}/runs", operation_id="ask", responses=accepted | declared(404, 409, 415, 422, 429, 507))
    def ask(slug: Slug, asked: AskForRuns, response: Response, request: Request, asker: Asker = NOBODY) -> RunStatus:
        """Ask for a run, or for a series with ``checkpoints``. Asking again is the same run: 200 once it is done."""
        study = read.study(slug)
        read.roots.check(study.paths(asked.params))

        def begin(most: int) -> RunStatus:
            if asked.checkpoints is None:
                return requests.ask_run(read.store, study, asked.params, asker, most=most)
            return requests.ask_series(read.store, study, asked.params, asked.checkpoints, asker, most=most)

        status = asking(read, address_of(request), begin)
        response.status_code = 200 if status.status == "done" else 202
        response.headers["location"] = f"/api/runs/{status.key}"
        return of_run(status, read.studies, asker)

    return routes
