"""A figure's CSV holds what is drawn."""

import csv
import io

import numpy as np
import plotly.graph_objects as go
from hypothesis import given
from hypothesis import strategies as st

from isogloss.web.figure_table import csv_of


def table(*traces):
    text = csv_of(go.Figure(list(traces)).to_json().encode()).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_intervals_become_their_ends():
    trace = go.Scatter(
        name="de", x=[1, 2], y=[0.5, 0.25], error_y={"array": [0.125, 0.25], "arrayminus": [0.25, 0.125]}
    )
    assert table(trace)[0] == {"trace": "de", "x": "1", "y": "0.5", "low": "0.25", "high": "0.625"}


def test_every_trace_has_its_rows():
    rows = table(go.Scatter(name="a", x=[1, 2], y=[3, 4]), go.Bar(name="b", x=["u"], y=[5], customdata=[["k", 7]]))
    assert [row["trace"] for row in rows] == ["a", "a", "b"]
    assert (rows[2]["address"], rows[2]["low"], rows[0]["address"]) == ("k", "7", "")


def test_what_does_not_exist_is_empty_and_not_zero():
    rows = table(go.Heatmap(z=np.array([[np.nan, 1.0]])), go.Scatter(x=[1], y=[None]))
    assert [row["z"] for row in rows] == ["", "1.0", ""]
    assert rows[2]["y"] == ""


def test_a_horizontal_bars_interval_lies_along_x():
    row = table(go.Bar(orientation="h", x=[2.0], y=["en"], error_x={"array": [0.5]}))[0]
    assert (row["low"], row["high"]) == ("1.5", "2.5")


def test_a_spreadsheet_finds_no_formula():
    row = table(go.Scatter(x=["=1+1"], y=[-1.5], text=["@SUM(A1)"]))[0]
    assert (row["x"], row["y"], row["text"]) == ("'=1+1", "-1.5", "'@SUM(A1)")


def test_a_figure_without_marks_has_an_empty_table():
    assert csv_of(b'{"data": []}') == b"\r\n"


@given(st.lists(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3), min_size=1, max_size=5))
def test_numbers_survive_their_packing(rows):
    grid = np.array(rows, dtype=np.float32)
    read = np.array([float(row["z"]) for row in table(go.Heatmap(z=grid))])
    assert np.array_equal(read.astype(np.float32).reshape(grid.shape), grid)
