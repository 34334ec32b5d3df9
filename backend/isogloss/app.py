"""The app as this installation's settings make it: its store, its studies, its pages."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from fastapi import APIRouter, FastAPI

from isogloss.demo.api import router as demo_router
from isogloss.findings.api import router as findings_router
from isogloss.runs.study import Study
from isogloss.settings import Settings
from isogloss.store.open import Store, open_store
from isogloss.store.resources import frontend_folder
from isogloss.studies import STUDIES
from isogloss.web.application import assemble
from isogloss.web.openapi import text
from isogloss.web.reader import Reader


def create_app(settings: Settings, studies: tuple[Study, ...] = STUDIES) -> FastAPI:
    """Open the store (migrating it where needed) and serve it. Raises Unavailable and Refused as ``open_store`` does.

    Start it with ``web.server``: ``serve(app, listen(settings.host, settings.port), on_ready=print)``.
    """
    store = open_store(
        home=settings.home,
        database_url=settings.database_url,
        artifacts=settings.artifacts,
        artifacts_folder=settings.artifacts_folder,
        cache_budget_bytes=settings.cache_budget_bytes,
    )
    allowed = tuple(settings.allowed_hosts)
    return app_over(store, studies=studies, frontend=frontend_folder(), allowed_hosts=allowed, demo=settings.demo)


def app_over(
    store: Store,
    *,
    studies: tuple[Study, ...] = STUDIES,
    frontend: Path | None = None,
    allowed_hosts: tuple[str, ...] = (),
    demo: bool = False,
) -> FastAPI:
    """The app over a store that is open already, with these studies and the routes of their own."""
    read = Reader(store, studies)
    routes = [*_study_routes(read), findings_router(read), demo_router(read, on=demo)]
    return assemble(read, study_routes=routes, frontend=frontend, allowed_hosts=allowed_hosts)


def _study_routes(read: Reader) -> list[APIRouter]:
    """What each study's ``api.router`` adds; a study without ``api.py`` needs no more than the register's routes."""
    names = [study.package or f"isogloss.studies.{study.name}" for study in read.studies]
    return [import_module(f"{name}.api").router(read) for name in names if find_spec(f"{name}.api")]


def describe() -> str:
    """The OpenAPI document of this version, as it is committed at ``frontend/src/api/openapi.json``; opens no store."""
    return text(app_over(cast(Store, None)).openapi())
