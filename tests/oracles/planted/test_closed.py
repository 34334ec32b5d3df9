"""The answers themselves, where pencil and paper reach; and that the corpus is what they take it for."""

from collections import Counter
from math import exp, log, sqrt

import numpy as np
import pytest

from tests.oracles.planted import closed, plan, text
from tests.oracles.planted.plan import BEGIN, CONCEPTS, DECOYS, FAMILIES, LANGUAGES, Word

every = pytest.mark.parametrize("family", FAMILIES)


@every
def test_from_nothing_every_word_is_as_likely_as_every_other(family):
    k = 1 / sqrt(2 * 4 / 128 + 1e-5)
    told = closed.says(BEGIN, family)
    assert told[:-4] == pytest.approx(-log(4 * 18 * 4 + 4 * exp(-k)), abs=1e-12)
    assert told[-4:] == pytest.approx(-k - log(4 * 18 * 4 + 4 * exp(-k)), abs=1e-12)


@every
def test_after_a_word_of_a_concept_its_language_code_and_concept_are_likelier(family):
    # Its features: const, a, b, meaning, carry, language, and one and a half of the concept's output.
    k = 1 / sqrt(2 * (6 + 1.5**2) / 128 + 1e-5)
    # Of four languages its own, of 18 meanings its own, of four codes the next and, for ``carry``, the first.
    rest = (exp(k) + 3) * (exp(1.5 * k) + 17) * (2 * exp(k / 2) + 2) + 4 * exp(-k)
    told = closed.says(Word(0, "en", 1), family)
    assert told[closed.number(Word(9, "en", 2))] == pytest.approx(k * 1.5 - log(rest), abs=1e-12)
    assert told[closed.number(Word(0, "de", 3))] == pytest.approx(k * 1.5 - log(rest), abs=1e-12)
    assert np.exp(told).sum() == pytest.approx(1, abs=1e-12)


@every
def test_a_planted_unit_stands_at_its_level_or_as_far_below(family):
    for unit in plan.UNITS:
        layer, number = closed.address(family, unit.name)
        units = closed.placed(family, layer)
        for word in (Word(0, "en", 1), Word(3, "tr", 0), Word(9, "es", 3)):
            features = closed.states(word, family)[layer]
            value = units.reads[number] @ (plan.scale(features @ features) * features)
            if unit.name[0] != "mover" and features @ features == pytest.approx(unit.squares):
                assert abs(value) > 7.9
                assert value < 0 or value == pytest.approx(unit.level)


def test_the_language_is_in_no_mean_of_embeddings():
    for sentence in text.sentences():
        means = [np.mean([word.features() for word in sentence.words(language)], axis=0) for language in LANGUAGES]
        assert all((mean == means[0]).all() for mean in means)


def test_documents_are_alike_and_no_sentence_stands_twice():
    by_document = Counter((s.document, s.concept) for s in text.sentences())
    assert set(by_document.values()) == {2}
    decoys = Counter((s.document, m) for s in text.sentences() for m in s.meanings if CONCEPTS <= m < CONCEPTS + DECOYS)
    assert set(decoys.values()) == {2}
    assert len({frozenset(s.meanings) for s in text.sentences()}) == len(text.sentences())
    assert {len(set(s.meanings)) for s in text.sentences()} == {text.LENGTH}
    assert len(set(text.VOCABULARY)) == len(text.VOCABULARY)
