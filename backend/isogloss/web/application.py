"""The web application over one open store: routes inside, locks and memory around them."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread
from fastapi import APIRouter, FastAPI

from isogloss import __version__
from isogloss.contract.publication import kinds
from isogloss.web import (
    corpus_router,
    errors,
    events_router,
    installation_router,
    model_router,
    openapi,
    pages,
    published_router,
    run_router,
    study_router,
)
from isogloss.web.kept import ByteCache, KeptAnswers
from isogloss.web.limits import Limits
from isogloss.web.read_only import access, reading_only
from isogloss.web.reader import Reader
from isogloss.web.security import Gateway

#: Threads that answer requests. More would only wait for each other: the work in them is Python's.
_THREADS = 12

#: Bytes of ready answers kept in memory.
_KEPT_BYTES = 256 << 20

_DESCRIPTION = "Which parts of a language model its languages share. Every page of the dashboard has its twin here."


def assemble(
    read: Reader,
    *,
    study_routes: Iterable[APIRouter] = (),
    page_routes: Iterable[APIRouter] = (),
    frontend: Path | None = None,
    allowed_hosts: Iterable[str] = (),
    limits: Limits | None = None,
    read_only: bool = False,
    token: str | None = None,
) -> FastAPI:
    """The app. ``study_routes`` are what the studies' ``api.router`` returned, ``page_routes`` addresses outside
    ``/api`` beside the built pages of ``frontend``.

    With ``read_only`` there is no route that writes; with ``token`` those there are want it.
    """
    kinds(study.publishes for study in read.studies)
    hub = events_router.hub_of(read)
    app = FastAPI(
        title="Isogloss",
        version=__version__,
        description=_DESCRIPTION,
        # The framework's own documentation page loads scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan,
    )
    app.state.hub, app.state.read = hub, read
    errors.install(app)
    installation = installation_router.router(read, access=access(read_only, token))
    for routes in (installation, study_router.router(read, token), run_router.router(read),
                   events_router.router(read, hub), model_router.router(read), corpus_router.router(read),
                   published_router.router(read),
                   *study_routes):  # fmt: skip
        app.include_router(reading_only(routes) if read_only else routes, prefix="/api")
    for routes in page_routes:
        app.include_router(routes)
    app.include_router(pages.router(frontend))
    openapi.install(app, read.studies)
    # The last one added stands outermost.
    app.add_middleware(KeptAnswers, cache=ByteCache(_KEPT_BYTES))
    app.add_middleware(Gateway, allowed_hosts=tuple(allowed_hosts), limits=limits, token=token)
    app.add_middleware(errors.Incidents)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = _THREADS
    yield
    app.state.read.store.close()
