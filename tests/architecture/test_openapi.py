"""What the front end believes about the server is what the server says."""

import json

from isogloss.app import describe
from isogloss.studies import STUDIES
from tests.architecture.repository import ROOT

COMMITTED = ROOT / "frontend" / "src" / "api" / "openapi.json"


def operations(document):
    return [(method, path, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def test_the_committed_description_is_the_servers_own():
    assert COMMITTED.read_text() == describe(), f"{COMMITTED.relative_to(ROOT)} is not the server's own: make generated"


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does():
    names = [operation["operationId"] for _, _, operation in operations(json.loads(describe()))]
    assert len(set(names)) == len(names)
    assert all(name.replace("_", "").isalpha() and name.islower() for name in names), names
    assert all(
        operation.get("summary") and operation.get("description")
        for _, _, operation in operations(json.loads(describe()))
    )


def test_every_refusal_has_the_one_shape():
    for _, path, operation in operations(json.loads(describe())):
        for status, answer in operation["responses"].items():
            if status.startswith(("4", "5")):
                schema = answer["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/ErrorAnswer"}, (path, status)


def test_types_of_a_study_carry_its_name():
    """Two studies may both have a Result; the first one's type must not be renamed when the second arrives."""
    names = json.loads(describe())["components"]["schemas"]
    assert not [name for name in names if "__" in name or name in ("Params", "Result", "SeriesResult", "Frame")]
    told = {"".join(map(str.capitalize, study.name.split("_"))) + "Frame" for study in STUDIES if study.frame}
    assert {"InterventionsFrame", "PretrainingFrame"} <= told <= set(names)
