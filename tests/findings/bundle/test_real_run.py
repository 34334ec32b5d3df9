"""A real ladder of concept neurons, by the shell's own commands: computed in one house, opened in others."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from isogloss.app import app_over
from isogloss.runs.rows.reading import status
from isogloss.store.open import open_store
from tests.cli.conftest import Call, caller
from tests.e2e import material

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]
NOTHING = "Random weights: nothing is to be found."
WORDS = ("--title", "Four scripts", "--note", "Random weights.", "--rests-on", NOTHING)
LEAN = ("--leave-out", "units/*", "--leave-out", "scores/*", "--whole", "step1024")


@dataclass(frozen=True)
class Computed:
    """A house whose series is finished."""

    home: Path
    call: Call
    series: str
    children: tuple[str, ...]

    def bundle(self, file: Path, *more: str) -> Path:
        done = self.call("export", self.series, "--bundle", str(file), *WORDS, *more)
        assert done.returncode == 0, done.stderr
        return file


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory, finished: Path) -> Computed:
    folder = tmp_path_factory.mktemp("computed")
    shutil.copytree(finished, folder / "home")
    call = caller(folder / "home", None)
    (folder / "params.json").write_text(json.dumps(material.PARAMS))
    asked = ("run", "concept-neurons", "--params", str(folder / "params.json"), "--checkpoints", "all", "--json")
    done = call(*asked)
    assert done.returncode == 0, done.stderr
    run = json.loads(done.stdout)["run"]
    return Computed(folder / "home", call, run["key"], tuple(child["key"] for child in run["children"]))


@pytest.fixture(scope="module")
def bundle(computed: Computed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return computed.bundle(tmp_path_factory.mktemp("bundle") / "whole.zip")


@contextmanager
def client_of(home: Path) -> Iterator[TestClient]:
    """The pages' own JSON of a house."""
    with closing(open_store(home=home)) as store, TestClient(app_over(store), base_url="http://127.0.0.1") as client:
        yield client


def answers(home: Path, computed: Computed, database_url: str | None = None) -> dict[str, bytes]:
    """What the pages of the series read, as bytes: results, figures, experts, units."""
    found = {}
    with closing(open_store(home=home, database_url=database_url)) as store:
        figures = {key: status(store, key).figures for key in (computed.series, *computed.children)}
        with TestClient(app_over(store), base_url="http://127.0.0.1") as client:

            def get(path: str) -> dict:
                answer = client.get(path)
                assert answer.status_code == 200, answer.text
                found[path] = answer.content
                return answer.json() if path.endswith("json") or "csv" not in path else {}

            for key, names in figures.items():
                assert names
                get(f"/api/runs/{key}/result")
                for name in names:
                    get(f"/api/runs/{key}/figures/{name}.json")
                    get(f"/api/runs/{key}/figures/{name}.csv")
            for key in computed.children:
                experts = get(f"/api/runs/{key}/experts?concept=weather&limit=1000")["experts"]
                for expert in experts[:5]:
                    get(f"/api/runs/{key}/units/{expert['unit']}?concept=weather&series={computed.series}")
    return found


def test_every_page_reads_the_same_bytes_in_another_house(computed, bundle, tmp_path):
    call = caller(tmp_path / "home", None)
    done = call("import", str(bundle), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["title"], told["new"], told["known"], told["warnings"]) == ("Four scripts", 4, 0, [])
    there, here = answers(computed.home, computed), answers(tmp_path / "home", computed)
    assert here == there
    assert len(here) > 60


@pytest.mark.postgres
def test_through_postgres_and_back_the_same_to_the_bit(computed, bundle, postgres, tmp_path):
    lab = caller(tmp_path / "lab", postgres)
    assert lab("import", str(bundle)).returncode == 0
    assert answers(tmp_path / "lab", computed, postgres) == answers(computed.home, computed)
    assert lab("export", computed.series, "--bundle", str(tmp_path / "lab.zip"), *WORDS).returncode == 0
    last = caller(tmp_path / "last", None)
    assert last("import", str(tmp_path / "lab.zip")).returncode == 0
    assert answers(tmp_path / "last", computed) == answers(computed.home, computed)
    contents = []
    for file in (bundle, tmp_path / "lab.zip"):
        with zipfile.ZipFile(file) as zipped:
            contents.append({name: zipped.read(name) for name in zipped.namelist()})
    manifests = [json.loads(found.pop("manifest.json")) | {"made_at": None} for found in contents]
    assert contents[0] == contents[1]
    assert manifests[0] == manifests[1]


