"""The study as the installation knows it: what it refuses, and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.study import Cost, Inputs, Study
from isogloss.corpora.choosing import chosen_ids
from isogloss.corpora.concepts import ConceptSet
from isogloss.kit.request import ReadsText, check_concepts, concepts_of, reading, text_of
from isogloss.models.points import check_place
from isogloss.models.points import resolve as resolved
from isogloss.studies.concept_neurons.analysis.design import LEAST_POSITIVES
from isogloss.studies.concept_neurons.schema import Params, Result, SeriesResult
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import Refused

#: Tokens a second and parameter that an ordinary core reads, and ranked values a second: for estimates only.
_TOKENS_TIMES_PARAMETERS, _RANKED = 1.2e10, 1.6e7
_TOKENS_A_SENTENCE = 40
_SMALLER = 50


@dataclass(frozen=True)
class Chosen:
    """Sentences that are compared: ``positives`` are those of each concept, by name; ``few`` the concepts left out
    because they have too few here."""

    ids: tuple[str, ...]
    positives: dict[str, list[str]]
    few: list[str]


@dataclass(frozen=True)
class Plan(ReadsText[Params]):
    """What is ranked and compared: ``main`` are the ids, ``beside`` others that are compared too, on their own;
    ``widths`` the places whose units are ranked, in unit order."""

    concept_set: ConceptSet
    main: Chosen
    beside: Chosen | None
    widths: dict[Address, int]

    @property
    def read(self) -> tuple[str, ...]:
        """Every id that has to be read, sorted."""
        return tuple(sorted({*self.ids, *(self.beside.ids if self.beside else ())}))

    @property
    def units(self) -> int:
        """How many units are ranked."""
        return sum(self.widths.values())

    @property
    def k(self) -> int:
        """Experts for each concept and language."""
        return self.params.k or _k_of(self.params.k_share, self.units)

    @property
    def shared_by(self) -> int:
        """In how many languages an expert is shared."""
        return self.params.shared_by or _half_of(self.params.languages)


def _chosen(params: Params, concept_set: ConceptSet, ids: tuple[str, ...], *, beside: bool = False) -> Chosen:
    """The concepts on these ids.

    Raises Refused for an unknown concept, none left, and, unless these are the ids ``beside``, where everything is
    pooled, for one asked for by name with too few positives.
    """
    wanted = params.only_concepts or tuple(concept_set.concepts)
    inside = set(ids)
    out: dict[str, list[str]] = {}
    few: list[str] = []
    check_concepts(concept_set, wanted)
    for name in wanted:
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
    return Chosen(ids, dict(sorted(out.items())), few)


def resolve(params: Params, catalogue: Catalogue) -> Plan:
    """What follows from the params; raises Refused for what can't be computed."""
    text = text_of(params, catalogue)
    corpus, config = text["corpus"], text["model"].config
    concept_set = concepts_of(params.concepts, corpus, catalogue)
    others: tuple[str, ...] = ()
    if params.beside:
        others = chosen_ids(corpus, params.languages, params.beside, params.sentences, "beside", seed=params.seed)
    main = _chosen(params, concept_set, text["ids"])
    beside = _chosen(params, concept_set, others, beside=True) if others else None
    widths = {place: check_place(config, place) for place in resolved(config, params.units)}
    _check_sizes(params, sum(widths.values()))
    return Plan(**text, concept_set=concept_set, main=main, beside=beside, widths=widths)


def _check_sizes(params: Params, units: int) -> None:
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


def inputs(plan: Plan) -> Inputs:
    """The digests of everything that will be read."""
    ids = [plan.params.ids, plan.params.beside]
    return reading(plan, corpora=[plan.corpus], concept_sets=[plan.concept_set], ids=ids)


def _k_of(share: float, units: int) -> int:
    return max(1, round(share * units))


def _half_of(languages: Sequence[str]) -> int:
    return (len(languages) + 1) // 2


def settled(plan: Plan) -> Params:
    """k in one spelling: absent where it is what the default share gives, else as a number; ``shared_by`` likewise."""
    usual = Params.model_fields["k_share"].default
    as_usual = {
        "k": None if plan.k == _k_of(usual, plan.units) else plan.k,
        "k_share": usual,
        "shared_by": None if plan.shared_by == _half_of(plan.params.languages) else plan.shared_by,
    }
    return plan.params.model_copy(update=as_usual)


def cost(plan: Plan) -> Cost:
    """Seconds and bytes of one checkpoint on one ordinary core, and a smaller offer when it is long."""
    params, read = plan.params, len(plan.read)
    seconds, kept = _price(plan, read)
    detail = f"{read:,} sentences in {len(params.languages)} languages, {plan.units:,} units"
    if params.sentences is not None or len(plan.ids) <= _SMALLER or seconds < 20:
        return Cost(seconds, kept, detail)
    less, _ = _price(plan, _SMALLER)
    return Cost(seconds, kept, detail, smaller={"sentences": _SMALLER}, smaller_seconds=less)


def _price(plan: Plan, n: int) -> tuple[float, int]:
    """Seconds and bytes where ``n`` sentences are read."""
    params, units = plan.params, plan.units
    languages, concepts = len(params.languages), len(plan.main.positives)
    reading = 2 * n * languages * _TOKENS_A_SENTENCE * plan.model.n_parameters / _TOKENS_TIMES_PARAMETERS
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
    does="Compare languages by their units",
    params=Params,
    result=Result,
    series_result=SeriesResult,
    resolve=resolve,
    inputs=inputs,
    cost=cost,
    settled=settled,
    headline="expert units two languages share",
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
