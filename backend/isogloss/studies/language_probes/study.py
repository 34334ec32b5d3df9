"""The study as the installation knows it: what it refuses, and what it costs."""

from dataclasses import dataclass

import numpy as np

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.study import Cost, Inputs, Study
from isogloss.corpora.choosing import LEAST_DOCUMENTS
from isogloss.corpora.concepts import ConceptSet
from isogloss.corpora.parallel import ParallelCorpus
from isogloss.kit.request import ReadsText, check_concepts, concepts_of, documents_of, reading, text_of
from isogloss.kit.units import UnitRun, unit_run
from isogloss.models.pace import reading_seconds
from isogloss.models.points import sizes
from isogloss.studies.language_probes.analysis.splits import document_splits
from isogloss.studies.language_probes.found import found
from isogloss.studies.language_probes.schema import Params, Result, SeriesResult
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.language import family, script

#: Ids that a class needs, so that every split has some to learn from and some to test.
LEAST_OF_A_CLASS = 10
#: Numbers a second in a fit, for estimates only.
_FITTED = 4e9
_SMALLER = 100


@dataclass(frozen=True)
class Told:
    """What is told apart, of which ids.

    ``class_of`` is {language: class} where the target goes by language, ``class_of_id`` {id: class} where it is the
    concept; the other is empty.
    """

    ids: tuple[str, ...]
    classes: tuple[str, ...]
    class_of: dict[str, str]
    class_of_id: dict[str, str]
    left_out: dict[str, str]


@dataclass(frozen=True)
class Plan(ReadsText[Params]):
    """What is read, and told apart; ``held_out`` [splits, ids] are the ids each split holds out, ``source`` the run
    whose experts neurons are compared with."""

    told: Told
    concept_set: ConceptSet | None
    held_out: np.ndarray
    source: UnitRun | None


def resolve(params: Params, catalogue: Catalogue) -> Plan:
    """What follows from the params; raises Refused for what cannot be told apart."""
    text = text_of(params, catalogue)
    concept_set = _concepts(params, text["corpus"], catalogue)
    source = _concept_run(params, catalogue)
    told = _by_language(params, text["ids"]) if concept_set is None else _by_concept(params, concept_set, text["ids"])
    held_out = _splits(params, text["corpus"], told)
    return Plan(**text | {"ids": told.ids}, told=told, concept_set=concept_set, held_out=held_out, source=source)


def _by_language(params: Params, ids: tuple[str, ...]) -> Told:
    class_of = {language: _class(params, language) for language in params.languages}
    classes = tuple(dict.fromkeys(class_of.values()))
    if len(classes) < 2:
        raise Refused(
            "one_class",
            f"All of these languages have the same {params.target}, {classes[0]}: there is nothing to tell apart.",
            hint="Add a language of another one, or choose another target.",
            field="target",
        )
    return Told(ids, classes, class_of, {}, {})


def _class(params: Params, language: str) -> str:
    if params.target == "language":
        return language
    if params.target == "script":
        return script(language)
    found = family(language)
    if found is None:
        raise Refused(
            "unknown_family",
            f"This installation does not know the family of {language}.",
            hint="Leave it out, or ask for the language or the script.",
            field="languages",
        )
    return found


def _by_concept(params: Params, concept_set: ConceptSet, ids: tuple[str, ...]) -> Told:
    """Only ids with one of the concepts: with two, neither answer would be wrong."""
    wanted = params.only_concepts or tuple(sorted(concept_set.concepts))
    check_concepts(concept_set, wanted)
    having = {i: [name for name in wanted if i in concept_set.concepts[name]] for i in ids}
    class_of_id = {i: names[0] for i, names in having.items() if len(names) == 1}
    counts = {name: sum(of == name for of in class_of_id.values()) for name in wanted}
    few = {name: f"{n} sentences of its own" for name, n in counts.items() if n < LEAST_OF_A_CLASS}
    if params.only_concepts and few:
        name = next(iter(few))
        raise Refused(
            "too_few_of_a_class",
            f"“{name}” has {few[name]} here; {LEAST_OF_A_CLASS} are the least: every split needs some on both sides.",
            hint="Take more ids, or leave the concept out.",
            field="only_concepts",
        )
    kept = {i: name for i, name in class_of_id.items() if name not in few}
    classes = tuple(name for name in wanted if name not in few)
    if len(classes) < 2:
        raise Refused(
            "one_class",
            f"Only {len(classes)} concept of {concept_set.id} has {LEAST_OF_A_CLASS} sentences of its own here.",
            hint="Take more ids, or another concept set.",
            field="concepts",
        )
    return Told(tuple(i for i in ids if i in kept), classes, {}, kept, few)


def inputs(plan: Plan) -> Inputs:
    """The digests of everything that will be read."""
    return reading(
        plan,
        corpora=[plan.corpus],
        concept_sets=[plan.concept_set] if plan.concept_set else [],
        ids=[plan.params.ids],
        upstream=[plan.source.run] if plan.source else [],
    )


