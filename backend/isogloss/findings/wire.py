"""Wire types of findings and collections: what is kept, and what is read."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from isogloss.runs.rows.wire import Kind, Wire
from isogloss.vocabulary.digest import KEY_LENGTH
from isogloss.vocabulary.visible import TURNING

_PLAIN = rf"^[^\x00-\x1f\x7f\u2028\u2029{TURNING}]*$"

Key = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{KEY_LENGTH}}}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_PLAIN)]
Names = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_PLAIN)]
Tag = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=40, pattern=_PLAIN)
]
Note = Annotated[str, StringConstraints(max_length=20_000)]
#: A page of this installation with its view state: a path, never an address elsewhere.
ViewPath = Annotated[
    str, StringConstraints(max_length=4096, pattern=r"^/(runs|studies|models|corpora)/[^\x00-\x20\x7f\\]*$")
]


class Asked(BaseModel):
    """Base of what a person sends: closed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AskedFigure(Asked):
    """A figure to keep. ``set`` names the state of a growing series; its newest if absent."""

    run: Key
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    set: Key | None = None
    title: Title


class Words(Asked):
    """What a finding says. The note is Markdown."""

    title: Title
    note: Note = ""
    tags: tuple[Tag, ...] = Field((), max_length=20)
    kept_by: Names = Field("", description="Names of those who keep it, with commas, as a citation will have them.")


class Keep(Words):
    """A finding to be kept from a page: its words, the view, and the figures in it."""

    path: ViewPath
    runs: tuple[Key, ...] = Field(min_length=1, max_length=50)
    figures: tuple[AskedFigure, ...] = Field((), max_length=12)
    private: bool = Field(False, description="In no list; only who has its address has it.")
    picture: Annotated[str, StringConstraints(max_length=900_000)] | None = Field(
        None, description="PNG of the first figure as the browser drew it, in base64."
    )


class Revise(Words):
    """New words for a finding. ``revision`` is the one they were written over: another one since is a conflict."""

    revision: int = Field(ge=1)
    publish: bool = Field(False, description="A private finding enters the lists; there is no way back.")


class FindingRun(Wire):
    """A run that a finding is about; the runs it is made of, or builds on, are found from it."""

    key: str
    kind: Kind
    study: str
    model: str | None


class KeptFigure(Wire):
    """A figure as it was when the finding was kept. ``sha256`` is the digest of its bytes then."""

    run: str
    name: str
    set: str | None
    title: str
    sha256: str


class FindingSummary(Wire):
    """One finding in a list. ``origin`` says how it came here."""

    slug: str
    title: str
    note: str
    tags: tuple[str, ...]
    kept_by: str
    private: bool
    rests_on: tuple[str, ...] = Field(description="What its numbers stand on, in sentences.")
    runs: tuple[FindingRun, ...]
    figures: tuple[KeptFigure, ...]
    picture: bool
    origin: Literal["imported", "kept"]
    made_at: datetime
    made_by: str = Field(description="The version of Isogloss that made it.")
    added_at: datetime
    revision: int
    changed_at: datetime


class Verified(Wire):
    """Whether what is stored is what was kept, looked at now.

    ``matches``: everything looked at has its digest. ``differs``: some has not (or is gone); ``wrong`` names it.
    ``unpinned``: an older bundle, which brought no digests. ``cut``: the time was over after ``checked`` of ``of``.
    """

    state: Literal["matches", "differs", "unpinned"]
    checked: int
    of: int
    wrong: tuple[str, ...] = Field((), description="The first of them.")
    n_wrong: int = 0
    cut: bool = False
    at: datetime


class Source(Wire):
    """Where the numbers of one run come from."""

    run: str
    study: str
    study_title: str
    study_version: int
    model: str | None
    checkpoints: tuple[str, ...]
    fingerprints: tuple[str, ...]
    corpora: dict[str, str] = Field(description="Digest by corpus.")
    seed: int | None = Field(description="None where its runs have several, or none.")
    code: str | None = Field(description="The version of Isogloss that computed it; several where its runs differ.")
    device: str | None = Field(description="As above.")
    dtype: str | None = Field(description="As above.")
    threads: int | None = Field(description="None where its runs differ.")
    computed: datetime | None
    seconds: float | None
    result_digest: str | None
    params: dict[str, Any]


class Citation(Wire):
    """How to cite it, and how to show it in another page. ``url`` is absolute."""

    url: str
    sentence: str
    bibtex: str
    embed: str = Field(description="The iframe that shows it in another page.")


class Finding(FindingSummary):
    """A finding as its page shows it."""

    path: str
    question: str | None = Field(description="Which of the five questions it answers.")
    verified: Verified
    sources: tuple[Source, ...]
    cite: Citation
    bundle_bytes: int = Field(description="What a bundle holds at most, before it is packed.")
    collections: tuple[str, ...] = Field(description="Collections that show it.")


class Revision(Wire):
    """What a finding said once."""

    number: int
    title: str
    note: str
    tags: tuple[str, ...]
    kept_by: str
    at: datetime


class NewFinding(Wire):
    """A finding was kept, under this slug."""

    slug: str
    url: str
    private: bool


class TextItem(Asked):
    """Text between findings, as Markdown."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class FindingItem(Asked):
    """A finding at this place."""

    finding: Slug


Items = Annotated[tuple[TextItem | FindingItem, ...], Field(max_length=200)]


class Collect(Asked):
    """A new collection."""

    title: Title
    kept_by: Names = ""
    items: Items = ()
    private: bool = False


class Recollect(Asked):
    """A collection changed. ``revision`` is the one it was made over."""

    title: Title
    kept_by: Names = ""
    items: Items
    revision: int = Field(ge=1)


class CollectionSummary(Wire):
    """One collection in a list."""

    slug: str
    title: str
    kept_by: str
    private: bool
    findings: int
    added_at: datetime
    changed_at: datetime
    revision: int


class CollectionItem(Wire):
    """Text, or a finding; a finding that is not here any more says why."""

    text: str | None = None
    finding: FindingSummary | None = None
    slug: str | None = None
    gone: str | None = None


class Collection(CollectionSummary):
    """A collection as its page shows it."""

    url: str
    items: tuple[CollectionItem, ...]


class OEmbed(Wire):
    """What another site needs to show a finding (oEmbed 1.0)."""

    version: Literal["1.0"] = "1.0"
    type: Literal["rich"] = "rich"
    provider_name: Literal["Isogloss"] = "Isogloss"
    provider_url: str
    title: str
    author_name: str
    html: str
    width: int
    height: int
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None
