"""The grammars hold what they promise: agreement, order, and gold words that belong to their text."""

import re
import unicodedata
from itertools import combinations, pairwise

import pytest

from isogloss.corpora.sample.concepts import CONCEPTS, HOME, PRONOUNS, SLOTS
from isogloss.corpora.sample.grammar import LANGUAGES, pieces, sentence, text
from isogloss.corpora.sample.languages import tr
from isogloss.corpora.sample.plans import FRAMES, Person, Plan, Thing
from isogloss.corpora.sample.words import capital, entries, text_of, tokens_of, written
from isogloss.vocabulary.language import direction
from tests.corpora.sample.reading import feats, order_of_roles, plans, runs, sentences, with_role


def test_every_concept_has_ten_nouns_five_verbs_and_four_adjectives_and_a_third_of_them_is_held_out() -> None:
    assert len(CONCEPTS) >= 12 and len(HOME) == 12 * 19
    for concept in CONCEPTS.values():
        kinds = [slot.kind for slot in concept.lexemes]
        assert sum(kind in ("person", "thing", "setting") for kind in kinds) == 10
        assert (kinds.count("act"), kinds.count("move"), kinds.count("quality")) == (3, 2, 4)
        assert len(concept.held_out) / len(concept.lexemes) == pytest.approx(0.3, abs=0.02)
        assert tuple(concept.lexemes) == tuple(slot for kind in SLOTS.values() for slot in kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lexeme_is_said_in_every_language(language: str) -> None:
    said = {lexeme for _, words in sentences(language) for _, lexeme in pieces(words)}
    assert said - {""} == set(HOME)


def test_the_languages_write_three_scripts_one_of_them_from_right_to_left() -> None:
    scripts = {unicodedata.name(text(language, plans()[0])[0]).split()[0] for language in LANGUAGES}
    assert scripts == {"LATIN", "CYRILLIC", "ARABIC"}
    assert [language for language in LANGUAGES if direction(language) == "rtl"] == ["ar"]


def shared_orders(a: str, b: str) -> set[str]:
    """The frames in which every plan has its roles in one order in two languages."""
    return {
        frame
        for frame in FRAMES
        if all(
            order_of_roles(x) == order_of_roles(y)
            for (_, x), (_, y) in zip(sentences(a, frame)[:60], sentences(b, frame)[:60], strict=True)
        )
    }


def test_no_two_languages_share_the_order_of_their_roles_in_every_frame() -> None:
    assert shared_orders("en", "en") == set(FRAMES)  # what the test below would find
    for a, b in combinations(LANGUAGES, 2):
        assert shared_orders(a, b) != set(FRAMES), (a, b)


PLAIN = Plan("transitive", "past", Person("waiter"), "peel", Thing("onion"), time="yesterday", first=True)
BECAUSE = PLAIN._replace(frame="because", other=Person("woman"), other_verb="wait", time=None)
OF_ROLES = {  # a main clause after a time, and a subordinate one
    "en": ("TSVO", "XXSVO"), "de": ("TVSO", "XXSOV"), "es": ("TSVO", "XXSVO"), "ru": ("TSVO", "XXSVO"),
    "tr": ("TSOV", "SOVXX"), "sw": ("TSVO", "XXSVO"), "ar": ("TVSO", "XXSVO"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_order_is_the_languages_own(language: str) -> None:
    main, subordinate = OF_ROLES[language]
    assert order_of_roles(sentence(language, PLAIN)) == main
    assert order_of_roles(sentence(language, BECAUSE)) == subordinate


def test_a_known_object_may_open_a_russian_sentence_and_the_verb_a_spanish_one_after_its_place() -> None:
    assert order_of_roles(sentence("ru", PLAIN._replace(first=False))) == "OTVS"
    cough = Plan("intransitive", "past", Person("midwife"), "cough", setting="garden", first=True)
    assert {language: order_of_roles(sentence(language, cough)) for language in ("es", "ru", "de", "en")} == {
        "es": "LVS", "ru": "LVS", "de": "LVS", "en": "SVL",
    }  # fmt: skip


def test_adjectives_follow_their_noun_in_spanish_swahili_and_arabic_only() -> None:
    plan = PLAIN._replace(thing=Thing("onion", quality="raw"))
    after = {language for language in LANGUAGES if "OA" in order_of_roles(sentence(language, plan))}
    assert after == {"es", "sw", "ar"}


def test_pronouns_are_dropped_where_the_language_drops_them() -> None:
    for pronoun in PRONOUNS:
        plan = PLAIN._replace(subject=Person(pronoun, pronoun in ("we", "they")))
        said = {language for language in LANGUAGES if with_role(sentence(language, plan), "S")}
        assert said == {"en", "de", "ru"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_verbs_agree_with_their_subject_and_not_with_the_noun_between(language: str) -> None:
    seen = 0
    for plan, words in sentences(language, "attractor"):
        finite = [word for word in words if "Number" in feats(word) and (word.role == "V" or word.upos == "AUX")]
        number = "Plur" if plan.subject.plural else "Sing"
        assert plan.other.plural is not plan.subject.plural
        if language == "tr":  # where plural nouns take the singular
            number = "Sing"
        assert {feats(word)["Number"] for word in finite} <= {number}
        seen += len(finite)
    assert seen > (100 if language == "en" else 1_000)


def test_english_verbs_and_articles_fit() -> None:
    for plan, words in sentences("en", "attractor"):
        if plan.tense == "present":
            verb = with_role(words, "V")[0]
            assert (verb.form != verb.lemma) is not plan.subject.plural
    for _, words in sentences("en"):
        for word, following in pairwise(words):
            if word.lemma == "a":
                assert (word.form == "an") == (following.form[0] in "aeiou")


GERMAN = {
    "Masc": "der den dem des", "Fem": "die die der der", "Neut": "das das dem des", "Plur": "die die den der",
}  # fmt: skip


def test_german_articles_and_adjectives_have_the_case_gender_and_number_of_their_noun() -> None:
    cases = ("Nom", "Acc", "Dat", "Gen")
    for _, words in sentences("de"):
        for run in runs(words, "DET", "ADJ", "NOUN"):
            for word, following in pairwise(run):
                if word.upos == "DET" and word.lemma == "der":
                    noun = next(w for w in run[run.index(word) :] if w.upos == "NOUN")
                    own, its = feats(word), feats(noun)
                    assert (own["Case"], own["Number"]) == (its["Case"], its["Number"])
                    gender = "Plur" if its["Number"] == "Plur" else its["Gender"]
                    assert word.form == GERMAN[gender].split()[cases.index(its["Case"])]
                if word.upos == "ADJ" and following.upos == "NOUN":
                    assert {k: v for k, v in feats(word).items() if k != "Degree"}.items() <= feats(following).items()


@pytest.mark.parametrize("frame", ["complement", "when", "because", "subject-relative", "object-relative"])
def test_german_verbs_stand_last_in_subordinate_clauses(frame: str) -> None:
    for _, words in sentences("de", frame):
        verb = words.index(with_role(words, "V")[0])
        assert words[verb + 1].upos == "PUNCT"


def test_spanish_articles_and_adjectives_have_the_gender_and_number_of_their_noun() -> None:
    for _, words in sentences("es"):
        for word, following in pairwise(words):
            if (word.upos, following.upos) in {("DET", "NOUN"), ("NOUN", "ADJ")} and word.lemma != "cada":
                a, b = feats(word), feats(following)
                assert all(a.get(name, b[name]) == b[name] for name in ("Gender", "Number") if name in b)
        for word in words:
            if word.upos == "ADJ" and "Gender" in feats(word):
                ending = "a" if feats(word)["Gender"] == "Fem" else "o"
                assert word.form.removesuffix("s")[-1] == ending


def test_russian_adjectives_agree_and_past_verbs_have_the_gender_of_their_subject() -> None:
    for _, words in sentences("ru"):
        for word, following in pairwise(words):
            if word.upos == "ADJ" and following.upos == "NOUN":
                a, b = feats(word), feats(following)
                assert all(a.get(name, b[name]) == b[name] for name in ("Case", "Gender", "Number"))
        past = [word for word in with_role(words, "V") if feats(word).get("Tense") == "Past"]
        subject = with_role(words, "S")
        if past and subject:
            a, b = feats(past[0]), feats(subject[0])
            assert a["Number"] == b["Number"] and a.get("Gender", b.get("Gender")) == b.get("Gender", a.get("Gender"))


def test_what_lives_has_its_genitive_for_an_accusative_in_the_russian_plural() -> None:
    farm = PLAIN._replace(verb="feed", thing=Thing("cow", plural=True))
    assert text("ru", farm) == "Вчера официант кормил коров."
    assert text("ru", PLAIN._replace(thing=Thing("onion", plural=True))) == "Вчера официант чистил луковицы."


def test_turkish_suffixes_follow_the_vowel_before_them() -> None:
    for lexeme in tr._NOUNS:
        for plural in (False, True):
            form = tr._form(lexeme, plural, "Acc")
            vowels = [letter for letter in form if letter in tr._VOWELS]
            stem = [letter for letter in tr._form(lexeme, plural, "Nom") if letter in tr._VOWELS]
            assert vowels[-1] == tr._NARROW[stem[-1]], form
            assert tr._form(lexeme, plural, "Loc").endswith(("da", "de", "ta", "te"))


def test_turkish_says_a_clause_as_a_noun_a_converb_or_a_participle() -> None:
    complement = BECAUSE._replace(frame="complement", other_verb="say")
    assert text("tr", complement) == "Kadın garsonun soğanı soyduğunu söyledi."
    assert text("tr", BECAUSE._replace(frame="when")) == "Garson soğanı soyunca kadın bekledi."
    assert text("tr", BECAUSE._replace(frame="subject-relative")) == "Soğanı soyan garson bekledi."


def test_swahili_agrees_by_noun_class_on_adjectives_connectives_and_verbs() -> None:
    for _, words in sentences("sw", "copula"):
        noun, *others = [word for word in words if "NounClass" in feats(word) and word.role != "G"]
        living = noun.lexeme in ("cow", "goat", "horse", "duck", "hen")
        expected = feats(noun)["NounClass"]
        if living:
            expected = "Bantu2" if feats(noun)["Number"] == "Plur" else "Bantu1"
        assert all(feats(word)["NounClass"] == expected for word in others)
    wall = Plan("copula", "past", None, None, Thing("wall", plural=True), quality="broken")
    assert text("sw", wall) == "Kuta zilikuwa zimevunjika."


def test_arabic_verbs_before_their_subject_are_singular_and_after_it_agree_in_number() -> None:
    plan = PLAIN._replace(subject=Person("woman", plural=True))
    assert text("ar", plan) == "أمس قشرت النساء البصلة."
    assert text("ar", plan._replace(frame="attractor", other=Person("man"))) == "النساء قرب الرجل قشرن البصلة."
    for _, words in sentences("ar", "transitive"):
        if with_role(words, "S"):
            assert feats(with_role(words, "V")[0])["Number"] == "Sing"


def test_arabic_adjectives_agree_in_definiteness_and_the_plural_of_things_is_feminine() -> None:
    for _, words in sentences("ar", "transitive"):
        for adjective in with_role(words, "A"):
            noun = with_role(words[: words.index(adjective)], "O")[-1]
            assert adjective.form.startswith("ال") == (feats(noun)["Definite"] != "Ind")
            plural = feats(noun)["Number"] == "Plur"
            assert feats(adjective)["Gender"] == ("Fem" if plural else feats(noun)["Gender"])


def test_arabic_plurals_in_un_decline_and_broken_ones_do_not() -> None:
    said = Plan("transitive", "past", Person("he"), "examine", Thing("eye", plural=True))
    assert text("ar", said) == "فحص العيون."
    near = Plan("complement", "past", Person("cook", True), "cut", Thing("egg"), other=Person("boy"), other_verb="say")
    assert text("ar", near) == "قال الولد إن الطباخين قطعوا البيضة."
    lawyers = near._replace(subject=Person("lawyer", True), verb="discuss", thing=Thing("law"))
    assert text("ar", lawyers) == "قال الولد إن المحامين ناقشوا القانون."
    assert "الإطفائيين" in text("ar", near._replace(subject=Person("firefighter", True)))


GENDERED = {"en": "pronouns", "de": "yes", "es": "yes", "ru": "yes", "tr": "no", "sw": "no", "ar": "yes"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_features_are_spelled_as_in_ud_and_gender_is_there_only_where_the_language_has_it(language: str) -> None:
    words = {word for _, row in sentences(language) for word in row}
    for word in words:
        names = [pair.split("=")[0] for pair in word.feats.split("|")] if word.feats else []
        assert names == sorted(set(names), key=str.lower), word
        assert word.upos not in ("PROPN", "") and word.lemma
    kinds = {word.upos for word in words if "Gender" in feats(word)}
    assert {"no": not kinds, "pronouns": kinds == {"PRON"}, "yes": {"NOUN", "ADJ"} <= kinds}[GENDERED[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_some_forms_have_several_analyses(language: str) -> None:
    """Syncretism: a form alone does not tell its features."""
    analyses: dict[str, set[str]] = {}
    for _, words in sentences(language):
        for word in words:
            if word.lexeme and word.upos in ("NOUN", "VERB"):
                analyses.setdefault(word.form, set()).add(word.feats)
    several = sum(len(found) > 1 for found in analyses.values())
    assert several >= (2 if language in ("en", "es") else 30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_gold_words_stand_where_they_say(language: str) -> None:
    for plan, words in sentences(language):
        whole = text(language, plan)
        tokens = tokens_of(words, whole)
        covered = "".join(whole[start:end] for start, end in sorted({(t.start, t.end) for t in tokens}))
        assert covered == whole.replace(" ", "")
        for token, word in zip(tokens, words, strict=True):
            if word.surface is None:
                assert whole[token.start : token.end] == token.form
    assert text_of(map(written, words), language) == whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_plain(language: str) -> None:
    for plan, words in sentences(language):
        whole = text(language, plan)
        assert unicodedata.is_normalized("NFC", whole) and not re.search(r"\d|  | [.,،]", whole)
        assert whole.endswith(".") and whole[0] == capital(whole, language)[0]
        assert sum(word.upos == "PUNCT" and word.form == "." for word in words) == 1


def test_a_turkish_sentence_begins_with_a_dotted_capital() -> None:
    assert text("tr", Plan("copula", "present", None, None, Thing("cow"), quality="fat")) == "İnek şişman."


def test_a_name_that_stands_twice_in_a_table_is_no_table() -> None:
    with pytest.raises(ValueError, match="twice"):
        entries("a = b | a = c")
