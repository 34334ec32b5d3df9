"""Wire types of concept neurons: what is asked (:class:`Params`) and what is answered.

The null of an estimate is that of pseudo-concepts matched to the surface of the concept's sentences, ``random`` that of
random id sets of the same size, ``other`` another concept's value. Shapes of the arrays behind them are given in
``analysis``; methods.md 0 and 1.3 are the source of every definition.
"""

from typing import Literal

from pydantic import Field

from isogloss.contract.answer import CheckpointAnswer, LadderAnswer, LadderPoint
from isogloss.contract.estimate import Estimate
from isogloss.contract.params import Joined, Names, TextParams
from isogloss.contract.wire import Wire


class Params(TextParams):
    """One checkpoint, one corpus, one concept set. Everything here enters the run key."""

    concepts: str = Field(description="The concept set: which sentences are positive for which concept.")
    only_concepts: Names | None = Field(None, description="Concepts to score; all of the set if absent.")
    beside: Joined | None = Field(
        None, description="A second id set, on which pooled overlap is shown beside the first."
    )
    units: Literal["mlp_act", "all_linear"] = Field("mlp_act", description="MLP neurons, or every linear output.")
    k: int | None = Field(
        None, ge=1, le=100_000, description="Experts per concept and language; k_share of D if absent."
    )
    k_share: float = Field(0.04, gt=0, le=0.5, description="Experts as a share of all units, where k is absent.")
    pooling: Literal["max", "max_with_padding"] = Field(
        "max", description="Max over the sentence's tokens; with padding as the published code did it."
    )
    folds: int = Field(5, ge=2, le=10, description="Document folds behind the held-out average precision.")
    halvings: int = Field(20, ge=2, le=100, description="Splits of the documents in two behind the overlap.")
    pseudo_concepts: int = Field(
        200, ge=20, le=1000, description="Random id sets per set size behind the aligned null."
    )
    set_sizes: int = Field(8, ge=2, le=16, description="Log-spaced set sizes of the pseudo-concepts.")
    negatives_jaccard: float = Field(
        0.1, ge=0, le=1, description="Positives of concepts at least this similar are not used as negatives."
    )
    shared_by: int | None = Field(
        None, ge=2, description="Languages that make an expert shared; half of them if absent."
    )
    traces: int = Field(2, ge=1, le=5, description="Top sentences kept with token values per unit and language.")


class Pair(Wire):
    """Two languages. ``overlap`` is cross-fitted on disjoint documents, ``aligned`` shares ids (methods.md 0.1).

    ``a_on_b`` is the held-out AP in language b of experts chosen in a on other documents; ``b_on_a`` the reverse.
    """

    a: str
    b: str
    overlap: Estimate
    jaccard: float | None
    aligned: Estimate
    a_on_b: Estimate
    b_on_a: Estimate


class Layer(Wire):
    """One layer: overlap within it, its shared and single-language experts (mean per concept), its effective rank."""

    layer: int
    units: int
    overlap: Estimate
    shared: Estimate
    single: Estimate
    effective_rank: Estimate


class SharedBy(Wire):
    """Units that are experts in exactly ``languages`` and in at least that many, mean per concept."""

    languages: int
    exactly: Estimate
    at_least: Estimate


class ConceptLanguage(Wire):
    """A concept in a language. ``held_out`` is the headline (folds); ``selected`` is on the ids the experts were chosen
    on, and flatters them."""

    language: str
    held_out: Estimate
    selected: float


class Concept(Wire):
    """One concept. ``shown`` is False below 25 positives: then it counts in means only."""

    name: str
    positives: int
    negatives: int
    documents: int
    shown: bool
    chance: float
    overlap: Estimate
    per_language: tuple[ConceptLanguage, ...]


class KPoint(Wire):
    """One point of the curve over k."""

    k: int
    share: float
    overlap: Estimate


class Headline(Wire):
    """The numbers a checkpoint is known by, each a mean over pairs or languages and concepts."""

    overlap: Estimate
    aligned: Estimate
    surface_free: Estimate | None = Field(description="Aligned overlap on sentences free of shared surface forms.")
    held_out: Estimate
    transfer: Estimate = Field(description="Experts of A scored on B.")
    reliability: Estimate
    shared: Estimate = Field(
        description="Of a language's k experts, those that are experts in at least `shared_by` languages, itself "
        "counted; the others read other documents. Mean over languages and concepts."
    )
    compression: Estimate = Field(description="Union of all languages' experts over L times k.")
    effective_rank: Estimate


class Beside(Wire):
    """The pooled numbers on the second id set."""

    ids: str
    n_ids: int
    overlap: Estimate
    aligned: Estimate
    transfer: Estimate


