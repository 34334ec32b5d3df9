"""Evaluation text: aligned, alike in all concepts, and not to be guessed from its surface."""

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest

from isogloss.corpora.sample.baselines import average_precision, baselines, chance, from_anchors, texts_of, words
from isogloss.corpora.sample.concepts import CONCEPTS, HOME, is_held_out
from isogloss.corpora.sample.evaluation import FRAMES, KINDS, concept_ids, id_sets, items, records, skeletons
from isogloss.corpora.sample.grammar import LANGUAGES, pieces, sentence
from isogloss.corpora.surface import share_a_word
from tests.corpora.sample.reading import sentences

HELD, ANCHOR = (kind.name for kind in KINDS)


def test_every_concept_has_thirty_held_out_sentences_and_twenty_anchor_ones_in_documents_of_its_own() -> None:
    counts = Counter((item.concept, item.kind) for item in items())
    assert set(counts.values()) == {30, 20} and len(counts) == 24
    of_document = defaultdict(set)
    for item in items():
        of_document[item.document].add((item.concept, item.kind))
    assert all(len(found) == 1 for found in of_document.values())
    assert sum(kind == HELD for found in of_document.values() for _, kind in found) == 120


def test_held_out_sentences_hold_held_out_words_only_and_anchor_sentences_none() -> None:
    for item in items():
        for language in LANGUAGES:
            lexemes = {lexeme for _, lexeme in pieces(sentence(language, item.plan)) if lexeme}
            assert len(lexemes) > 1 and {HOME[lexeme][0].name for lexeme in lexemes} == {item.concept}
            assert {is_held_out(lexeme) for lexeme in lexemes} == {item.kind == HELD}


def test_the_sentences_of_a_concept_vary() -> None:
    for kind in KINDS:
        plans = skeletons(kind)
        assert {plan.frame for plan in plans} == set(FRAMES)
        assert {plan.tense for plan in plans} >= {"past", "present"}
        for part in ("plural", "definite"):
            assert len({getattr(plan.thing, part) for plan in plans if plan.thing}) == 2
        openings = Counter(tuple(texts_of("en")[item.id].split()[:3]) for item in items() if item.kind == kind.name)
        assert openings.most_common(1)[0][1] <= 12 * kind.sentences / 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice(language: str) -> None:
    assert len(set(texts_of(language).values())) == len(items())


def test_the_order_of_ids_tells_nothing() -> None:
    ordered = sorted(items(), key=lambda item: item.id)
    neighbours = sum(a.concept == b.concept for a, b in pairwise(ordered))
    assert neighbours / len(ordered) < 0.15


@pytest.mark.parametrize("language", LANGUAGES)
def test_concepts_are_equally_long(language: str) -> None:
    lengths = defaultdict(list)
    for item in items():
        text = texts_of(language)[item.id]
        lengths[item.concept].append((len(text.split()), len(text)))
    means = np.array([np.mean(found, axis=0) for found in lengths.values()])
    assert np.abs(means[:, 0] - means[:, 0].mean()).max() < 0.5  # words
    assert np.abs(means[:, 1] / means[:, 1].mean() - 1).max() < 0.12  # characters


def test_the_labels_cannot_be_guessed_across_languages_nor_from_length_nor_from_anchor_words() -> None:
    found = {baseline.name: baseline for baseline in baselines()}
    for baseline in found.values():
        print(f"{baseline.name}: {baseline.average_precision:.3f} (chance {baseline.chance:.3f})")
    assert found["bag of words"].average_precision > 0.95  # words do tell concepts, within a language
    for name, baseline in found.items():
        if "another language" in name or "anchor" in name or "length" in name:
            assert baseline.average_precision < baseline.chance + 0.02, name


def test_a_bag_of_words_on_anchor_words_does_not_explain_the_held_out_alignment() -> None:
    """No word of a held-out sentence is a form of an anchor word, in whatever language."""
    spelled = lexeme_forms()
    anchors = {
        form
        for forms in spelled.values()
        for lexeme, own in forms.items()
        if lexeme and not is_held_out(lexeme)
        for form in own
    }
    assert len(anchors) > 2_000
    for item in items():
        if item.kind == HELD:
            for language in LANGUAGES:
                assert not anchors & set(words(texts_of(language)[item.id])), (language, item.id)
    assert from_anchors(words) < chance(6, 72)


def test_anchor_words_would_be_found_out() -> None:
    """The bag of words above does explain sentences that hold the words it learnt."""
    from isogloss.corpora.sample import baselines as module

    anchors = [item for item in items() if item.kind == ANCHOR]
    model = module._learn(words, anchors, ("en",))
    assert np.mean(module._measured(model, words, anchors, "en")) > 0.95


def lexeme_forms() -> dict[str, dict[str, set[str]]]:
    forms: dict[str, dict[str, set[str]]] = {language: defaultdict(set) for language in LANGUAGES}
    for language in LANGUAGES:
        for _, row in sentences(language):
            for piece, lexeme in pieces(row):
                forms[language][lexeme].add(piece.lower())
    return forms


def test_no_lexeme_is_spelled_alike_in_two_languages() -> None:
    from isogloss.corpora.surface import latin_words

    forms = lexeme_forms()
    for lexeme in HOME:
        spelled = {language: latin_words(" ".join(forms[language][lexeme])) for language in LANGUAGES}
        for i, a in enumerate(LANGUAGES):
            for b in LANGUAGES[i + 1 :]:
                assert not share_a_word(spelled[a], spelled[b]), (lexeme, a, b)


def test_no_held_out_form_is_a_word_of_something_else_in_any_language() -> None:
    meant = defaultdict(set)
    for forms in lexeme_forms().values():
        for lexeme, spelled in forms.items():
            for form in spelled:
                meant[form].add(lexeme)
    for form, lexemes in meant.items():
        if any(lexeme and is_held_out(lexeme) for lexeme in lexemes):
            assert len(lexemes) == 1, (form, lexemes)


def test_records_are_aligned_and_analysed() -> None:
    found = [record for record in records() if record.language in LANGUAGES]  # and not the clone of one of them
    assert len(found) == len(items()) * len(LANGUAGES)
    assert all(record.tokens and record.document and record.split is None for record in found)
    assert {record.id for record in found} == set().union(*concept_ids().values()) == set().union(*id_sets().values())


def test_average_precision_groups_ties_and_its_chance_is_exact() -> None:
    labels = np.array([True, False, True, False])
    assert average_precision(np.array([3.0, 2, 1, 0]), labels) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.zeros(4), labels) == 0.5
    rng = np.random.default_rng(0)
    drawn = [average_precision(rng.random(72), np.arange(72) < 6) for _ in range(4_000)]
    assert np.mean(drawn) == pytest.approx(chance(6, 72), abs=0.004)


def test_concepts_name_the_words_they_share_in_one_order() -> None:
    assert next(iter(CONCEPTS)) == "earthquake" and len({concept.name for concept in CONCEPTS.values()}) == 12
