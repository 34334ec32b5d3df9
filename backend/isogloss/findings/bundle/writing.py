"""Writing a bundle: finished runs and all they stand on, as one file. The same runs give the same bytes.

Only ``made_at`` in the manifest differs from one time to the next: entries stand in the order of their names under one
fixed date, and everything in them is in a fixed order.
"""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from isogloss import __version__
from isogloss.contract.study import AnyStudy
from isogloss.findings.bundle.arrays import to_safetensors
from isogloss.findings.bundle.contents import Contents, Wanted, as_line, contents_of
from isogloss.findings.bundle.for_people import readable
from isogloss.findings.bundle.format import (
    BY_DIGEST,
    FORMAT,
    MANIFEST,
    VERSION,
    BundledFinding,
    File,
    Manifest,
    array_entry,
    artifact_entry,
)
from isogloss.findings.by_slug import found
from isogloss.findings.reading import revisions
from isogloss.findings.standing.closure import closure
from isogloss.findings.standing.grounds import MOST_SAID, grounds
from isogloss.findings.standing.pinning import Damaged, read_pins
from isogloss.findings.tables import FindingRow
from isogloss.runs.asking.requests import parse_params
from isogloss.runs.rows.tables import RunRow
from isogloss.store.base import utc_now
from isogloss.store.new_file import new_file, refuse_existing
from isogloss.store.open import Store
from isogloss.vocabulary.digest import digest_bytes, digest_of

#: The date of every entry: the first that a zip can hold.
_DATE = (1980, 1, 1, 0, 0, 0)
_LEVEL = 9


def write_bundle(
    store: Store, studies: Mapping[str, AnyStudy], keys: Sequence[str], file: Path, wanted: Wanted = Wanted()
) -> Manifest:
    """Write these runs, and all they stand on, to a new file; whole or not at all.

    Raises NotFound for an unknown run, Conflict for one that is not done and for a file that exists, Refused for what
    cannot be written.
    """
    refuse_existing(file)
    roots = tuple(dict.fromkeys(keys))
    with store.app.session() as session:
        runs = closure(session, roots, studies)
        contents = contents_of(store, session, runs, wanted)
        title = wanted.title or title_of(runs[roots[0]], studies)
        ended = [finished for key in roots if (finished := runs[key].finished)]
        made_at = wanted.made_at or utc_now()
        said = grounds(store, session, runs, roots)[: MOST_SAID - len(wanted.rests_on)]
        words = {
            "slug": digest_of({"title": title, "note": wanted.note, "roots": sorted(roots)})[:12],
            "title": title,
            "note": wanted.note,
            "rests_on": tuple(dict.fromkeys([*said, *wanted.rests_on])),
            "made_at": made_at,
        }
        finding = {
            "tags": (), "kept_by": "", "private": False, "path": "", "figures": (), "picture": None, "revision": 1,
            "changed_at": max(ended, default=made_at), "revisions": (),
        }  # fmt: skip
        manifest = _manifest(store, contents, runs, roots, wanted, words, finding)
    _write(store, file, contents)
    return manifest


def write_finding(
    store: Store, studies: Mapping[str, AnyStudy], slug: str, file: Path, wanted: Wanted = Wanted()
) -> Manifest:
    """Write a finding, its history, and all it stands on to a new file. Of ``wanted`` only what it leaves out counts.

    Raises as :func:`write_bundle`, Gone for a finding that was withdrawn, and Damaged for one whose stored numbers are
    not those that it was kept with.
    """
    refuse_existing(file)
    with store.app.session() as session:
        row = found(session, FindingRow, slug)
        finding = {name: getattr(row, name) for name in ("tags", "kept_by", "private", "path", "figures", "picture")}
        finding |= {"revision": row.revision, "changed_at": row.changed_at}
        finding["revisions"] = [revision.model_dump() for revision in reversed(revisions(session, slug))]
        words = {name: getattr(row, name) for name in ("slug", "title", "note", "rests_on", "made_at")}
        runs = closure(session, row.roots, studies)
        contents = contents_of(store, session, runs, wanted)
        _refuse_changed(store, row, contents, whole=not wanted.leave_out)
        manifest = _manifest(store, contents, runs, tuple(row.roots), wanted, words, finding)
    _write(store, file, contents)
    return manifest


