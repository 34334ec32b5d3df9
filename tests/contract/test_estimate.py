"""How a number stands to its null, case by case: the same table holds for the pages (estimate.test.ts)."""

import json
from pathlib import Path

import pytest

from isogloss.contract.estimate import Estimate

#: What a number says, and how it then stands to its null.
CASES = json.loads((Path(__file__).parent / "standing.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_a_number_stands_to_its_null_as_its_intervals_say(case: dict) -> None:
    assert Estimate.model_validate(case["estimate"]).standing() == case["standing"]


def test_a_p_that_is_not_there_is_not_written() -> None:
    bare = {name: None for name in Estimate.model_fields if name not in ("p", "p_holm", "draws", "n")} | {"n": 0}
    assert Estimate(value=None, n=0).model_dump() == bare
    e = Estimate(value=0.0, null=0.0, p=0.5, n=3, draws=20)
    assert e.model_dump() == bare | {"value": 0.0, "null": 0.0, "p": 0.5, "n": 3, "draws": 20}
    assert Estimate.model_validate_json(e.model_dump_json()) == e


def test_an_answer_of_an_earlier_version_is_still_read() -> None:
    before = {name: None for name in Estimate.model_fields if name not in ("draws", "n")} | {"n": 4}
    assert Estimate.model_validate(before) == Estimate(value=None, n=4)


def test_the_description_of_an_estimate_names_its_fields() -> None:
    for mode in ("serialization", "validation"):
        schema = Estimate.model_json_schema(mode=mode)
        assert set(schema["properties"]) == set(Estimate.model_fields)
        assert set(schema["required"]) >= {"value", "n"}
        assert "low" not in schema["required"]


def test_the_excess_of_a_fixed_null_is_that_of_the_value() -> None:
    assert Estimate(value=0.5, low=0.4, high=0.6, null=0.25, n=1).over_null() == pytest.approx((0.25, 0.15, 0.35))
    drawn = Estimate(value=0.5, low=0.4, high=0.6, null=0.25, excess=0.2, excess_low=-0.1, excess_high=0.5, n=1)
    assert drawn.over_null() == (0.2, -0.1, 0.5)
    assert Estimate(value=0.5, low=0.4, high=0.6, n=1).over_null() == (None, None, None)
