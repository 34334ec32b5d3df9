"""The playground on planted models: what an operation does to the next token is the divergence of two distributions
that are known.

Double precision is held to 1e-9; Llama's norms are in single precision whatever the type asked for: 1e-5.
"""

import pytest

from tests.oracles.planted import closed, text
from tests.oracles.planted.house import families
from tests.oracles.planted.plan import BEGIN, CONCEPTS, FAMILIES, LANGUAGES, LEVELS, Word

pytestmark = pytest.mark.processes

#: One unit that fires on words of a concept, one of a language's detectors, one that fires on every word.
UNITS = (("all", 1, 0), ("detector", 1, 2), ("carrier",))
#: What a text ends with: nothing, a word all three units fire on, one that only the last does.
ENDS = (BEGIN, Word(1, "tr", 1), Word(9, "en", 2))
#: By operation: what is asked, and (factor, shift).
OPERATIONS = {
    "zero": ({}, (0, 0)),
    "scale": ({"strength": 2.5}, (2.5, 0)),
    "force": ({"value": 3}, (0, 3)),
    "add": ({"value": -2.5}, (1, -2.5)),
}
FAST = {"zero": "gpt2", "scale": "bloom", "force": "gpt2", "add": "llama"}


def tolerance(family):
    """How far a number may be from what it should be."""
    return {"abs": 1e-5 if family == "llama" else 1e-9}


def asked(family, names, operation, ends=ENDS, **more):
    """Params of a run that writes a single token after each of some beginnings."""
    units = [closed.spelled(closed.address(family, name)) for name in names]
    prompts = [{} if end is BEGIN else {"language": end.language, "text": text.spelled(end)} for end in ends]
    base = {"prompts": prompts, "draws": 0, "length": 1, "keywords": 0}
    return base | {"units": [{"addresses": units, "operation": operation[0]} | operation[1]]} | more


def check(result, ends, family, edits):
    """The KL of every prompt, of their mean, and of the likeliest movers."""
    for of, end in zip(result["next_token"], ends, strict=True):
        assert of["kl"]["value"] == pytest.approx(closed.kl(end, family, edits), **tolerance(family))
        plain, changed = closed.says(end, family), closed.says(end, family, edits)
        for mover in (*of["up"], *of["down"]):
            at = closed.number(text.WORD_OF[mover["token"].strip()]) if mover["token"].strip() in text.WORD_OF else -1
            assert mover["plain"] == pytest.approx(plain[at], abs=1e-4)
            assert mover["changed"] == pytest.approx(changed[at], abs=1e-4)
    every = [closed.kl(end, family, edits) for end in ends]
    assert result["kl"]["value"] == pytest.approx(sum(every) / len(ends), **tolerance(family))


@pytest.mark.parametrize(
    ("operation", "family"),
    [
        pytest.param(name, of, marks=[] if FAST[name] == of else [pytest.mark.slow])
        for name in OPERATIONS
        for of in FAMILIES
    ],
)
def test_an_operation_moves_the_next_token_as_far_as_it_should(planted, operation, family):
    more, edit = OPERATIONS[operation]
    doses = {} if operation == "zero" else {"doses": [0.5]}
    result = planted.ask("interventions", family, asked(family, UNITS, (operation, more), **doses))
    edits = {closed.address(family, name): edit for name in UNITS}
    check(result, ENDS, family, edits)
    assert max(of["kl"]["value"] for of in result["next_token"]) > 0.01, "it does something"
    if doses:
        half = (edit[0] / 2, 0) if operation == "scale" else (edit[0], edit[1] / 2)
        moved = [closed.kl(end, family, dict.fromkeys(edits, half)) for end in ENDS]
        found = {dose["strength"]: dose["kl"]["value"] for dose in result["doses"]}
        assert found[0.5] == pytest.approx(sum(moved) / len(ENDS), **tolerance(family))


