"""Wire types of concept effects: what is asked (:class:`Params`) and what is answered.

Everything that could be tuned (k, strength, draws, sentences, texts) is a param, written into the recipe before a
result is seen (methods.md 0.6).
"""

from typing import Annotated, Literal

from pydantic import Field

from isogloss.contract.answer import CheckpointAnswer, LadderAnswer, LadderPoint
from isogloss.contract.estimate import Estimate
from isogloss.contract.params import CheckpointParams, Joined, in_one_order
from isogloss.contract.wire import Number, Wire
from isogloss.kit.texts import Identifier, LanguageShare
from isogloss.kit.units import UnitRunRef

#: The panes of forced texts: nothing changed; the concept's experts; matched random units at their own medians; another
#: concept's experts at the same norm.
Pane = Literal["plain", "forced", "random", "other"]
PANES: tuple[Pane, ...] = ("plain", "forced", "random", "other")


class Params(CheckpointParams):
    """One checkpoint, every concept of its concept run. Everything here enters the run key."""

    concept_run: UnitRunRef = Field(description="The concept neurons of this checkpoint (or a series that has it).")
    only_concepts: Annotated[tuple[str, ...], Field(max_length=200), in_one_order] | None = Field(
        None, description="Concepts to test; all if absent."
    )
    held_out: Joined | None = Field(
        None,
        max_length=200,
        description="Ids to test on (id set or splits, joined by +); of them, those of documents that the concept run "
        "did not read. All such ids if absent.",
    )
    language: str = Field(max_length=40, description="The language whose experts are forced.")
    shared_by: int = Field(
        2,
        ge=2,
        le=64,
        description="Switched off are the k units that are experts in most languages, and in so many at least.",
    )
    k: int = Field(20, ge=1, le=4096, description="Units switched off, and units forced, for each concept.")
    ablation: Literal["zero", "mean"] = Field(
        "zero", description="Switched-off units are set to 0, or to their mean over all tokens."
    )
    strength: Number = Field(1.0, gt=0, le=100, description="Forced values, times each unit's own median.")
    draws: int = Field(
        20,
        ge=5,
        le=1000,
        description="Sets of matched random units switched off; fewer of them write.",
    )
    sentences: int = Field(40, ge=5, le=1000, description="Held-out sentences of a concept and language, at most.")
    texts: int = Field(60, ge=5, le=1000, description="Texts written from nothing for each concept and pane.")
    length: int = Field(24, ge=4, le=256, description="Tokens of each text.")
    temperature: Number = Field(0.8, gt=0, le=5, description="Divides the logits.")
    top_p: Number = Field(0.9, gt=0, le=1, description="The smallest set of tokens with this probability.")
    keywords: int = Field(12, ge=1, le=100, description="Words of each concept, per language, told by its sentences.")
    max_tokens: int = Field(128, ge=8, le=4096, description="Longer sentences are cut here.")


def writing_draws(params: Params) -> int:
    """Sets of random units that write texts: at least three texts a concept each, or a set's share is no number."""
    return min(params.draws, max(5, params.texts // 3))


class Ablation(Wire):
    """Switching off a concept's shared experts, in one language: loss added on the concept's sentences minus that on
    other concepts' sentences, nats a token. ``effect`` is the mean over concepts, minus that of random units."""

    language: str
    effect: Estimate
    own: float = Field(description="Loss added on the concept's own sentences, mean over concepts.")
    others: float = Field(description="Loss added on other concepts' sentences, mean over concepts.")
    loss: float = Field(description="Plain loss, nats a token.")


class ConceptAblation(Wire):
    """One concept: its difference of differences in each language, and what was switched off."""

    concept: str
    units: int
    sentences: int
    effects: dict[str, Estimate]


class ForcedText(Wire):
    """One of the texts behind the shares."""

    pane: Pane
    concept: str
    seed: int
    text: str
    language: str | None
    on: int = Field(description="Words of the concept in it.")
    words: int = Field(description="Words of any concept in it.")


class ConceptForcing(Wire):
    """One concept: of the concept words in its texts, the share that are its own, by pane."""

    concept: str
    units: int
    on_concept: dict[Pane, Estimate]


class Headline(Wire):
    """The numbers a checkpoint is known by: the effect of switching off, and the forced texts' share of own words."""

    switched_off: Estimate
    forced: Estimate | None


class Result(CheckpointAnswer):
    """The answer for one checkpoint."""

    concept_run: str
    languages: tuple[str, ...]
    language: str
    k: int
    shared_by: int
    draws: int
    n_ids: int
    n_documents: int
    headline: Headline
    ablation: tuple[Ablation, ...]
    overall: Estimate = Field(description="The effect of switching off, mean over languages and concepts.")
    concepts: tuple[ConceptAblation, ...]
    on_concept: dict[Pane, Estimate]
    forced: tuple[ConceptForcing, ...]
    written: tuple[LanguageShare, ...]
    texts: tuple[ForcedText, ...] = Field(description="The first texts of each concept and pane.")
    words: dict[str, dict[str, tuple[str, ...]]] = Field(description="By concept and language, the words looked for.")
    identifier: Identifier


class SeriesPoint(LadderPoint):
    """One finished checkpoint of a ladder."""

    headline: Headline
    overall: Estimate
    ablation: dict[str, Estimate]
    on_concept: dict[Pane, Estimate]
    written: tuple[LanguageShare, ...]


class SeriesResult(LadderAnswer[SeriesPoint]):
    """The answer for a ladder."""

    language: str
