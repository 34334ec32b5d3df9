"""The bundle's format, version 2: the names of its entries, and the types of the documents among them.

A bundle is a zip of plain files, sorted by name, stored or deflated, nothing else:

* ``manifest.json``: :class:`Manifest`, which lists every document with its size and SHA-256;
* ``runs/<key>.json``: :class:`BundledRun`, one for every run of the closure;
* ``scores/<key>.safetensors``: the run's rows of ``unit_score`` as columns (``standing.scores``);
* ``models/<id>.json``: :class:`BundledModel`, a model and its checkpoints, without weights;
* ``corpora/<id>/corpus.json``: :class:`BundledCorpus`, with ``corpora/<id>/sentences.jsonl`` where its text is there:
  one JSON list a line, ``[language, id, text, document, split, tokens]``;
* ``artifacts/<sha256>``: what runs kept, under the digest of its bytes, but for arrays;
* ``arrays/<sha256>.safetensors``: arrays that runs kept (``bundle.arrays``), under the digest of their npy bytes;
* ``readable/...``: the same once more for people: params, results, figures as CSV and JSON, the environment, the recipe
  to run it again. An installation that imports the bundle checks their digests and reads none of them.

Times are UTC. A later version may only add; an installation opens its own version and every older one. Version 1 had no
``arrays``, no ``readable`` and no ``finding`` in its manifest: arrays lay among the artifacts.
"""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from isogloss.findings.standing.kept import Bytes, Kept, Sha
from isogloss.vocabulary.digest import KEY_LENGTH

FORMAT, VERSION = "isogloss-bundle", 2

MANIFEST = "manifest.json"
_ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_KEY = rf"[0-9a-f]{{{KEY_LENGTH}}}"
#: A page of an installation with its view state, or nothing.
_PATH = r"^$|^/(runs|studies|models|corpora)/[^\x00-\x20\x7f\\]*$"
#: Every name an entry may have.
ENTRY = re.compile(
    rf"manifest\.json|runs/{_KEY}\.json|scores/{_KEY}\.safetensors|models/{_ID}\.json"
    rf"|corpora/{_ID}/(corpus\.json|sentences\.jsonl)|artifacts/[0-9a-f]{{64}}|arrays/[0-9a-f]{{64}}\.safetensors"
    r"|readable/([A-Za-z0-9][A-Za-z0-9_-]{0,99}/){0,3}[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.(json|csv|png|yaml|md)"
)
#: What lies under the digest of its content, and is not listed in the manifest.
BY_DIGEST = ("artifacts/", "arrays/")

