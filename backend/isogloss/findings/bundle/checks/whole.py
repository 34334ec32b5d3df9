"""Checking a bundle: every document, digest and key, before anything of it is believed.

Digests and keys guard against accidents and careless edits. They are no signature: who makes a bundle anew can put
other numbers into it, as into any table; so an imported run always says that it was imported.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from pydantic import BaseModel, ValidationError

from isogloss.contract.study import AnyStudy
from isogloss.findings.bundle import format as names
from isogloss.findings.bundle.arrays import to_npy
from isogloss.findings.bundle.checks.finding import check_figures, check_finding, check_pins
from isogloss.findings.bundle.checks.run import check_run, is_moment
from isogloss.findings.bundle.checks.text import Text, check_text
from isogloss.findings.bundle.format import FORMAT, MANIFEST, VERSION, BundledCorpus, BundledModel, BundledRun, Manifest
from isogloss.findings.bundle.opening import Opened, broken
from isogloss.findings.sharing.picture import PICTURE
from isogloss.findings.standing.pinning import PINS
from isogloss.findings.standing.scores import unpacked
from isogloss.models.points import places, sizes
from isogloss.models.training_text import checked as trained_on_checked
from isogloss.vocabulary.digest import digest_bytes
from isogloss.vocabulary.errors import IsoglossError, Refused

#: No document of ours is nested like this.
_DEEPEST = 64


@dataclass(frozen=True)
class Checked:
    """A bundle that may be imported. ``text`` has the sentences of corpora that bring them; ``pins`` and ``picture``
    are those of its finding, the picture drawn anew."""

    opened: Opened
    manifest: Manifest
    runs: dict[str, BundledRun]
    models: dict[str, BundledModel]
    corpora: dict[str, BundledCorpus]
    text: dict[str, Text]
    pins: bytes | None
    picture: bytes | None

    def artifact(self, digest: str) -> bytes:
        """An artifact's bytes, which are those of its digest."""
        own = {digest_bytes(data): data for data in (self.pins, self.picture) if data is not None}
        return own[digest] if digest in own else _artifact(self.opened, digest)

    @property
    def belongings(self) -> dict[str, str]:
        """The kind of what the finding itself keeps, by digest."""
        kept = ((self.pins, PINS), (self.picture, PICTURE))
        return {digest_bytes(data): kind for data, kind in kept if data is not None}

    def scores(self, run: BundledRun) -> np.ndarray | None:
        """A run's expert rows, their labels numbered as in ``run.labels``; None where it has none."""
        entry = names.scores_entry(run.key)
        return unpacked(self.opened.read(entry), run.labels, run.key) if entry in self.opened.sizes else None

    @property
    def artifacts(self) -> dict[str, str]:
        """The kind of every artifact, by digest."""
        return {kept.sha256: kept.kind for run in self.runs.values() for kept in run.kept.values()}


def check(opened: Opened, studies: Mapping[str, AnyStudy]) -> Checked:
    """Everything in the bundle, checked; raises Refused with the first thing that is wrong."""
    manifest = _manifest(opened)
    documents = _documents(opened, manifest)
    runs = {run.key: run for run in _read(documents, "runs/", BundledRun)}
    models = {model.id: model for model in _read(documents, "models/", BundledModel)}
    corpora = {corpus.id: corpus for corpus in _read(documents, "corpora/", BundledCorpus)}
    _check_names(opened, manifest, runs, models, corpora)
    for run in runs.values():
        check_run(run, runs, models, corpora, studies, lambda digest: _artifact(opened, digest))
    for model in models.values():
        _check_model(model)
    text = {id: found for id, corpus in corpora.items() if (found := check_text(corpus, opened))}
    pins, picture = check_finding(manifest, opened)
    checked = Checked(opened, manifest, runs, models, corpora, text, pins, picture)
    for run in runs.values():
        checked.scores(run)
    for digest in checked.artifacts:
        checked.artifact(digest)
    if manifest.finding is not None and pins is not None:
        check_figures(manifest.finding, runs)
        check_pins(pins, runs, checked.scores)
    return checked


def parsed(data: bytes, what: str) -> Any:
    """A JSON value that both databases can hold; raises Refused for anything else."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise broken(f"{what} is no JSON.") from error
    _check_storable(value, what)
    return value


def _check_storable(value: Any, what: str) -> None:
    """Raises Refused for text that no database holds, and for nesting that would end the process that reads it."""
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > _DEEPEST:
            raise broken(f"{what} is nested too deeply.", "It was not made by Isogloss.")
        if isinstance(item, str) and "\0" in item:
            raise broken(f"{what} holds a NUL character, which no database stores.")
        if isinstance(item, dict):
            waiting += [(name, depth + 1) for name in item]
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        waiting += [(part, depth + 1) for part in inner]


def document(model: type[BaseModel], value: Any, what: str) -> Any:
    """A document of this type; raises Refused naming the first thing that does not fit."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise broken(f"{what} does not fit the format: {where[:80]}: {first['msg'][:200]}.") from error


