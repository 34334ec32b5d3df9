"""Routes of corpora: what is here, what is labelled on it, and its sentences side by side."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.corpora.concepts import n_positives, read_concept_set
from isogloss.corpora.parallel import ParallelCorpus, corpus_row, read_corpus
from isogloss.corpora.parallel import list_corpora as stored_corpora
from isogloss.corpora.tables import ConceptSetRow, CorpusRow, IdSetRow
from isogloss.corpora.word_concepts import is_of_words
from isogloss.runs.asking.intake import AddCorpus, ask_intake
from isogloss.runs.rows.wire import RunStatus
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.visible import without_folders
from isogloss.web.clients import address_of
from isogloss.web.errors import declared
from isogloss.web.inputs import NOBODY, Asker, ItemId, Offset, Text
from isogloss.web.public import of_run
from isogloss.web.queue import asking
from isogloss.web.reader import Reader
from isogloss.web.wire import (
    AddConceptSet,
    AddIdSet,
    AlignedSentence,
    ConceptFacts,
    ConceptSetFacts,
    CorpusPage,
    CorpusSummary,
    IdSetFacts,
    SentencePage,
    SplitFacts,
)

_PAGE = Annotated[int, Query(ge=1, le=200, description="How many ids to answer at most.")]
_LANGUAGES = Annotated[list[str] | None, Query(max_length=64, description="Languages; all of the corpus if absent.")]


def summaries(session: Session) -> list[CorpusSummary]:
    """All corpora, newest first."""
    labelled: dict[str, list[str]] = {}
    for id, corpus in session.execute(select(ConceptSetRow.id, ConceptSetRow.corpus_id).order_by(ConceptSetRow.id)):
        labelled.setdefault(corpus, []).append(id)
    return [
        CorpusSummary(**_facts(row), concept_sets=tuple(labelled.get(row.id, ()))) for row in stored_corpora(session)
    ]


def _facts(row: CorpusRow) -> dict[str, object]:
    names = CorpusSummary.model_fields.keys() - {"concept_sets"}
    return {name: getattr(row, name) for name in names} | {"source": without_folders(row.source)}


def router(read: Reader) -> APIRouter:
    """``/corpora`` and what lies below."""
    routes = APIRouter(prefix="/corpora", tags=["corpora"])

    @routes.get("", operation_id="list_corpora", responses=declared())
    def list_corpora() -> list[CorpusSummary]:
        """All corpora, newest first."""
        with read.session() as session:
            return summaries(session)

    _intakes(routes, read)

    @routes.get("/{id}", operation_id="get_corpus", responses=declared(404, 422))
    def get_corpus(id: ItemId) -> CorpusPage:
        """One corpus, with the concepts, id sets and splits that lie on it."""
        with read.session() as session:
            return page(session, id)

    @routes.get("/{id}/sentences", operation_id="get_sentences", responses=declared(404, 422))
    def get_sentences(
        id: ItemId,
        language: _LANGUAGES = None,
        ids: Annotated[str | None, Query(max_length=200, description="An id set, a split, or a single id.")] = None,
        concept_set: Text = None,
        concept: Text = None,
        offset: Offset = 0,
        limit: _PAGE = 20,
    ) -> SentencePage:
        """Sentences side by side, in the order of their ids; with a concept, only its positives."""
        with read.session() as session:
            corpus = read_corpus(session, id)
            labels = _labels(session, corpus, concept_set)
        return _sentences(
            corpus, language or list(corpus.languages), ids, labels, concept, slice(offset, offset + limit)
        )

    return routes


def _intakes(routes: APIRouter, read: Reader) -> None:
    """Bringing things in: each is a run whose progress can be watched, and nothing is kept of one that fails."""
    refusals = declared(404, 409, 415, 422, 429, 507)

    @routes.post("", operation_id="add_corpus", status_code=202, responses=refusals)
    def add_corpus(asked: AddCorpus, request: Request, asker: Asker = NOBODY) -> RunStatus:
        """Import a corpus."""
        read.roots.check({"source": asked.source})
        return take("add_corpus", asked, asker, request)

    @routes.post("/{id}/concepts", operation_id="add_concepts", status_code=202, responses=refusals)
    def add_concepts(id: ItemId, asked: AddConceptSet, request: Request, asker: Asker = NOBODY) -> RunStatus:
        """Import concepts of a corpus that is here."""
        return on_corpus("add_concepts", id, asked, asker, request)

    @routes.post("/{id}/ids", operation_id="add_ids", status_code=202, responses=refusals)
    def add_ids(id: ItemId, asked: AddIdSet, request: Request, asker: Asker = NOBODY) -> RunStatus:
        """Name a choice of the ids of a corpus that is here."""
        return on_corpus("add_ids", id, asked, asker, request)

    def on_corpus(what: str, id: str, asked: AddConceptSet | AddIdSet, asker: str, request: Request) -> RunStatus:
        read.roots.check({"source": asked.source})
        with read.session() as session:
            corpus_row(session, id)
        return take(what, asked.model_dump() | {"corpus": id}, asker, request)

    def take(what: str, asked: Any, asker: str, request: Request) -> RunStatus:
        run = asking(read, address_of(request), lambda most: ask_intake(read.store, what, asked, asker, most=most))
        return of_run(run, read.studies, asker)


def page(session: Session, id: str) -> CorpusPage:
    """A corpus with the concepts, id sets and splits that lie on it; raises NotFound."""
    row = corpus_row(session, id)
    sets = session.scalars(select(ConceptSetRow).where(ConceptSetRow.corpus_id == row.id).order_by(ConceptSetRow.id))
    concepts = tuple(_concept_set(found) for found in sets)
    id_sets = session.scalars(select(IdSetRow).where(IdSetRow.corpus_id == row.id).order_by(IdSetRow.name))
    splits = read_corpus(session, row.id).splits
    return CorpusPage(
        **_facts(row),
        concept_sets=tuple(found.id for found in concepts),
        counts=row.counts,
        concept_page=concepts,
        id_sets=tuple(map(_id_set, id_sets)),
        splits=tuple(SplitFacts(name=name, n_ids=len(ids)) for name, ids in splits.items()),
    )


def _id_set(row: IdSetRow) -> IdSetFacts:
    return IdSetFacts(name=row.name, digest=row.digest, source=without_folders(row.source), n_ids=len(row.ids))


def _concept_set(row: ConceptSetRow) -> ConceptSetFacts:
    concepts = tuple(
        ConceptFacts(name=name, positives=n_positives(listed), of="words" if is_of_words(listed) else "sentences")
        for name, listed in sorted(row.concepts.items())
    )
    facts = {name: getattr(row, name) for name in ("id", "name", "licence", "digest", "source")}
    facts["source"] = without_folders(row.source)
    return ConceptSetFacts(**facts, concepts=concepts)


def _labels(session: Session, corpus: ParallelCorpus, concept_set: str | None) -> dict[str, frozenset[str]]:
    if concept_set is None:
        return {}
    found = read_concept_set(session, concept_set)
    if found.corpus_id != corpus.id:
        raise Refused(
            "foreign_concept_set",
            f"The concept set {found.id} lies on the corpus {found.corpus_id}, not on {corpus.id}.",
            field="concept_set",
        )
    return dict(found.concepts) | {name: concept.ids for name, concept in found.words.items()}


def _sentences(
    corpus: ParallelCorpus,
    languages: list[str],
    choice: str | None,
    labels: dict[str, frozenset[str]],
    concept: str | None,
    part: slice,
) -> SentencePage:
    for language in languages:
        corpus.check_language(language)
    ids = corpus.select(choice)
    if concept is not None:
        ids = tuple(item for item in ids if item in _positives(labels, concept))
    split_of = {item: split for split, members in corpus.splits.items() for item in members}
    rows = [
        AlignedSentence(
            id=item,
            document=corpus.documents[item],
            split=split_of.get(item),
            concepts=tuple(name for name, members in labels.items() if item in members),
            texts={language: corpus.text(language, item) for language in languages if corpus.has(language, item)},
        )
        for item in ids[part]
    ]
    asked = tuple(dict.fromkeys(languages))
    return SentencePage(corpus=corpus.id, languages=asked, total=len(ids), offset=part.start, sentences=tuple(rows))


def _positives(labels: dict[str, frozenset[str]], concept: str) -> frozenset[str]:
    if concept not in labels:
        known = ", ".join(list(labels)[:20])
        raise Refused(
            "unknown_concept",
            f"There is no concept “{concept[:80]}” in this set." if labels else "A concept needs its concept set.",
            hint=f"There is: {known}." if known else "Name it with concept_set.",
            field="concept",
        )
    return labels[concept]
