"""A figure's marks as a table: every stored figure has its CSV, made from the same bytes that are drawn."""

import base64
import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson

Row = dict[str, Any]

#: What a mark's list says, in this order: the contract between figures and pages (``frontend/src/plots/Figure.tsx``).
_MARK = ("address", "low", "high", "null", "n", "excess_low", "excess_high")
#: Columns that come first, in this order; others follow as they are met.
_FIRST = ("trace", "x", "y", "z", *_MARK, "text")


def csv_of(figure: bytes) -> bytes:
    """UTF-8 CSV, one row a mark: its trace, coordinates, interval and the address it stands for (``customdata``)."""
    rows = [row for i, trace in enumerate(orjson.loads(figure)["data"]) for row in _rows(trace, i)]
    met = dict.fromkeys(name for row in rows for name, value in row.items() if value is not None)
    columns = [name for name in _FIRST if name in met] + [name for name in met if name not in _FIRST]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue().encode()


def _rows(trace: dict[str, Any], number: int) -> Iterator[Row]:
    name = trace.get("name") or str(number + 1)
    grid = _values(trace.get("z"))
    for row in _grid(trace, grid) if grid is not None else _marks(trace):
        yield {"trace": name, **row}


def _grid(trace: dict[str, Any], z: list[Any]) -> Iterator[Row]:
    """The cells of a heat map; z is rows of y by columns of x."""
    x, y, extra = _values(trace.get("x")), _values(trace.get("y")), _values(trace.get("customdata"))
    for i, line in enumerate(z):
        for j, value in enumerate(line):
            mark = _at(_at(extra, i), j)
            yield {"x": _at(x, j, j), "y": _at(y, i, i), "z": value, **_said(mark)}


def _marks(trace: dict[str, Any]) -> Iterator[Row]:
    columns = {name: _values(trace.get(name)) for name in ("x", "y", "text", "customdata")}
    upright = trace.get("orientation") != "h"
    low, high = _interval(trace, "error_y" if upright else "error_x", columns["y" if upright else "x"])
    length = max((len(column) for column in columns.values() if isinstance(column, list)), default=0)
    for i in range(length):
        at = {name: _at(column, i) for name, column in columns.items() if name != "customdata"}
        yield {**at, "low": _at(low, i), "high": _at(high, i), **_said(_at(columns["customdata"], i))}


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
        return {name: value for name, value in zip(_MARK, mark, strict=False) if value is not None}
    return mark if isinstance(mark, dict) else {"address": mark}


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
