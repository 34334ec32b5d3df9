"""Language-specific neurons beside the experts of a concept run: over a ladder, and what does not fit."""

import csv
import json

import numpy as np
import pytest
from fastapi.testclient import TestClient

from isogloss.activations.unit_sets import experts_of
from isogloss.app import app_over
from isogloss.runs.asking.requests import parse_params
from isogloss.runs.rows.reading import read_figure
from isogloss.runs.rows.tables import children_of, find_run
from isogloss.studies.language_probes.schema import Params
from isogloss.studies.language_probes.study import inputs, resolve
from isogloss.vocabulary.errors import IsoglossError
from tests.studies.language_probes.test_job import BASE

pytestmark = pytest.mark.timeout(600)

STEPS = ["step64", "step1024"]


@pytest.fixture(scope="module")
def house(house_of, finished):
    made = house_of(finished)
    made.key = made.ask("concept-neurons", made.params, STEPS)["run"]["key"]
    return made


@pytest.fixture(scope="module")
def ladder(house):
    """As a recipe asks: the series of concept neurons, of which every checkpoint takes its own run."""
    return house.ask("language-probes", BASE | {"concept_run": house.key}, STEPS)


def test_every_checkpoint_is_compared_with_its_own_concept_run(house, ladder):
    with house.store.app.session() as session:
        own = {run.checkpoint: run.key for _, run in children_of(session, find_run(session, house.key).id)}
        runs = {run.checkpoint: run for _, run in children_of(session, find_run(session, ladder["run"]["key"]).id)}
    for step in STEPS:
        answer = house.ask("language-probes", BASE | {"concept_run": house.key, "checkpoint": step})
        assert answer["run"]["key"] == runs[step].key
        assert runs[step].inputs["upstream"] == [own[step]]
        assert answer["result"]["experts"]["concept_run"] == own[step]


def test_shares_are_those_of_the_neurons_own_addresses(house, ladder):
    """Counted again from addresses, the answer's against the experts'."""
    result = house.ask("language-probes", BASE | {"concept_run": house.key, "checkpoint": "step1024"})["result"]
    found = result["experts"]
    assert (found["concepts"], found["languages"], found["shared_by"], found["draws"]) == (2, 4, 2, 6)
    with house.store.app.session() as session:
        run = find_run(session, found["concept_run"])
        reach: dict[str, int] = {}
        for concept in ("food", "weather"):
            for expert in experts_of(session, run.id, concept):
                reach[str(expert.unit)] = max(reach.get(str(expert.unit), 0), len(expert.languages))
    everyone = {neuron["unit"] for neuron in result["neurons"]["neurons"]}
    assert len(everyone) == result["neurons"]["selected"] == found["total"]["neurons"]
    owned = {name: set(units) for name, units in result["neurons"]["units"].items() if units}
    assert set(found["by_language"]) == set(owned)
    for units, row in [(everyone, found["total"]), *((owned[name], row) for name, row in found["by_language"].items())]:
        tells = {"experts": lambda n: n > 0, "shared": lambda n: n >= 2, "single": lambda n: n == 1}
        for kind, tell in tells.items():
            share = np.mean([tell(reach.get(unit, 0)) for unit in units])
            assert row[kind]["value"] == pytest.approx(share)
            assert row[kind]["low"] <= share <= row[kind]["high"]
            assert row[kind]["null_low"] <= row[kind]["null"] <= row[kind]["null_high"]
            assert row[kind]["p"] >= 1 / 7
            assert row[kind]["n"] == row["neurons"] == len(units)


def test_its_figures_and_table_say_what_they_stand_on(house, ladder):
    key = house.ask("language-probes", BASE | {"concept_run": house.key, "checkpoint": "step1024"})["run"]["key"]
    for run, name in ((key, "neurons_and_experts"), (ladder["run"]["key"], "experts_over_training")):
        facts = json.loads(read_figure(house.store, run, name)[0])["layout"]["meta"]
        assert facts["caption"] and facts["n"] and facts["null"]["value"] is not None and facts["interval"]
    with TestClient(app_over(house.store), base_url="http://127.0.0.1") as client:
        table = client.get(f"/api/runs/{key}/figures/neurons_and_experts.csv").text.splitlines()
    rows = [row for row in csv.DictReader(table) if row["address"]]
    assert {row["trace"] for row in rows} == {"of any concept", "in 2 languages or more", "in one language only"}
    assert all(row["low"] and row["high"] and row["null"] and row["n"] for row in rows)


def test_without_a_concept_run_nothing_is_compared(house):
    answer = house.ask("language-probes", BASE | {"checkpoint": "step1024"})
    assert answer["result"]["experts"] is None
    assert "neurons_and_experts" not in answer["run"]["figures"]
    assert inputs(resolve(parse_params(Params, BASE | {"checkpoint": "step1024"}), house.catalogue)).upstream == ()


def test_a_concept_run_that_does_not_fit_is_refused_beside_its_field(house, ladder):
    linear = house.ask("concept-neurons", house.params | {"units": "all_linear", "checkpoint": "step64"})
    for concept_run, checkpoint, code, says in (
        ("0" * 32, "step64", "upstream_unfinished", "not known here"),
        (ladder["run"]["key"], "step64", "wrong_upstream", "language_probes"),
        (house.key, "step0", "another_model", "tiny-ladder at step64"),
        (linear["run"]["key"], "step1024", "another_model", "tiny-ladder at step64"),
        (linear["run"]["key"], "step64", "other_units", "no MLP neurons"),
    ):
        with pytest.raises(IsoglossError) as error:
            inputs(
                resolve(
                    parse_params(Params, BASE | {"concept_run": concept_run, "checkpoint": checkpoint}), house.catalogue
                )
            )
        assert (error.value.code, error.value.field) == (code, "concept_run")
        assert says in str(error.value)
        assert error.value.hint
    with pytest.raises(IsoglossError) as error:
        parse_params(Params, BASE | {"concept_run": "my run", "checkpoint": "step64"})
    assert error.value.field == "concept_run"
