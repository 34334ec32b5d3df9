"""Wire types of interventions: what is asked (:class:`Params`) and what is answered.

An intervention edits units while the model reads and writes; its outputs stand beside the plain ones and beside those
of matched random units (methods.md 0.6, 0.7 and 1.3 step 8).
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isogloss.contract.study import CheckpointParams, RunRef

#: What is done to a unit. ``force`` sets it, ``scale`` multiplies it, ``add`` adds to it; ``zero``, ``mean`` and
#: ``resample`` take what it knew away.
Operation = Literal["zero", "mean", "resample", "force", "scale", "add"]
Where = Literal["all", "last", "from"]
Number = Annotated[float, Field(allow_inf_nan=False)]

#: More units than this at one place is no intervention on units any more, but another model.
MOST_UNITS = 4096
MOST_CHARACTERS = 4000


class Wire(BaseModel):
    """Base of all that is asked and answered: closed and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class UnitSet(Wire):
    """Units and what is done to them.

    From a concept: the k best experts of ``concept`` that were found in ``language``; with ``shared_by``, experts in
    at least so many languages; with ``only``, experts in ``language`` and in no other. From a list: ``addresses``.
    """

    concept: str | None = Field(None, max_length=200, description="A concept of the concept run.")
    language: str | None = Field(None, max_length=40, description="The language its experts were found in.")
    shared_by: int | None = Field(None, ge=2, le=64, description="Experts in at least so many languages.")
    only: bool = Field(False, description="Experts in `language` and in no other.")
    k: int | None = Field(None, ge=1, le=MOST_UNITS, description="At most so many, best first; all if absent.")
    addresses: tuple[Annotated[str, Field(max_length=60)], ...] = Field(
        (), max_length=MOST_UNITS, description="Units by address, where no concept is named."
    )
    operation: Operation = Field("zero", description="What is done to them.")
    strength: Number = Field(
        1.0,
        ge=-100,
        le=100,
        description="force: times the median over the concept's positives; scale: the factor; add: times the same "
        "median. Takes no part in the others.",
    )
    value: Number | None = Field(
        None, ge=-1e6, le=1e6, description="force and add: this number, in place of the median over positives."
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.addresses) == (self.concept is not None):
            raise ValueError("name a concept, or list addresses: one of the two")
        if self.only and (self.language is None or self.shared_by is not None):
            raise ValueError("“only” needs a language, and no shared_by")
        if len(set(self.addresses)) != len(self.addresses):
            raise ValueError("an address is named twice")
        return self


class Prompt(Wire):
    """How a text begins. Without ``text`` it begins from nothing: the beginning-of-sequence token alone."""

    language: str | None = Field(None, max_length=40, description="The language it is in; None where none is meant.")
    text: str | None = Field(None, max_length=MOST_CHARACTERS, description="Its text; None for nothing at all.")
    item: str | None = Field(None, max_length=200, description="The corpus's id it was taken from, where it was.")


class Params(CheckpointParams):
    """One checkpoint, one intervention, some prompts. Everything here enters the run key."""

    concept_run: RunRef["concept_neurons"] | None = Field(  # noqa: F821
        None,
        description="The concept neurons of this checkpoint (or a series that has it): where experts, medians, means "
        "and firing rates come from.",
    )
    units: tuple[UnitSet, ...] = Field(min_length=1, max_length=8, description="What is changed.")
    where: Where = Field("all", description="Every position, the last of each pass, or from a position on.")
    from_position: int | None = Field(None, ge=0, le=100_000, description="With from: the first position, from 0.")
    prompts: tuple[Prompt, ...] = Field(min_length=1, max_length=64, description="How the texts begin.")
    texts: int = Field(1, ge=1, le=200, description="Texts written for each prompt, with seeds from `seed` on.")
    length: int = Field(24, ge=1, le=256, description="Tokens to write.")
    sampling: Literal["greedy", "sample"] = Field("greedy", description="The likeliest token, or a drawn one.")
    temperature: Number = Field(0.8, gt=0, le=5, description="With sample: divides the logits.")
    top_p: Number = Field(0.9, gt=0, le=1, description="With sample: the smallest set of tokens with this probability.")
    draws: int = Field(5, ge=0, le=200, description="Sets of matched random units; the first one's texts are written.")
    doses: tuple[Number, ...] = Field(
        (), max_length=12, description="Multiples of the strength whose effect on the next token is measured."
    )
    keywords: int = Field(12, ge=0, le=100, description="Words of the concept looked for in the texts, per language.")
    held_out: int = Field(
        0, ge=0, le=400, description="Sentences per language whose loss is measured with and without; 0 for none."
    )

    @model_validator(mode="after")
    def _position(self) -> Self:
        if (self.where == "from") != (self.from_position is not None):
            raise ValueError("from_position goes with where=from")
        return self


