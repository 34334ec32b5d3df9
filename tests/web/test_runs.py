"""Asking for runs over HTTP, and reading what they answered."""

import csv
import io

import orjson
import pytest

from tests.web.toy import ASKED, TOY, Params, ask, finish, finish_series, result

RUNS = "/api/studies/toy-study/runs"


@pytest.fixture
def local_store(store):
    """Both databases: what is stored must read the same."""
    return store


ME, YOU = {"X-Isogloss-Asker": "browser-of-mine"}, {"X-Isogloss-Asker": "browser-of-yours"}


def error_of(response):
    return response.json()["error"]


def test_asking_twice_is_one_run(client):
    first = client.post(RUNS, json={"params": ASKED}, headers=ME)
    second = client.post(RUNS, json={"params": ASKED}, headers=YOU)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["key"] == second.json()["key"]
    assert second.json()["askers"] == 2
    assert first.headers["location"] == f"/api/runs/{first.json()['key']}"
    assert len(client.get("/api/runs").json()["runs"]) == 1


def test_asking_for_what_is_done_says_so_at_once(client, local_store):
    key = client.post(RUNS, json={"params": ASKED}).json()["key"]
    finish(local_store, key)
    again = client.post(RUNS, json={"params": ASKED})
    assert (again.status_code, again.json()["status"]) == (200, "done")


def test_an_estimate_says_what_is_known_already(client, local_store):
    asked = {"params": ASKED}
    before = client.post("/api/studies/toy-study/estimate", json=asked).json()
    assert (before["seconds"], before["bytes"], before["known"]) == (4.0, 4000, 0)
    finish(local_store, ask(local_store))
    assert client.post("/api/studies/toy-study/estimate", json=asked).json()["known"] == 1
    assert client.get("/api/runs").json()["runs"][0]["status"] == "done"


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({**ASKED, "size": 1000}, "size"),
        ({**ASKED, "size": "many"}, "size"),
        ({**ASKED, "colour": "red"}, "colour"),
        ({"model": "toy-model", "size": 3}, "checkpoint"),
        ({**ASKED, "model": "nowhere"}, "model"),
    ],
)
@pytest.mark.parametrize("path", [RUNS, "/api/studies/toy-study/estimate"])
def test_a_bad_value_is_refused_beside_its_field_and_nothing_is_started(client, params, field, path):
    response = client.post(path, json={"params": params})
    assert response.status_code == 422
    assert error_of(response)["field"] == field
    assert error_of(response)["message"]
    assert client.get("/api/runs").json()["runs"] == []


def test_an_unknown_study_is_refused_with_those_there_are(client):
    for response in (
        client.get("/api/studies/toys"),
        client.post("/api/studies/toys/runs", json={"params": {}}),
        client.post("/api/studies/toys/estimate", json={"params": {}}),
    ):
        assert response.status_code == 404
        assert "toy-study" in error_of(response)["hint"]


def test_a_studys_page_has_the_schema_of_its_params(client):
    page = client.get("/api/studies/toy-study").json()
    assert page["params"] == Params.model_json_schema()
    assert client.get("/api/studies").json()[0]["slug"] == TOY.slug


def test_a_result_and_its_figure_are_sent_as_they_were_stored(client, local_store):
    key = ask(local_store)
    finish(local_store, key)
    stored = client.get(f"/api/runs/{key}/result")
    assert stored.content == result().model_dump_json().encode()
    figure = client.get(f"/api/runs/{key}/figures/matrix.json")
    assert orjson.loads(figure.content)["data"][0]["type"] == "heatmap"
    for response in (stored, figure):
        assert "immutable" in response.headers["cache-control"]
        assert "private" in response.headers["cache-control"]
    status = client.get(f"/api/runs/{key}").json()
    assert stored.headers["etag"].startswith(f'"{status["result_digest"]}')
    assert status["figures"] == ["matrix"]


def test_a_figures_table_holds_its_marks_and_their_addresses(client, local_store):
    key = ask(local_store)
    finish(local_store, key)
    response = client.get(f"/api/runs/{key}/figures/matrix.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert rows[1] == {"trace": "1", "y": "es", "x": "de", "value": "0.25", "address": "mlp_act.0.2"}
    assert len(rows) == 4


def test_what_is_not_done_has_no_result_and_says_how_far_it_is(client, local_store):
    key = ask(local_store)
    for path in ("result", "figures/matrix.json", "figures/matrix.csv"):
        response = client.get(f"/api/runs/{key}/{path}")
        assert (response.status_code, error_of(response)["code"]) == (409, "not_done")
        assert error_of(response)["details"] == {"status": "queued"}


def test_an_unknown_run_and_an_unknown_figure_are_not_found(client, local_store):
    missing = "0" * 32
    for path in ("", "/result", "/figures/matrix.json", "/log", "/events"):
        assert client.get(f"/api/runs/{missing}{path}").status_code == 404
    key = ask(local_store)
    finish(local_store, key)
    assert client.get(f"/api/runs/{key}/figures/portrait.json").status_code == 404
    assert client.get("/api/runs/KEY").status_code == 422


def test_a_result_that_was_read_once_needs_no_database(client, local_store):
    key = ask(local_store)
    finish(local_store, key)
    first = client.get(f"/api/runs/{key}/result")
    with local_store.app.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM run_artifact")
    again = client.get(f"/api/runs/{key}/result")
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])