def _manifest(opened: Opened) -> Manifest:
    value = parsed(opened.read(MANIFEST), MANIFEST)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise broken("The manifest is not that of a bundle.", "Choose a file made by “isogloss export --bundle”.")
    version = value.get("version")
    if isinstance(version, int) and version > VERSION:
        raise Refused(
            "newer_bundle",
            f"The bundle has format {version}, made by Isogloss {str(value.get('made_by'))[:40]}; this Isogloss reads "
            f"formats up to {VERSION}. Nothing was imported.",
            hint="Update Isogloss here, then import it again.",
            field="file",
        )
    manifest: Manifest = document(Manifest, value, MANIFEST)
    if not is_moment(manifest.made_at):
        raise broken("The manifest's time has no time zone, or lies outside all calendars.")
    return manifest


def _documents(opened: Opened, manifest: Manifest) -> dict[str, bytes]:
    """The JSON documents, each with the digest and the size that the manifest says; the other files are read later."""
    listed = {name for name in opened.sizes if name != MANIFEST and not name.startswith(names.BY_DIGEST)}
    if listed != manifest.files.keys():
        name = sorted(listed ^ manifest.files.keys())[0]
        raise broken(f"{name[:120]} is {'not in the manifest' if name in listed else 'in the manifest and not there'}.")
    found = {}
    for name, file in manifest.files.items():
        data = opened.read(name)
        if len(data) != file.bytes or digest_bytes(data) != file.sha256:
            raise broken(f"{name} is not what was written: its digest differs.")
        if name.endswith(".json") and not name.startswith("readable/"):
            found[name] = data
    return found


def _read(documents: Mapping[str, bytes], folder: str, model: type[BaseModel]) -> Iterator[Any]:
    for name, data in documents.items():
        if name.startswith(folder):
            yield document(model, parsed(data, name), name)


def _artifact(opened: Opened, digest: str) -> bytes:
    entry = _entry(opened, digest)
    data = opened.read(entry)
    if entry == names.array_entry(digest):
        data = to_npy(data)
    if digest_bytes(data) != digest:
        raise broken(f"The artifact {digest[:12]} is not what was written: its digest differs.")
    return data


def _entry(opened: Opened, digest: str) -> str:
    """Where something that runs kept lies: as an array, or as the bytes it is."""
    array = names.array_entry(digest)
    return array if array in opened.sizes else names.artifact_entry(digest)


def _check_names(
    opened: Opened,
    manifest: Manifest,
    runs: Mapping[str, BundledRun],
    models: Mapping[str, BundledModel],
    corpora: Mapping[str, BundledCorpus],
) -> None:
    """Just the entries that the documents speak of, and no others."""
    missing = set(manifest.roots) - runs.keys()
    if missing:
        raise broken(f"The run {min(missing)} is named in the manifest and not there.")
    expected = {MANIFEST, *map(names.run_entry, runs), *map(names.model_entry, models)}
    expected |= {names.corpus_entry(id) for id in corpora}
    expected |= {names.sentences_entry(id) for id, corpus in corpora.items() if corpus.text == "here"}
    expected |= {names.scores_entry(key) for key, run in runs.items() if run.labels}
    expected |= {_entry(opened, kept.sha256) for run in runs.values() for kept in run.kept.values()}
    if manifest.finding is not None:
        own = (manifest.finding.pins, manifest.finding.picture)
        expected |= {names.artifact_entry(digest) for digest in own if digest is not None}
    # What only people read is listed with its digest, and nothing else speaks of it.
    expected |= {name for name in manifest.files if name.startswith("readable/")}
    if expected != opened.sizes.keys():
        name = sorted(expected ^ opened.sizes.keys())[0]
        raise broken(f"{name} is {'missing' if name in expected else 'there, and nothing speaks of it'}.")


def _check_model(model: BundledModel) -> None:
    """Pages list a model's places, so its architecture must be one that this Isogloss can read."""
    try:
        found = sizes(model.config)
        if (found.layers, found.d_model) != (model.n_layers, model.d_model):
            raise ValueError("other sizes than the model's own")
        places(model.config)
        if model.trained_on is not None:
            trained_on_checked(model.trained_on)
    except IsoglossError as error:
        error.message = f"The model {model.id}: {error.message} Nothing was imported."
        raise
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise broken(f"The config of the model {model.id} cannot be read.") from error
    revisions = [checkpoint.revision for checkpoint in model.checkpoints]
    if len(set(revisions)) < len(revisions):
        raise broken(f"The model {model.id} has a checkpoint twice.")
