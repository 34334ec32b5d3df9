"""Changing bundles the way accidents and attackers do."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from isogloss.findings.bundle.format import BY_DIGEST
from isogloss.vocabulary.digest import canonical_json, digest_bytes

Entries = dict[str, bytes]


def entries_of(bundle: Path) -> Entries:
    with zipfile.ZipFile(bundle) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def written(file: Path, entries: Entries) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in entries.items():
            zipped.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file


def sealed(entries: Entries) -> Entries:
    """The same with a manifest that has every document's digest right: what only the other checks can find."""
    manifest = json.loads(entries["manifest.json"])
    listed = {n: d for n, d in entries.items() if n != "manifest.json" and not n.startswith(BY_DIGEST)}
    manifest["files"] = {name: {"bytes": len(data), "sha256": digest_bytes(data)} for name, data in listed.items()}
    return entries | {"manifest.json": canonical_json(manifest)}


def edited(entries: Entries, name: str, change: Callable[[Any], Any]) -> Entries:
    """One document changed, and the manifest with it."""
    value = json.loads(entries[name])
    change(value)
    return sealed(entries | {name: canonical_json(value)})


def first(entries: Entries, folder: str, **like: Any) -> str:
    """The first document of a folder with these values."""
    for name in sorted(entries):
        if name.startswith(folder) and all(json.loads(entries[name]).get(k) == v for k, v in like.items()):
            return name
    raise AssertionError(folder)


def replaced_artifact(entries: Entries, run: str, kept: str, data: bytes, *, result: bool = False) -> Entries:
    """An artifact of a run replaced by other bytes, under their own digest."""
    digest = digest_bytes(data)

    def change(value: Any) -> None:
        value["kept"][kept]["sha256"] = digest
        if result:
            value["result_digest"] = digest

    changed = edited(entries | {f"artifacts/{digest}": data}, run, change)
    return spoken_of(changed)


def spoken_of(entries: Entries) -> Entries:
    """Without artifacts and arrays that no document speaks of."""
    runs = [json.loads(data) for name, data in entries.items() if name.startswith("runs/")]
    finding = json.loads(entries["manifest.json"]).get("finding") or {}
    spoken = {kept["sha256"] for run in runs for kept in run["kept"].values()} | {
        finding.get("pins"),
        finding.get("picture"),
    }
    return {
        name: data
        for name, data in entries.items()
        if not name.startswith(BY_DIGEST) or name.partition("/")[2].removesuffix(".safetensors") in spoken
    }


def repinned(entries: Entries) -> Entries:
    """With the finding pinned to what is there now: what only later checks, or none, can find."""
    finding = json.loads(entries["manifest.json"])["finding"]
    pins = json.loads(entries[f"artifacts/{finding['pins']}"])
    before = {run["key"]: run["scores"] for run in pins["runs"]}
    runs = [json.loads(data) for name, data in sorted(entries.items()) if name.startswith("runs/")]
    pins["runs"] = [
        {
            "key": run["key"],
            "kept": {name: kept["sha256"] for name, kept in sorted(run["kept"].items())},
            "scores": before.get(run["key"]),
        }
        for run in runs
    ]
    packed = canonical_json(pins)
    moved = edited(entries, "manifest.json", lambda manifest: manifest["finding"].update(pins=digest_bytes(packed)))
    return spoken_of(moved | {f"artifacts/{digest_bytes(packed)}": packed})
