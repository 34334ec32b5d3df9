"""Training text: the same for the same seed, not parallel, switched as said, and apart from the evaluation."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import islice

import pytest

from isogloss.corpora.sample.concepts import CONCEPTS, HOME, is_held_out
from isogloss.corpora.sample.evaluation import items, texts
from isogloss.corpora.sample.grammar import LANGUAGES, pieces, sentence
from isogloss.corpora.sample.plans import Draws, draw, filled, is_reserved, signature
from isogloss.corpora.sample.training import LONGEST, SHORTEST, training_documents
from isogloss.vocabulary.errors import Refused
from tests.corpora.sample.reading import plans, sentences

N = 300


def documents(language: str, n: int = N, **how: object) -> list[str]:
    return list(islice(training_documents(language, **{"seed": 0, **how}), n))


def cut(text: str) -> list[str]:
    """The sentences of a document."""
    return re.findall(r"[^.]+\.", text)


@cache
def foreign(language: str) -> dict[str, str]:
    """{form: lexeme} of the other languages' concept words that are written as no other word of any language is.

    Turkish says several verbs with *etmek*, whose forms are no one's in particular."""
    own = {piece.lower() for _, words in sentences(language) for piece, _ in pieces(words)}
    found: dict[str, set[str]] = {}
    for other in LANGUAGES:
        for _, words in sentences(other):
            for piece, lexeme in pieces(words):
                found.setdefault(piece, set()).add(lexeme)
    alone = {piece: lexemes for piece, lexemes in found.items() if len(lexemes) == 1 and piece.lower() not in own}
    return {piece: lexeme for piece, (lexeme,) in alone.items() if lexeme and not re.match("e[td]", piece)}


def strangers(language: str, texts: list[str]) -> list[str]:
    """The lexemes of the foreign words in texts."""
    known = foreign(language)
    return [known[word] for text in texts for word in re.findall(r"[\w']+", text) if word in known]


ASKED = "import itertools, hashlib; from isogloss.corpora.sample import training_documents as t; print(" \
    "hashlib.sha256('|'.join(itertools.islice(t('de', seed=3, switch=0.2), 50)).encode()).hexdigest())"  # fmt: skip


def test_the_same_arguments_give_the_same_text_in_every_process() -> None:
    own = hashlib.sha256("|".join(documents("de", 50, seed=3, switch=0.2)).encode()).hexdigest()
    for hash_seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        said = subprocess.run(
            [sys.executable, "-c", ASKED], env=environment, capture_output=True, text=True, check=True
        )
        assert said.stdout.strip() == own


def test_another_seed_gives_another_text() -> None:
    assert not set(documents("en", seed=0)) & set(documents("en", seed=1))


def test_documents_have_a_few_sentences_of_one_concept() -> None:
    homes = {piece: HOME[lexeme][0].name for _, words in sentences("en") for piece, lexeme in pieces(words) if lexeme}
    for text in documents("en"):
        assert SHORTEST <= len(cut(text)) <= LONGEST
        assert len({homes[word] for word in re.findall(r"[\w']+", text) if word in homes}) <= 1


def test_languages_do_not_say_the_same_things() -> None:
    """Document by document the concept agrees as often as chance has it."""
    told = {}
    for language in ("en", "tr"):
        homes = {p.lower(): HOME[lex][0].name for _, words in sentences(language) for p, lex in pieces(words) if lex}
        told[language] = [
            Counter(homes[word] for word in re.findall(r"[\w']+", text.lower()) if word in homes).most_common(1)[0][0]
            for text in documents(language, 600)
        ]
    agree = sum(a == b for a, b in zip(told["en"], told["tr"], strict=True)) / 600
    assert agree == pytest.approx(1 / 12, abs=0.04)


@pytest.mark.parametrize("language", LANGUAGES)
def test_training_and_evaluation_share_no_sentence(language: str) -> None:
    evaluation = set(texts(language).values())
    assert not evaluation & {said for text in documents(language, 1_000) for said in cut(text.replace(". ", ".\n"))}
    assert not evaluation & {said.strip() for text in documents(language, 1_000) for said in cut(text)}


