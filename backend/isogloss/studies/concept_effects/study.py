"""The study as the installation knows it: what it refuses, and what it costs."""

from dataclasses import dataclass

from isogloss.activations.unit_sets import Expert, choose
from isogloss.contract.catalogue import Catalogue
from isogloss.contract.study import Cost, Inputs, Study
from isogloss.corpora.choosing import held_out_from, ids_of
from isogloss.kit.request import AtCheckpoint, check_concepts, check_length, reading
from isogloss.kit.units import UnitRun, unit_run
from isogloss.models.pace import reading_seconds, writing_seconds
from isogloss.models.points import check_max_tokens
from isogloss.studies.concept_effects.schema import Params, Result, SeriesResult
from isogloss.vocabulary.errors import Refused

#: A concept with fewer held-out sentences is left out; with fewer concepts there are no others to compare with.
LEAST_SENTENCES, LEAST_CONCEPTS = 5, 2
_FEWER_DRAWS = 20


@dataclass(frozen=True)
class Tested:
    """One concept: its shared experts (switched off), the source language's experts (forced), its held-out ids."""

    name: str
    shared: tuple[Expert, ...]
    forced: tuple[Expert, ...]
    positives: frozenset[str]


@dataclass(frozen=True)
class Plan(AtCheckpoint[Params]):
    """What is tested, and what is left out and why (name: reason). ``ids`` are held out from the concept run."""

    source: UnitRun
    languages: tuple[str, ...]
    ids: tuple[str, ...]
    concepts: tuple[Tested, ...]
    left_out: dict[str, str]


def resolve(params: Params, catalogue: Catalogue) -> Plan:
    """What follows from the params; raises Refused for what cannot be tested."""
    model, checkpoint = catalogue.model(params.model), catalogue.checkpoint(params.model, params.checkpoint)
    source = unit_run(params, params.concept_run, catalogue)
    languages = source.languages
    if params.language not in languages:
        raise Refused(
            "unknown_language",
            f"The concept run has no “{params.language[:40]}”.",
            hint=f"It has: {', '.join(languages)}.",
            field="language",
        )
    if params.shared_by > len(languages):
        raise Refused("bad_shared_by", f"Only {len(languages)} languages are compared.", field="shared_by")
    ids = _held_out(params, source)
    tested, left_out = _concepts(params, source, ids)
    if len(tested) < LEAST_CONCEPTS:
        why = "; ".join(f"{name}: {reason}" for name, reason in list(left_out.items())[:8])
        raise Refused(
            "too_few_concepts",
            f"{len(tested)} concepts can be tested here, and {LEAST_CONCEPTS} are the least. {why}",
            hint="Run concept neurons on part of the ids, so that others are left to test on; or lower shared_by.",
            field="held_out",
        )
    check_max_tokens(model.config, params.max_tokens)
    check_length(model, params.length)
    return Plan(params, model, checkpoint, source, languages, ids, tuple(tested), left_out)


def _held_out(params: Params, source: UnitRun) -> tuple[str, ...]:
    """Ids of documents that the concept run did not read (methods.md 0.0: documents, not sentences, are split)."""
    corpus, languages = source.corpus, source.languages
    found = held_out_from(source.read_ids, ids_of(corpus, languages, params.held_out), corpus.groups(languages))
    if not found:
        raise Refused(
            "nothing_held_out",
            "The concept run read all documents, so none is left to test its experts on.",
            hint="Run concept neurons on part of the ids first, and build on that run.",
            field="held_out",
        )
    return found


def _concepts(params: Params, source: UnitRun, ids: tuple[str, ...]) -> tuple[list[Tested], dict[str, str]]:
    # In one order, whatever order they are named in: texts are drawn by a concept's place among them.
    names, concept_set = sorted(set(params.only_concepts or source.concepts)), source.concept_set
    check_concepts(concept_set, names)
    tested: list[Tested] = []
    left_out: dict[str, str] = {}
    for name in names:
        positives = frozenset(concept_set.concepts[name]) & frozenset(ids)
        found = source.experts(name)
        shared = tuple(choose(found, shared_by=params.shared_by, k=params.k))
        forced = tuple(choose(found, language=params.language, k=params.k))
        if len(positives) < LEAST_SENTENCES:
            left_out[name] = f"{len(positives)} held-out sentences"
        elif not found:
            left_out[name] = "not among the concept run's"
        elif not shared:
            left_out[name] = f"no expert shared by {params.shared_by} languages"
        else:
            tested.append(Tested(name, shared, forced, positives))
    return tested, left_out


def inputs(plan: Plan) -> Inputs:
    """The digests of everything that will be read."""
    return reading(
        plan,
        corpora=[plan.source.corpus],
        concept_sets=[plan.source.concept_set],
        ids=[plan.params.held_out],
        upstream=[plan.source.run],
    )


def cost(plan: Plan) -> Cost:
    """Seconds and bytes of one checkpoint on one ordinary core, and an offer with fewer draws."""
    params, model = plan.params, plan.model
    sentences = sum(2 * min(params.sentences, len(of.positives)) for of in plan.concepts) * len(plan.languages)
    writing = 4 * writing_seconds(model.n_parameters, len(plan.concepts) * params.texts, params.length)

    def price(draws: int) -> float:
        return round(3 + writing + (draws + 2) * reading_seconds(model.n_parameters, sentences), 1)

    kept = 4 * len(plan.concepts) * params.texts * params.length * 12 + 500_000
    detail = f"{len(plan.concepts)} concepts, {sentences:,} sentences, {params.draws} sets of random units"
    if params.draws <= _FEWER_DRAWS or price(params.draws) < 20:
        return Cost(price(params.draws), kept, detail)
    return Cost(price(params.draws), kept, detail, smaller={"draws": _FEWER_DRAWS}, smaller_seconds=price(_FEWER_DRAWS))


STUDY = Study(
    name="concept_effects",
    version=2,
    title="Concept effects",
    question=3,
    description="What the experts of every concept do when they are switched off or forced, along the ladder.",
    does="Measure it for every concept",
    params=Params,
    result=Result,
    series_result=SeriesResult,
    resolve=resolve,
    inputs=inputs,
    cost=cost,
    headline="loss that switching off adds on a concept, nats a token",
    figures=("ablation", "ablation_by_concept", "on_concept", "on_concept_by_concept", "languages_written"),
    series_figures=("ablation_over_training", "on_concept_over_training", "languages_over_training"),
)
