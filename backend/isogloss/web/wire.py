"""Wire types of pages that belong to no study: the installation, models, corpora. Types of runs are ``runs.wire``."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from isogloss.runs.rows.wire import LogLine, PublishedPart, RunEvent, RunSummary, Wire, WorkerState


class Health(Wire):
    """Whether the server can do its work: the database answers, and somebody is there to compute."""

    status: Literal["ok"]
    version: str
    workers: tuple[WorkerState, ...]


class StudySummary(Wire):
    """One study of the register."""

    slug: str
    name: str
    title: str
    description: str
    question: int | None = Field(description="Which of the five questions it answers; None for none.")
    version: int


class StudyPage(StudySummary):
    """A study, with the JSON Schema of what it can be asked."""

    params: dict[str, Any] = Field(description="JSON Schema of the study's params, with descriptions and defaults.")
    figures: tuple[str, ...]
    series_figures: tuple[str, ...]


class Way(Wire):
    """A study that answers a question, and what asking it so does."""

    study: str
    does: str


class QuestionTitle(Wire):
    """One of the five questions that pages are ordered by."""

    number: int
    title: str


class Question(QuestionTitle):
    """A question, and the ways to answer it: the first is where a person begins."""

    shows: str = Field(description="What an answer would show, while nobody has asked.")
    ladder: bool = Field(description="It needs more than one checkpoint.")
    ways: tuple[Way, ...]


class Language(Wire):
    """A language; every list, axis and stack follows this order."""

    code: str
    direction: Literal["ltr", "rtl"]


class About(Wire):
    """What this server is."""

    version: str
    access: Literal["open", "token", "read-only"] = Field(description="Who may start and change things here.")
    questions: tuple[Question, ...]
    studies: tuple[StudySummary, ...]
    languages: tuple[Language, ...]


class HeadlineNumber(Wire):
    """A number with its interval, its null and n, as a study's result states it first."""

    value: float
    low: float | None = None
    high: float | None = None
    null: float | None = None
    excess: float | None = None
    excess_low: float | None = None
    excess_high: float | None = None
    n: int


class TrajectoryPoint(Wire):
    """The headline of one checkpoint of a series."""

    checkpoint: str
    step: int | None
    number: HeadlineNumber


class NewestAnswer(Wire):
    """The newest finished answer to a question. ``trajectory`` is there for a series, and is empty for a single run."""

    key: str
    kind: Literal["run", "series"]
    study: str
    model: str | None
    checkpoint: str | None
    finished: datetime | None
    label: str = Field(description="What the number is, as the study names it.")
    number: HeadlineNumber
    trajectory: tuple[TrajectoryPoint, ...]


class QuestionCard(QuestionTitle):
    """A question on the home page; ``answer`` is None where nobody has asked yet."""

    studies: tuple[StudySummary, ...]
    answer: NewestAnswer | None


class ModelSummary(Wire):
    """One line in the list of models."""

    id: str
    source: str
    kind: str
    family: str
    architecture: str
    n_layers: int
    d_model: int
    n_parameters: int
    languages: tuple[str, ...] | None = Field(description="As the model's own files declare them; None if they do not.")
    licence: str | None
    note: str
    added_at: datetime
    n_checkpoints: int
    first_step: int | None
    last_step: int | None
    duplicates: tuple[tuple[str, ...], ...] = Field(description="Groups of checkpoints with the same weights.")


class CheckpointFacts(Wire):
    """One checkpoint of a ladder. ``duplicate_of`` is an earlier one with the same fingerprint."""

    revision: str
    position: int
    step: int | None
    stage: str | None = Field(description="Whose steps it counts, as in “2” or “2.1”; None where all count as one.")
    tokens_seen: int | None
    fingerprint: str | None
    n_bytes: int | None
    duplicate_of: str | None
    here: bool = Field(description="Its weights are in this installation; those of a checkpoint from a bundle are not.")


class PlaceFacts(Wire):
    """A place of the model that units can be addressed at, and how many it has."""

    address: str
    width: int


class ModelPage(ModelSummary):
    """A model, its ladder and its places."""

    bos_policy: str
    tokenizer_digest: str
    trained_on: Any = Field(description="What it was trained on, where that was declared.")
    checkpoints: tuple[CheckpointFacts, ...]
    order: tuple[str, ...] = Field((), description="How the ladder's order came about, where not every name tells it.")
    steps_wanted: str | None = Field(None, description="How to say the steps that no name tells, as the command does.")
    places: tuple[PlaceFacts, ...]


