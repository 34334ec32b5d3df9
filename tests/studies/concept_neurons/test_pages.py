"""What the pages of a real run say of themselves: intervals that belong to their values, one null, whole histograms."""

import ast
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from isogloss.app import app_over
from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.imports import import_corpus
from isogloss.models.ladder import add_model
from isogloss.store import npy
from tests.e2e import material
from tests.studies.estimates import faults

pytestmark = pytest.mark.timeout(600)

SMALL = {"k": 8, "halvings": 5, "pseudo_concepts": 20, "set_sizes": 2, "languages": ["en", "ar"]}


@pytest.fixture(scope="module")
def house(house_of, furnished):
    return house_of(furnished)


@pytest.fixture(scope="module")
def ladder(house):
    """A series over two checkpoints, and the run of the last."""
    asked = house.ask("concept-neurons", house.params | SMALL, ["step64", "step1024"])
    return asked | {"last": asked["result"]["points"][-1]["key"]}


@pytest.fixture(scope="module")
def get(house):
    client = TestClient(app_over(house.store), base_url="http://127.0.0.1")

    def getting(path, **query):
        answer = client.get(f"/api{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return getting


@pytest.fixture(scope="module")
def pages(ladder, get):
    """The unit pages of every listed expert, for every concept."""
    run = ladder["last"]
    concepts = [concept["name"] for concept in get(f"/runs/{run}/result")["concepts"]]
    units = {e["unit"] for name in concepts for e in get(f"/runs/{run}/experts", concept=name, limit=20)["experts"]}
    return [get(f"/runs/{run}/units/{unit}", concept=name) for unit in sorted(units) for name in concepts]


def test_every_number_of_a_run_and_its_ladder_lies_within_its_own_interval(ladder, get) -> None:
    assert faults(ladder["result"]) == faults(get(f"/runs/{ladder['last']}/result")) == []


def test_on_a_unit_s_page_interval_and_null_belong_to_the_value_that_is_shown(pages) -> None:
    rows = [row for page in pages for row in page["concepts"]]
    assert sum(len(row["held_out"]) for row in rows) > 50
    for row in rows:
        for language, ap in row["ap"].items():
            shown = row["held_out"].get(language, ap)
            if language in row["low"]:
                assert 0 <= row["low"][language] <= shown <= row["high"][language] <= 1
            if language in row["expert_in"] and language not in row["held_out"]:
                assert language not in row["low"] and language not in row["null_high"]
            elif language not in row["expert_in"]:
                assert language in row["low"] and language in row["null_high"]
            else:
                assert language in row["null_high"]


def test_many_new_pages_at_once_are_made_and_no_two_read_a_header_at_once(house, ladder, monkeypatch) -> None:
    """On Python 3.11.7 two threads in its parser, which NumPy reads headers with, spoil each other's reading."""
    app = app_over(house.store)
    app.state.read.recent.budget = 0  # every page unpacks its arrays
    clients = [TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) for _ in range(12)]
    inside, met, read = [], [], ast.literal_eval

    def watched(text):
        inside.append(text)
        met.append(len(inside))
        time.sleep(0.002)
        inside.pop()
        return read(text)

    npy._read.cache_clear()
    monkeypatch.setattr(ast, "literal_eval", watched)
    path = f"/api/runs/{ladder['last']}/units/mlp_act.0.%d?series={ladder['run']['key']}&n=%d"
    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(threads.map(lambda n: clients[n % 12].get(path % (n % 16, n)), range(96)))
    assert [answer.text[:200] for answer in answers if answer.status_code != 200] == []
    assert len({answer.text for answer in answers}) == 16
    assert set(met) == {1}


def test_a_unit_s_page_is_asked_for_again_since_code_puts_it_together(house, ladder) -> None:
    client = TestClient(app_over(house.store), base_url="http://127.0.0.1")
    for path in ("units/mlp_act.0.1", "experts?concept=weather"):
        url = f"/api/runs/{ladder['last']}/{path}"
        told = client.get(url).headers
        assert "immutable" not in told["cache-control"] and "must-revalidate" in told["cache-control"]
        assert client.get(url, headers={"if-none-match": told["etag"]}).status_code == 304


def test_a_unit_s_histogram_counts_every_sentence_whether_it_is_an_expert_or_not(pages) -> None:
    others = [p for p in pages if not next(r for r in p["concepts"] if r["concept"] == p["concept"])["expert_in"]]
    assert others
    for page in pages:
        positives = next(row["positives"] for row in page["concepts"] if row["concept"] == page["concept"])
        histogram = page["histogram"]
        assert sum(histogram["on"]) == positives * len(SMALL["languages"])
        assert sum(histogram["on"]) + sum(histogram["off"]) == 75 * len(SMALL["languages"])
        assert page["histogram_absent"] is None