def _concept_run(params: Params, catalogue: Catalogue) -> UnitRun | None:
    """Raises Refused for a run of another checkpoint, and for one whose experts are no MLP neurons."""
    if params.concept_run is None:
        return None
    source = unit_run(params, params.concept_run, catalogue)
    if source.units != "mlp_act":
        raise Refused(
            "other_units",
            "The experts of that concept run are outputs of all linear maps, and no MLP neurons.",
            hint="Choose a concept run of this checkpoint whose units are mlp_act.",
            field="concept_run",
        )
    return source


def too_many_neurons(which: str) -> Refused:
    """So many neurons of a layer are chosen that no random units like them are left."""
    return Refused(
        "too_many_neurons",
        f"So many neurons of one layer {which} that too few are left to be compared with.",
        hint="Select fewer: a smaller entropy_share.",
        field="entropy_share",
    )


def _splits(params: Params, corpus: ParallelCorpus, found: Told) -> np.ndarray:
    """Which ids each split holds out: [splits, ids]; raises Refused where documents cannot be split so."""
    documents = documents_of(corpus, params.languages, found.ids)
    sizes = np.bincount(documents)
    if len(sizes) < LEAST_DOCUMENTS or 2 * sizes.max() >= len(documents):
        together = " Documents that share a text count as one." if corpus.repeated(params.languages) else ""
        raise Refused(
            "too_few_documents",
            f"The {len(documents):,} sentences left are of {len(sizes)} documents, the largest with {sizes.max():,}."
            + together,
            hint=f"At least {LEAST_DOCUMENTS} documents are needed, and none with half of the sentences.",
            field="ids",
        )
    of_id = [found.classes.index(found.class_of_id[i]) for i in found.ids] if found.class_of_id else None
    try:
        return document_splits(
            documents,
            None if of_id is None else np.array(of_id),
            splits=params.splits,
            share=params.test_share,
            seed=params.seed,
        )
    except ValueError as error:
        raise Refused(
            "no_split",
            "No split of these documents has every concept on both sides: one of them stands in too few documents.",
            hint="Take more ids, or leave out the concept that few documents have.",
            field="only_concepts",
        ) from error


def _concepts(params: Params, corpus: ParallelCorpus, catalogue: Catalogue) -> ConceptSet | None:
    if params.target != "concept":
        if params.concepts or params.only_concepts:
            raise Refused("idle_concepts", "Concepts are read where the target is the concept only.", field="concepts")
        return None
    if params.concepts is None:
        raise Refused("no_concepts", "Which concepts? Name a concept set.", field="concepts")
    return concepts_of(params.concepts, corpus, catalogue)


def cost(plan: Plan) -> Cost:
    """Seconds and bytes of one checkpoint on one ordinary core, and an offer with fewer sentences."""
    params, model = plan.params, plan.model
    size, languages, classes = sizes(model.config), len(params.languages), len(plan.told.classes)
    width = size.mlp if params.role == "mlp_act" else size.d_model

    def price(ids: int) -> float:
        sentences, examples = ids * languages, ids * languages * (params.tokens if params.unit == "token" else 1)
        losses = languages * (params.draws + 1) * min(params.loss_sentences, ids) * languages
        read = reading_seconds(model.n_parameters, sentences + losses)
        fitting = size.layers * 2 * params.splits * 40 * examples * width * classes * 4 / _FITTED
        return round(3 + read + fitting, 1)

    ids = len(plan.ids)
    examples = ids * languages * params.tokens
    kept = size.layers * (classes**2 * 8 + examples * params.splits) + 300_000
    detail = f"{ids:,} sentences in {languages} languages, {size.layers} layers, {params.splits} splits"
    if ids <= _SMALLER or price(ids) < 20:
        return Cost(price(ids), kept, detail)
    return Cost(price(ids), kept, detail, smaller={"sentences": _SMALLER}, smaller_seconds=price(_SMALLER))


STUDY = Study(
    name="language_probes",
    version=3,
    title="Language probes",
    question=1,
    description="What each layer knows of language and of meaning, and which neurons belong to one language.",
    does="Probe what each layer tells",
    params=Params,
    result=Result,
    series_result=SeriesResult,
    resolve=resolve,
    inputs=inputs,
    cost=cost,
    found=found,
    figures=(
        "accuracy",
        "confusion",
        "transfer",
        "transfer_centred",
        "retrieval",
        "cka",
        "retrieval_pairs",
        "retrieval_centred_pairs",
        "cka_pairs",
        "neuron_layers",
        "loss_change",
        "neurons_and_experts",
    ),
    series_figures=(
        "accuracy_by_layer",
        "accuracy_over_training",
        "layers_over_training",
        "transfer_over_training",
        "retrieval_over_training",
        "cka_over_training",
        "loss_over_training",
        "experts_over_training",
    ),
)