def test_a_lean_bundle_is_small_and_its_pages_say_what_it_lacks(computed, bundle, tmp_path):
    lean = computed.bundle(tmp_path / "lean.zip", *LEAN)
    assert lean.stat().st_size < bundle.stat().st_size
    call = caller(tmp_path / "home", None)
    done = call("import", str(lean))
    assert done.returncode == 0
    assert "leaves out units/*" in done.stderr
    assert f"/runs/{computed.series}" in done.stdout
    first, *_, last = computed.children
    with client_of(tmp_path / "home") as client:
        unit = client.get(f"/api/runs/{last}/experts?concept=weather").json()["experts"][0]["unit"]
        page = client.get(f"/api/runs/{last}/units/{unit}?series={computed.series}").json()
        assert page["absent"] is None
        assert page["trajectory_absent"] == ["step0", "step64"]
        assert [point["checkpoint"] for point in page["trajectory"]] == ["step1024"]
        refused = client.get(f"/api/runs/{first}/units/{unit}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_in_bundle")


def test_a_unit_without_its_sentences_says_why(computed, tmp_path):
    lean = computed.bundle(tmp_path / "lean.zip", "--leave-out", "units/*")
    assert caller(tmp_path / "home", None)("import", str(lean)).returncode == 0
    key = computed.children[0]
    with client_of(tmp_path / "home") as client:
        unit = client.get(f"/api/runs/{key}/experts?concept=weather").json()["experts"][0]["unit"]
        page = client.get(f"/api/runs/{key}/units/{unit}").json()
    assert "leaves out" in page["absent"]
    assert page["effect_note"] == page["absent"]
    assert page["concepts"][0]["ap"]
    assert page["trajectory_absent"] == []


def test_findings_models_and_runs_say_where_they_are_from(computed, bundle, tmp_path):
    assert caller(tmp_path / "home", None)("import", str(bundle)).returncode == 0
    with client_of(tmp_path / "home") as client:
        (finding,) = client.get("/api/findings").json()
        assert (finding["title"], finding["note"], finding["origin"]) == ("Four scripts", "Random weights.", "imported")
        assert finding["rests_on"][0].startswith("One training run")  # the result's own notes
        assert finding["rests_on"][-1] == NOTHING
        assert finding["runs"] == [
            {"key": computed.series, "kind": "series", "study": "concept_neurons", "model": material.MODEL}
        ]
        model = client.get(f"/api/models/{material.MODEL}").json()
        assert [rung["here"] for rung in model["checkpoints"]] == [False, False, False]
        assert (model["kind"], model["source"]) == ("imported", "ladder")
        run = client.get(f"/api/runs/{computed.series}").json()
        assert run["imported"]
        asked = {"params": material.PARAMS | {"seed": 5}}
        refused = client.post("/api/studies/concept-neurons/runs", json=asked)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "weights_elsewhere")
        same = client.post("/api/studies/concept-neurons/runs", json={"params": material.PARAMS})
        assert (same.status_code, same.json()["key"]) == (200, computed.children[-1])


def test_mistakes_are_answered_with_words(computed, bundle, tmp_path):
    home = str(tmp_path / "home")
    (tmp_path / "no.zip").write_text("no")
    for command, said in (
        (("import", str(tmp_path / "no.zip"), "--home", home), "no zip"),
        (("import", str(tmp_path / "absent.zip"), "--home", home), "There is no file or folder"),
        (("export", computed.series), "Without --bundle"),
        (("export", computed.series, "a", "b"), "Without --bundle"),
        (("export", computed.series, "--bundle", str(bundle)), "exists already"),
        (("export", "0" * 32, "--bundle", str(tmp_path / "x.zip")), "no run"),
    ):
        done = computed.call(*command)
        assert done.returncode == 2, command
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


def test_weights_that_arrive_later_make_studies_possible(brought, bundle, tmp_path):
    call = caller(tmp_path / "home", None)
    assert call("import", str(bundle)).returncode == 0
    (tmp_path / "params.json").write_text(json.dumps(material.PARAMS | {"seed": 3}))
    asked = ("run", "concept-neurons", "--params", str(tmp_path / "params.json"), "--json")
    refused = call(*asked)
    assert refused.returncode == 2
    assert "not in this installation" in refused.stderr
    ladder = str(brought / "ladder")
    assert call("models", "add", ladder, "--id", material.MODEL).returncode == 0
    done = call(*asked)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run"]["imported"] is False