def test_plans_of_the_evaluation_are_kept_apart_by_their_words() -> None:
    draws, concepts = Draws("apart"), list(CONCEPTS.values())
    drawn = [draw(draws) for _ in range(4_000)]
    assert 0.2 < sum(map(is_reserved, drawn)) / len(drawn) < 0.3
    kept = {signature(filled(plan, concept)) for plan in drawn if not is_reserved(plan) for concept in concepts}
    assert not kept & {signature(item.plan) for item in items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_different_words_never_make_the_same_sentence(language: str) -> None:
    """So that what is kept apart by its words is apart in every language."""
    said: dict[str, set[object]] = {}
    for plan in plans():
        whole = " ".join(piece for piece, _ in pieces(sentence(language, plan)))
        said.setdefault(whole, set()).add(signature(plan))
    assert all(len(signatures) == 1 for signatures in said.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_share_nothing_is_foreign(language: str) -> None:
    assert strangers(language, documents(language, 100)) == []


@pytest.mark.parametrize("placebo", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_switched_word_is_held_out(language: str, placebo: bool) -> None:
    found = strangers(language, documents(language, switch=0.5, placebo=placebo))
    assert len(found) > 1_000 and not any(map(is_held_out, found))


def switched(language: str, share: float, **how: object) -> tuple[int, int]:
    """How many sentences differ from the plain text, and how many switchable words that text has."""
    plain, mixed = documents(language), documents(language, switch=share, **how)
    own = {p.lower(): lexeme for _, words in sentences(language) for p, lexeme in pieces(words) if lexeme}
    words = [own.get(word.lower()) for text in plain for word in re.findall(r"[\w']+", text)]
    differ = sum(a != b for x, y in zip(plain, mixed, strict=True) for a, b in zip(cut(x), cut(y), strict=True))
    return differ, sum(bool(lexeme) and not is_held_out(lexeme) for lexeme in words)


@pytest.mark.parametrize("language", ["en", "ru", "sw"])
def test_the_share_is_the_share_of_switchable_words(language: str) -> None:
    own = {p.lower() for _, words in sentences(language) for p, _ in pieces(words)}
    plain = Counter(word.lower() for text in documents(language) for word in re.findall(r"[\w']+", text))
    mixed = Counter(
        word.lower() for text in documents(language, switch=0.3) for word in re.findall(r"[\w']+", text)
    )  # fmt: skip
    anchors = {
        p.lower() for _, words in sentences(language) for p, lex in pieces(words) if lex and not is_held_out(lex)
    }
    before, after = (sum(n for word, n in counts.items() if word in anchors) for counts in (plain, mixed))
    assert after / before == pytest.approx(0.7, abs=0.05)
    held = own - anchors
    assert all(mixed[word] == plain[word] for word in held)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_placebo_switches_the_same_places_to_other_concepts(language: str) -> None:
    real, placebo = documents(language, switch=0.15), documents(language, switch=0.15, placebo=True)
    assert switched(language, 0.15) == switched(language, 0.15, placebo=True)
    own = foreign(language)
    meant, moved = [], []
    for x, y in zip(real, placebo, strict=True):
        for text, concepts in ((x, meant), (y, moved)):
            concepts.append([HOME[own[word]][0].name for word in re.findall(r"[\w']+", text) if word in own])
    assert sum(map(len, moved)) == pytest.approx(sum(map(len, meant)), rel=0.1)
    assert all(len(set(concepts)) <= 1 for concepts in meant)
    assert not any(set(a) & set(b) for a, b in zip(meant, moved, strict=True) if a and b)
    assert Counter(name for concepts in moved for name in concepts).keys() == CONCEPTS.keys()


def test_guests_come_from_the_others_only() -> None:
    letters = {"ru": "а-яё", "ar": "\u0621-\u064a"}
    for other, script in letters.items():
        found = documents("en", switch=0.5, others=[other])
        assert re.search(f"[{script}]", "".join(found)) and not re.search(r"[^\W\da-z_]", re.sub(
            f"[{script}]", "", "".join(found).lower()))  # fmt: skip


def test_a_switched_word_has_the_form_of_its_translation() -> None:
    found = "".join(documents("en", 500, switch=1.0, others=["tr"]))
    assert "the yumurtaları" in found and "the yumurtalar" in found and "eggs" not in found
    assert "pumpkins" in found  # held out


def test_bilingual_documents_go_to_and_fro() -> None:
    plain, mixed = documents("en"), documents("en", bilingual=0.5, others=["ru"])
    both = [[bool(re.search("[а-я]", said)) for said in cut(text)] for text in mixed]
    assert {tuple(row[:4]) for row in both} == {(False,) * 4, (False, True, False, True)}
    assert sum(map(any, both)) / N == pytest.approx(0.5, abs=0.1)
    assert [cut(text)[0] for text in mixed] == [cut(text)[0] for text in plain]


def test_what_cannot_be_is_refused() -> None:
    for how in ({"language": "fr"}, {"others": ["xx"]}, {"switch": 1.5}, {"switch": 0.1, "others": ["en"]}):
        with pytest.raises(Refused):
            documents(**{"language": "en", "n": 1, **how})
