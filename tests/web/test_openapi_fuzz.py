"""The app against its own description: generated requests, right and wrong, for every operation."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.imports import import_corpus
from isogloss.store.open import open_store
from isogloss.web.application import assemble
from isogloss.web.reader import Reader
from tests.web.toy import TOY, ask, finish

#: A request that fits the schema may still name a model that is not here (422); a NUL is refused everywhere (400), and
#: what is far too long is refused before it is read (413).
CHECKS = {
    "generation": {"allow-x00": False},
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "422"]},
        "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "409", "413", "415", "422"]},
    },
}


def operations():
    """(path, method, mode) of all that is described; known without a store, so that each is a test of its own."""
    for path, item in assemble(Reader(None, (TOY,))).openapi()["paths"].items():
        for method, operation in item.items():
            if path.endswith("/events"):  # a stream has no end of its own
                continue
            yield path, method, GenerationMode.POSITIVE
            if operation.get("parameters") or operation.get("requestBody"):
                yield path, method, GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """The description of an app that has something to show: a corpus, a finished run and one that waits."""
    folder = tmp_path_factory.mktemp("fuzz")
    store = open_store(home=folder)
    rows = [json.dumps({"id": f"s{i}", "en": f"a {i}", "de": f"b {i}"}) for i in range(3)]
    (folder / "few.jsonl").write_text("\n".join(rows))
    import_corpus(store, folder / "few.jsonl", id="few", licence="CC0-1.0")
    (folder / "c.json").write_text(json.dumps({"first": ["s0"]}))
    import_concepts(store, folder / "c.json", corpus="few", id="c", licence="CC0-1.0")
    finish(store, ask(store))
    ask(store, size=7)
    app, config = assemble(Reader(store, (TOY,))), SchemathesisConfig.from_dict(CHECKS)
    yield schemathesis.openapi.from_asgi("/api/openapi.json", app, config=config, headers={"host": "localhost"})
    store.close()


@pytest.mark.parametrize(("path", "method", "mode"), list(operations()))
def test_every_operation_answers_as_it_says(described, path, method, mode):
    cases = described[path][method].as_strategy(generation_mode=mode)

    @given(case=cases)
    @settings(max_examples=8, database=None, derandomize=True,
              phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
    def answers(case):
        response = case.call(headers={"host": "localhost"})
        case.validate_response(response, headers={"host": "localhost"})

    answers()
