"""Words of a concept."""

from isogloss.corpora.keywords import concept_words, hits, words

RAIN = [f"The rain fell on the {x}" for x in ("roof", "road", "field", "sea", "town")]
SUN = [f"The sun shone on the {x}" for x in ("roof", "road", "field", "sea", "town")]


def test_words_are_cut_by_spaces_and_pairs_of_characters() -> None:
    assert [w for w, _, _ in words("Straße, 2nd! नमस्ते")] == ["strasse", "2nd", "नमस्ते"]
    assert [w for w, _, _ in words("看着大雨")] == ["看着", "着大", "大雨"]
    assert [w for w, _, _ in words("雨")] == ["雨"]
    for text in ("Der Regen fällt, 看着大雨 rain", "मूसलाधार वर्षा", "ab雨cd"):
        for word, start, end in words(text):
            assert text[start:end].casefold() == word


def test_a_concepts_words_are_those_its_sentences_have_and_others_lack() -> None:
    found = concept_words(RAIN * 3, SUN * 12, 5)
    assert set(found) == {"rain", "fell"}
    assert "the" not in found


def test_a_word_that_mostly_stands_elsewhere_is_no_word_of_a_concept() -> None:
    """As an article that happens to be frequent here: it is in all 15 sentences, and in 20 others."""
    assert "wet" not in concept_words([f"{x} wet" for x in RAIN * 3], [f"{x} wet" for x in SUN[:4] * 5] + SUN * 20, 50)
    assert "wet" in concept_words([f"{x} wet" for x in RAIN * 3], [f"{x} wet" for x in SUN[:2] * 5] + SUN * 20, 50)


def test_a_word_of_one_sentence_is_no_word_of_a_concept() -> None:
    assert "umbrella" not in concept_words([*RAIN * 3, "umbrella umbrella umbrella"], SUN * 12, 50)


def test_hits_are_places_in_the_text() -> None:
    text = "Rain, and RAIN again: 大雨天"
    assert [text[a:b] for a, b in hits(text, {"rain", "大雨", "雨天"})] == ["Rain", "RAIN", "大雨天"]
    assert hits(text, set()) == []