class LanguageFacts(Wire):
    """What was read in one language, its overlap with the others, and the held-out AP of its experts."""

    language: str
    sentences: int
    tokens: int
    truncated: int
    overlap: Estimate
    held_out: Estimate


class Result(CheckpointAnswer):
    """The answer for one checkpoint."""

    languages: tuple[LanguageFacts, ...]
    n_ids: int
    n_documents: int
    units: int = Field(description="D, the number of units ranked.")
    k: int
    chance_overlap: float = Field(description="k / D: a footnote, not the null.")
    shared_by: int
    headline: Headline
    pairs: tuple[Pair, ...]
    layers: tuple[Layer, ...]
    sharing: tuple[SharedBy, ...]
    concepts: tuple[Concept, ...]
    k_curve: tuple[KPoint, ...]
    beside: Beside | None


class SeriesPoint(LadderPoint):
    """One finished checkpoint of a ladder."""

    headline: Headline
    per_language_overlap: dict[str, Estimate]
    per_language_held_out: dict[str, Estimate]


class SeriesResult(LadderAnswer[SeriesPoint]):
    """The answer for a ladder."""


# ---- the pages' own JSON -------------------------------------------------------------------------------------------


class Expert(Wire):
    """One expert unit of a concept in up to two languages."""

    unit: str
    rank: int | None
    ap: dict[str, float] = Field(description="Held-out AP by language; absent where the unit was in no fold's choice.")
    ap_selected: dict[str, float]
    expert_in: tuple[str, ...]


class Experts(Wire):
    """Units that are experts of one concept: in both of two languages, or in at least n."""

    concept: str
    languages: tuple[str, ...]
    k: int
    chance: float = Field(description="AP of a random order on all ids: the floor of ap_selected.")
    held_out_chance: float = Field(description="The same on the smaller folds: the floor of ap.")
    total: int
    experts: tuple[Expert, ...]
    layers: dict[int, int]


class Span(Wire):
    """A stretch of text, in UTF-16 code units as the browser counts, and the unit's value on it."""

    start: int
    end: int
    value: float


class Example(Wire):
    """One sentence that fires the unit."""

    id: str
    text: str
    value: float
    spans: tuple[Span, ...]


class UnitLanguage(Wire):
    """The unit in one language: how often a token fires it (value above 0), its mean, its strongest sentences."""

    language: str
    firing_rate: float
    mean: float
    examples: tuple[Example, ...]


class UnitConcept(Wire):
    """The unit for one concept, by language.

    ``ap`` is on all ids, by which experts were chosen; ``held_out`` on the folds an expert was chosen without, where
    there are any. ``low``, ``high`` and ``null_high`` (what 97.5 % of units stay below for pseudo-concepts) belong to
    ``held_out`` where it is there, else to ``ap``; an expert without ``held_out`` has none: it was chosen by ``ap``.
    """

    concept: str
    positives: int
    chance: float
    held_out_chance: float
    ap: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    null_high: dict[str, float]
    held_out: dict[str, float]
    expert_in: tuple[str, ...]
    on_p50: dict[str, float]
    on_p90: dict[str, float]
    off_mean: dict[str, float]


class UnitStep(Wire):
    """AP of the page's concept at one checkpoint."""

    key: str
    checkpoint: str
    step: int | None
    ap: dict[str, float]
    expert_in: tuple[str, ...]


class TokenEffect(Wire):
    """A token and the weight of the direct path to it: it ranks tokens, and is no logit (``effect_note``)."""

    token: str
    weight: float


class Histogram(Wire):
    """Sentences by highest activation: bin edges, and counts of the concept's positives and of its negatives, all
    languages together."""

    edges: tuple[float, ...]
    on: tuple[int, ...]
    off: tuple[int, ...]
    on_p50: float | None


class UnitPage(Wire):
    """Everything the unit page shows, in one answer."""

    run: str
    unit: str
    layer: int
    layers: int
    model: str
    checkpoint: str
    concept: str
    clamp: float = Field(description="The value at which token heat is full: the most this unit fires in any language.")
    languages: tuple[UnitLanguage, ...]
    concepts: tuple[UnitConcept, ...]
    trajectory: tuple[UnitStep, ...]
    trajectory_absent: tuple[str, ...] = Field(description="Finished checkpoints whose scores a bundle did not bring.")
    absent: str | None = Field(
        description="Why sentences, effects and histogram are missing, in one sentence; None where the unit has all "
        "that it can have."
    )
    promoted: tuple[TokenEffect, ...]
    suppressed: tuple[TokenEffect, ...]
    effect_note: str
    histogram: Histogram | None
    histogram_absent: str | None = Field(description="Why there is no histogram, in one sentence.")
    contaminated: str | None = Field(description="What of the text the model was trained on, in one sentence; or None.")
    previous: str | None
    next: str | None
    position: int | None
    of: int | None
