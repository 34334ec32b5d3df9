"""The study as the house knows it: what it refuses, and what it costs."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from isogloss.activations.unit_sets import Expert, choose, experts_of
from isogloss.corpora.choosing import held_out_from, ids_of
from isogloss.models.pace import reading_seconds, writing_seconds
from isogloss.models.points import check_max_tokens, sizes
from isogloss.runs.found import headline
from isogloss.runs.study import Catalogue, Cost, Inputs, Study, reading
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
class Test:
    """What is tested, and what is left out and why (name: reason)."""

    row: Any
    languages: tuple[str, ...]
    ids: tuple[str, ...]
    concepts: tuple[Tested, ...]
    left_out: dict[str, str]


def design(params: Params, catalogue: Catalogue) -> Test:
    """What follows from the params; raises Refused for what cannot be tested."""
    row = catalogue.finished_at(
        params.concept_run, ("concept_neurons",), params.model, params.checkpoint, "concept_run"
    )
    corpus, concept_set = catalogue.corpus(row.params["corpus"]), catalogue.concept_set(row.params["concepts"])
    languages = tuple(language for language in corpus.languages if language in row.params["languages"])
    if params.language not in languages:
        raise Refused(
            "unknown_language",
            f"The concept run has no “{params.language[:40]}”.",
            hint=f"It has: {', '.join(languages)}.",
            field="language",
        )
    if params.shared_by > len(languages):
        raise Refused("bad_shared_by", f"Only {len(languages)} languages are compared.", field="shared_by")
    ids = held_out_ids(params, row, corpus, languages)
    tested, left_out = _concepts(params, catalogue, row, concept_set, ids)
    if len(tested) < LEAST_CONCEPTS:
        why = "; ".join(f"{name}: {reason}" for name, reason in list(left_out.items())[:8])
        raise Refused(
            "too_few_concepts",
            f"{len(tested)} concepts can be tested here, and {LEAST_CONCEPTS} are the least. {why}",
            hint="Run concept neurons on part of the ids, so that others are left to test on; or lower shared_by.",
            field="held_out",
        )
    return Test(row, languages, ids, tuple(tested), left_out)


def read_ids(row: Any, corpus: Any, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The ids the concept run chose its experts on (all it may have read, where it cut their number)."""
    return ids_of(corpus, languages, row.params["ids"])


def held_out_ids(params: Params, row: Any, corpus: Any, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of documents that the concept run did not read (methods.md 0.0: documents, not sentences, are split)."""
    read = read_ids(row, corpus, languages)
    found = held_out_from(read, ids_of(corpus, languages, params.held_out), corpus.groups(languages))
    if not found:
        raise Refused(
            "nothing_held_out",
            "The concept run read all documents, so none is left to test its experts on.",
            hint="Run concept neurons on part of the ids first, and build on that run.",
            field="held_out",
        )
    return found


def _concepts(
    params: Params, catalogue: Catalogue, row: Any, concept_set: Any, ids: tuple[str, ...]
) -> tuple[list[Tested], dict[str, str]]:
    # In one order, whatever order they are named in: texts are drawn by a concept's place among them.
    names = sorted(set(params.only_concepts or row.params["only_concepts"] or concept_set.concepts))
    tested, left_out = [], {}
    with catalogue.store.app.session() as session:
        for name in names:
            if name not in concept_set.concepts:
                raise Refused(
                    "unknown_concept",
                    f"{concept_set.id} has no concept “{name[:80]}”.",
                    hint=f"It has: {', '.join(sorted(concept_set.concepts)[:40])}.",
                    field="only_concepts",
                )
            positives = frozenset(concept_set.concepts[name]) & frozenset(ids)
            found = experts_of(session, row.id, name)
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


def check(params: Params, catalogue: Catalogue) -> Inputs:
    """Refuse what can't be computed; else the digests of everything that will be read."""
    model, checkpoint = catalogue.model(params.model), catalogue.checkpoint(params.model, params.checkpoint)
    test = design(params, catalogue)
    corpus, concept_set = (
        catalogue.corpus(test.row.params["corpus"]),
        catalogue.concept_set(test.row.params["concepts"]),
    )
    check_max_tokens(model.config, params.max_tokens)
    most = sizes(model.config).max_positions
    if most is not None and params.length >= most:
        raise Refused("too_long", f"This model reads at most {most} tokens at once.", field="length")
    named = params.held_out.split("+") if params.held_out else []
    return reading(
        model,
        checkpoint,
        corpora={corpus.id: corpus.digest},
        concept_sets={concept_set.id: concept_set.digest},
        id_sets={name: corpus.id_sets[name].digest for name in named if name in corpus.id_sets},
        upstream=(test.row.key,),
    )


def cost(params: Params, catalogue: Catalogue) -> Cost:
    """Seconds and bytes of one checkpoint on one ordinary core, and an offer with fewer draws."""
    model, test = catalogue.model(params.model), design(params, catalogue)
    sentences = sum(2 * min(params.sentences, len(of.positives)) for of in test.concepts) * len(test.languages)
    writing = 4 * writing_seconds(model.n_parameters, len(test.concepts) * params.texts, params.length)

    def price(draws: int) -> float:
        return round(3 + writing + (draws + 2) * reading_seconds(model.n_parameters, sentences), 1)

    kept = 4 * len(test.concepts) * params.texts * params.length * 12 + 500_000
    detail = f"{len(test.concepts)} concepts, {sentences:,} sentences, {params.draws} sets of random units"
    if params.draws <= _FEWER_DRAWS or price(params.draws) < 20:
        return Cost(price(params.draws), kept, detail)
    return Cost(price(params.draws), kept, detail, smaller={"draws": _FEWER_DRAWS}, smaller_seconds=price(_FEWER_DRAWS))


STUDY = Study(
    name="concept_effects",
    version=2,
    title="Concept effects",
    question=3,
    description="What the experts of every concept do when they are switched off or forced, along the ladder.",
    params=Params,
    result=Result,
    series_result=SeriesResult,
    check=check,
    cost=cost,
    found=partial(headline, what="loss that switching off adds on a concept, nats a token"),
    figures=("ablation", "ablation_by_concept", "on_concept", "on_concept_by_concept", "languages_written"),
    series_figures=("ablation_over_training", "on_concept_over_training", "languages_over_training"),
)
