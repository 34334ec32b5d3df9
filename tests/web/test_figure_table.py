"""A figure's CSV holds what is drawn."""

import csv
import io
from typing import NamedTuple

import numpy as np
import orjson
import plotly.graph_objects as go
from hypothesis import given
from hypothesis import strategies as st

from isogloss.contract.estimate import Estimate
from isogloss.contract.figure import MARK_AS_LIST
from isogloss.kit.figures import curve, figure
from isogloss.kit.ladder import OverTraining
from isogloss.web.figure_table import csv_of


class Rung(NamedTuple):
    """A checkpoint and its step."""

    checkpoint: str
    step: int


def table(*traces):
    text = csv_of(go.Figure(list(traces)).to_json().encode()).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_intervals_become_their_ends():
    trace = go.Scatter(
        name="de", x=[1, 2], y=[0.5, 0.25], error_y={"array": [0.125, 0.25], "arrayminus": [0.25, 0.125]}
    )
    assert table(trace)[0] == {"trace": "de", "x": "1", "value": "0.5", "low": "0.25", "high": "0.625"}


def test_every_trace_has_its_rows():
    rows = table(go.Scatter(name="a", x=[1, 2], y=[3, 4]), go.Bar(name="b", x=["u"], y=[5], customdata=[["k", 7]]))
    assert [row["trace"] for row in rows] == ["a", "a", "b"]
    assert (rows[2]["address"], rows[2]["low"], rows[0]["address"]) == ("k", "7", "")


def test_what_does_not_exist_is_empty_and_not_zero():
    rows = table(go.Heatmap(z=np.array([[np.nan, 1.0]])), go.Scatter(x=[1], y=[None]))
    assert [row["value"] for row in rows] == ["", "1.0", ""]


def test_a_horizontal_bars_interval_lies_along_x():
    row = table(go.Bar(orientation="h", x=[2.0], y=["en"], error_x={"array": [0.5]}))[0]
    assert (row["low"], row["high"]) == ("1.5", "2.5")


def test_a_spreadsheet_finds_no_formula():
    row = table(go.Scatter(x=["=1+1"], y=[-1.5], text=["@SUM(A1)"]))[0]
    assert (row["x"], row["value"], row["text"]) == ("'=1+1", "-1.5", "'@SUM(A1)")


def test_a_figure_without_marks_has_an_empty_table():
    assert csv_of(b'{"data": []}') == b"\r\n"


def test_a_ladder_has_its_steps_and_languages_and_no_outlines():
    rows = [Estimate(value=v, low=v - 0.1, high=v + 0.1, null=0.1, n=12) for v in (0.2, 0.4)]
    over = OverTraining([Rung("step0", 0), Rung("step64", 64)], [], [])
    drawn = figure(
        [
            *curve(over.x, rows, over.addresses, name="mean", null="random units"),
            *over.lines(["de"], lambda point, _: rows[0]),
        ],
        caption="What.", n=[], null="random units", interval="95 %", **over.common,
    )  # fmt: skip
    for data in (drawn.to_json().encode(), of_an_earlier_version(drawn)):
        found = list(csv.DictReader(io.StringIO(csv_of(data).decode())))
        assert [(row["trace"], row["checkpoint"], row["step"]) for row in found] == [
            (name, f"step{step}", str(step)) for name in ("random units", "mean", "de") for step in (0, 64)
        ]
        second = {name: found[3][name] for name in ("value", "low", "high", "null", "n", "language")}
        assert second == {
            "value": "0.4",
            "low": "0.30000000000000004",
            "high": "0.5",
            "null": "0.1",
            "n": "12",
            "language": "",
        }
        assert [row["language"] for row in found] == ["", "", "", "", "de", "de"]
        assert list(found[0])[:4] == ["trace", "checkpoint", "step", "language"]


def of_an_earlier_version(drawn: go.Figure) -> bytes:
    """The same figure as it was stored when marks were lists and the axis had no steps."""
    found = orjson.loads(drawn.to_json())
    del found["layout"]["meta"]["steps"]
    for trace in found["data"]:
        if marks := trace.get("customdata"):
            trace["customdata"] = [[mark.get(name) for name in MARK_AS_LIST] for mark in marks]
    return orjson.dumps(found)


def test_a_heat_map_names_its_rows_and_columns_by_their_titles():
    titles = {"xaxis": {"title": {"text": "read in"}}, "yaxis": {"title": {"text": "trained in"}}}
    drawn = go.Figure(
        go.Heatmap(x=["de"], y=["en"], z=[[0.5]], customdata=[[{"address": "pair:en~de", "n": 4}]]), titles
    )
    (row,) = csv.DictReader(io.StringIO(csv_of(drawn.to_json().encode()).decode()))
    assert row == {"trace": "1", "trained in": "en", "read in": "de", "value": "0.5", "n": "4", "address": "pair:en~de"}


@given(st.lists(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3), min_size=1, max_size=5))
def test_numbers_survive_their_packing(rows):
    grid = np.array(rows, dtype=np.float32)
    read = np.array([float(row["value"]) for row in table(go.Heatmap(z=grid))])
    assert np.array_equal(read.astype(np.float32).reshape(grid.shape), grid)
