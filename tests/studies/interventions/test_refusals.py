"""What can't be done is refused before anything starts, beside the field at fault."""

import pytest

from isogloss.runs.asking.requests import parse_params
from isogloss.studies.interventions.schema import MOST_UNITS, Params
from isogloss.studies.interventions.study import cost, inputs, resolve
from isogloss.vocabulary.errors import IsoglossError
from tests.e2e import material

LIST = {"addresses": ["mlp_act.0.3"]}
MANY = {"addresses": [f"mlp_act.0.{i}" for i in range(60)]}
EXPERTS = {"concept": "weather", "language": "ar", "k": 5, "operation": "force"}
ASKED = {"model": material.MODEL, "checkpoint": "step1024", "prompts": [{"text": "The teacher", "language": "en"}]}


@pytest.fixture(scope="module")
def house(house_of, finished):
    made = house_of(finished)
    made.key = made.ask("concept-neurons", made.params)["run"]["key"]
    return made


def refused(house, **change) -> IsoglossError:
    with pytest.raises(IsoglossError) as error:
        inputs(resolve(parse_params(Params, ASKED | {"units": [LIST]} | change), house.catalogue))
    return error.value


@pytest.mark.parametrize(
    ("change", "code", "field", "says"),
    [
        ({"units": [LIST | {"strength": "strong"}]}, "bad_params", "units.0.strength", "number"),
        ({"units": [LIST | {"strength": "nan"}]}, "bad_params", "units.0.strength", "number"),
        ({"units": [LIST | {"strength": 1e9}]}, "bad_params", "units.0.strength", "100"),
        (
            {"units": [{"addresses": [f"mlp_act.0.{i}" for i in range(10_000)]}]},
            "bad_params",
            "units.0.addresses",
            f"{MOST_UNITS}",
        ),
        (
            {"units": [{"addresses": [f"mlp_act.0.{i}" for i in range(60)]}]},
            "too_many_units",
            "units.0",
            "60 of the 96",
        ),
        ({"units": [{"addresses": ["mlp_act.7.3"]}]}, "unknown_address", "units.0.addresses", "layers 0 to 1"),
        ({"units": [{"addresses": ["mlp_act.0.3", "mlp_act.0.3"]}]}, "bad_params", "units.0", "twice"),
        ({"units": [LIST, LIST]}, "unit_twice", "units.1", "two of the sets"),
        ({"units": [LIST | {"operation": "force"}]}, "no_value", "units.0.value", "number"),
        ({"units": [LIST | {"operation": "mean"}]}, "no_concept_run", "units", "concept run"),
        ({"units": [EXPERTS]}, "no_concept_run", "concept_run", "weather"),
        ({"units": [{}]}, "bad_params", "units.0", "name a concept"),
        ({"prompts": [{"text": ""}]}, "empty_prompt", "prompts.0.text", "empty"),
        ({"prompts": [{"text": "a"}, {"text": " \n"}]}, "empty_prompt", "prompts.1.text", "Prompt 2"),
        ({"prompts": [{"text": "a\x00b"}]}, "broken_text", "prompts.0.text", "null byte"),
        ({"prompts": []}, "bad_params", "prompts", "at least 1"),
        ({"where": "from"}, "bad_params", None, "from_position"),
        ({"length": 200}, "too_long", "length", "at most 128"),
        ({"texts": 3}, "same_texts", "texts", "Greedy"),
        ({"doses": [2.0]}, "no_dose", "doses", "no strength"),
        ({"held_out": 5}, "no_concept_run", "held_out", "concept run"),
        ({"checkpoint": "step7"}, "unknown_checkpoint", "checkpoint", "step1024"),
    ],
)
def test_bad_input_is_refused_beside_its_field(house, change, code, field, says):
    error = refused(house, **change)
    assert (error.code, error.field) == (code, field)
    assert says in str(error)


@pytest.mark.parametrize("text", ["half \ud83d of a character", "\udc00"])
def test_a_lone_surrogate_is_refused(house, text):
    error = refused(house, prompts=[{"text": text}])
    assert error.field == "prompts.0.text"


def test_units_of_another_checkpoint_are_refused(house):
    error = refused(house, checkpoint="step64", concept_run=house.key, units=[EXPERTS])
    assert (error.code, error.field) == ("another_model", "concept_run")
    assert "step1024" in str(error)


def test_a_run_that_is_no_concept_run_or_not_there_is_refused(house):
    error = refused(house, concept_run="0" * 32, units=[EXPERTS])
    assert (error.code, error.field) == ("upstream_unfinished", "concept_run")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"concept": "love"}, "unknown_concept", "units.0.concept"),
        ({"language": "tr"}, "unknown_language", "units.0.language"),
        ({"shared_by": 5}, "no_units", "units.0.shared_by"),
    ],
)
def test_a_set_that_no_unit_is_in_is_refused(house, change, code, field):
    error = refused(house, concept_run=house.key, units=[EXPERTS | change])
    assert (error.code, error.field) == (code, field)


def test_what_can_be_done_is_priced_and_names_all_that_it_reads(house):
    asked = ASKED | {"units": [EXPERTS], "concept_run": house.key, "held_out": 5}
    params = parse_params(Params, asked)
    found = inputs(resolve(params, house.catalogue))
    assert found.upstream == (house.key,)
    assert set(found.corpora) == {material.CORPUS}
    assert cost(resolve(params, house.catalogue)).seconds > 0
    more = parse_params(Params, asked | {"draws": 200})
    assert cost(resolve(more, house.catalogue)).seconds > cost(resolve(params, house.catalogue)).seconds