def test_a_browser_that_has_it_gets_304(client, local_store):
    key = ask(local_store)
    finish(local_store, key)
    for path in ("result", "figures/matrix.json", "figures/matrix.csv"):
        first = client.get(f"/api/runs/{key}/{path}")
        for tag in (first.headers["etag"], f"W/{first.headers['etag']}", f'"other", {first.headers["etag"]}', "*"):
            again = client.get(f"/api/runs/{key}/{path}", headers={"if-none-match": tag})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
        assert client.get(f"/api/runs/{key}/{path}", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_series_grows_and_is_asked_for_again(client, local_store):
    asked = {"params": {"model": "toy-model"}, "checkpoints": ["step1", "step2"]}
    _ladder(local_store, ["step1", "step2"])
    series = client.post(RUNS, json=asked).json()
    children = [child["key"] for child in series["children"]]
    assert [child["name"] for child in series["children"]] == ["step1", "step2"]
    finish(local_store, children[0])
    one = finish_series(local_store, series["key"], children[:1])
    first = client.get(f"/api/runs/{series['key']}/result")
    assert "immutable" not in first.headers["cache-control"]
    assert len(first.json()["points"]) == 1
    finish(local_store, children[1])
    finish_series(local_store, series["key"], children)
    second = client.get(f"/api/runs/{series['key']}/result", headers={"if-none-match": first.headers["etag"]})
    assert len(second.json()["points"]) == 2
    same = client.get(f"/api/runs/{series['key']}/result", headers={"if-none-match": second.headers["etag"]})
    assert same.status_code == 304
    # What it showed with one checkpoint can still be had, under an address that says so.
    pinned = client.get(f"/api/runs/{series['key']}/figures/trajectory.json?set={one}")
    assert "immutable" in pinned.headers["cache-control"]
    assert client.get(f"/api/runs/{series['key']}/result?set={one}").content == first.content


def _ladder(store, revisions):
    """Rows of a model's checkpoints, which a series looks up."""
    from isogloss.models.tables import CheckpointRow, ModelRow

    with store.app.session() as session:
        session.add(
            ModelRow(
                id="toy-model", source="toys", kind="folder", family="gpt2", architecture="Toy", config={}, n_layers=1,
                d_model=1, n_parameters=1, tokenizer_digest="", tokenizer_path="", bos_policy="none", note="",
            )
        )  # fmt: skip
        session.flush()
        session.add_all(
            CheckpointRow(
                model_id="toy-model", revision=r, position=i, step=i, fingerprint=f"f{i}", path="/nowhere", n_bytes=1
            )
            for i, r in enumerate(revisions)
        )


def test_one_of_two_askers_cannot_take_the_run_from_the_other(client):
    key = client.post(RUNS, json={"params": ASKED}, headers=ME).json()["key"]
    client.post(RUNS, json={"params": ASKED}, headers=YOU)
    stranger = client.delete(f"/api/runs/{key}", headers={"X-Isogloss-Asker": "somebody-else"})
    assert (stranger.status_code, error_of(stranger)["code"]) == (409, "not_yours")
    assert client.delete(f"/api/runs/{key}", headers=ME).json()["status"] == "queued"
    assert client.get(f"/api/runs/{key}", headers=ME).json()["mine"] is False
    assert client.delete(f"/api/runs/{key}", headers=YOU).json()["status"] == "cancelled"


def test_runs_are_listed_newest_first_and_filtered(client, local_store):
    first, second = ask(local_store, size=1), ask(local_store, size=2)
    finish(local_store, first)
    assert [run["key"] for run in client.get("/api/runs").json()["runs"]] == [second, first]
    assert [run["key"] for run in client.get("/api/runs?status=done&study=toy-study").json()["runs"]] == [first]
    page = client.get("/api/runs?limit=1&model=toy-model").json()
    assert (len(page["runs"]), page["more"]) == (1, True)
    assert client.get("/api/runs?status=lost").status_code == 422


def test_the_front_page_shows_the_newest_answer_with_its_null(client, local_store):
    empty = client.get("/api/home").json()
    assert [card["answer"] for card in empty["questions"]] == [None] * 5
    key = ask(local_store)
    assert client.get("/api/home").json()["running"][0]["key"] == key
    finish(local_store, key)
    card = client.get("/api/home").json()["questions"][0]
    assert card["answer"]["key"] == key
    assert card["answer"]["label"] == "shared units"
    assert card["answer"]["number"] == pytest.approx(
        {
            "value": 0.31, "low": 0.25, "high": 0.375, "null": 0.06, "n": 42,
            "excess": 0.25, "excess_low": 0.19, "excess_high": 0.315,
        }
    )  # fmt: skip
    assert client.get("/api/home").json()["counts"] | {"models": 0} == {
        "models": 0, "corpora": 0, "runs": 1, "running": 0, "queued": 0,
    }  # fmt: skip


def test_a_ladder_answers_when_it_became_shared(client, local_store):
    _ladder(local_store, ["step1", "step2"])
    series = client.post(RUNS, json={"params": {"model": "toy-model"}, "checkpoints": "all"}).json()
    children = [child["key"] for child in series["children"]]
    for child in children:
        finish(local_store, child)
    finish_series(local_store, series["key"], children)
    first, second, *_ = client.get("/api/home").json()["questions"]
    assert [point["step"] for point in second["answer"]["trajectory"]] == [1, 2]
    assert second["answer"]["number"] == second["answer"]["trajectory"][-1]["number"]
    assert first["answer"]["key"] == series["key"]
    assert client.get("/api/home").json()["models"][0]["n_checkpoints"] == 2
