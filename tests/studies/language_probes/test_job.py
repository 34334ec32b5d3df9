"""The study as people ask for it, over a ladder of the tiny model."""

import csv
import json

import numpy as np
import pytest
from fastapi.testclient import TestClient

from isogloss.app import app_over
from isogloss.runs.asking.requests import parse_params
from isogloss.runs.rows.reading import read_figure
from isogloss.studies.language_probes.schema import Params
from isogloss.studies.language_probes.study import STUDY, cost, inputs, resolve
from isogloss.vocabulary.errors import IsoglossError
from tests.e2e import material
from tests.studies.estimates import faults

pytestmark = pytest.mark.timeout(600)

BASE = {
    "model": material.MODEL,
    "corpus": material.CORPUS,
    "languages": list(material.LANGUAGES),
    "tokens": 3,
    "draws": 6,
    "loss_sentences": 8,
    "entropy_share": 0.1,
    "activity_quantile": 0.8,
}
CONCEPTS = {"target": "concept", "concepts": material.CONCEPTS, "unit": "sentence"}


@pytest.fixture(scope="module")
def house(house_of, furnished):
    return house_of(furnished)


@pytest.fixture(scope="module")
def languages(house):
    """Which language is this? at two checkpoints."""
    return house.ask("language-probes", BASE, ["step64", "step1024"])


@pytest.fixture(scope="module")
def concepts(house):
    """Which concept is this? at one."""
    return house.ask("language-probes", BASE | CONCEPTS | {"checkpoint": "step1024"})


@pytest.fixture(scope="module")
def client(house, languages, concepts):
    with TestClient(app_over(house.store), base_url="http://127.0.0.1") as opened:
        yield opened


def test_every_number_lies_within_its_own_interval(languages, concepts):
    assert faults(languages["result"]) == faults(concepts["result"]) == []


def test_every_layer_has_its_accuracy_beside_the_nulls(languages):
    points = languages["result"]["points"]
    assert [point["step"] for point in points] == [64, 1024]
    for point in points:
        assert [probe["layer"] for probe in point["probes"]] == list(range(len(point["probes"])))
        for probe in point["probes"]:
            accuracy = probe["accuracy"]
            assert accuracy["low"] <= accuracy["value"] <= accuracy["high"]
            assert accuracy["null"] == pytest.approx(0.25, abs=0.12)  # four languages, shuffled
            assert len(probe["by_split"]) == 3
            assert set(probe["recall"]) == set(material.LANGUAGES)
        by_control = {row["control"]: row["accuracy"]["value"] for row in point["baselines"]}
        assert by_control["majority"] == pytest.approx(0.25, abs=0.1)
        assert by_control["bytes"] > 0.9  # four scripts: bytes tell them
        headline = point["headline"]
        assert headline["surface"] == max(by_control.values())
        over = headline["over_surface"]
        assert over["value"] == pytest.approx(headline["accuracy"]["value"] - headline["surface"])
        assert over["low"] <= over["value"] <= over["high"]
        assert point["headline"]["accuracy"]["value"] == pytest.approx(
            np.mean([probe["accuracy"]["value"] for probe in point["probes"]]), abs=1e-6
        )


def test_concepts_are_carried_from_language_to_language(concepts):
    result = concepts["result"]
    assert set(result["classes"]) == {"food", "weather"}
    assert result["n_examples"] == result["n_ids"] * len(material.LANGUAGES)
    for row in result["transfer"]:
        for matrix in (row["raw"], row["centred"]):
            for cell in (matrix[a][b] for a in material.LANGUAGES for b in material.LANGUAGES):
                assert 0 <= cell["low"] <= cell["value"] <= cell["high"] <= 1
                assert cell["null_low"] <= cell["null"] <= cell["null_high"]
                assert cell["p"] >= 1 / 7
                assert 10 < cell["n"] <= material.DOCUMENTS
        # A probe that says the same of everything is right on half of every document: that interval is a point.
        assert any(cell["low"] < cell["high"] for of in row["raw"].values() for cell in of.values())
        off = [row["centred"][a][b]["value"] for a in material.LANGUAGES for b in material.LANGUAGES if a != b]
        assert row["across_centred"]["value"] == pytest.approx(np.mean(off), abs=1e-6)


def test_neurons_alignment_and_losses_have_their_nulls(concepts):
    result = concepts["result"]
    found = result["neurons"]
    assert found["selected"] == round(0.1 * found["n_units"])
    assert sum(layer["any"] for layer in found["layers"]) == found["selected"]
    own = {name: sum(layer["by_language"][name] for layer in found["layers"]) for name in material.LANGUAGES}
    assert own == {name: int(row["value"]) for name, row in found["by_language"].items()}
    assert {name: len(units) for name, units in found["units"].items()} == own
    with_neurons = [name for name, n in own.items() if n]
    assert [(row["switched_off"], row["read"]) for row in found["loss"]] == [
        (a, b) for a in with_neurons for b in material.LANGUAGES
    ]
    for row in found["loss"]:
        assert row["change"]["null_low"] <= row["change"]["null"] <= row["change"]["null_high"]
        assert row["change"]["p"] >= 1 / 7
    for row in result["alignment"]:
        for name in ("retrieval", "retrieval_centred", "cka"):
            assert row[name]["null_low"] <= row[name]["null"] <= row[name]["null_high"]
            assert row[name]["low"] <= row[name]["value"] <= row[name]["high"]
        pairs = [pair for of in row["by_pair"].values() for pair in of.values()]
        assert len(pairs) == 6
        assert set(row["by_pair"]["en"]) == {"ar", "hi", "zh-Hans"}
        for name in ("retrieval", "retrieval_centred", "cka"):
            assert row[name]["value"] == pytest.approx(np.mean([pair[name]["value"] for pair in pairs]), abs=1e-6)
            assert row[name]["null"] == pytest.approx(np.mean([pair[name]["null"] for pair in pairs]), abs=1e-6)
            for pair in pairs:
                assert pair[name]["low"] <= pair[name]["value"] <= pair[name]["high"]
                assert pair[name]["null_low"] <= pair[name]["null"] <= pair[name]["null_high"]
                assert pair[name]["p"] >= 1 / 7
                assert pair[name]["n"] == material.DOCUMENTS


