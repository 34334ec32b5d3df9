"""Writing a bundle: finished runs and all they stand on, as one file. The same runs give the same bytes.

Only ``made_at`` in the manifest differs from one time to the next: entries stand in the order of their names under one
fixed date, and everything in them is in a fixed order.
"""

import uuid
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from isogloss import __version__
from isogloss.findings.closure import closure
from isogloss.findings.contents import Contents, Wanted, as_line, contents_of
from isogloss.findings.format import FORMAT, MANIFEST, VERSION, File, Manifest, artifact_entry
from isogloss.runs.requests import parse_params
from isogloss.runs.study import Study
from isogloss.runs.tables import RunRow
from isogloss.store.base import utc_now
from isogloss.vocabulary.digest import digest_bytes, digest_of
from isogloss.vocabulary.errors import Conflict, Refused

#: The date of every entry: the first that a zip can hold.
_DATE = (1980, 1, 1, 0, 0, 0)
_LEVEL = 9
CONSTRUCTED = "Constructed text: it calibrates the instrument, and says nothing about published models."


def write_bundle(
    store: Any, studies: Mapping[str, Study], keys: Sequence[str], file: Path, wanted: Wanted = Wanted()
) -> Manifest:
    """Write these runs, and all they stand on, to a new file; whole or not at all.

    Raises NotFound for an unknown run, Conflict for one that is not done and for a file that exists, Refused for what
    cannot be written.
    """
    if file.exists():
        raise Conflict("file_exists", f"{file} exists already.", hint="Name a file that does not.", field="file")
    roots = tuple(dict.fromkeys(keys))
    with store.app.session() as session:
        runs = closure(session, roots, studies)
        contents = contents_of(store, session, runs, wanted)
    manifest = _manifest(contents, wanted, roots, wanted.title or title_of(runs[roots[0]], studies))
    contents.documents[MANIFEST] = as_line(manifest.model_dump(mode="json"))
    _write(store, file, contents)
    return manifest


def title_of(run: RunRow, studies: Mapping[str, Study]) -> str:
    """What a run is called where nobody gave it a title."""
    study = studies[run.study].title if run.study in studies else run.study.capitalize()
    return f"{study}: {run.model}" if run.model else study


def _manifest(contents: Contents, wanted: Wanted, roots: Sequence[str], title: str) -> Manifest:
    rests_on = (*([CONSTRUCTED] if contents.constructed else []), *wanted.rests_on)
    given = {
        "format": FORMAT,
        "version": VERSION,
        "made_by": __version__,
        "made_at": wanted.made_at or utc_now(),
        "slug": digest_of({"title": title, "note": wanted.note, "roots": sorted(roots)})[:12],
        "title": title,
        "note": wanted.note,
        "rests_on": tuple(dict.fromkeys(rests_on)),
        "roots": tuple(roots),
        "left_out": tuple(sorted(set(wanted.leave_out))),
        "files": {
            name: File(bytes=len(data), sha256=digest_bytes(data)) for name, data in sorted(contents.documents.items())
        },
    }
    found: Manifest = parse_params(Manifest, given)
    return found


def _write(store: Any, file: Path, contents: Contents) -> None:
    """Everything or nothing: written beside, then renamed."""
    beside = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(beside, "x") as out:
            _fill(store, out, contents)
        beside.replace(file)
    except OSError as error:
        raise Refused("cannot_write", f"{file} cannot be written: {error.strerror}.", field="file") from error
    finally:
        beside.unlink(missing_ok=True)


def _fill(store: Any, out: zipfile.ZipFile, contents: Contents) -> None:
    artifacts = {artifact_entry(digest): digest for digest in contents.artifacts}
    for name in sorted([*contents.documents, *artifacts]):
        data = store.artifacts.get(artifacts[name]) if name in artifacts else contents.documents[name]
        entry = zipfile.ZipInfo(name, _DATE)
        entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
        out.writestr(entry, data, compresslevel=_LEVEL)
