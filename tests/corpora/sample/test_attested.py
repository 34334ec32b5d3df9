"""The forms are words: dictionaries and real text know them."""

import pytest

from isogloss.corpora.sample.grammar import LANGUAGES
from tests.corpora.sample.attested import coverage, forms_of, has_dictionary, words_of_text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_forms_in_ten_are_attested(language: str) -> None:
    if not has_dictionary(language) and not words_of_text(language):
        pytest.skip(f"neither hunspell's dictionary nor the shared data is here for {language}")
    if not has_dictionary(language):
        pytest.skip(f"hunspell's dictionary is not here for {language}; real text alone holds too few words")
    found = coverage(language, forms_of(language, 4_000))
    print(found)
    assert found.share >= 0.9, found.missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_nobody_writes_is_found_out(language: str) -> None:
    if not has_dictionary(language):
        pytest.skip(f"hunspell's dictionary is not here for {language}")
    wrong = {"en": "tooths", "de": "Apfeln", "es": "escribido", "ru": "сестрых", "tr": "kitaplardö", "sw": "kizuriki",
             "ar": "البصلونات"}  # fmt: skip
    assert coverage(language, {wrong[language]}).missing == (wrong[language],)


def test_real_text_is_counted_where_it_is(shared_data) -> None:
    assert all(len(words_of_text(language)) > 1_000 for language in LANGUAGES)
