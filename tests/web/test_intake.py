"""Bringing models and corpora in over HTTP, and looking at what is here."""

import json

import pytest

from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.imports import import_corpus


@pytest.fixture
def corpus(tmp_path, local_store):
    """A corpus of four sentences in two languages, with two concepts and splits."""
    rows = [
        {
            "id": f"s{i}",
            "document": f"d{i // 2}",
            "split": "train" if i < 2 else "test",
            "en": f"sentence {i}",
            "ar": f"جملة {i}",
        }
        for i in range(4)
    ]
    file = tmp_path / "few.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    import_corpus(local_store, file, id="few", name="A few", licence="CC0-1.0")
    concepts = tmp_path / "concepts.json"
    concepts.write_text(json.dumps({"even": ["s0", "s2"], "first": ["s0"]}))
    import_concepts(local_store, concepts, corpus="few", id="numbers", licence="CC0-1.0")
    return file


@pytest.mark.parametrize(
    ("path", "body", "what"),
    [
        ("/api/models", {"source": "models/mini"}, "add_model"),
        ("/api/corpora", {"source": "few.jsonl"}, "add_corpus"),
        ("/api/corpora/few/concepts", {"source": "c.json"}, "add_concepts"),
        ("/api/corpora/few/ids", {"source": "c.json", "name": "unseen"}, "add_ids"),
    ],
)
def test_bringing_something_in_is_a_run(client, corpus, path, body, what):
    response = client.post(path, json=body)
    assert response.status_code == 202
    status = response.json()
    assert (status["kind"], status["study"], status["status"]) == ("intake", what, "queued")
    assert client.post(path, json=body).json()["key"] == status["key"]
    assert client.get(f"/api/runs/{status['key']}").status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"source": ""}, {"source": "x", "trust_remote_code": True}, {"source": "x" * 2000}]
)
@pytest.mark.parametrize("path", ["/api/models", "/api/corpora", "/api/corpora/few/concepts"])
def test_what_cannot_be_taken_in_is_refused_beside_its_field(client, corpus, path, body):
    response = client.post(path, json=body)
    assert response.status_code == 422
    assert response.json()["error"]["field"] in ("source", "trust_remote_code")
    assert client.get("/api/runs").json()["runs"] == []


def test_concepts_of_an_unknown_corpus_are_refused_at_once(client):
    response = client.post("/api/corpora/none/concepts", json={"source": "c.json"})
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_corpus")


def test_a_corpus_shows_what_lies_on_it(client, corpus):
    page = client.get("/api/corpora/few").json()
    assert (page["languages"], page["n_ids"], page["n_documents"]) == (["en", "ar"], 4, 2)
    assert page["counts"] == {"en": 4, "ar": 4}
    concepts = [("even", 2, "sentences"), ("first", 1, "sentences")]
    assert [tuple(concept.values()) for concept in page["concept_page"][0]["concepts"]] == concepts
    assert page["splits"] == [{"name": "test", "n_ids": 2}, {"name": "train", "n_ids": 2}]
    assert client.get("/api/corpora").json()[0]["concept_sets"] == ["numbers"]
    assert client.get("/api/corpora/other").status_code == 404


def test_sentences_stand_side_by_side(client, corpus):
    page = client.get("/api/corpora/few/sentences?limit=2&offset=1&concept_set=numbers").json()
    assert page["total"] == 4
    assert [row["id"] for row in page["sentences"]] == ["s1", "s2"]
    assert page["sentences"][1]["texts"] == {"en": "sentence 2", "ar": "جملة 2"}
    assert page["sentences"][1]["concepts"] == ["even"]
    one = client.get("/api/corpora/few/sentences?language=ar&concept_set=numbers&concept=first").json()
    assert [(row["id"], list(row["texts"])) for row in one["sentences"]] == [("s0", ["ar"])]
    assert client.get("/api/corpora/few/sentences?ids=test").json()["total"] == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("language=xx", "languages"),
        ("ids=nothing", "ids"),
        ("concept_set=numbers&concept=odd", "concept"),
        ("concept=even", "concept"),
        ("limit=0", "limit"),
        ("offset=-1", "offset"),
    ],
)
def test_an_unknown_choice_of_sentences_is_refused(client, corpus, query, field):
    response = client.get(f"/api/corpora/few/sentences?{query}")
    assert (response.status_code, response.json()["error"]["field"]) == (422, field)


def test_a_model_shows_its_ladder_and_its_places(client, local_store, shared_data):
    from isogloss.models.ladder import add_model

    add_model(local_store, str(shared_data / "models" / "mini-ladder"), id="mini")
    page = client.get("/api/models/mini").json()
    steps = [rung["step"] for rung in page["checkpoints"]]
    assert steps == sorted(steps)
    assert page["n_checkpoints"] == len(steps) > 2
    assert {rung["stage"] for rung in page["checkpoints"]} == {None}
    assert {"address": "mlp_act.0", "width": page["places"][0]["width"]}.keys() == page["places"][0].keys()
    assert any(place["address"] == "mlp_act.0" for place in page["places"])
    assert client.get("/api/models").json()[0]["last_step"] == max(steps)
    assert client.get("/api/models/other").json()["error"]["code"] == "unknown_model"


@pytest.mark.parametrize(
    ("steps", "stages"),
    [
        ({"stage1-step8": 8, "stage2-ingredient1-step8": 8}, ["1", "2.1"]),
        # Steps that somebody gave count through all stages, whatever the names say.
        ({"stage1-step8": 8, "stage2-step8": 16}, [None, None]),
        ({"step8": 8, "step16": 16}, [None, None]),
    ],
)
def test_a_page_knows_whose_steps_a_checkpoint_counts(steps, stages):
    from isogloss.models.tables import CheckpointRow
    from isogloss.web.model_router import _stages

    ladder = [CheckpointRow(revision=name, step=step) for name, step in steps.items()]
    assert list(_stages(ladder).values()) == stages
