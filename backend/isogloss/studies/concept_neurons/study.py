"""The study as the house knows it: what it refuses, and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from isogloss.contract.headline import headline
from isogloss.contract.study import Catalogue, Cost, Inputs, Study, reading
from isogloss.corpora.choosing import check_languages, chosen_ids
from isogloss.models.points import check_max_tokens, check_place, resolve
from isogloss.studies.concept_neurons.analysis.design import LEAST_POSITIVES
from isogloss.studies.concept_neurons.schema import Params, Result, SeriesResult
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import Refused

#: Tokens a second and parameter that an ordinary core reads, and ranked values a second: for estimates only.
_TOKENS_TIMES_PARAMETERS, _RANKED = 1.2e10, 1.6e7
_TOKENS_A_SENTENCE = 40
_SMALLER = 50


@dataclass(frozen=True)
class Sentences:
    """Which sentences are read: ``ids`` are compared, ``beside`` too, on their own; both sorted and complete."""

    ids: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every id that has to be read."""
        return tuple(sorted({*self.ids, *self.beside}))


def places(params: Params, config: Any) -> dict[Address, int]:
    """The places whose units are ranked, in unit order, with their widths."""
    return {place: check_place(config, place) for place in resolve(config, params.units)}


def sentences(params: Params, corpus: Any) -> Sentences:
    """The ids to read; raises Refused for unknown languages and id sets, and for too few documents."""
    check_languages(corpus, params.languages)
    chosen = chosen_ids(corpus, params.languages, params.ids, params.sentences, seed=params.seed)
    if not params.beside:
        return Sentences(chosen, ())
    beside = chosen_ids(corpus, params.languages, params.beside, params.sentences, "beside", seed=params.seed)
    return Sentences(chosen, beside)


def concepts(
    params: Params, concept_set: Any, ids: tuple[str, ...], *, beside: bool = False
) -> tuple[dict[str, list[str]], list[str]]:
    """Positive ids by concept, by name, and the names left out because they have too few here.

    Raises Refused for an unknown concept, none left, and, unless these are the ids ``beside``, where everything is
    pooled, for one asked for by name with too few positives.
    """
    wanted = params.only_concepts or tuple(concept_set.concepts)
    inside, out, few = set(ids), {}, []
    for name in wanted:
        if name not in concept_set.concepts:
            known = ", ".join(list(concept_set.concepts)[:60])
            raise Refused(
                "unknown_concept",
                f"The concept set {concept_set.id} has no “{name[:60]}”.",
                hint=f"It has: {known}.",
                field="only_concepts",
            )
        positive = sorted(inside & concept_set.concepts[name])
        negatives = len(concept_set.negatives_among(name, ids))
        if len(positive) >= LEAST_POSITIVES and negatives > LEAST_POSITIVES:
            out[name] = positive
            continue
        if params.only_concepts and not beside:
            raise Refused(
                "too_few_positives",
                f"“{name}” has {len(positive)} positive and {negatives} negative sentences here; {LEAST_POSITIVES} "
                f"positives and more negatives than that are the least for an average precision.",
                hint="Take more ids, or leave the concept out.",
                field="only_concepts",
            )
        few.append(name)
    if not out:
        raise Refused(
            "too_few_positives",
            f"No concept of {concept_set.id} has {LEAST_POSITIVES} positive sentences among these ids.",
            hint="Take more ids, or another concept set.",
            field="beside" if beside else "concepts",
        )
    return dict(sorted(out.items())), few


