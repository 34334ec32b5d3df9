import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isogloss.corpora.joining import join
from isogloss.corpora.record import Record, Where
from isogloss.corpora.sources import LIMITS
from isogloss.corpora.surface import SurfaceForms, latin_words, share_a_word
from tests.oracles.shared_surface import distance, shares_a_word

WORDS = st.frozensets(st.text("abcde", min_size=3, max_size=8), max_size=6)


@given(WORDS, WORDS)
def test_sharing_a_word_is_what_the_definition_says(a: frozenset[str], b: frozenset[str]) -> None:
    assert share_a_word(a, b) == shares_a_word(a, b) == share_a_word(b, a)


def test_a_quarter_of_the_longer_word_may_differ() -> None:
    assert distance("obama", "aobama") == 1
    assert share_a_word(frozenset({"obama"}), frozenset({"aobama"}))
    assert share_a_word(frozenset({"abcd"}), frozenset({"abc"}))
    assert not share_a_word(frozenset({"abcde"}), frozenset({"abc"}))
    assert not share_a_word(frozenset({"abc"}), frozenset({"abc"}))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Землетрясение в Москве", "moskve"),
        ("ओबामा का भाषण", "obama"),
        ("Ο Ομπάμα μίλησε", "ompama"),
        ("a co-operation", "operation"),
        ("l’université", "universite"),
        ("Iran\u200cian", "iranian"),
        ("STRASSE Straße", "strasse"),
    ],
)
def test_words_of_other_scripts_are_read_in_latin_letters(text: str, word: str) -> None:
    assert word in latin_words(text)


def test_vowel_signs_do_not_cut_a_word() -> None:
    assert latin_words("राष्ट्रपति") == {"rastrpti"}


def test_short_words_and_figures_are_no_words() -> None:
    assert latin_words("in 2008 we of — €") == frozenset()


def test_text_without_spaces_is_read_by_its_words_or_else_by_windows() -> None:
    text, forms = "奧巴馬的特別助理", ["奧巴馬", "的", "特別", "助理"]
    assert "aobama" in latin_words(text) and "aobama" in latin_words(text, forms)
    assert latin_words(text, forms) == {"aobama", "tebie", "zhuli"}
    assert all(len(word) >= 6 for word in latin_words(text))


def test_words_of_spaced_text_are_the_same_with_and_without_an_analysis() -> None:
    assert latin_words("It don't work", ["It", "do", "n't", "work"]) == latin_words("It don't work")


def forms(texts: dict[str, dict[str, str]], names: set[str] = frozenset()) -> SurfaceForms:
    analyses = {language: {} for language in texts}
    analyses.setdefault("en", {}).update(dict.fromkeys(names, '[["X","X","PROPN","",0,1]]'))
    return SurfaceForms(texts, analyses)


def test_digits_of_any_script_names_and_cognates_are_not_free() -> None:
    texts = {
        "de": {
            "free": "Das Haus bebt",
            "digit": "Ein Haus",
            "name": "Das Haus",
            "cognate": "Obamas Rede",
            "de": "x",
        },
        "hi": {"free": "घर हिलता है", "digit": "घर १२", "name": "घर", "cognate": "ओबामा का भाषण", "hi": "x"},
    }
    surface = forms(texts, {"name"})
    assert surface.free("de", "hi") == surface.free("hi", "de") == {"free"}


def test_it_is_worked_out_once() -> None:
    surface = forms({"en": {"a": "house"}, "de": {"a": "Haus"}})
    assert surface.free("en", "de") is surface.free("de", "en")


def test_the_order_of_words_and_sentences_does_not_matter() -> None:
    rng = random.Random(0)
    words = ["house", "Beben", "university", "tief", "Moskau", "ocean", "2008"]
    texts = {code: {str(i): " ".join(rng.choices(words, k=5)) for i in range(60)} for code in ("en", "de")}
    turned = {code: {i: " ".join(reversed(t.split())) for i, t in reversed(of.items())} for code, of in texts.items()}
    assert forms(texts).free("en", "de") == forms(turned).free("en", "de")


def test_covariates_are_counted_per_language_and_id(corpus_of: Callable, tmp_path: Path) -> None:
    from isogloss.corpora.covariates import surface_features
    from tests.corpora.writing import sentence, write

    english = sentence("a", "Did “NATO” meet in 2008?", ["Did/AUX", "NATO/PROPN"]) + sentence(
        "b", "They met.", ["They/PRON"]
    )
    write(tmp_path / "c" / "en_x-ud-test.conllu", english)
    write(tmp_path / "c" / "ru_x-ud-test.conllu", sentence("a", "НАТО и EU в 2008") + sentence("b", "Они"))
    corpus = corpus_of(tmp_path / "c", id="c")
    found = surface_features(corpus, ["b", "a"], ["en", "ru"])
    assert {values.shape for values in found.values()} == {(2, 2)}
    expected = {
        "n_chars": [[9, 24], [3, 16]],
        "n_words": [[2, 4], [1, 4]],
        "n_digits": [[0, 4], [0, 4]],
        "has_digit": [[0, 1], [0, 1]],
        "n_punctuation": [[1, 3], [0, 0]],
        "has_quote": [[0, 1], [0, 0]],
        "is_question": [[0, 1], [0, 0]],
        "n_capitals": [[0, 4], [0, 5]],
        "n_foreign": [[0, 0], [0, 2]],
        "has_name": [[0, 1], [0, 1]],
    }
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)
    assert surface_features(corpus, [], ["en"])["n_chars"].shape == (1, 0)


@given(st.lists(st.text(min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=4))
def test_no_text_breaks_the_remarks_or_the_surface(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "ignore").decode() or "x" for text in texts]
    records = [
        Record(str(i), language, text, Where("f", i)) for i, text in enumerate(texts) for language in ("en", "zh-Hans")
    ]
    joined = join(records, LIMITS)
    assert len(joined.digest) == 64
    forms({language: dict(enumerate(texts)) for language in ("en", "de")}).free("en", "de")
