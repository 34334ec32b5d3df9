"""Tables of corpora. Rows are written once, by an import, and never changed: a corpus is its digest."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from isogloss.store.base import Base, utc_now


class CorpusRow(Base):
    """A parallel corpus. ``languages`` are in order; ``note`` says what a reader of its numbers must know."""

    __tablename__ = "corpus"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    licence: Mapped[str]
    digest: Mapped[str]
    source: Mapped[str] = mapped_column(Text)
    languages: Mapped[list[str]]
    #: {language: number of ids it has}
    counts: Mapped[dict[str, Any]]
    n_ids: Mapped[int]
    #: Ids that every language has.
    n_complete: Mapped[int]
    n_documents: Mapped[int]
    has_documents: Mapped[bool]
    document_rule: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(default=utc_now)
    note: Mapped[str] = mapped_column(Text)


class SentenceRow(Base):
    """One sentence in one language.

    ``tokens`` is the JSON of its ``record.Token`` rows, or NULL where nobody analysed it: text, so that it is written
    before the transaction that locks out other writers, and read only by those who look at it.
    """

    __tablename__ = "sentence"

    corpus_id: Mapped[str] = mapped_column(ForeignKey("corpus.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    document: Mapped[str]
    split: Mapped[str | None]
    tokens: Mapped[str | None] = mapped_column(Text)


class ConceptSetRow(Base):
    """Concepts labelled on one corpus: ``concepts`` is {name: ids of the positive sentences, sorted},
    or {name: {"positive": ids, "negative": ids}} where the negatives were listed too."""

    __tablename__ = "concept_set"

    id: Mapped[str] = mapped_column(primary_key=True)
    corpus_id: Mapped[str] = mapped_column(ForeignKey("corpus.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    licence: Mapped[str]
    digest: Mapped[str]
    source: Mapped[str] = mapped_column(Text)
    concepts: Mapped[dict[str, Any]]
    added_at: Mapped[datetime] = mapped_column(default=utc_now)


class IdSetRow(Base):
    """A named choice of ids of a corpus, such as those a model was not trained on."""

    __tablename__ = "id_set"

    corpus_id: Mapped[str] = mapped_column(ForeignKey("corpus.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    source: Mapped[str] = mapped_column(Text)
    ids: Mapped[list[str]]
    added_at: Mapped[datetime] = mapped_column(default=utc_now)