def test_a_ladder_leaves_the_pairs_to_its_runs(languages):
    for point in languages["result"]["points"]:
        assert all(row["by_pair"] == {} and row["cka"]["n"] == material.DOCUMENTS for row in point["alignment"])


def test_the_table_of_a_matrix_has_every_cells_interval_and_n(client, concepts):
    names = ("transfer", "transfer_centred", "retrieval_pairs", "retrieval_centred_pairs", "cka_pairs")
    for name in names:
        table = client.get(f"/api/runs/{concepts['run']['key']}/figures/{name}.csv").text.splitlines()
        rows = [row for row in csv.DictReader(table) if row["value"]]
        assert len(rows) == (16 if name.startswith("transfer") else 12)
        assert all(row["low"] and row["high"] and row["null"] and row["n"] for row in rows)


def test_every_figure_is_there_and_says_what_it_stands_on(house, languages, concepts):
    for run, names in ((languages["run"], STUDY.series_figures), (concepts["run"], STUDY.figures)):
        for name in names:
            if name in ("transfer_over_training", "experts_over_training", "neurons_and_experts"):
                continue  # of concepts only; where a concept run is named (test_experts)
            figure = json.loads(read_figure(house.store, run["key"], name)[0])
            facts = figure["layout"]["meta"]
            assert facts["caption"] and facts["n"] and facts["null"] and facts["interval"]


def test_a_cell_of_the_confusion_leads_to_its_sentences(client, concepts, languages):
    key = concepts["run"]["key"]
    whole = client.get(f"/api/runs/{key}/confusion", params={"layer": 0}).json()
    counts = np.array(whole["counts"])
    assert whole["examples"] == []
    right = np.trace(counts) / counts.sum()
    assert right == pytest.approx(concepts["result"]["probes"][0]["accuracy"]["value"])
    cell = {"layer": 0, "truth": "food", "predicted": "food", "limit": 5}
    examples = client.get(f"/api/runs/{key}/confusion", params=cell).json()["examples"]
    assert 0 < len(examples) <= 5
    assert all(one["start"] is None and one["truth"] == "food" for one in examples)
    sure = [one["probability"] for one in examples]
    assert sure == sorted(sure, reverse=True)
    child = languages["result"]["points"][1]["key"]
    cell = {"layer": 0, "truth": "ar", "predicted": "ar"}
    tokens = client.get(f"/api/runs/{child}/confusion", params=cell).json()["examples"]
    assert tokens
    assert all(one["language"] == "ar" and one["text"][one["start"] : one["end"]] for one in tokens)


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"layer": 99}, "unknown_layer", "layer"),
        ({"layer": 0, "truth": "klingon", "predicted": "food"}, "unknown_class", "truth"),
        ({"layer": -1}, "invalid", "layer"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(client, concepts, asked, code, field):
    answer = client.get(f"/api/runs/{concepts['run']['key']}/confusion", params=asked)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (422, code, field)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"languages": ["en"]}, "bad_params", "languages"),
        ({"languages": ["en", "en"]}, "repeated_language", "languages"),
        ({"languages": ["en", "tlh"]}, "unknown_language", "languages"),
        ({"target": "script", "languages": ["en", "en"]}, "repeated_language", "languages"),
        ({"target": "family", "languages": ["en", "hi"]}, "one_class", "target"),
        ({"target": "concept"}, "no_concepts", "concepts"),
        ({"concepts": material.CONCEPTS}, "idle_concepts", "concepts"),
        (CONCEPTS | {"only_concepts": ["love"]}, "unknown_concept", "only_concepts"),
        (CONCEPTS | {"only_concepts": ["food"]}, "one_class", "concepts"),
        ({"ids": "nothing"}, "unknown_ids", "ids"),
        ({"splits": 2}, "bad_params", "splits"),
        ({"max_tokens": 400}, "bad_max_tokens", "max_tokens"),
        ({"checkpoint": "step3"}, "unknown_checkpoint", "checkpoint"),
        ({"corpus": "none"}, "unknown_corpus", "corpus"),
    ],
)
def test_what_cannot_be_probed_is_refused_beside_its_field(house, change, code, field):
    with pytest.raises(IsoglossError) as error:
        inputs(resolve(parse_params(Params, BASE | {"checkpoint": "step1024"} | change), house.catalogue))
    assert (error.value.code, error.value.field) == (code, field)


def test_more_neurons_than_can_be_matched_are_refused(house):
    many = BASE | {"checkpoint": "step1024", "entropy_share": 0.5, "activity_quantile": 0.01, "splits": 3}
    ended = house.ended("language-probes", many)
    assert (ended.status, ended.error.code, ended.error.field) == ("failed", "too_many_neurons", "entropy_share")


def test_fewer_sentences_cost_less(house):
    much = BASE | {"checkpoint": "step1024", "draws": 1000, "loss_sentences": 1000}
    whole = cost(resolve(parse_params(Params, much), house.catalogue))
    part = cost(resolve(parse_params(Params, much | {"sentences": 30}), house.catalogue))
    assert part.seconds < whole.seconds
    assert part.bytes < whole.bytes
