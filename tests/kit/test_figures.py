"""Figures of the kit: they keep to the contract, and leave out what is not known."""

import orjson
import pytest
from pydantic import ValidationError

from isogloss.contract.estimate import Estimate
from isogloss.contract.figure import FigureMeta, Mark, TraceMeta
from isogloss.kit.figures import bars, curve, figure, heat, mark, null_lines, polygon, said, whiskers

FACTS = {"caption": "What.", "n": [(3, "concepts")], "null": "random units", "interval": "95 %"}


def test_a_band_and_whiskers_stop_where_there_is_no_interval() -> None:
    band = polygon("band", [0, 1, 2, 3], [0.1, 0.2, None, 0.4], [0.3, 0.4, None, 0.6])
    assert list(band.x) == [0, 1, 1, 0, None, 3, 3]
    assert list(band.y) == [0.1, 0.2, 0.4, 0.3, None, 0.4, 0.6]
    rows = [Estimate(value=1.0, n=1), Estimate(value=1.0, low=0.5, high=2.0, n=1), Estimate(value=None, n=0)]
    drawn = whiskers(rows)
    assert (drawn["array"], drawn["arrayminus"]) == ([None, 1.0, None], [None, 0.5, None])
    plain = bars("changed", ["en"], rows[:1], ["prompt:0"], whiskered=False)
    assert "error_y" not in plain.to_plotly_json(), "the browser draws bars over languages with whiskers as marks"


def test_a_mark_says_what_is_known_by_name_and_nothing_else() -> None:
    e = Estimate(value=0.4, low=0.3, high=0.5, null=0.1, n=7)
    assert mark("language:de", e) == {
        "address": "language:de", "low": 0.3, "high": 0.5, "null": 0.1, "n": 7,
        "excess_low": pytest.approx(0.2), "excess_high": pytest.approx(0.4),
    }  # fmt: skip
    assert mark("layer:3") == {"address": "layer:3"}
    assert mark("k:2", Estimate(value=None, n=0)) == {"address": "k:2", "n": 0}
    Mark.model_validate(mark("language:de", e))


def test_a_null_is_drawn_as_far_as_it_is_known() -> None:
    whole = Estimate(value=0.4, null=0.1, null_low=0.0, null_high=0.2, n=7)
    fixed, bare = Estimate(value=0.4, null=0.1, n=7), Estimate(value=0.4, n=7)
    for rows, roles in (([whole, bare], ["null-band", "null"]), ([fixed, bare], ["null"]), ([bare], []), ([], [])):
        drawn = null_lines("shuffled labels", range(len(rows)), rows)
        assert [trace.meta["role"] for trace in drawn] == roles
        assert all(list(trace.y) == [e.null for e in rows] for trace in drawn if trace.meta["role"] == "null")


def test_a_cell_of_a_heat_map_leads_where_its_address_says() -> None:
    e = Estimate(value=0.4, n=7)

    def cell(i: int, j: int) -> Estimate | None:
        return None if i == j else e

    drawn = heat(["a", "b"], ["a", "b"], cell, lambda i, j: None if i == j else f"pair:{i}:{j}", **FACTS)
    assert [list(row) for row in drawn.data[0].customdata] == [
        [{}, {"address": "pair:0:1", "n": 7}], [{"address": "pair:1:0", "n": 7}, {}]
    ]  # fmt: skip


def test_what_the_contract_does_not_know_is_no_figure() -> None:
    with pytest.raises(ValidationError):
        said("glow")
    with pytest.raises(ValidationError):
        figure([], **FACTS, meta={"colour": "red"})
    with pytest.raises(ValidationError):
        figure([], **(FACTS | {"format": "per cent"}))


def test_every_part_of_a_drawn_figure_is_of_the_contract() -> None:
    rows = [
        Estimate(value=0.4, low=0.3, high=0.5, null=0.1, null_low=0.0, null_high=0.2, n=7),
        Estimate(value=0.1, n=7),
    ]
    drawn = [
        figure([bars("experts", ["de", "en"], rows, ["language:de", "language:en"])], **FACTS),
        figure(curve([0, 1], rows, ["checkpoint:a", "checkpoint:b"], name="mean", null="random units"), **FACTS),
        heat(["de"], ["a", "b"], lambda i, j: rows[i], lambda i, j: f"concept:{i}", diverging=True, **FACTS),
    ]
    for one in drawn:
        found = orjson.loads(one.to_json())
        FigureMeta.model_validate(found["layout"]["meta"])
        for trace in found["data"]:
            TraceMeta.model_validate(trace["meta"])
            marks = trace.get("customdata", [])
            for each in marks if not marks or isinstance(marks[0], dict) else [m for row in marks for m in row]:
                Mark.model_validate(each)
    assert [trace.meta["role"] for trace in drawn[1].data] == ["band", "null-band", "null", "mean"]
    assert (drawn[2].data[0].zmin, drawn[2].layout.meta["range"]) == (-0.4, (-0.4, 0.4))
