"""Concept effects of planted models: differences of differences, and what forced experts write.

Losses are held to 1e-9, in Llama, whose norms are in single precision, to 1e-5.
"""

from statistics import mean

import pytest

from tests.oracles.planted import closed, text
from tests.oracles.planted.house import families
from tests.oracles.planted.plan import CONCEPTS, LANGUAGES, PAIRS

pytestmark = [pytest.mark.processes, pytest.mark.parametrize("family", families("gpt_neox"))]


def effects(planted, family):
    """All sentences of the documents that experts were not chosen on; texts so strongly forced that nothing else is
    left to write."""
    params = {"concept_run": planted.concepts(family)["key"], "language": "en", "k": 4, "draws": 5, "sentences": 1000}
    return planted.ask("concept-effects", family, params | {"texts": 5, "length": 4, "strength": 100})


def switched_off(concept, language, family):
    """Nats a token that a concept's shared experts are worth on its own sentences."""
    names = [("all", concept, 0), ("all", concept, 1), *(("pair", concept, pair) for pair in PAIRS)]
    chosen = set(text.half())
    own = [s for s in text.sentences() if s.concept == concept and s.id not in chosen]
    assert len(own) == 32
    return closed.added(own, language, family, {closed.address(family, name): (0, 0) for name in names})


def test_the_effect_of_switching_off_is_what_the_units_were_worth(planted, family):
    near = {"abs": 1e-5 if family == "llama" else 1e-9}
    result = effects(planted, family)
    for concept, row in enumerate(result["concepts"]):
        assert row["concept"] == text.concept_name(concept)
        assert row["units"] == 4
        assert row["sentences"] == 32
        for language in LANGUAGES:
            assert row["effects"][language]["value"] == pytest.approx(switched_off(concept, language, family), **near)
    for row in result["ablation"]:
        want = mean(switched_off(concept, row["language"], family) for concept in range(CONCEPTS))
        assert row["effect"]["value"] == row["own"] == pytest.approx(want, **near)
        assert row["others"] == 0, "their sentences have no word the units fire on"
    overall = mean(row["effect"]["value"] for row in result["ablation"])
    assert result["overall"]["value"] == pytest.approx(overall, **near)


def test_random_units_like_the_experts_write_nothing_and_p_is_the_least_it_can_be(planted, family):
    result = effects(planted, family)
    for row in result["ablation"]:
        assert row["effect"]["null_low"] == row["effect"]["null_high"] == 0
        assert row["effect"]["p"] == pytest.approx(1 / 6)
        assert row["effect"]["p_holm"] == pytest.approx(4 / 6)


def test_the_plain_loss_is_that_of_the_sentences_read(planted, family):
    # In every concept's test stand its own sentences and as many of the others': all of one kind, of which the seed
    # chose a part. Their losses lie so close together.
    chosen = set(text.half())
    with_one = [s for s in text.sentences() if s.concept is not None and s.id not in chosen]
    for row in effects(planted, family)["ablation"]:
        every = [closed.nats(s, row["language"], family) for s in with_one]
        assert row["loss"] == pytest.approx(mean(every) / text.LENGTH, abs=5e-3)


def test_forced_texts_are_of_the_forced_concept_and_random_units_write_the_plain_ones(planted, family):
    result = effects(planted, family)
    shares = {pane: of["value"] for pane, of in result["on_concept"].items()}
    assert shares["forced"] == 1
    assert shares["other"] == 0
    texts = {(of["pane"], of["concept"], of["seed"]): of["text"] for of in result["texts"]}
    plain = {key[1:]: said for key, said in texts.items() if key[0] == "plain"}
    assert len(plain) == CONCEPTS * 5
    for (concept, seed), said in plain.items():
        assert texts["random", concept, seed] == said, "decoys change nothing, and the draws are the same"
        meaning = {text.WORD_OF[word].meaning for word in texts["forced", concept, seed].split()}
        assert meaning == {int(concept[-1])}
