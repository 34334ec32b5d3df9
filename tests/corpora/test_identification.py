"""Telling languages apart, with a class for what cannot be told."""

import threading

from isogloss.corpora.identification import Identifier, accuracy, facts, known

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
