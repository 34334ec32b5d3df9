"""Wire types of interventions: what is asked (:class:`Params`) and what is answered.

An intervention edits units while the model reads and writes; its outputs stand beside the plain ones and beside those
of matched random units (methods.md 0.6, 0.7 and 1.3 step 8).
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from isogloss.contract.answer import CheckpointAnswer, LadderAnswer, LadderPoint
from isogloss.contract.estimate import Estimate
from isogloss.contract.params import CheckpointParams
from isogloss.contract.wire import Number, Wire
from isogloss.kit.texts import Identifier, LanguageShare
from isogloss.kit.units import UnitRunRef
from isogloss.vocabulary.operation import Operation

Where = Literal["all", "last", "from"]
Pane = Literal["plain", "changed", "random"]
PANES: tuple[Pane, ...] = ("plain", "changed", "random")

#: More units than this at one place is no intervention on units any more, but another model.
MOST_UNITS = 4096
MOST_CHARACTERS = 4000


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

    concept_run: UnitRunRef | None = Field(
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
    pane: Pane
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


class Result(CheckpointAnswer):
    """The answer for one checkpoint."""

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


class SeriesPoint(LadderPoint):
    """One finished checkpoint of a ladder."""

    headline: Headline
    kl: Estimate
    on_concept: dict[str, Estimate]
    written: tuple[LanguageShare, ...]


class SeriesResult(LadderAnswer[SeriesPoint]):
    """The same intervention along a ladder."""


class ToldSet(Wire):
    """A unit set, as live output names it."""

    label: str
    operation: Operation
    units: int


class ToldPrompt(Wire):
    """A prompt, as live output repeats it."""

    language: str | None
    text: str | None


class Gained(Wire):
    """What one text gained."""

    pane: Pane
    prompt: int
    seed: int
    text: str


class Frame(Wire):
    """Live output. The first frame of an attempt has ``sets`` and ``prompts``, and voids what was told before; every
    other has what texts ``gained``, and that ``written`` tokens ``of`` so many are there."""

    sets: tuple[ToldSet, ...] | None = None
    prompts: tuple[ToldPrompt, ...] | None = None
    gained: tuple[Gained, ...] | None = None
    written: int | None = None
    of: int | None = None
