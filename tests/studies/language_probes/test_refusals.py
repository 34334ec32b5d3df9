"""What cannot be probed, the way people meet it: refused beside its field before anything is written, or a run that
fails with its reason."""

import json
import shutil

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from isogloss.app import app_over
from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.imports import import_corpus
from isogloss.models.ladder import add_model
from isogloss.runs.rows.tables import RunRow
from tests.e2e import material
from tests.studies.language_probes.test_job import BASE, CONCEPTS

pytestmark = pytest.mark.timeout(600)

AT = BASE | {"checkpoint": "step1024"}


def write_broken(folder, ladder):
    """Two checkpoints: at step 0 the second layer's neurons read nothing, at step 64 no token has a vector."""
    import torch
    import transformers

    steps = (0, 64)
    for step in steps:
        at = folder / f"step{step}"
        shutil.copytree(ladder / f"step{step}", at)
        loaded = transformers.GPTNeoXForCausalLM.from_pretrained(at)
        broken = loaded.gpt_neox.layers[1].mlp.dense_h_to_4h if step == 0 else loaded.gpt_neox.embed_in
        torch.nn.init.zeros_(broken.weight)
        loaded.save_pretrained(at)
    said = {"name": "broken", "steps": list(steps), "tokens_per_step": 4096, "languages": list(material.LANGUAGES)}
    (folder / "ladder.json").write_text(json.dumps(said))
    return folder


@pytest.fixture(scope="module")
def house(house_of, tmp_path_factory, brought, furnished):
    folder, made = tmp_path_factory.mktemp("brought"), house_of(furnished)
    rows = [row for row, _ in material.rows()]

    def bring(name, rows):
        file = folder / f"{name}.jsonl"
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        import_corpus(made.store, file, id=name, licence="CC0-1.0")

    half = len(rows) // 2 + 1
    bring("one-large", [row | ({"document": "large"} if i < half else {}) for i, row in enumerate(rows)])
    # But for the first, every sentence is of one language, and none is a translation of another.
    facts, codes = ("id", "document"), material.LANGUAGES
    alone = [{name: row[name] for name in (*facts, codes[i % len(codes)])} for i, row in enumerate(rows)]
    alone[0] = rows[0]
    bring("not-aligned", alone)
    themes = json.loads((brought / "themes.json").read_text())
    rare = [row["id"] for row, theme in material.rows() if theme == "other"][:9]
    (folder / "rare.json").write_text(json.dumps(themes | {"rare": rare}))
    import_concepts(made.store, folder / "rare.json", corpus=material.CORPUS, id="rare", licence="CC0-1.0")
    (folder / "broken").mkdir()
    add_model(made.store, str(write_broken(folder / "broken", brought / "ladder")), id="broken")
    return made


def runs_in(house):
    with house.store.app.session() as session:
        return session.scalar(select(func.count()).select_from(RunRow))


@pytest.mark.parametrize(
    ("change", "code", "field", "says"),
    [
        (
            CONCEPTS | {"concepts": "rare", "only_concepts": ["food", "rare"]},
            "too_few_of_a_class",
            "only_concepts",
            "“rare” has 9 sentences of its own here; 10 are the least",
        ),
        (
            CONCEPTS | {"concepts": "rare", "ids": "s000+s001"},
            "too_few_documents",
            "ids",
            "Only 2 sentences in 1 documents",
        ),
        ({"corpus": "one-large"}, "too_few_documents", "ids", "the largest with 38"),
        (
            {"corpus": "not-aligned"},
            "too_few_documents",
            "ids",
            "Only 1 sentences in 1 documents are there in all of these languages.",
        ),
        ({"corpus": "not-aligned", "sentences": 20}, "too_few_documents", "ids", "all of these languages"),
        (CONCEPTS | {"concepts": "rare", "corpus": "one-large"}, "concepts_of_another_corpus", "concepts", "belongs"),
    ],
)
def test_what_cannot_be_told_apart_is_refused_beside_its_field_and_nothing_is_written(house, change, code, field, says):
    before = runs_in(house)
    with TestClient(app_over(house.store), base_url="http://127.0.0.1") as client:
        for body in ({"params": AT | change}, {"params": BASE | change, "checkpoints": ["step64", "step1024"]}):
            for path in ("estimate", "runs"):
                answer = client.post(f"/api/studies/language-probes/{path}", json=body)
                error = answer.json()["error"]
                assert (answer.status_code, error["code"], error["field"]) == (422, code, field)
                assert says in error["message"]
                assert error["hint"]
    assert runs_in(house) == before


def test_a_concept_that_is_too_rare_is_left_out_where_nobody_named_it(house):
    answer = house.ask("language-probes", AT | CONCEPTS | {"concepts": "rare"})
    assert answer["result"]["classes"] == ["food", "weather"]
    assert any("rare (9 sentences of its own)" in note for note in answer["result"]["notes"])


@pytest.mark.parametrize(
    ("change", "layer"),
    [
        ({"checkpoint": "step0", "role": "mlp_act"}, "Layer 1"),
        # The same everywhere but for the rounding of attention's means, which a probe could learn.
        ({"checkpoint": "step64"}, "Layer 0"),
        ({"checkpoint": "step64", "unit": "sentence"}, "Layer 0"),
    ],
)
def test_a_layer_that_is_the_same_everywhere_fails_with_its_name(house, change, layer):
    ended = house.ended("language-probes", BASE | {"model": "broken"} | change)
    assert (ended.status, ended.error.code, ended.error.field) == ("failed", "constant_layer", "checkpoint")
    assert ended.error.message.startswith(layer)
    assert "nothing can be told from it" in ended.error.message
    assert ended.error.hint
    assert (ended.result_digest, list(ended.figures)) == (None, [])


def test_neurons_that_read_nothing_belong_to_no_language(house):
    """The layer's own output still differs from token to token, so it is probed."""
    result = house.ask("language-probes", BASE | {"model": "broken", "checkpoint": "step0"})["result"]
    assert [layer["any"] > 0 for layer in result["neurons"]["layers"]] == [True, False]
    assert len(result["probes"]) == 2
