"""A parallel corpus in memory: immutable, joined by id, the same object for everyone in a process."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.corpora.id_sets import IdSet, id_sets_of
from isogloss.corpora.record import Token
from isogloss.corpora.repeats import grouped, repeated
from isogloss.corpora.surface import SurfaceForms
from isogloss.corpora.tables import CorpusRow, SentenceRow
from isogloss.store.open import AnyStore
from isogloss.vocabulary.errors import NotFound, Refused

#: Corpora kept in memory by one process; the least recently used leaves first.
KEPT = 4


@dataclass(frozen=True, eq=False)
class Content:
    """What a corpus says, fixed by its digest."""

    texts: Mapping[str, Mapping[str, str]]
    analyses: Mapping[str, Mapping[str, str]]
    surface: SurfaceForms = field(repr=False)
    documents: Mapping[str, str] = field(repr=False)
    #: What was found by :meth:`groups` and :meth:`repeated`, by languages.
    _groups: dict[tuple[str, ...], Mapping[str, str]] = field(default_factory=dict, repr=False)
    _repeated: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict, repr=False)

    def groups(self, languages: tuple[str, ...]) -> Mapping[str, str]:
        """{id: its document, or the documents that share a text of these languages with it, under one name}."""
        if languages not in self._groups:
            found = grouped((a, text, self.documents[i]) for a in languages for i, text in self.texts[a].items())
            self._groups[languages] = {i: found.get(name, name) for i, name in self.documents.items()}
        return self._groups[languages]

    def repeated(self, languages: tuple[str, ...]) -> frozenset[str]:
        """The ids with a text that stands in another document too."""
        if languages not in self._repeated:
            self._repeated[languages] = repeated([self.texts[a] for a in languages], self.documents)
        return self._repeated[languages]

    def tokens(self, language: str, item: str) -> tuple[Token, ...] | None:
        """The words of a sentence, or None where nobody analysed it."""
        stored = self.analyses[language].get(item)
        return None if stored is None else tuple(Token(*token) for token in json.loads(stored))


@dataclass(frozen=True, eq=False)
class ParallelCorpus:
    """Sentences that say the same in several languages.

    ``ids`` are sorted as text; ``documents`` maps every id to its document, the same in all languages; ``splits`` maps
    the publisher's parts to their ids; ``id_sets`` are the choices of ids that people named. ``languages`` stand in
    order. An id may be missing in a language: see :meth:`complete`.
    """

    id: str
    name: str
    digest: str
    licence: str
    note: str
    document_rule: str
    languages: tuple[str, ...]
    ids: tuple[str, ...]
    documents: Mapping[str, str] = field(repr=False)
    splits: Mapping[str, frozenset[str]] = field(repr=False)
    id_sets: Mapping[str, IdSet] = field(repr=False)
    content: Content = field(repr=False)

    def check_language(self, language: str) -> str:
        """The language itself; raises Refused, naming those the corpus has, when it is not one of them."""
        if language not in self.content.texts:
            raise Refused(
                "unknown_language",
                f"The corpus {self.id} has no “{language[:40]}”.",
                hint=f"It has: {', '.join(self.languages)}.",
                field="languages",
            )
        return language

    def text(self, language: str, item: str) -> str:
        """A sentence; raises Refused for an unknown language and NotFound for an id the language does not have."""
        found = self.content.texts[self.check_language(language)].get(item)
        if found is None:
            raise NotFound(
                "unknown_id", f"The corpus {self.id} has no sentence “{item[:80]}” in {language}.", field="ids"
            )
        return found

    def texts(self, language: str, ids: Iterable[str]) -> list[str]:
        """Sentences in the order of ``ids``; raises as :meth:`text` does."""
        return [self.text(language, item) for item in ids]

    def has(self, language: str, item: str) -> bool:
        """Whether the language has this id."""
        return item in self.content.texts[self.check_language(language)]

    def tokens(self, language: str, item: str) -> tuple[Token, ...] | None:
        """The words of a sentence, or None where nobody analysed it; raises as :meth:`text` does."""
        self.text(language, item)
        return self.content.tokens(language, item)

    def complete(self, languages: Iterable[str] | None = None, ids: Iterable[str] | None = None) -> tuple[str, ...]:
        """The ids, sorted, that each of these languages has (all of the corpus's by default)."""
        chosen = self.languages if languages is None else tuple(languages)
        texts = [self.content.texts[self.check_language(language)] for language in chosen]
        return tuple(sorted(item for item in (self.ids if ids is None else ids) if all(item in t for t in texts)))

    def select(self, choice: str | Sequence[str] | None = None) -> tuple[str, ...]:
        """Ids, sorted: all of them for None, else the union of the named id sets, splits and single ids.

        A name means an id set first, then a split, then an id. Raises Refused for a name that is none of these.
        """
        if choice is None:
            return self.ids
        names = [choice] if isinstance(choice, str) else list(choice)
        return tuple(sorted(set().union(*(self._named(name) for name in names))))

    def _named(self, name: str) -> frozenset[str]:
        if name in self.id_sets:
            return self.id_sets[name].ids
        if name in self.splits:
            return self.splits[name]
        if name in self.documents:
            return frozenset((name,))
        known = [*sorted(self.id_sets), *sorted(self.splits)]
        raise Refused(
            "unknown_ids",
            f"The corpus {self.id} has no id set, split or id “{name[:80]}”.",
            hint=f"It has: {', '.join(known)}." if known else "It has no id sets and no splits.",
            field="ids",
        )

    def groups(self, languages: Iterable[str] | None = None) -> Mapping[str, str]:
        """What splits, folds and intervals go by: {id: document}, where documents that share a text in one of these
        languages (all by default) are one, so that no sentence stands on both sides."""
        return self.content.groups(self._sorted(languages))

    def repeated(self, languages: Iterable[str] | None = None) -> frozenset[str]:
        """The ids with a text, in one of these languages, that stands in another document too."""
        return self.content.repeated(self._sorted(languages))

    def _sorted(self, languages: Iterable[str] | None) -> tuple[str, ...]:
        return tuple(sorted(map(self.check_language, self.languages if languages is None else languages)))

    def shared_surface_free(self, a: str, b: str) -> frozenset[str]:
        """The ids whose sentences in two languages share no surface form (see ``surface``); symmetric, and kept."""
        return self.content.surface.free(self.check_language(a), self.check_language(b))

    @property
    def names_are_known(self) -> bool:
        """Whether the English side is analysed, so that :meth:`shared_surface_free` could leave out proper names."""
        return bool(self.content.analyses.get("en"))


_kept: OrderedDict[tuple[str, str], ParallelCorpus] = OrderedDict()
_lock = Lock()


def load_corpus(store: AnyStore, corpus_id: str) -> ParallelCorpus:
    """A corpus by id; raises NotFound naming those there are."""
    with store.app.session() as session:
        return read_corpus(session, corpus_id)


def read_corpus(session: Session, corpus_id: str) -> ParallelCorpus:
    """As :func:`load_corpus`, within a session. Sentences are read once per process, id sets every time."""
    row = corpus_row(session, corpus_id)
    key = (row.id, row.digest)
    with _lock:
        known = _kept.get(key)
        if known is None:
            known = _kept[key] = _read(session, row)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return replace(known, name=row.name, licence=row.licence, note=row.note, id_sets=id_sets_of(session, corpus_id))


def list_corpora(session: Session) -> list[CorpusRow]:
    """All corpora, newest first."""
    return list(session.scalars(select(CorpusRow).order_by(CorpusRow.added_at.desc(), CorpusRow.id)))


def corpus_row(session: Session, corpus_id: str) -> CorpusRow:
    """The stored row of a corpus; raises NotFound naming those there are."""
    row = session.get(CorpusRow, corpus_id)
    if row is None:
        known = sorted(session.scalars(select(CorpusRow.id)))
        raise NotFound(
            "unknown_corpus",
            f"There is no corpus “{corpus_id[:80]}”.",
            hint=f"There are: {', '.join(known[:20])}." if known else "Import one: isogloss corpora add.",
            field="corpus",
        )
    return row


def _read(session: Session, row: CorpusRow) -> ParallelCorpus:
    texts: dict[str, dict[str, str]] = {language: {} for language in row.languages}
    analyses: dict[str, dict[str, str]] = {language: {} for language in row.languages}
    documents: dict[str, str] = {}
    splits: dict[str, set[str]] = {}
    # The analyses are kept as the text they are stored as: most readers never look at them.
    columns = (
        SentenceRow.language,
        SentenceRow.item_id,
        SentenceRow.text,
        SentenceRow.document,
        SentenceRow.split,
        SentenceRow.tokens,
    )
    query = select(*columns).where(SentenceRow.corpus_id == row.id)
    for language, item, text, document, split, tokens in session.execute(query):
        texts[language][item] = text
        documents[item] = document
        if tokens is not None:
            analyses[language][item] = tokens
        if split is not None:
            splits.setdefault(split, set()).add(item)
    content = Content(texts, analyses, SurfaceForms(texts, analyses), documents)
    return ParallelCorpus(
        id=row.id,
        name=row.name,
        digest=row.digest,
        licence=row.licence,
        note=row.note,
        document_rule=row.document_rule,
        languages=tuple(row.languages),
        ids=tuple(sorted(documents)),
        documents={item: documents[item] for item in sorted(documents)},
        splits={split: frozenset(splits[split]) for split in sorted(splits)},
        id_sets={},
        content=content,
    )