Key = Annotated[str, StringConstraints(pattern=rf"^{_KEY}$")]
Id = Annotated[str, StringConstraints(pattern=rf"^{_ID}$")]
#: Text that fits a column of 200 characters.
Short = Annotated[str, StringConstraints(max_length=200)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Count = Annotated[int, Field(ge=0, lt=2**31)]


def run_entry(key: str) -> str:
    """Where a run's document lies."""
    return f"runs/{key}.json"


def scores_entry(key: str) -> str:
    """Where a run's scores lie."""
    return f"scores/{key}.safetensors"


def model_entry(id: str) -> str:
    """Where a model's document lies."""
    return f"models/{id}.json"


def corpus_entry(id: str) -> str:
    """Where a corpus's document lies."""
    return f"corpora/{id}/corpus.json"


def sentences_entry(id: str) -> str:
    """Where a corpus's text lies."""
    return f"corpora/{id}/sentences.jsonl"


def artifact_entry(digest: str) -> str:
    """Where an artifact lies."""
    return f"artifacts/{digest}"


def array_entry(digest: str) -> str:
    """Where an array lies; ``digest`` is that of its ``.npy`` bytes."""
    return f"arrays/{digest}.safetensors"


class Document(BaseModel):
    """Base of everything written here: closed and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class File(Document):
    """An entry as the manifest lists it."""

    bytes: Bytes
    sha256: Sha


class BundledFigure(Document):
    """A figure that the finding shows, and its digest when it was kept."""

    run: Key
    name: Name
    set: Key | None
    title: Name
    sha256: Sha


class BundledRevision(Document):
    """What the finding said once."""

    number: Annotated[int, Field(ge=1, lt=2**31)]
    title: Name
    note: Annotated[str, StringConstraints(max_length=20_000)]
    tags: tuple[Annotated[str, StringConstraints(min_length=1, max_length=40)], ...] = Field(max_length=20)
    kept_by: Short
    at: datetime


class BundledFinding(Document):
    """What a finding has beside its words: ``pins`` and ``picture`` are artifacts of the bundle."""

    tags: tuple[Annotated[str, StringConstraints(min_length=1, max_length=40)], ...] = Field(max_length=20)
    kept_by: Short
    private: bool
    path: Annotated[str, StringConstraints(max_length=4096, pattern=_PATH)]
    figures: tuple[BundledFigure, ...] = Field(max_length=12)
    pins: Sha
    picture: Sha | None
    revision: Annotated[int, Field(ge=1, lt=2**31)]
    changed_at: datetime
    revisions: tuple[BundledRevision, ...] = Field(max_length=10_000)


class Manifest(Document):
    """What the bundle is, and the documents in it (artifacts and arrays go by their digests, as runs list them).

    ``slug`` names the finding everywhere. ``left_out`` are patterns of what runs kept and this bundle does not
    bring; each run says which of them it lacks.
    """

    format: Literal["isogloss-bundle"]
    version: Literal[1, 2]
    made_by: Annotated[str, StringConstraints(max_length=40)]
    made_at: datetime
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
    title: Name
    note: Annotated[str, StringConstraints(max_length=20_000)]
    rests_on: tuple[Annotated[str, StringConstraints(max_length=1000)], ...] = Field(max_length=50)
    roots: tuple[Key, ...] = Field(min_length=1, max_length=1000)
    left_out: tuple[Short, ...] = Field(max_length=100)
    files: dict[str, File]
    finding: BundledFinding | None = None


class Child(Document):
    """A run of a series (labelled by its checkpoint) or of a recipe (by its entry)."""

    key: Key
    label: Short


class Line(Document):
    """A line of a run's log."""

    at: datetime
    kind: Literal["log", "status", "warning"]
    text: Annotated[str, StringConstraints(max_length=2000)]


class Caveat(Document):
    """A warning that belongs to the result."""

    code: Short
    text: str


class BundledRun(Document):
    """One run as its row holds it, but for who computed it and who asked. A run that failed brings its error alone."""

    key: Key
    kind: Literal["run", "series", "recipe"]
    study: Annotated[str, StringConstraints(max_length=64)]
    study_version: Annotated[int, Field(ge=1, lt=2**31)]
    model: Short | None
    checkpoint: Short | None
    params: dict[str, Any]
    inputs: dict[str, Any]
    cost: dict[str, Any] | None
    status: Literal["done", "failed", "cancelled"]
    lane: Annotated[str, StringConstraints(max_length=16)]
    created: datetime
    started: datetime | None
    finished: datetime | None
    plan: list[Any] | None
    steps_done: Count
    steps_total: Count | None
    error: dict[str, Any] | None
    warnings: tuple[Caveat, ...]
    provenance: dict[str, Any] | None
    result_digest: Sha | None
    finished_set: Key | None
    children: tuple[Child, ...]
    kept: dict[Name, Kept]
    left_out: tuple[Short, ...]
    labels: tuple[Short, ...] = Field(description="The labels that the run's scores number from 0.")
    log: tuple[Line, ...] = Field(max_length=5000)


class BundledCheckpoint(Document):
    """One checkpoint; its weights stay where they are."""

    revision: Annotated[str, StringConstraints(min_length=1)]
    position: Count
    step: Annotated[int, Field(ge=0, lt=2**63)] | None
    tokens_seen: Annotated[int, Field(ge=0, lt=2**63)] | None
    fingerprint: str
    commit: str | None
    n_bytes: Bytes
    config_digest: str | None = None


class BundledModel(Document):
    """A model as its row holds it, without paths; ``source`` is a hub id, or what its folder was called."""

    id: Id
    source: str
    family: str
    architecture: str
    config: dict[str, Any]
    n_layers: Count
    d_model: Count
    n_parameters: Bytes
    tokenizer_digest: str
    bos_policy: str
    languages: list[str] | None
    licence: str | None
    trained_on: dict[str, Any] | None
    note: str
    checkpoints: tuple[BundledCheckpoint, ...] = Field(max_length=10_000)


class BundledConceptSet(Document):
    """A concept set that a run reads."""

    id: Id
    name: str
    licence: str
    digest: Sha
    source: str
    concepts: dict[
        str,
        list[str]
        | dict[Literal["positive", "negative"], list[str]]
        | dict[Literal["words", "negative_words"], dict[str, dict[str, list[int]]]],
    ]


class BundledIdSet(Document):
    """An id set that a run reads."""

    name: Id
    digest: Sha
    source: str
    ids: list[str]


class BundledCorpus(Document):
    """A corpus that a run reads. ``text`` says where its sentences are: ``here``; ``made`` by every installation
    itself; or ``elsewhere``, where the bundle opens only in an installation that has the corpus."""

    id: Id
    name: str
    kind: str
    licence: str
    digest: Sha
    source: str
    has_documents: bool
    document_rule: str
    note: str
    text: Literal["here", "made", "elsewhere"]
    concept_sets: tuple[BundledConceptSet, ...]
    id_sets: tuple[BundledIdSet, ...]
