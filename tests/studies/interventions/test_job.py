"""The study as people ask for it, with frames, from a concept's experts to the texts."""

import pytest

from isogloss.runs.rows.reading import frames
from tests.e2e import material

pytestmark = pytest.mark.timeout(600)

FORCED = {"concept": "weather", "language": "ar", "k": 6, "operation": "force"}
PROMPTS = [
    {"text": None},
    {"language": "en", "text": "The teacher"},
    {"language": "ar", "text": "المعلم"},
    {"language": "hi", "text": "अध्यापक"},
]


@pytest.fixture(scope="module")
def house(house_of, finished_half):
    made = house_of(finished_half, half=True)
    made.key = made.ask("concept-neurons", made.params, "all")["run"]["key"]
    return made


def asked(house, **change):
    base = {"model": material.MODEL, "checkpoint": "step1024", "concept_run": house.key, "prompts": PROMPTS}
    return base | {"units": [FORCED], "length": 12, "draws": 4} | change


@pytest.fixture(scope="module")
def forced(house):
    return house.ask("interventions", asked(house, doses=[0.5, 2.0], held_out=6))


def test_every_prompt_is_answered_in_every_pane(forced):
    result = forced["result"]
    panes = {(output["prompt"], output["pane"]) for output in result["outputs"]}
    assert panes == {(p, pane) for p in range(4) for pane in ("plain", "changed", "random")}
    assert result["concept_run"] != forced["run"]["params"]["concept_run"], "the ladder's run of this checkpoint"
    assert [len(chosen["units"]) for chosen in result["sets"]] == [6]


def test_it_says_how_much_it_touched_and_what_random_units_did(forced):
    result = forced["result"]
    touched = result["touched"]
    assert touched["values"] == touched["units"] * touched["positions"] > 0
    assert 0 < touched["changed"] <= touched["values"]
    assert result["kl"]["draws"] == 4
    for row in result["next_token"]:
        assert row["kl"]["value"] > 0
        assert row["kl"]["null"] is not None
    assert [dose["strength"] for dose in result["doses"]] == [0.5, 1.0, 2.0]
    assert {row["language"] for row in result["held_out"]} == set(material.LANGUAGES)
    for row in result["held_out"]:
        assert row["change"]["n"] == 6
        assert row["change"]["null_low"] <= row["change"]["null"] <= row["change"]["null_high"]


def test_shares_of_languages_add_up_with_the_undetermined_among_them(forced):
    for pane in ("plain", "changed", "random"):
        rows = [row for row in forced["result"]["written"] if row["pane"] == pane]
        assert sum(row["share"]["value"] for row in rows) == pytest.approx(1.0)
        assert rows[-1]["language"] is None
    assert forced["result"]["identifier"]["name"] == "py3langid"
    assert set(forced["result"]["identifier"]["accuracy"]) == set(material.LANGUAGES)


def test_the_frames_put_together_are_the_texts(house, forced):
    told: dict[tuple, str] = {}
    first, *rest = frames(house.store, forced["run"]["key"])
    assert first.data["sets"] == [{"label": "ar experts for weather", "operation": "force", "units": 6}]
    assert [prompt["text"] for prompt in first.data["prompts"]] == [prompt["text"] for prompt in PROMPTS]
    for event in rest:
        for part in event.data["gained"]:
            where = (part["pane"], part["prompt"], part["seed"])
            told[where] = told.get(where, "") + part["text"]
    for output in forced["result"]["outputs"]:
        whole = told.get((output["pane"], output["prompt"], output["seed"]), "")
        assert output["text"].rstrip("\ufffd") == whole.rstrip("\ufffd")


def test_asking_again_computes_nothing(house, forced):
    again = house.ask("interventions", asked(house, doses=[0.5, 2.0], held_out=6))
    assert again["run"]["key"] == forced["run"]["key"]
    assert again["run"]["finished"] == forced["run"]["finished"]


def test_a_text_is_the_same_alone_and_among_others(house):
    """float64: no bit of a text may depend on the batch it was written in."""
    sampled = {"sampling": "sample", "texts": 3, "dtype": "float64", "draws": 0}
    together = house.ask("interventions", asked(house, **sampled))["result"]["outputs"]
    alone = house.ask("interventions", asked(house, prompts=PROMPTS[2:3], **sampled))["result"]["outputs"]
    mine = [(o["pane"], o["seed"], o["text"]) for o in together if o["prompt"] == 2]
    assert mine == [(o["pane"], o["seed"], o["text"]) for o in alone]
    assert len({text for _, _, text in mine}) > 1


@pytest.mark.parametrize(
    "change",
    [
        {"units": [FORCED | {"operation": "zero"}], "doses": []},
        {"units": [FORCED | {"operation": "mean"}], "doses": []},
        {"units": [FORCED | {"operation": "resample"}], "doses": []},
        {"units": [FORCED | {"operation": "scale", "strength": 2.0}]},
        {"units": [{"addresses": ["mlp_act.0.3", "attn_out.1.2"], "operation": "add", "value": 3.0}]},
        {"units": [FORCED, {"addresses": ["q_out.0.1"], "operation": "zero"}], "where": "last"},
        {"concept_run": None, "units": [{"addresses": ["mlp_act.0.3"]}], "where": "from", "from_position": 1},
    ],
    ids=["zero", "mean", "resample", "scale", "add", "several places", "from"],
)
def test_every_operation_writes_and_is_counted(house, change):
    result = house.ask("interventions", asked(house, **({"prompts": PROMPTS[1:3], "length": 4, "draws": 2} | change)))
    assert result["result"]["touched"]["changed"] > 0


def test_what_touches_nothing_fails_and_writes_no_text(house):
    params = asked(house, prompts=PROMPTS[1:2], where="from", from_position=90, draws=0, length=4)
    ended = house.ended("interventions", params)
    assert (ended.status, ended.error.code, ended.error.field) == ("failed", "touched_nothing", "from_position")
    assert "longest prompt has" in ended.error.message
    assert not [event for event in frames(house.store, ended.key) if "gained" in event.data], "text was written"


def test_a_prompt_longer_than_the_context_is_refused_by_its_number(house):
    params = asked(house, prompts=[*PROMPTS[1:2], {"text": "letter " * 400, "language": "en"}])
    ended = house.ended("interventions", params)
    assert (ended.error.code, ended.error.field) == ("prompt_too_long", "prompts.1.text")


def test_along_a_ladder_each_checkpoint_has_its_own_experts(house):
    params = asked(house, prompts=PROMPTS[:1], length=6, draws=2)
    del params["checkpoint"]
    answer = house.ask("interventions", params, "all")
    assert [point["step"] for point in answer["result"]["points"]] == list(material.STEPS)
    assert all(point["on_concept"]["changed"]["n"] == 1 for point in answer["result"]["points"])
