"""A figure's numbers as a table: every stored figure has its CSV, made from the same bytes that are drawn.

Columns bear the field's names, so that a table stands alone: what a mark is of (trace, checkpoint, step, language, or
what the axis is titled), its value, interval, null and n (:class:`isogloss.contract.figure.Mark`). Outlines of bands
are no numbers of their own: their ends stand with the marks.
"""

import base64
import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import orjson

from isogloss.contract.figure import MARK_AS_LIST, Mark
from isogloss.vocabulary.checkpoint import step_of

Row = dict[str, Any]

_NUMBERS = ("value", "low", "high", "null", "null_low", "null_high", "n", "excess_low", "excess_high")
#: Columns that come first, in this order; axes by their titles follow, then the numbers, the address, and others.
_FIRST = ("trace", "checkpoint", "step", "language")
_LAST = (*_NUMBERS, "address", "text")


def csv_of(figure: bytes) -> bytes:
    """UTF-8 CSV, one row a mark: what it is of, its number, interval, null and n, and the address it stands for."""
    drawn = orjson.loads(figure)
    layout = drawn.get("layout") or {}
    axes = _Axes(layout)
    rows = [row for i, trace in enumerate(drawn["data"]) if not _is_outline(trace) for row in _rows(trace, i, axes)]
    met = dict.fromkeys(name for row in rows for name, value in row.items() if value is not None)
    known = {*_FIRST, *_LAST}
    columns = [name for name in _FIRST if name in met]
    columns += [name for name in met if name not in known] + [name for name in _LAST if name in met]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue().encode()


def _is_outline(trace: dict[str, Any]) -> bool:
    return (trace.get("meta") or {}).get("role") in ("band", "null-band")


class _Axes:
    """What the two axes of a figure are of."""

    def __init__(self, layout: dict[str, Any]):
        meta = layout.get("meta") or {}
        places: dict[str, float] = meta.get("positions") or {}
        # Figures of earlier versions have the steps in the checkpoints' names only.
        steps: dict[str, int | None] = meta.get("steps") or {name: step_of(name) for name in places}
        self._checkpoints = {place: {"checkpoint": name, "step": steps.get(name)} for name, place in places.items()}
        self._titles = {axis: _title(layout.get(f"{axis}axis")) or axis for axis in "xy"}

    def x(self, at: Any) -> Row:
        """The columns of a place on the x axis: a checkpoint and its step, or the place under the axis' title."""
        found = self._checkpoints.get(at) if isinstance(at, (int, float)) else None
        return dict(found) if found else {self._titles["x"]: at}

    def y(self, at: Any) -> Row:
        """The same of the y axis of a heat map."""
        return {self._titles["y"] if self._titles["y"] != self._titles["x"] else "y": at}


def _title(axis: Any) -> str | None:
    title = (axis or {}).get("title")
    found = title.get("text") if isinstance(title, dict) else title
    # A title that is also one of the fields would hide it.
    return None if not found or found in (*_FIRST, *_LAST) else str(found)


def _rows(trace: dict[str, Any], number: int, axes: _Axes) -> Iterator[Row]:
    name = trace.get("name") or str(number + 1)
    of = {"trace": name, "language": (trace.get("meta") or {}).get("language")}
    grid = _values(trace.get("z"))
    for row in _grid(trace, grid, axes) if grid is not None else _marks(trace, axes.x):
        yield {**of, **row}


def _grid(trace: dict[str, Any], z: list[Any], axes: _Axes) -> Iterator[Row]:
    """The cells of a heat map; z is rows of y by columns of x."""
    x, y, extra = _values(trace.get("x")), _values(trace.get("y")), _values(trace.get("customdata"))
    for i, line in enumerate(z):
        for j, value in enumerate(line):
            yield {**axes.y(_at(y, i, i)), **axes.x(_at(x, j, j)), "value": value, **_said(_at(_at(extra, i), j))}


def _marks(trace: dict[str, Any], x: Callable[[Any], Row]) -> Iterator[Row]:
    columns = {name: _values(trace.get(name)) for name in ("x", "y", "text", "customdata")}
    upright = trace.get("orientation") != "h"
    along, value = ("x", "y") if upright else ("y", "x")
    low, high = _interval(trace, "error_y" if upright else "error_x", columns[value])
    length = max((len(column) for column in columns.values() if isinstance(column, list)), default=0)
    for i in range(length):
        place = x(_at(columns[along], i)) if upright else {along: _at(columns[along], i)}
        ends = {"low": _at(low, i), "high": _at(high, i)}
        row = {**place, "value": _at(columns[value], i), **ends, "text": _at(columns["text"], i)}
        yield {**row, **_said(_at(columns["customdata"], i))}


def _interval(trace: dict[str, Any], bars: str, value: Any) -> tuple[Any, Any]:
    """The ends of the error bars, where the trace has some."""
    error = trace.get(bars) or {}
    up = _values(error.get("array"))
    if not isinstance(value, list) or up is None:
        return None, None
    down = _values(error.get("arrayminus")) or up
    low = [None if v is None or d is None else v - d for v, d in zip(value, down, strict=False)]
    high = [None if v is None or u is None else v + u for v, u in zip(value, up, strict=False)]
    return low, high


def _said(mark: Any) -> Row:
    """What a mark says of itself, by name; what it leaves open stays as it was."""
    if isinstance(mark, list):
        return {name: value for name, value in zip(MARK_AS_LIST, mark, strict=False) if value is not None}
    if isinstance(mark, dict):
        return {name: mark[name] for name in Mark.model_fields if mark.get(name) is not None}
    return {"address": mark}


def _values(column: Any) -> Any:
    """A column as lists; numbers travel as base64 of a typed array (``dtype``, ``bdata``, ``shape``)."""
    if not isinstance(column, dict) or "bdata" not in column:
        return column
    array = np.frombuffer(base64.b64decode(column["bdata"]), dtype=np.dtype(column["dtype"]).newbyteorder("<"))
    if "shape" in column:
        array = array.reshape([int(side) for side in str(column["shape"]).split(",")])
    return array.tolist()


def _at(column: Any, i: int, otherwise: Any = None) -> Any:
    if isinstance(column, list):
        return column[i] if i < len(column) else otherwise
    return otherwise if column is None else column


def _cell(value: Any) -> Any:
    # A spreadsheet would run a text that begins like this as a formula.
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return "" if isinstance(value, float) and value != value else value
