"""Resolving a request: what most studies look up, what of it enters the run key, and refusals they share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from isogloss.contract.catalogue import Catalogue, RunFacts
from isogloss.contract.params import CheckpointParams, TextParams
from isogloss.contract.study import Inputs
from isogloss.corpora.choosing import check_languages, chosen_ids
from isogloss.models.config_digest import digest_at
from isogloss.models.points import check_max_tokens, sizes
from isogloss.vocabulary.errors import NotFound, Refused

if TYPE_CHECKING:
    from isogloss.corpora.concepts import ConceptSet
    from isogloss.corpora.parallel import ParallelCorpus
    from isogloss.models.tables import CheckpointRow, ModelRow

P = TypeVar("P", bound=CheckpointParams)


T = TypeVar("T", bound=TextParams)


@dataclass(frozen=True)
class AtCheckpoint(Generic[P]):
    """A request of one checkpoint, looked up. A study's plan adds what else it names."""

    params: P
    model: "ModelRow"
    checkpoint: "CheckpointRow"


@dataclass(frozen=True)
class ReadsText(AtCheckpoint[T]):
    """A request of one checkpoint that reads a corpus: ``ids`` are read, in every language, sorted."""

    corpus: "ParallelCorpus"
    ids: tuple[str, ...]

    @cached_property
    def documents(self) -> np.ndarray:
        """:func:`documents_of` the ids."""
        return documents_of(self.corpus, self.params.languages, self.ids)


def documents_of(corpus: "ParallelCorpus", languages: tuple[str, ...], ids: Sequence[str]) -> np.ndarray:
    """[ids] the number of each one's document, from 0; documents that share a text are one."""
    groups = corpus.groups(languages)
    return np.unique([groups[i] for i in ids], return_inverse=True)[1]


def text_of(params: TextParams, catalogue: Catalogue) -> dict[str, Any]:
    """The fields of :class:`ReadsText`, looked up; raises Refused for languages and ids that are not there, too few
    documents, and sentences longer than the model reads."""
    model, corpus = catalogue.model(params.model), catalogue.corpus(params.corpus)
    check_languages(corpus, params.languages)
    check_max_tokens(model.config, params.max_tokens)
    return {
        "params": params,
        "model": model,
        "checkpoint": catalogue.checkpoint(params.model, params.checkpoint),
        "corpus": corpus,
        "ids": chosen_ids(corpus, params.languages, params.ids, params.sentences, seed=params.seed),
    }


def reading(
    plan: AtCheckpoint[P],
    *,
    corpora: Sequence["ParallelCorpus"] = (),
    concept_sets: Sequence["ConceptSet"] = (),
    ids: Iterable[str | None] = (),
    upstream: Sequence[RunFacts] = (),
) -> Inputs:
    """The inputs of a run that reads a checkpoint: all that decides what the model makes of a text, and what else is
    read. ``ids`` are choices of ids as params name them (id sets and splits, joined by +)."""
    named = [name for choice in ids if choice for name in choice.split("+")]
    return Inputs(
        fingerprints=(plan.checkpoint.fingerprint,),
        configs=(digest_at(plan.model, plan.checkpoint),),
        tokenizer=plan.model.tokenizer_digest,
        bos_policy=plan.model.bos_policy,
        corpora={corpus.id: corpus.digest for corpus in corpora},
        concept_sets={found.id: found.digest for found in concept_sets},
        id_sets={name: corpus.id_sets[name].digest for corpus in corpora for name in named if name in corpus.id_sets},
        upstream=tuple(run.key for run in upstream),
    )


def concepts_of(
    concept_set_id: str, corpus: "ParallelCorpus", catalogue: Catalogue, *, words: bool = False
) -> "ConceptSet":
    """A concept set of this corpus, of sentences or of ``words``; raises Refused for another corpus's, or another
    kind's."""
    try:
        found = catalogue.concept_set(concept_set_id)
    except NotFound as error:
        error.field = "concepts"  # as studies call it
        raise
    if found.corpus_id != corpus.id:
        raise Refused(
            "concepts_of_another_corpus",
            f"The concept set {found.id} belongs to the corpus {found.corpus_id}, not to {corpus.id}.",
            hint=f"Choose the corpus {found.corpus_id}, or a concept set of {corpus.id}.",
            field="concepts",
        )
    if bool(found.words) != words:
        what, other = ("words", "whole sentences") if words else ("whole sentences", "words")
        raise Refused(
            "concepts_of_another_kind",
            f"The concept set {found.id} names {other}, and this study asks of {what}.",
            hint=f"Choose a concept set of {what}.",
            field="concepts",
        )
    return found


def check_concepts(concept_set: "ConceptSet", names: Iterable[str]) -> None:
    """Raises Refused for a name that is no concept of the set."""
    for name in names:
        if name not in concept_set.concepts:
            raise Refused(
                "unknown_concept",
                f"The concept set {concept_set.id} has no “{name[:80]}”.",
                hint=f"It has: {', '.join(sorted(concept_set.concepts)[:60])}.",
                field="only_concepts",
            )


def check_length(model: "ModelRow", length: int) -> None:
    """Raises Refused for texts that are longer than the model reads."""
    most = sizes(model.config).max_positions
    if most is not None and length >= most:
        raise Refused("too_long", f"This model reads at most {most} tokens at once.", field="length")