def test_what_a_unit_writes_is_called_a_weight_and_never_a_logit(pages) -> None:
    assert set(pages[0]["promoted"][0]) == {"token", "weight"}
    assert "no logit" in pages[0]["effect_note"]


def test_the_curve_over_k_is_the_headline_at_the_headline_s_k(ladder, get) -> None:
    result = get(f"/runs/{ladder['last']}/result")
    (here,) = [point for point in result["k_curve"] if point["k"] == result["k"]]
    assert here["overlap"] == result["headline"]["overlap"]


def test_two_concepts_give_no_interval_over_concepts_and_their_documents_one(ladder, get) -> None:
    result = get(f"/runs/{ladder['last']}/result")
    assert len(result["concepts"]) == 2
    for name in ("overlap", "aligned", "transfer", "shared", "compression", "effective_rank"):
        assert result["headline"][name]["low"] is None and result["headline"][name]["excess_low"] is None, name
    assert result["headline"]["held_out"]["low"] < result["headline"]["held_out"]["high"]


def test_repeated_text_is_counted_at_import_and_in_the_run_and_kept_together(house, tmp_path) -> None:
    rows = [json.loads(line) for line in (material.write_corpus(tmp_path / "once.jsonl")).read_text().splitlines()]
    twice = [row | {"id": f"{row['id']}.{n}", "document": f"{row['document']}.{n}"} for row in rows for n in (0, 1)]
    (tmp_path / "twice.jsonl").write_text("".join(json.dumps(row) + "\n" for row in twice))
    row = import_corpus(house.store, tmp_path / "twice.jsonl", id="twice", licence="CC0-1.0")
    assert "150 sentences stand, word for word, in more than one document" in row.note
    concepts = json.loads(material.write_concepts(tmp_path / "c.json").read_text())
    concepts = concepts.get("concepts", concepts)
    listed = {name: [f"{i}.{n}" for i in ids for n in (0, 1)] for name, ids in concepts.items()}
    (tmp_path / "listed.json").write_text(json.dumps(listed))
    import_concepts(house.store, tmp_path / "listed.json", corpus="twice", id="twice-themes", licence="CC0-1.0")
    params = house.params | SMALL | {"corpus": "twice", "concepts": "twice-themes"}
    result = house.ask("concept-neurons", params)["result"]
    assert result["n_documents"] <= material.DOCUMENTS
    assert any("150 sentences stand" in note for note in result["notes"])


def test_a_listed_negative_is_obeyed_and_text_trained_on_is_known_under_any_name(house, tmp_path, get) -> None:
    corpus = house.catalogue.corpus(material.CORPUS)
    renamed = [
        {"id": f"n{number}", "document": corpus.documents[item], "language": code, "text": corpus.text(code, item)}
        for number, item in enumerate(corpus.ids)
        for code in ("en", "ar")
    ]  # fmt: skip
    (tmp_path / "other.jsonl").write_text("".join(json.dumps(row) + "\n" for row in renamed))
    import_corpus(house.store, tmp_path / "other.jsonl", id="something-else", licence="CC0-1.0")
    number = {item: f"n{n}" for n, item in enumerate(corpus.ids)}
    concepts = house.catalogue.concept_set(material.CONCEPTS).concepts
    first = sorted(concepts)[0]
    positive = sorted(number[i] for i in concepts[first])
    negative = sorted({*number.values()} - {*positive})[:20]
    listed = {first: {"positive": positive, "negative": negative}}
    (tmp_path / "c.json").write_text(json.dumps(listed))
    import_concepts(house.store, tmp_path / "c.json", corpus="something-else", id="listed", licence="CC0-1.0")
    trained = {material.CORPUS: {"except_ids": sorted(corpus.ids)[:15]}}
    (tmp_path / "ladder").mkdir()
    add_model(house.store, str(material.write_ladder(tmp_path / "ladder")), id="trained", trained_on=trained)
    params = house.params | SMALL | {"model": "trained", "corpus": "something-else", "concepts": "listed"}
    asked = house.ask("concept-neurons", params)
    result = asked["result"]
    assert (result["concepts"][0]["positives"], result["concepts"][0]["negatives"]) == (len(positive), 20)
    assert result["contaminated"].startswith("The model was trained on 60 of these 75 sentences")
    unit = get(f"/runs/{asked['run']['key']}/experts", concept=first, limit=1)["experts"][0]["unit"]
    page = get(f"/runs/{asked['run']['key']}/units/{unit}")
    assert page["contaminated"] == result["contaminated"]
    assert sum(page["histogram"]["off"]) == 20 * 2
    assert result["headline"]["overlap"]["low"] is None