class CorpusSummary(Wire):
    """One line in the list of corpora."""

    id: str
    name: str
    kind: str
    licence: str
    digest: str
    source: str
    languages: tuple[str, ...]
    n_ids: int
    n_complete: int = Field(description="Ids that every language has.")
    n_documents: int
    has_documents: bool
    document_rule: str
    note: str
    added_at: datetime
    concept_sets: tuple[str, ...]


class ConceptFacts(Wire):
    """A concept and how many sentences, or words of all languages, are positive for it."""

    name: str
    positives: int
    of: Literal["sentences", "words"] = "sentences"


class ConceptSetFacts(Wire):
    """A concept set of a corpus."""

    id: str
    name: str
    licence: str
    digest: str
    source: str
    concepts: tuple[ConceptFacts, ...]


class IdSetFacts(Wire):
    """A named choice of ids of a corpus."""

    name: str
    digest: str
    source: str
    n_ids: int


class SplitFacts(Wire):
    """A split that came with the corpus."""

    name: str
    n_ids: int


class CorpusPage(CorpusSummary):
    """A corpus with everything that was labelled on it."""

    counts: dict[str, int] = Field(description="Sentences by language.")
    concept_page: tuple[ConceptSetFacts, ...]
    id_sets: tuple[IdSetFacts, ...]
    splits: tuple[SplitFacts, ...]


class AlignedSentence(Wire):
    """One id in the languages asked for; a language that lacks it is absent from ``texts``."""

    id: str
    document: str
    split: str | None
    concepts: tuple[str, ...]
    texts: dict[str, str]


class SentencePage(Wire):
    """Some sentences of a corpus, in the order of their ids."""

    corpus: str
    languages: tuple[str, ...]
    total: int
    offset: int
    sentences: tuple[AlignedSentence, ...]


class Counts(Wire):
    """How much is here."""

    models: int
    corpora: int
    runs: int
    running: int
    queued: int


class Home(Wire):
    """Everything the home page shows: stored rows only."""

    questions: tuple[QuestionCard, ...]
    running: tuple[RunSummary, ...]
    models: tuple[ModelSummary, ...]
    corpora: tuple[CorpusSummary, ...]
    counts: Counts


class Cancelled(Wire):
    """How much of what the asker wanted is not wanted any more."""

    cancelled: int = Field(description="Runs, series and recipes; what others asked for, too, goes on.")


class RunList(Wire):
    """Some runs, newest first; ``more`` says that there are older ones."""

    runs: tuple[RunSummary, ...]
    more: bool


class RunLog(Wire):
    """A run's log, oldest line first."""

    key: str
    lines: tuple[LogLine, ...]


class RunFrames(Wire):
    """A run's live output so far, oldest first; what a frame holds is its study's own."""

    key: str
    frames: tuple[RunEvent, ...]


class AskForRuns(BaseModel, extra="forbid"):
    """A request for runs of a study: one checkpoint, some, or the whole ladder.

    ``checkpoints`` makes a series of one run each; where it is given, ``params.checkpoint`` may be left out.
    """

    params: dict[str, Any]
    checkpoints: Literal["all"] | list[str] | None = None


class AddConceptSet(BaseModel, extra="forbid"):
    """Concepts to import for a corpus: a JSON file on the worker's machine, ``{concept: [ids]}``."""

    source: str = Field(min_length=1, max_length=1000)
    id: str | None = Field(None, max_length=80)
    name: str | None = Field(None, max_length=200)
    licence: str | None = Field(None, max_length=200)


class AddIdSet(BaseModel, extra="forbid"):
    """A named choice of a corpus's ids: a JSON list on the worker's machine (at ``pointer``, in a larger file)."""

    source: str = Field(min_length=1, max_length=1000)
    name: str = Field(min_length=1, max_length=80)
    pointer: str | None = Field(None, max_length=200)


class TakenIn(Wire):
    """The result of an intake: what became of it. ``corpus`` is the one that concepts or ids lie on; ``notes`` say what
    a person should know of what was read."""

    kind: Literal["model", "corpus", "concepts", "ids"]
    id: str
    corpus: str | None = None
    notes: tuple[str, ...] = ()


class PublishedList(Wire):
    """What runs published; ``more`` where the list was cut."""

    parts: tuple[PublishedPart, ...]
    more: bool
