"""Cloned English: the same text in other characters, and back."""

from hypothesis import given
from hypothesis import strategies as st

from isogloss.vocabulary.clone import CELLS, CLONE, cloned, has_cells, plain_spelling
from isogloss.vocabulary.language import direction, languages_in_order, parse_language
from tests.clones import uncloned


@given(st.text())
def test_the_way_there_and_back_gives_the_plain_spelling(text):
    assert uncloned(cloned(text)) == plain_spelling(text)
    assert len(cloned(text)) == len(plain_spelling(text))


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
def test_plain_ascii_is_its_own_plain_spelling(text):
    assert plain_spelling(text) == text
    assert not set(cloned(text)) & set(text)


def test_no_character_is_shared_and_none_has_two_cells():
    assert len(set(CELLS.values())) == len(CELLS) == 96
    assert not set(CELLS) & set(CELLS.values())


def test_what_is_not_ascii_is_spelled_first():
    assert plain_spelling("Café — “so”\tit\n") == 'Cafe - "so" it\n'


def test_cells_are_found_in_a_text():
    assert has_cells(f"the {cloned('dog')}")
    assert not has_cells("собака، köpek, كلب")


def test_the_clone_is_a_language_like_any():
    assert parse_language(CLONE) == CLONE
    assert direction(CLONE) == "ltr"
    assert languages_in_order([CLONE, "de", "en"]) == ["en", "de", CLONE]
