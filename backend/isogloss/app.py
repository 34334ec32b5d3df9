"""The app as this installation's settings make it: its store, its studies, its pages."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from fastapi import APIRouter, FastAPI

from isogloss.contract.study import AnyStudy
from isogloss.demo.api import router as demo_router
from isogloss.demo.chapters import STEPS
from isogloss.findings.api import router as findings_router
from isogloss.findings.sharing.pages import router as findings_pages
from isogloss.settings import NO_TOKEN, Settings
from isogloss.store.open import Store, open_store
from isogloss.store.resources import frontend_folder
from isogloss.studies import STUDIES
from isogloss.web.application import assemble
from isogloss.web.openapi import text
from isogloss.web.reader import Reader
from isogloss.web.roots import Roots
from isogloss.web.writer import StudyWriter, only_reads, only_writes


def create_app(settings: Settings, studies: tuple[AnyStudy, ...] = STUDIES) -> FastAPI:
    """Open the store (migrating it where needed) and serve it. Raises Unavailable and Refused as ``open_store`` does.

    Start it with ``web.server``: ``serve(app, listen(settings.host, settings.port), on_ready=print)``.
    """
    store = open_store(
        home=settings.home,
        database_url=settings.database_url,
        artifacts=settings.artifacts,
        artifacts_folder=settings.artifacts_folder,
        cache_budget_bytes=settings.cache_budget_bytes,
        only_read=settings.read_only,
    )
    return app_over(
        store,
        studies=studies,
        frontend=frontend_folder(),
        allowed_hosts=tuple(settings.allowed_hosts),
        demo=settings.demo,
        demo_steps=settings.demo_steps,
        public_url=settings.public_url,
        read_only=settings.read_only,
        token=None if settings.token == NO_TOKEN else settings.token,
        roots=settings.reads_from(),
    )


def app_over(
    store: Store,
    *,
    studies: tuple[AnyStudy, ...] = STUDIES,
    frontend: Path | None = None,
    allowed_hosts: tuple[str, ...] = (),
    demo: bool = False,
    demo_steps: int = STEPS,
    public_url: str | None = None,
    read_only: bool = False,
    token: str | None = None,
    roots: tuple[Path, ...] | None = None,
) -> FastAPI:
    """The app over a store that is open already, with these studies and the routes of their own."""
    read = Reader(store, studies, roots=Roots(roots))
    findings = findings_router(read, public_url, frontend)
    return assemble(
        read,
        study_routes=[*_study_routes(read), findings, demo_router(read, on=demo, steps=demo_steps)],
        page_routes=[findings_pages(read, frontend, public_url)],
        frontend=frontend,
        allowed_hosts=allowed_hosts,
        read_only=read_only,
        token=token,
    )


def _study_routes(read: Reader) -> list[APIRouter]:
    """What each study's ``api.py`` adds: ``router(read)``, and ``writing(read, write)`` where it writes records.

    A study without that file needs no more than the register's routes.
    """
    found = []
    for study in read.studies:
        name = f"{study.package or f'isogloss.studies.{study.name}'}.api"
        if not find_spec(name):
            continue
        api = import_module(name)
        found.append(only_reads(study, api.router(read)))
        if hasattr(api, "writing"):
            found.append(only_writes(study, api.writing(read, StudyWriter(read.store, study))))
    return found


def describe() -> str:
    """The OpenAPI document of this version, as it is committed at ``frontend/src/api/openapi.json``; opens no store."""
    return text(app_over(cast(Store, None)).openapi())
