"""The app as the settings make it."""

from fastapi.testclient import TestClient

from isogloss.app import create_app
from isogloss.settings import Settings
from isogloss.studies import STUDIES


def test_the_real_app_answers_with_every_study_of_the_register(home):
    settings = Settings(home=home, database_url=None, allowed_hosts=("lab.example",))
    with TestClient(create_app(settings), base_url="http://lab.example") as client:
        assert client.get("/api/health").json()["status"] == "ok"
        assert [study["slug"] for study in client.get("/api/studies").json()] == [study.slug for study in STUDIES]
        assert {study["slug"] for study in client.get("/api/home").json()["questions"][0]["studies"]} <= {
            study.slug for study in STUDIES
        }
        assert client.get("/").status_code == 200


def test_every_studys_form_can_be_built_from_its_schema(home):
    settings = Settings(home=home, database_url=None)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        for study in STUDIES:
            page = client.get(f"/api/studies/{study.slug}").json()
            asked = {"seed", "model", "checkpoint"} if study.reads_checkpoints else {"seed"}
            assert asked <= page["params"]["properties"].keys()
            assert all("description" in field for field in page["params"]["properties"].values())
