"""Telling languages apart, with a class for what cannot be told."""

import threading

import numpy as np
import pytest

from isogloss.corpora.identification import Identifier, accuracy, cut_like, facts, known, told_of

SENTENCES = {
    "en": ["The teacher wrote a long letter to the children", "Nobody knew why the river was so high this year"],
    "de": ["Der Lehrer schrieb den Kindern einen langen Brief", "Niemand wusste, warum der Fluss so hoch stand"],
    "ar": ["كتب المعلم رسالة طويلة إلى الأطفال", "لم يعرف أحد لماذا ارتفع النهر هذا العام"],
    "hi": ["अध्यापक ने बच्चों को एक लंबा पत्र लिखा", "किसी को नहीं पता था कि नदी क्यों चढ़ी"],
    "zh-Hans": ["老师给孩子们写了一封长信", "没有人知道为什么今年河水这么高"],
    "sw": ["Mwalimu aliandika barua ndefu kwa watoto", "Hakuna aliyejua kwa nini mto ulijaa mwaka huu"],
}


def test_sentences_are_told_by_the_houses_own_names() -> None:
    identifier = Identifier(list(SENTENCES))
    for language, sentences in SENTENCES.items():
        assert [told.language for told in identifier.tell(sentences)] == [language] * 2
    right, counted = accuracy(identifier, SENTENCES, 30)
    assert set(right) == set(SENTENCES) == set(counted)
    assert min(right.values()) == 1.0


def test_what_is_short_or_no_text_is_undetermined() -> None:
    told = Identifier(list(SENTENCES)).tell(["", "a", "1234 5678", "...!", "  \n"])
    assert [answer.language for answer in told] == [None] * 5


def test_languages_it_lacks_are_said_and_never_answered() -> None:
    identifier = Identifier(["en", "wo", "en-x-clone", "ha", "rw", "pcm"])
    assert identifier.lacks == ("wo", "en-x-clone")
    assert identifier.candidates == ("en", "ha", "rw", "pcm")
    assert known("wo") is None
    assert Identifier(["wo"]).tell(["Jàngalekat bi bind na bataaxal"])[0].language is None


def test_answers_are_among_the_candidates_only() -> None:
    told = Identifier(["en", "sw"]).tell([text for of in SENTENCES.values() for text in of])
    assert {answer.language for answer in told} <= {"en", "sw", None}


@pytest.mark.parametrize(
    ("candidates", "says"),
    [
        (["en"], "en is the only candidate"),
        (["en", "en"], "en is the only candidate"),
        (["en", "wo"], "knows en, and not wo"),
        (["wo", "en"], "knows en, and not wo"),
        (["zh-Hans", "zh-Hant"], "zh-Hans and zh-Hant are one language to the identifier"),
        (["wo"], "does not know wo"),
        (["en-x-clone"], "does not know en-x-clone"),
        ([], "no language is named"),
    ],
)
def test_one_candidate_is_no_identification(candidates: list[str], says: str) -> None:
    """Among one candidate every text is of it with probability 1: German was English, and the share of English 1.0."""
    identifier = Identifier(candidates)
    told = identifier.tell([SENTENCES["de"][0], SENTENCES["en"][0], SENTENCES["zh-Hans"][0], "xqzv kkkq wrrr"])
    assert [(answer.language, answer.share) for answer in told] == [(None, None)] * 4
    said = facts(identifier, [SENTENCES["de"][0]], SENTENCES)
    assert said["accuracy"] == said["n"] == {}
    assert says in said["why"]
    assert told_of(identifier) == [said["why"]]


def test_languages_it_has_one_name_for_are_undetermined_between_them_in_any_order() -> None:
    texts = [SENTENCES["en"][0], SENTENCES["zh-Hans"][0], SENTENCES["de"][0]]
    for candidates in (["en", "zh-Hans", "zh-Hant", "de"], ["zh-Hant", "de", "zh-Hans", "en"]):
        identifier = Identifier(candidates)
        assert [answer.language for answer in identifier.tell(texts)] == ["en", None, "de"]
        assert identifier.why is None
        assert set(identifier.alike) == {"zh-Hans", "zh-Hant"}
        said = facts(identifier, texts, SENTENCES | {"zh-Hant": SENTENCES["zh-Hans"]})
        assert set(said["accuracy"]) == set(said["candidates"]) == {"en", "de"}
        assert "one language to the identifier" in told_of(identifier)[0]


def test_corpus_text_is_cut_to_the_lengths_that_were_written() -> None:
    texts = [letter * 20 for letter in "abcdefgh"]
    for lengths in ([3, 3, 50, 7], [1], [200] * 3):
        cut = cut_like(texts, lengths, seed=1)
        wanted = sorted(np.quantile(lengths, (np.arange(8) + 0.5) / 8, method="inverted_cdf").astype(int))
        assert sorted(map(len, cut)) == [min(length, 20 * 8 + 7) for length in wanted], "too short a text goes on"
        assert all(text[0] == start[0] for text, start in zip(cut, texts, strict=True))
        assert cut == cut_like(texts, lengths, seed=1)
    assert cut_like([], [3], seed=0) == []


def test_accuracy_is_measured_at_each_languages_own_lengths() -> None:
    """Long English and a word of German: at the median of both German looked as easy as English."""
    corpus = {"en": SENTENCES["en"] * 40, "de": SENTENCES["de"] * 40, "sw": SENTENCES["sw"] * 40}
    identifier = Identifier(list(corpus))
    long = [SENTENCES["en"][0]] * 20
    short = ["weiß", "nicht", "groß"] * 2
    assert {answer.language for answer in identifier.tell(short)} == {"de"}
    said = facts(identifier, long + short, corpus)
    assert said["characters"] == len(long[0])
    assert said["accuracy"]["en"] == 1.0
    assert said["accuracy"]["de"] < 0.6
    assert said["accuracy"]["sw"] > 0.8, "none was told to be Swahili: it is measured at the lengths of all texts"


def test_texts_of_a_few_letters_are_measured_as_short_as_they_are() -> None:
    """They were measured at ten characters at least."""
    said = facts(Identifier(list(SENTENCES)), ["abc", "de", "", "  "], SENTENCES)
    assert said["characters"] == 2
    assert set(said["accuracy"].values()) == {0.0}


def test_two_threads_with_other_candidates_do_not_disturb_each_other() -> None:
    wrong: list[str | None] = []

    def ask(languages: list[str], text: str, expected: str) -> None:
        identifier = Identifier(languages)
        for _ in range(50):
            answer = identifier.tell([text])[0].language
            if answer != expected:
                wrong.append(answer)

    threads = [
        threading.Thread(target=ask, args=(["en", "de"], SENTENCES["de"][0], "de")),
        threading.Thread(target=ask, args=(["en", "sw"], SENTENCES["sw"][0], "sw")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_a_reader_must_know_is_all_there() -> None:
    said = facts(Identifier(list(SENTENCES)), ["twelve chars", "and some more of them"], SENTENCES)
    assert said["characters"] == 16
    assert said["n"]["en"] == 2
    assert facts(Identifier(["en"]), [], SENTENCES)["accuracy"] == {}