class Estimate(Wire):
    """A number with its 95 % interval and its null: that of matched random units, over ``draws`` sets of them."""

    value: float
    low: float | None = None
    high: float | None = None
    null: float | None = None
    null_low: float | None = None
    null_high: float | None = None
    p: float | None = Field(None, description="Share of random sets at least as far from 0 (one counted extra).")
    n: int
    draws: int = 0


class Unit(Wire):
    """One unit that is changed, and the number it is set to, multiplied by or given."""

    unit: str
    value: float | None


class ChosenSet(Wire):
    """A unit set as it was resolved."""

    label: str
    operation: Operation
    units: tuple[Unit, ...]
    layers: dict[int, int] = Field(description="Units by layer.")
    shared: int = Field(description="Of them, experts of the concept in at least half the run's languages; 0 if none.")


class Touched(Wire):
    """What the intervention did: positions and values it reached, and how many of those it changed."""

    units: int
    positions: int
    values: int
    changed: int


class Hit(Wire):
    """A word of the concept in an output, in UTF-16 code units as the browser counts."""

    start: int
    end: int


class Output(Wire):
    """One text. ``pane``: plain, changed, or random (the first draw). ``language`` is None where it is undetermined;
    ``share`` is the identifier's probability of the likeliest one, None where it was not asked."""

    prompt: int
    seed: int
    pane: Literal["plain", "changed", "random"]
    text: str
    tokens: int
    ended: bool = Field(description="Whether the model ended it before `length` tokens.")
    language: str | None
    share: float | None
    hits: tuple[Hit, ...]


class Mover(Wire):
    """A token whose probability changed: its natural logarithm before and after."""

    token: str
    plain: float
    changed: float


class NextToken(Wire):
    """The distribution of the first token that is written, against the plain one: KL(plain || changed) in nats."""

    prompt: int
    kl: Estimate
    up: tuple[Mover, ...]
    down: tuple[Mover, ...]


class LanguageShare(Wire):
    """Share of a pane's texts in a language; ``language`` None is the undetermined. There is none where nothing is told
    (see the identifier's ``why``)."""

    pane: Literal["plain", "changed", "random"]
    language: str | None
    share: Estimate


class Headline(Wire):
    """The numbers an intervention is known by: changed texts with a word of the concept (None without one), then KL."""

    on_concept: Estimate | None
    kl: Estimate


class Dose(Wire):
    """Mean KL over the prompts at one multiple of the strength."""

    strength: float
    kl: Estimate


class HeldOut(Wire):
    """Loss on held-out sentences of one language, nats per token: plain, and what the intervention adds."""

    language: str
    plain: float
    change: Estimate
    perplexity_plain: float | None
    perplexity_changed: float | None = Field(description="None where it is too large to be a number.")


class Identifier(Wire):
    """How languages were told: the package, its candidates, those it does not know, and its measured accuracy on the
    corpus's text cut to the outputs' lengths in each language (empty where nothing is told, or there is no corpus)."""

    name: str
    version: str
    candidates: tuple[str, ...]
    lacks: tuple[str, ...]
    alike: tuple[str, ...] = Field((), description="Candidates it has one name for: undetermined between them.")
    why: str | None = Field(None, description="Why no text's language is told, where none is.")
    threshold: float = Field(description="Below this probability a text is undetermined.")
    characters: int | None = Field(
        description="Half of the texts have at most so many: for the accuracy, corpus text was cut to their lengths."
    )
    accuracy: dict[str, float]
    n: dict[str, int]


class Result(Wire):
    """The answer for one checkpoint."""

    model: str
    checkpoint: str
    step: int | None
    fingerprint: str
    concept_run: str | None = Field(description="The concept run of this very checkpoint.")
    sets: tuple[ChosenSet, ...]
    touched: Touched
    headline: Headline
    prompts: tuple[Prompt, ...]
    outputs: tuple[Output, ...]
    next_token: tuple[NextToken, ...]
    kl: Estimate
    written: tuple[LanguageShare, ...]
    on_concept: dict[str, Estimate] = Field(
        description="By pane: share of texts with a word of the concept. Empty without keywords."
    )
    words: dict[str, tuple[str, ...]] = Field(description="The words looked for, by language.")
    doses: tuple[Dose, ...]
    held_out: tuple[HeldOut, ...]
    identifier: Identifier
    notes: tuple[str, ...]


class SeriesPoint(Wire):
    """One finished checkpoint of a ladder."""

    key: str
    checkpoint: str
    step: int | None
    fingerprint: str
    duplicate_of: str | None
    headline: Headline
    kl: Estimate
    on_concept: dict[str, Estimate]
    written: tuple[LanguageShare, ...]


class SeriesResult(Wire):
    """The same intervention at every checkpoint finished so far, in training order."""

    model: str
    points: tuple[SeriesPoint, ...]
    missing: tuple[str, ...]
    languages: tuple[str, ...]
    notes: tuple[str, ...]
