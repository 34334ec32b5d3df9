"""Routes of findings and collections: keeping, reading, changing, taking along."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InPath
from starlette.responses import FileResponse

from isogloss.contract.study import AnyStudy
from isogloss.findings import collecting, reading, saving
from isogloss.findings.bundle.contents import Wanted
from isogloss.findings.bundle.writing import write_finding
from isogloss.findings.by_slug import found, withdraw
from isogloss.findings.sharing import unfurling
from isogloss.findings.sharing.made_from import of_finding, of_page
from isogloss.findings.sharing.standalone import write_page
from isogloss.findings.standing.pinning import read_pins
from isogloss.findings.tables import CollectionRow, FindingRow
from isogloss.findings.wire import (
    Collect,
    Collection,
    CollectionSummary,
    Finding,
    FindingSummary,
    Keep,
    NewFinding,
    OEmbed,
    Recollect,
    Revise,
    Revision,
)
from isogloss.vocabulary.digest import KEY_LENGTH
from isogloss.vocabulary.errors import TooLarge
from isogloss.web.answers import CSV, JSON, growing
from isogloss.web.clients import address_of
from isogloss.web.errors import declared
from isogloss.web.figure_table import csv_of
from isogloss.web.reader import Reader

#: What one request may have packed; the shell has no such limit.
_LARGEST_BUNDLE = 2 << 30

Slug = Annotated[str, InPath(pattern=r"^[a-z0-9-]{1,64}$", description="The slug, as its address has it.")]
Number = Annotated[int, InPath(ge=0, le=99, description="Which figure, from 0.")]
RunKey = Annotated[str | None, Query(pattern=rf"^[0-9a-f]{{{KEY_LENGTH}}}$", description="About this run.")]
Text = Annotated[str | None, Query(max_length=200, description="Words that stand in it.")]
Tag = Annotated[str | None, Query(max_length=40)]


def router(read: Reader, public_url: str | None = None, frontend: Path | None = None) -> APIRouter:
    """``/findings``, ``/collections`` and ``/oembed``. ``public_url`` is the address that others reach this server at;
    ``frontend`` the built pages, which standalone files are made of."""
    routes = APIRouter(tags=["findings"])
    studies = {study.name: study for study in read.studies}
    _reading(routes, read, studies, public_url)
    _taking(routes, read, studies, public_url, frontend)
    _writing(routes, read, studies, public_url)
    _collections(routes, read, public_url)
    return routes


def _reading(routes: APIRouter, read: Reader, studies: Mapping[str, AnyStudy], public_url: str | None) -> None:
    @routes.get("/findings", operation_id="list_findings", responses=declared(422))
    def list_findings(text: Text = None, tag: Tag = None, run: RunKey = None) -> list[FindingSummary]:
        """Findings, newest first, each with the runs it is about; private ones are in no list."""
        with read.session() as session:
            return reading.listed(session, text=text, tag=tag, run=run)

    @routes.get("/findings/{slug}", operation_id="get_finding", responses=declared(404, 410, 422))
    def get_finding(slug: Slug, request: Request, response: Response, whole: bool = False) -> Finding:
        """One finding, its sources, and whether what is stored still has the digests it was kept with."""
        response.headers["cache-control"] = "no-store"  # compared on every opening
        return reading.page(read.store, studies, slug, unfurling.base_of(request, public_url), whole=whole)

    @routes.get("/findings/{slug}/revisions", operation_id="list_revisions", responses=declared(404, 410, 422))
    def list_revisions(slug: Slug) -> list[Revision]:
        """Everything it ever said, newest first."""
        with read.session() as session:
            return reading.revisions(session, slug)

    @routes.get(
        "/findings/{slug}/figures/{number}.{format}",
        operation_id="get_kept_figure",
        response_class=Response,
        responses=declared(404, 410, 422),
    )
    def get_kept_figure(slug: Slug, number: Number, format: Literal["json", "csv"]) -> Response:
        """A figure as it was when the finding was kept."""
        with read.session() as session:
            row = found(session, FindingRow, slug)
        data, kept = reading.figure(read.store, row, number)
        if format == "csv":
            return growing(csv_of(data), f"{kept.sha256}-csv", media_type=CSV, filename=f"{slug}-{number}.csv")
        # Asked for again each time: it may have been withdrawn, or be no more what was kept.
        return growing(data, kept.sha256, media_type=JSON)

    @routes.get("/oembed", operation_id="get_oembed", responses=declared(404, 410, 422))
    def get_oembed(
        url: Annotated[str, Query(max_length=2000)],
        request: Request,
        maxwidth: Annotated[int | None, Query(ge=200, le=4000)] = None,
        maxheight: Annotated[int | None, Query(ge=150, le=4000)] = None,
        format: Literal["json"] = "json",
    ) -> OEmbed:
        """How another site shows a finding of this server (oEmbed 1.0)."""
        base = unfurling.base_of(request, public_url)
        return unfurling.oembed(read.store, url, base, maxwidth, maxheight)


def _taking(
    routes: APIRouter, read: Reader, studies: Mapping[str, AnyStudy], public_url: str | None, frontend: Path | None
) -> None:
    @routes.get(
        "/findings/{slug}/bundle.zip",
        operation_id="get_bundle",
        response_class=FileResponse,
        responses=declared(404, 409, 410, 422, 429),
    )
    async def get_bundle(slug: Slug, request: Request) -> Response:
        """Everything it stands on as one file, which another installation imports."""
        state = await to_thread.run_sync(_bundled, read, slug)
        return await read.costly.respond(
            ("bundle", state),
            lambda file: _write_bundle(read, studies, slug, file),
            address_of(request),
            media_type="application/zip",
            filename=f"isogloss-{slug}.zip",
        )

    @routes.get(
        "/findings/{slug}/page.html",
        operation_id="get_finding_file",
        response_class=Response,
        responses=declared(404, 410, 422, 429),
    )
    async def get_finding_file(slug: Slug, request: Request) -> Response:
        """The finding as one HTML file that opens without a server."""
        return await saved(request, finding=slug)

    @routes.get(
        "/collections/{slug}/page.html",
        operation_id="get_collection_file",
        response_class=Response,
        responses=declared(404, 410, 422, 429),
    )
    async def get_collection_file(slug: Slug, request: Request) -> Response:
        """The collection as one HTML file that opens without a server."""
        return await saved(request, collection=slug)

    async def saved(request: Request, finding: str | None = None, collection: str | None = None) -> Response:
        base = unfurling.base_of(request, public_url)
        state = await to_thread.run_sync(_on_page, read, base, finding, collection)
        return await read.costly.respond(
            ("page", state),
            lambda file: write_page(read.store, studies, base, frontend, file, finding=finding, collection=collection),
            address_of(request),
            media_type="text/html; charset=utf-8",
            filename=f"isogloss-{collection or finding}.html",
        )


def _bundled(read: Reader, slug: str) -> tuple[Any, ...]:
    """What a bundle is made from; raises NotFound, Gone, and TooLarge for what is not sent over a network."""
    with read.session() as session:
        pins = read_pins(read.store, found(session, FindingRow, slug).pins)
        state = of_finding(session, slug, pins)
    if pins is not None and pins.bytes > _LARGEST_BUNDLE:
        raise TooLarge(
            "large_bundle",
            f"It stands on {pins.bytes:,} bytes; over the network a bundle has at most {_LARGEST_BUNDLE:,}.",
            hint=f"On the server's machine: isogloss export {slug} --bundle FILE.zip, also with --leave-out.",
        )
    return state


def _write_bundle(read: Reader, studies: Mapping[str, AnyStudy], slug: str, file: Path) -> None:
    write_finding(read.store, studies, slug, file, Wanted())


def _on_page(read: Reader, base: str, finding: str | None, collection: str | None) -> tuple[Any, ...]:
    """What a page as a file is made from; raises NotFound, Gone."""
    with read.session() as session:
        if collection is None:
            found(session, FindingRow, finding or "")
            return base, finding, of_page(session, [finding or ""])
        items = found(session, CollectionRow, collection).items
        return base, collection, of_page(session, [item["finding"] for item in items if "finding" in item])


def _writing(routes: APIRouter, read: Reader, studies: Mapping[str, AnyStudy], public_url: str | None) -> None:
    @routes.post("/findings", operation_id="keep", status_code=201, responses=declared(404, 409, 415, 422, 507))
    def keep(asked: Keep, request: Request) -> NewFinding:
        """Keep what a page shows: words, figures, and the digests of all they stand on."""
        row = saving.keep(read.store, studies, asked)
        base = unfurling.base_of(request, public_url)
        return NewFinding(slug=row.slug, url=f"{base}/f/{row.slug}", private=row.private)

    @routes.put("/findings/{slug}", operation_id="revise", responses=declared(404, 409, 410, 415, 422))
    def revise(slug: Slug, asked: Revise, request: Request) -> Finding:
        """New words; the old ones stay among its revisions."""
        saving.revise(read.store, slug, asked)
        return reading.page(read.store, studies, slug, unfurling.base_of(request, public_url))

    @routes.delete("/findings/{slug}", operation_id="withdraw", status_code=204, responses=declared(404, 410, 422))
    def withdraw_finding(slug: Slug) -> None:
        """Take it out of every list. Its address says that it was withdrawn; its runs stay."""
        withdraw(read.store, FindingRow, slug)


def _collections(routes: APIRouter, read: Reader, public_url: str | None) -> None:
    @routes.get("/collections", operation_id="list_collections", responses=declared())
    def list_collections() -> list[CollectionSummary]:
        """Collections, newest first; private ones are in no list."""
        with read.session() as session:
            return collecting.listed(session)

    @routes.get("/collections/{slug}", operation_id="get_collection", responses=declared(404, 410, 422))
    def get_collection(slug: Slug, request: Request) -> Collection:
        """A collection with its findings."""
        with read.session() as session:
            return collecting.page(session, slug, unfurling.base_of(request, public_url))

    @routes.post("/collections", operation_id="collect", status_code=201, responses=declared(415, 422))
    def collect(asked: Collect, request: Request) -> Collection:
        """A new collection."""
        slug = collecting.collect(read.store, asked)
        return get_collection(slug, request)

    @routes.put("/collections/{slug}", operation_id="recollect", responses=declared(404, 409, 410, 415, 422))
    def recollect(slug: Slug, asked: Recollect, request: Request) -> Collection:
        """Change what it holds and says."""
        collecting.recollect(read.store, slug, asked)
        return get_collection(slug, request)

    @routes.delete(
        "/collections/{slug}", operation_id="withdraw_collection", status_code=204, responses=declared(404, 410, 422)
    )
    def withdraw_collection(slug: Slug) -> None:
        """Take it away; its findings stay."""
        withdraw(read.store, CollectionRow, slug)