def check(params: Params, catalogue: Catalogue) -> Inputs:
    """Refuse what can't be computed; else the digests of everything that will be read."""
    model, checkpoint = catalogue.model(params.model), catalogue.checkpoint(params.model, params.checkpoint)
    corpus, concept_set = catalogue.corpus(params.corpus), catalogue.concept_set(params.concepts)
    if concept_set.corpus_id != corpus.id:
        raise Refused(
            "concepts_of_another_corpus",
            f"The concept set {concept_set.id} belongs to the corpus {concept_set.corpus_id}, not to {corpus.id}.",
            hint=f"Choose the corpus {concept_set.corpus_id}, or a concept set of {corpus.id}.",
            field="concepts",
        )
    check_max_tokens(model.config, params.max_tokens)
    chosen = sentences(params, corpus)
    concepts(params, concept_set, chosen.ids)
    if chosen.beside:
        concepts(params, concept_set, chosen.beside, beside=True)
    units = sum(places(params, model.config).values())
    if params.k is not None and params.k > units // 2:
        raise Refused(
            "bad_k",
            f"k is {params.k:,}, more than half of the model's {units:,} units.",
            hint="Choose a smaller k.",
            field="k",
        )
    if params.shared_by is not None and params.shared_by > len(params.languages):
        raise Refused(
            "bad_shared_by",
            f"Only {len(params.languages)} languages are compared.",
            hint="Choose fewer.",
            field="shared_by",
        )
    named = [name for choice in (params.ids, params.beside) if choice for name in choice.split("+")]
    return reading(
        model,
        checkpoint,
        corpora={corpus.id: corpus.digest},
        concept_sets={concept_set.id: concept_set.digest},
        id_sets={name: corpus.id_sets[name].digest for name in named if name in corpus.id_sets},
    )


def k_of(share: float, units: int) -> int:
    """How many units a share of all is."""
    return max(1, round(share * units))


def half_of(languages: Sequence[str]) -> int:
    """In how many languages an expert is shared where nobody says."""
    return (len(languages) + 1) // 2


def settled(params: Params, catalogue: Catalogue) -> Params:
    """k in one spelling: absent where it is what the default share gives, else as a number; ``shared_by`` likewise."""
    units = sum(places(params, catalogue.model(params.model).config).values())
    usual = Params.model_fields["k_share"].default
    k = params.k or k_of(params.k_share, units)
    shared_by = None if params.shared_by == half_of(params.languages) else params.shared_by
    as_usual = {"k": None if k == k_of(usual, units) else k, "k_share": usual, "shared_by": shared_by}
    return params.model_copy(update=as_usual)


def cost(params: Params, catalogue: Catalogue) -> Cost:
    """Seconds and bytes of one checkpoint on one ordinary core, and a smaller offer when it is long."""
    model = catalogue.model(params.model)
    corpus, concept_set = catalogue.corpus(params.corpus), catalogue.concept_set(params.concepts)
    chosen = sentences(params, corpus)
    found, _ = concepts(params, concept_set, chosen.ids)
    units = sum(places(params, model.config).values())
    seconds, kept = _price(params, model.n_parameters, len(chosen.all), len(found), units)
    smaller = params.model_copy(update={"sentences": _SMALLER})
    if params.sentences is not None or len(chosen.ids) <= _SMALLER or seconds < 20:
        return Cost(seconds, kept, _detail(len(chosen.all), params, units))
    less, _ = _price(smaller, model.n_parameters, _SMALLER, len(found), units)
    return Cost(
        seconds, kept, _detail(len(chosen.all), params, units), smaller={"sentences": _SMALLER}, smaller_seconds=less
    )


def _detail(n: int, params: Params, units: int) -> str:
    return f"{n:,} sentences in {len(params.languages)} languages, {units:,} units"


def _price(params: Params, parameters: int, n: int, concepts: int, units: int) -> tuple[float, int]:
    languages = len(params.languages)
    reading = 2 * n * languages * _TOKENS_A_SENTENCE * parameters / _TOKENS_TIMES_PARAMETERS
    splits = 1 + 2 * params.folds + 2 * params.halvings + languages
    ranked = units * languages * (splits * concepts * 5 + params.pseudo_concepts * params.set_sizes)
    seconds = 2 + reading + ranked / _RANKED * (1 + (n / 1000)) / 2
    kept = units * languages * (n * 4 + concepts * 4)
    return round(seconds, 1), int(kept)


STUDY = Study(
    name="concept_neurons",
    version=2,
    title="Concept neurons",
    question=1,
    description="Which neurons answer to the same concept in many languages, and from which checkpoint on.",
    params=Params,
    result=Result,
    series_result=SeriesResult,
    check=check,
    cost=cost,
    settled=settled,
    found=partial(headline, what="expert units two languages share"),
    figures=(
        "overlap_matrix",
        "transfer_matrix",
        "layers",
        "layer_overlap",
        "concepts",
        "sharing",
        "k_curve",
    ),
    series_figures=(
        "overlap_over_training",
        "aligned_over_training",
        "reliability_over_training",
        "held_out_over_training",
        "transfer_over_training",
        "layers_over_training",
    ),
)
