"""The study as people ask for it, on documents its experts were not chosen on."""

import pytest

from isogloss.runs.asking.requests import parse_params
from isogloss.studies.concept_effects.schema import Params
from isogloss.studies.concept_effects.study import cost, inputs, resolve
from isogloss.vocabulary.errors import IsoglossError
from tests.e2e import material

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def house(house_of, finished_half):
    made = house_of(finished_half, half=True)
    made.key = made.ask("concept-neurons", made.params, ["step64", "step1024"])["run"]["key"]
    return made


def asked(house, **change):
    base = {"model": material.MODEL, "checkpoint": "step1024", "concept_run": house.key, "language": "ar"}
    return base | {"shared_by": 2, "k": 5, "draws": 6, "sentences": 8, "texts": 6, "length": 8} | change


@pytest.fixture(scope="module")
def ladder(house):
    params = asked(house)
    del params["checkpoint"]
    return house.ask("concept-effects", params, ["step64", "step1024"])


def test_sentences_are_of_documents_the_concept_run_did_not_read(house):
    test = resolve(parse_params(Params, asked(house)), house.catalogue)
    assert set(test.ids) == {row["id"] for row, _ in material.rows()} - set(material.half())
    assert [concept.name for concept in test.concepts] == ["food", "weather"]
    turned = resolve(parse_params(Params, asked(house, only_concepts=["weather", "food"])), house.catalogue)
    assert turned.concepts == test.concepts, "texts are drawn by a concept's place: the order asked in decides nothing"


def test_every_language_has_its_effect_null_and_adjusted_p(house, ladder):
    answer = house.ask("concept-effects", asked(house))
    result = answer["result"]
    assert [row["language"] for row in result["ablation"]] == list(material.LANGUAGES)
    for row in result["ablation"]:
        effect = row["effect"]
        assert effect["draws"] == 6
        assert effect["null_low"] <= 0 <= effect["null_high"]
        assert effect["p"] <= effect["p_holm"] <= 1
        assert effect["p"] >= 1 / 7
    for pane in ("plain", "forced", "random", "other"):
        rows = [row for row in result["written"] if row["pane"] == pane]
        assert sum(row["share"]["value"] for row in rows) == pytest.approx(1.0)
        assert rows[0]["share"]["n"] == 12
    assert len(result["texts"]) == 4 * 2 * 5
    for concept in result["forced"]:
        assert all(share.get("p") is None for share in concept["on_concept"].values()), (
            "a draw writes too few of one concept"
        )
    assert all(share["draws"] <= 5 for share in result["on_concept"].values()), (
        "five sets write, of the six switched off"
    )
    assert set(result["words"]["weather"]) == set(material.LANGUAGES)
    # Of 13 sentences a word needs 5 to be far from chance; the text holds such words of food.
    assert set(result["words"]["food"]["en"]) & {"bread", "rice", "tea", "fruit"}


def test_a_ladder_grows_along_its_checkpoints(ladder):
    points = ladder["result"]["points"]
    assert [point["step"] for point in points] == [64, 1024]
    assert all(point["overall"]["draws"] == 6 for point in points)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"language": "tr"}, "unknown_language", "language"),
        ({"only_concepts": ["love"]}, "unknown_concept", "only_concepts"),
        ({"only_concepts": ["food"]}, "too_few_concepts", "held_out"),
        ({"held_out": "half"}, "nothing_held_out", "held_out"),
        ({"shared_by": 9}, "bad_shared_by", "shared_by"),
        ({"checkpoint": "step0"}, "another_model", "concept_run"),
        ({"draws": 2}, "bad_params", "draws"),
        ({"length": 128}, "too_long", "length"),
        ({"max_tokens": 400}, "bad_max_tokens", "max_tokens"),
    ],
)
def test_what_cannot_be_tested_is_refused_beside_its_field(house, change, code, field):
    with pytest.raises(IsoglossError) as error:
        inputs(resolve(parse_params(Params, asked(house, **change)), house.catalogue))
    assert (error.value.code, error.value.field) == (code, field)


def test_more_draws_cost_more_and_fewer_are_offered(house):
    few = cost(resolve(parse_params(Params, asked(house)), house.catalogue))
    many = cost(resolve(parse_params(Params, asked(house, draws=1000, sentences=40)), house.catalogue))
    assert many.seconds > few.seconds