def _refuse_changed(store: Store, row: FindingRow, contents: Contents, *, whole: bool) -> None:
    """The bundle's pins are taken from what is here: what was changed here must not pass for what was kept."""
    pins = read_pins(store, row.pins)
    for run in pins.runs if pins else ():
        here = contents.brought.get(run.key, {})
        compared = run.kept if whole else run.kept.keys() & here
        wrong = [name for name in sorted(compared) if name not in here or here[name].sha256 != run.kept[name]]
        wrong += ["scores"] if contents.scores.get(run.key) != run.scores else []
        if wrong:
            raise _damaged(f"{wrong[0]} of run {run.key[:8]}")


def _damaged(what: str) -> Damaged:
    return Damaged(
        "not_what_was_kept",
        f"What is stored is not what was kept: {what}. It is not passed on.",
        hint="Restore the database, or import an earlier bundle.",
    )


def _about(contents: Contents, finding: dict[str, Any]) -> BundledFinding:
    """The finding's document; what it is pinned by and pictured with goes among the artifacts."""
    # Of what is left out nothing can be compared in another installation, so the pins are those of what is brought.
    packed = contents.pins.packed()
    pins = digest_bytes(packed)
    contents.documents[artifact_entry(pins)] = packed
    if finding["picture"]:
        contents.artifacts.add(finding["picture"])
    about: BundledFinding = parse_params(BundledFinding, finding | {"pins": pins})
    return about


def title_of(run: RunRow, studies: Mapping[str, AnyStudy]) -> str:
    """What a run is called where nobody gave it a title."""
    study = studies[run.study].title if run.study in studies else run.study.capitalize()
    return f"{study}: {run.model}" if run.model else study


def _manifest(
    store: Store,
    contents: Contents,
    runs: Mapping[str, RunRow],
    roots: tuple[str, ...],
    wanted: Wanted,
    words: dict[str, Any],
    finding: dict[str, Any],
) -> Manifest:
    """The manifest, which is added to the ``contents`` with what people read."""
    about = _about(contents, finding)
    told = words | {"made_by": __version__, "rests_on": " ".join(words["rests_on"])}
    contents.documents |= readable(store, runs, roots, contents.brought, about, told)
    given = words | {
        "format": FORMAT,
        "version": VERSION,
        "made_by": __version__,
        "roots": roots,
        "left_out": tuple(sorted(set(wanted.leave_out))),
        "finding": about,
        "files": {
            name: File(bytes=len(data), sha256=digest_bytes(data))
            for name, data in sorted(contents.documents.items())
            if not name.startswith(BY_DIGEST)
        },
    }
    manifest: Manifest = parse_params(Manifest, given)
    contents.documents[MANIFEST] = as_line(manifest.model_dump(mode="json"))
    return manifest


def _write(store: Store, file: Path, contents: Contents) -> None:
    with new_file(file, "the bundle") as out, zipfile.ZipFile(out, "w") as zipped:
        _fill(store, zipped, contents)


def _fill(store: Store, out: zipfile.ZipFile, contents: Contents) -> None:
    stored = {artifact_entry(digest): digest for digest in contents.artifacts}
    arrays = {array_entry(digest): digest for digest in contents.arrays}
    for name in sorted([*contents.documents, *stored, *arrays]):
        digest = stored.get(name) or arrays.get(name)
        data = contents.documents[name] if digest is None else store.artifacts.get(digest)
        if digest is not None and digest_bytes(data) != digest:
            raise _damaged(f"the bytes of {digest[:12]}")
        data = to_safetensors(data) if name in arrays else data
        entry = zipfile.ZipInfo(name, _DATE)
        entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
        out.writestr(entry, data, compresslevel=_LEVEL)
