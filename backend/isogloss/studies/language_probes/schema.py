"""Wire types of language probes: what is asked (:class:`Params`) and what is answered.

Everything that could be tuned (splits, share, penalty, thresholds, draws) is a param, written into the recipe before a
result is seen.
"""

from typing import Annotated, Literal

from pydantic import Field

from isogloss.contract.answer import CheckpointAnswer, LadderAnswer, LadderPoint
from isogloss.contract.estimate import Estimate
from isogloss.contract.params import TextParams, in_one_order
from isogloss.contract.wire import Wire
from isogloss.kit.units import UnitRunRef

Target = Literal["language", "script", "family", "concept"]
#: What is known without the model: the commonest class; the bytes of the text; its length.
Control = Literal["majority", "bytes", "length"]
CONTROLS: tuple[Control, ...] = ("majority", "bytes", "length")


class Params(TextParams):
    """One checkpoint, every layer. Everything here enters the run key."""

    target: Target = Field(
        "language", description="What a probe is to tell: the language, its script or family, or the concept."
    )
    concepts: str | None = Field(None, description="The concept set, where the target is the concept.")
    only_concepts: Annotated[tuple[str, ...], Field(max_length=200), in_one_order] | None = Field(
        None, description="Concepts to tell apart; all if absent."
    )
    concept_run: UnitRunRef | None = Field(
        None,
        description="Concept neurons of this checkpoint (or a series that has it), on MLP neurons: which "
        "language-specific neurons are experts of its concepts. Nothing is compared if absent.",
    )
    role: Literal["resid_post", "mlp_act", "attn_out"] = Field(
        "resid_post", description="What is read of each layer: its output, its neurons, or its attention's output."
    )
    unit: Literal["token", "sentence"] = Field(
        "token", description="One example is the state at a sampled token, or the mean over a sentence's tokens."
    )
    tokens: int = Field(4, ge=1, le=64, description="Tokens sampled from each sentence and language.")
    splits: int = Field(3, ge=3, le=20, description="Random splits of the documents: the seeds of the band.")
    test_share: float = Field(
        0.25, gt=0.05, le=0.5, description="Share of the documents that is held out in each split."
    )
    c: float = Field(1.0, gt=0, le=1e6, description="Inverse strength of the probes' penalty, scikit-learn's C.")
    draws: int = Field(20, ge=5, le=1000, description="Permutations, and sets of random units, behind each null.")
    entropy_share: float = Field(0.01, gt=0, le=0.5, description="Neurons selected by entropy, as a share of all.")
    activity_quantile: float = Field(
        0.95,
        gt=0,
        lt=1,
        description="A neuron belongs to a language whose share of active tokens is above this quantile.",
    )
    loss_sentences: int = Field(
        60, ge=5, le=1000, description="Held-out sentences on which losses are read, of each language."
    )


class Probe(Wire):
    """A layer's probe on held-out documents. The null of its accuracy is the same probe on shuffled labels."""

    layer: int
    accuracy: Estimate
    by_split: tuple[float, ...]
    loss: float = Field(description="Held-out cross-entropy, nats an example.")
    recall: dict[str, float | None] = Field(description="By class; None for one that no split holds out.")


class Baseline(Wire):
    """What the surface alone gives, on the same splits."""

    control: Control
    accuracy: Estimate
    by_split: tuple[float, ...]


class Transfer(Wire):
    """A layer's probe trained on one language and read in another, on documents it was not trained on."""

    layer: int
    raw: dict[str, dict[str, Estimate]] = Field(description="Accuracy by language trained on and language read.")
    centred: dict[str, dict[str, Estimate]] = Field(description="The same, each language less its own mean.")
    across: Estimate = Field(description="Mean over pairs of different languages, as they are.")
    across_centred: Estimate
    within: Estimate = Field(description="Mean over languages, trained and read in the same.")


class Pair(Wire):
    """Two languages in one layer."""

    retrieval: Estimate
    retrieval_centred: Estimate
    cka: Estimate


class Alignment(Wire):
    """A layer's states of parallel sentences, over pairs of languages. Nulls pair other documents' sentences."""

    layer: int
    retrieval: Estimate
    retrieval_centred: Estimate
    cka: Estimate
    by_pair: dict[str, dict[str, Pair]] = Field(
        description="By two languages, the earlier of the run's first. Empty in a ladder's points: see their own runs."
    )


class NeuronLayer(Wire):
    """A layer's language-specific neurons, by language; one may belong to several."""

    layer: int
    by_language: dict[str, int]
    any: int


