"""A run's expert rows as columns: one safetensors file, its labels numbered from 0 in the run's own document.

The numbers of labels differ between installations, so here they are those of the sorted texts; rows stand in the order
of (concept, language, rank). Equal rows therefore have equal bytes, in whichever database they lay.
"""

from collections.abc import Sequence

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.store.unit_score import SCORE, ScoreLabelRow, UnitScoreRow, label_ids
from isogloss.vocabulary.errors import Refused

_COLUMNS = SCORE.names or ()
#: Columns that number a label.
_LABELLED = ("concept", "language", "place")


def read_rows(session: Session, run_id: int) -> tuple[np.ndarray, tuple[str, ...]]:
    """The run's rows of dtype ``SCORE`` and their labels; empty where it has none."""
    table = UnitScoreRow.__table__
    query = select(*(table.c[name] for name in _COLUMNS)).where(table.c.run_id == run_id)
    nan = float("nan")
    found = [tuple(nan if value is None else value for value in row) for row in session.execute(query)]
    rows = np.array(found, dtype=SCORE)
    texts = {row.id: row.text for row in session.execute(select(ScoreLabelRow.id, ScoreLabelRow.text))} if found else {}
    used = sorted({texts[number] for name in _LABELLED for number in np.unique(rows[name]).tolist()})
    for name in _LABELLED:
        place = {number: used.index(texts[number]) for number in np.unique(rows[name]).tolist()}
        rows[name] = [place[number] for number in rows[name].tolist()]
    return rows[np.lexsort((rows["rank"], rows["language"], rows["concept"]))], tuple(used)


def packed(rows: np.ndarray) -> bytes:
    """The columns as safetensors."""
    return bytes(save({name: np.ascontiguousarray(rows[name]) for name in _COLUMNS}))


def unpacked(data: bytes, labels: Sequence[str], key: str) -> np.ndarray:
    """The inverse, checked: raises Refused for anything that is not such rows."""
    try:
        columns = load(data)
    except (SafetensorError, ValueError, TypeError, KeyError) as error:
        raise _broken(key) from error
    shapes = {column.shape for column in columns.values()}
    fits = set(columns) == set(_COLUMNS) and len(shapes) == 1 and len(next(iter(shapes))) == 1
    if not fits or any(columns[name].dtype != SCORE[name] for name in _COLUMNS):
        raise _broken(key)
    rows = np.empty(len(columns["rank"]), dtype=SCORE)
    for name in _COLUMNS:
        rows[name] = columns[name]
    if not _sound(rows, len(labels)):
        raise _broken(key)
    return rows


def _sound(rows: np.ndarray, labels: int) -> bool:
    """Labels that exist, units and ranks in range, numbers that are numbers, no place taken twice."""
    named = all(((rows[name] >= 0) & (rows[name] < labels)).all() for name in _LABELLED)
    ranged = (rows["unit"] >= 0).all() and (rows["rank"] >= 1).all() and (rows["folds"] >= 0).all()
    finite = all(np.isfinite(rows[name]).all() for name in ("ap_selected", "on_p50", "on_p90", "off_mean"))
    keys = np.unique(rows[["concept", "language", "rank"]])
    return bool(named and ranged and finite and not np.isinf(rows["ap_held_out"]).any() and len(keys) == len(rows))


def _broken(key: str) -> Refused:
    return Refused("broken_bundle", f"The scores of run {key} are broken. Nothing was imported.")


def numbered_here(session: Session, rows: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    """The rows with this installation's numbers of the labels; unknown labels get one."""
    numbers = label_ids(session, labels)
    here = np.array([numbers[text] for text in labels], dtype=np.int32)
    out = rows.copy()
    for name in _LABELLED:
        out[name] = here[rows[name]]
    return out
