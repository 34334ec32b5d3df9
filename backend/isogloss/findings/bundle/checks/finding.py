"""Checking the finding of a bundle: its figures, its history, its picture, and that its pins are what is there."""

from collections.abc import Callable, Mapping

import numpy as np
from pydantic import ValidationError

from isogloss.findings.bundle.checks.run import is_moment
from isogloss.findings.bundle.format import BundledFinding, BundledRun, Manifest, artifact_entry
from isogloss.findings.bundle.opening import Opened, broken
from isogloss.findings.sharing.picture import rewritten
from isogloss.findings.standing.pinning import Pins, scores_digest
from isogloss.vocabulary.digest import digest_bytes
from isogloss.vocabulary.errors import IsoglossError


def check_finding(manifest: Manifest, opened: Opened) -> tuple[bytes | None, bytes | None]:
    """Its pins and its picture, drawn anew. Raises Refused."""
    finding = manifest.finding
    if finding is None:
        if manifest.version > 1:
            raise broken("The manifest says nothing of the finding.")
        return None, None
    moments = [finding.changed_at, *(revision.at for revision in finding.revisions)]
    if not all(map(is_moment, moments)):
        raise broken("A time of the finding has no time zone, or lies outside all calendars.")
    numbers = [revision.number for revision in finding.revisions]
    if numbers and numbers != list(range(1, finding.revision + 1)):
        raise broken("The finding's history has gaps.")
    return _read(opened, finding.pins), _picture(opened, finding)


def _picture(opened: Opened, finding: BundledFinding) -> bytes | None:
    if finding.picture is None:
        return None
    try:
        return rewritten(_read(opened, finding.picture))
    except IsoglossError as error:
        raise broken("The finding's picture cannot be read.") from error


def _read(opened: Opened, digest: str) -> bytes:
    data = opened.read(artifact_entry(digest))
    if digest_bytes(data) != digest:
        raise broken(f"The artifact {digest[:12]} is not what was written: its digest differs.")
    return data


def check_pins(
    packed: bytes, runs: Mapping[str, BundledRun], scores: Callable[[BundledRun], np.ndarray | None]
) -> None:
    """The finding is pinned to just what the bundle brings. Raises Refused."""
    try:
        pins = Pins.model_validate_json(packed)
    except ValidationError as error:
        raise broken("What the finding is pinned to cannot be read.") from error
    pinned = {run.key: run for run in pins.runs}
    if pinned.keys() != runs.keys():
        raise broken("The finding is pinned to other runs than those that are there.")
    for key, run in runs.items():
        rows = scores(run)
        there = None if rows is None else scores_digest(rows, run.labels)
        if pinned[key].kept != {name: kept.sha256 for name, kept in run.kept.items()} or pinned[key].scores != there:
            raise broken(f"The finding is pinned to other numbers of run {key} than those that are there.")


def check_figures(finding: BundledFinding, runs: Mapping[str, BundledRun]) -> None:
    """The figures it shows are figures of its runs. Raises Refused."""
    for figure in finding.figures:
        name = f"{figure.set}/figure/{figure.name}" if figure.set else f"figure/{figure.name}"
        run = runs.get(figure.run)
        if run is None or name not in run.kept or run.kept[name].sha256 != figure.sha256:
            raise broken(f"The finding shows a figure “{figure.name[:80]}” that none of its runs has.")