class LanguageNeuron(Wire):
    """One language-specific neuron."""

    unit: str
    languages: tuple[str, ...]
    entropy: float
    active: dict[str, float] = Field(description="Share of a language's tokens on which it is active.")


class LossChange(Wire):
    """Loss added in one language when another's neurons are set to 0, nats a token; the null are random units."""

    switched_off: str
    read: str
    change: Estimate


class Neurons(Wire):
    """Language-specific neurons by the entropy of their activity over languages (LAPE)."""

    n_units: int
    selected: int
    threshold: float = Field(description="Share of active tokens above which a neuron belongs to a language.")
    gate: str = Field(description="Which number says that a neuron is active.")
    by_language: dict[str, Estimate] = Field(description="How many belong to each; the null permutes languages.")
    layers: tuple[NeuronLayer, ...]
    neurons: tuple[LanguageNeuron, ...] = Field(description="The lowest entropy first; the first of them.")
    units: dict[str, tuple[str, ...]] = Field(
        description="By language, the addresses of its neurons; the first of them."
    )
    loss: tuple[LossChange, ...]
    own: Estimate | None = Field(
        description="Loss added in the language whose neurons are switched off, mean over languages; None where no "
        "neuron belongs to any."
    )
    others: Estimate | None = Field(description="Loss added in the other languages, mean over pairs.")
    n_sentences: int


class ExpertNeurons(Wire):
    """Of so many language-specific neurons, the share that are experts of any concept in any language of the concept
    run; of one concept in at least ``shared_by`` languages; and of no concept in more than one language. The null are
    random units matched on layer, firing rate and mean; intervals are Wilson's, over neurons."""

    neurons: int
    experts: Estimate
    shared: Estimate
    single: Estimate


class NeuronsAndExperts(Wire):
    """Language-specific neurons beside the experts of a concept run (its own k, concepts and languages)."""

    concept_run: str
    concepts: int
    languages: int
    k: int
    shared_by: int
    draws: int
    total: ExpertNeurons
    by_language: dict[str, ExpertNeurons] = Field(description="Languages that have neurons; one may count in several.")


class Headline(Wire):
    """The numbers a checkpoint is known by: accuracy, mean over layers, beside the best that the surface gives."""

    accuracy: Estimate
    surface: float = Field(description="The best baseline's accuracy.")
    over_surface: Estimate = Field(description="Accuracy less the best baseline's, example by example.")
    spread: float = Field(description="Accuracy of the best layer less that of the worst.")


class Result(CheckpointAnswer):
    """The answer for one checkpoint."""

    languages: tuple[str, ...]
    target: Target
    unit: Literal["token", "sentence"]
    role: str
    classes: tuple[str, ...]
    class_of: dict[str, str] = Field(description="Class by language, where the target goes by language.")
    n_ids: int
    n_documents: int
    n_examples: int
    per_class: dict[str, int]
    headline: Headline
    probes: tuple[Probe, ...]
    baselines: tuple[Baseline, ...]
    transfer: tuple[Transfer, ...] = Field(description="Where the target is the concept; else empty.")
    alignment: tuple[Alignment, ...]
    neurons: Neurons
    experts: NeuronsAndExperts | None = Field(description="None without a concept run, or where no neuron is selected.")


class SeriesPoint(LadderPoint):
    """One finished checkpoint of a ladder."""

    headline: Headline
    probes: tuple[Probe, ...]
    baselines: tuple[Baseline, ...]
    transfer: tuple[Estimate, ...] = Field(description="By layer: across languages, centred.")
    alignment: tuple[Alignment, ...]
    own: Estimate | None
    others: Estimate | None
    experts: Estimate | None = Field(
        description="Share of all language-specific neurons that are experts of a concept."
    )


class SeriesResult(LadderAnswer[SeriesPoint]):
    """The answer for a ladder."""

    target: Target
    classes: tuple[str, ...]


class Mistake(Wire):
    """A held-out example behind a cell of the confusion: what it was taken for, and where it stands."""

    id: str
    language: str
    text: str
    start: int | None = Field(description="Where the token stands in the text, in characters; None for a sentence.")
    end: int | None
    truth: str
    predicted: str
    probability: float = Field(description="Of the predicted class.")


class Confusion(Wire):
    """A layer's confusion over all splits' held-out examples: ``counts[truth][predicted]``."""

    layer: int
    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    examples: tuple[Mistake, ...] = Field(description="Of the asked cell, the surest first.")
