"""English records as their clone."""

from isogloss.corpora.cloning import cloned_record, with_clone
from isogloss.corpora.record import Record, Token, Where
from isogloss.vocabulary.clone import CLONE
from tests.clones import uncloned

HERE = Where("here", 1)


def record(language, text, tokens=None):
    return Record("a", language, text, HERE, document="d", split="test", tokens=tokens)


def test_english_is_followed_by_its_clone_and_nothing_else_is():
    found = list(with_clone([record("de", "Der Hund."), record("en", "The dog.")]))
    assert [r.language for r in found] == ["de", "en", CLONE]
    assert uncloned(found[2].text) == "The dog."
    assert (found[2].id, found[2].document, found[2].split) == ("a", "d", "test")


def test_words_keep_their_places_where_none_can_move():
    tokens = (Token("The", "the", "DET", "", 0, 3), Token("dog", "dog", "NOUN", "Number=Sing", 4, 7))
    made = cloned_record(record("en", "The dog", tokens))
    assert [made.text[t.start : t.end] for t in made.tokens] == [t.form for t in made.tokens]
    assert [uncloned(t.form) for t in made.tokens] == ["The", "dog"]
    assert made.tokens[1].feats == "Number=Sing"
    moved = cloned_record(record("en", "“The dog", tokens))
    assert {(t.start, t.end) for t in moved.tokens} == {(None, None)}
    assert cloned_record(record("en", "x")).tokens is None