@pytest.mark.parametrize("family", families("gpt2"))
def test_an_operation_from_a_position_on_leaves_what_is_before(planted, family):
    params = asked(family, UNITS, ("zero", {}), where="from", from_position=1)
    result = planted.ask("interventions", family, params)
    found = [of["kl"]["value"] for of in result["next_token"]]
    edits = {closed.address(family, name): (0, 0) for name in UNITS}
    assert found[0] == 0, "the beginning of sequence is position 0"
    assert found[1:] == pytest.approx([closed.kl(end, family, edits) for end in ENDS[1:]], **tolerance(family))


@pytest.mark.parametrize("family", families("gpt_neox"))
def test_units_set_to_their_means_are_set_to_level_times_rate(planted, family):
    params = asked(family, UNITS, ("mean", {}), concept_run=planted.concepts(family)["key"])
    # One word of a concept in six of eight sentences of eight; a pair of codes in one language; every word.
    means = (LEVELS[1] * 2 / 8 / 8, 8 / 4 / 4, 8)
    edits = {closed.address(family, name): (0, value) for name, value in zip(UNITS, means, strict=True)}
    result = planted.ask("interventions", family, params)
    assert [unit["value"] for unit in result["sets"][0]["units"]] == [None] * 3
    for of, end in zip(result["next_token"], ENDS, strict=True):
        # Means are kept in single precision.
        assert of["kl"]["value"] == pytest.approx(closed.kl(end, family, edits), abs=1e-5)


@pytest.mark.parametrize("family", families("gpt_neox"))
def test_a_resampled_unit_takes_the_value_it_has_on_every_word(planted, family):
    key = planted.concepts(family)["key"]
    result = planted.ask("interventions", family, asked(family, UNITS[-1:], ("resample", {}), concept_run=key))
    check(result, ENDS, family, {closed.address(family, UNITS[-1]): (0, 8)})
    assert result["next_token"][0]["kl"]["value"] > 0.01
    assert result["next_token"][1]["kl"]["value"] < 1e-12, "a word for a word: nothing changed"


@pytest.mark.parametrize("family", families("gpt_neox"))
def test_experts_forced_to_twice_their_median_move_what_they_write(planted, family):
    units = [{"concept": text.concept_name(1), "shared_by": 2, "operation": "force", "strength": 2}]
    # One of the beginnings is a decoy's, so that random units, forced to their median of 0, have something to change.
    ends = (*ENDS, Word(CONCEPTS + 1, "en", 2))
    params = asked(family, [], ("force", {}), ends) | {"units": units, "draws": 3}
    result = planted.ask("interventions", family, params | {"concept_run": planted.concepts(family)["key"]})
    names = [("all", 1, 0), ("all", 1, 1), ("pair", 1, ("en", "de")), ("pair", 1, ("es", "tr"))]
    assert {unit["unit"] for unit in result["sets"][0]["units"]} == {
        closed.spelled(closed.address(family, name)) for name in names
    }
    check(result, ends, family, {closed.address(family, name): (0, 2 * LEVELS[1]) for name in names})
    assert result["kl"]["null"] == 0, "units like them write nothing"
    assert result["kl"]["p"] == pytest.approx(1 / 4)


@pytest.mark.parametrize("family", families("gpt_neox"))
def test_a_language_without_its_detectors_costs_what_its_words_were_worth(planted, family):
    names = [("detector", a, (1 - a) % 4) for a in range(4)]
    # A prompt of its own language: at others' words they are silent already, and changing nothing is refused.
    params = asked(family, names, ("zero", {}), (Word(9, "de", 2),), concept_run=planted.concepts(family)["key"])
    result = planted.ask("interventions", family, params | {"held_out": 400})
    edits = {closed.address(family, name): (0, 0) for name in names}
    unread = [sentence for sentence in text.sentences() if sentence.id not in text.half()]
    assert [row["language"] for row in result["held_out"]] == list(LANGUAGES)
    for row in result["held_out"]:
        own = row["language"]
        plain = sum(closed.nats(sentence, own, family) for sentence in unread) / len(unread) / text.LENGTH
        assert row["plain"] == pytest.approx(plain, **tolerance(family))
        assert row["change"]["value"] == pytest.approx(closed.added(unread, own, family, edits), **tolerance(family))
        assert row["change"]["n"] == len(unread)
        assert (row["change"]["value"] == 0) == (own != "de")
