"""The one table of scores: which unit answers for which concept in which language, in which run.

Ten million rows are ordinary, so a row is numbers only; concepts, languages and places are numbered in
``score_label``. The primary key is the order experts are read in; one more index serves the page of a unit.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

import numpy as np
from sqlalchemy import ForeignKey, Index, Integer, Select, SmallInteger, String, Table, and_, delete, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from isogloss.store.base import Base, Float32
from isogloss.store.bulk import bulk_insert
from isogloss.store.upsert import insert

#: One row to write: everything but the run. ``ap_held_out`` is NaN where there is none.
SCORE = np.dtype(
    [
        ("concept", "<i4"),
        ("language", "<i4"),
        ("rank", "<i4"),
        ("place", "<i4"),
        ("unit", "<i4"),
        ("ap_selected", "<f4"),
        ("ap_held_out", "<f4"),
        ("on_p50", "<f4"),
        ("on_p90", "<f4"),
        ("off_mean", "<f4"),
        ("folds", "<i2"),
    ]
)


class ScoreLabelRow(Base):
    """The number of a concept, a language or a place (``mlp_act.7``) in ``unit_score``."""

    __tablename__ = "score_label"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(200), unique=True)


class UnitScoreRow(Base):
    """One expert. ``rank`` counts from 1 within (run, concept, language).

    ``ap_selected`` is the average precision it was chosen by, ``ap_held_out`` that on ids it was not chosen on;
    ``folds`` in how many folds it was chosen. ``on_p50`` and ``on_p90`` are percentiles of its pooled value on
    positives, ``off_mean`` the mean on negatives.
    """

    __tablename__ = "unit_score"
    __table_args__ = (
        Index(None, "run_id", "place", "unit"),
        # Rows lie in the order of the key, without a second copy of it.
        {"sqlite_with_rowid": False},
    )

    run_id: Mapped[int] = mapped_column(Integer, ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    concept: Mapped[int] = mapped_column(Integer, primary_key=True)
    language: Mapped[int] = mapped_column(Integer, primary_key=True)
    rank: Mapped[int] = mapped_column(Integer, primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    unit: Mapped[int] = mapped_column(Integer)
    ap_selected: Mapped[float] = mapped_column(Float32)
    ap_held_out: Mapped[float | None] = mapped_column(Float32)
    on_p50: Mapped[float] = mapped_column(Float32)
    on_p90: Mapped[float] = mapped_column(Float32)
    off_mean: Mapped[float] = mapped_column(Float32)
    folds: Mapped[int] = mapped_column(SmallInteger)


class Score(NamedTuple):
    """One row as read, with its labels spelled out."""

    concept: str
    language: str
    place: str
    unit: int
    rank: int
    ap_selected: float
    ap_held_out: float | None
    folds: int
    on_p50: float
    on_p90: float
    off_mean: float


def label_ids(session: Session, texts: Iterable[str]) -> dict[str, int]:
    """The numbers of these labels; unknown ones get one."""
    wanted = sorted(set(texts))
    known = _known_labels(session, wanted)
    new = [{"text": text} for text in wanted if text not in known]
    if new:
        # Another process may add the same label at the same time.
        session.execute(insert(session, ScoreLabelRow).on_conflict_do_nothing(), new)
        known = _known_labels(session, wanted)
    return known


def _known_labels(session: Session, texts: Sequence[str]) -> dict[str, int]:
    """In portions, for a statement has room for so many values only."""
    found: dict[str, int] = {}
    for start in range(0, len(texts), 500):
        query = select(ScoreLabelRow.text, ScoreLabelRow.id).where(ScoreLabelRow.text.in_(texts[start : start + 500]))
        found.update((row.text, row.id) for row in session.execute(query))
    return found


def score_portions(rows: np.ndarray, at_most: int = 50_000) -> Iterator[np.ndarray]:
    """The rows in portions to write in a transaction each, so that no other writer waits long (SQLite has one).

    A (concept, language) is never torn, so a portion is larger than ``at_most`` where one alone is.
    """
    ordered = _in_key_order(rows)
    new = np.flatnonzero(np.diff(ordered["concept"]) | np.diff(ordered["language"])) + 1
    start = end = 0
    for boundary in (*new.tolist(), len(ordered)):
        if boundary - start > at_most and end > start:
            yield ordered[start:end]
            start = end
        end = boundary
    if end > start:
        yield ordered[start:end]


def _in_key_order(rows: np.ndarray) -> np.ndarray:
    if rows.dtype != SCORE:
        raise TypeError("scores are an array of dtype SCORE")
    return rows[np.lexsort((rows["rank"], rows["language"], rows["concept"]))]


def write_scores(session: Session, run_id: int, rows: np.ndarray) -> None:
    """Write rows of dtype :data:`SCORE` in the session's transaction: many at once by :func:`score_portions`.

    What the run had for the same (concept, language) is replaced, so that a repeated step changes nothing.
    """
    ordered = _in_key_order(rows)
    for concept, language in np.unique(rows[["concept", "language"]]).tolist():
        session.execute(
            delete(UnitScoreRow).where(
                UnitScoreRow.run_id == run_id, UnitScoreRow.concept == concept, UnitScoreRow.language == language
            )
        )
    # SQLAlchemy declares what a class is mapped to, which need not be a table; this one is.
    bulk_insert(session.connection(), cast(Table, UnitScoreRow.__table__), {"run_id": run_id}, ordered)


def experts(session: Session, run_id: int, concept: str, language: str, limit: int) -> list[Score]:
    """The first ``limit`` experts of a concept in a language, by rank; empty where there are none."""
    ids = _known_labels(session, [concept, language])
    if not {concept, language} <= ids.keys():
        return []
    of = (UnitScoreRow.run_id == run_id, UnitScoreRow.concept == ids[concept], UnitScoreRow.language == ids[language])
    query = select(UnitScoreRow).where(*of).order_by(UnitScoreRow.rank).limit(limit)
    return _scores(session, query)


def of_concept(session: Session, run_id: int, concept: str) -> list[Score]:
    """All experts of a concept, in every language, by rank; empty where there are none."""
    ids = _known_labels(session, [concept])
    if not ids:
        return []
    of = (UnitScoreRow.run_id == run_id, UnitScoreRow.concept == ids[concept])
    return _scores(session, select(UnitScoreRow).where(*of).order_by(UnitScoreRow.language, UnitScoreRow.rank))


def most_languages(session: Session, run_id: int) -> list[tuple[str, int, int]]:
    """(place, unit, languages) of every expert of a run: in how many languages it is an expert of one and the same
    concept, the most over concepts."""
    row = UnitScoreRow
    of_concept = (
        select(row.place, row.unit, func.count().label("languages"))
        .where(row.run_id == run_id)
        .group_by(row.concept, row.place, row.unit)
        .subquery()
    )
    query = select(of_concept.c.place, of_concept.c.unit, func.max(of_concept.c.languages))
    rows = session.execute(query.group_by(of_concept.c.place, of_concept.c.unit)).all()
    texts = _label_texts(session, {place for place, _, _ in rows})
    return sorted((texts[place], unit, languages) for place, unit, languages in rows)


def expert_languages(
    session: Session, run_ids: Sequence[int], concept: str, place: str, unit: int
) -> dict[int, list[str]]:
    """In which languages a unit is an expert of one concept, for each of these runs that has it as one."""
    ids = _known_labels(session, [concept, place])
    if not {concept, place} <= ids.keys():
        return {}
    query = (
        select(UnitScoreRow.run_id, ScoreLabelRow.text)
        .join(ScoreLabelRow, ScoreLabelRow.id == UnitScoreRow.language)
        .where(UnitScoreRow.run_id.in_(run_ids), UnitScoreRow.place == ids[place], UnitScoreRow.unit == unit)
        .where(UnitScoreRow.concept == ids[concept])
    )
    found: dict[int, list[str]] = {}
    for run_id, language in session.execute(query):
        found.setdefault(run_id, []).append(language)
    return found


def of_unit(session: Session, run_id: int, place: str, unit: int) -> list[Score]:
    """Every (concept, language) this unit is an expert for."""
    ids = _known_labels(session, [place])
    if not ids:
        return []
    # By way of a second look at the table that reads keys only: the unit's index holds them all, so SQLite uses it.
    # Asked for whole rows (or to sort them) it would guess that reading the run in key order is cheaper.
    found = aliased(UnitScoreRow)
    keys = (found.run_id, found.concept, found.language, found.rank)
    own = (UnitScoreRow.run_id, UnitScoreRow.concept, UnitScoreRow.language, UnitScoreRow.rank)
    query = select(UnitScoreRow).join(found, and_(*(a == b for a, b in zip(own, keys, strict=True))))
    query = query.where(found.run_id == run_id, found.place == ids[place], found.unit == unit)
    return sorted(_scores(session, query), key=lambda score: (score.concept, score.language))


def _scores(session: Session, query: Select[UnitScoreRow]) -> list[Score]:
    rows = session.scalars(query).all()
    texts = _label_texts(session, {number for row in rows for number in (row.concept, row.language, row.place)})
    return [
        Score(
            concept=texts[row.concept],
            language=texts[row.language],
            place=texts[row.place],
            **{name: getattr(row, name) for name in Score._fields[3:]},
        )
        for row in rows
    ]


def _label_texts(session: Session, ids: set[int]) -> dict[int, str]:
    query = select(ScoreLabelRow.id, ScoreLabelRow.text)
    if len(ids) <= 500:
        query = query.where(ScoreLabelRow.id.in_(ids))
    return {row.id: row.text for row in session.execute(query)}
