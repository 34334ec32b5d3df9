"""Russian: cases, three genders, animacy; no articles, no copula in the present; a known object may open the sentence,
and the verb then stands before its subject. Verbs are imperfective throughout."""

from functools import lru_cache

from isogloss.corpora.sample.concepts import EVENTS, content
from isogloss.corpora.sample.languages.ru_forms import (
    HUSHED,
    NOUNS,
    QUALITIES,
    VERBS,
    declined,
    gender_of,
    is_animate,
    past,
    present,
)
from isogloss.corpora.sample.plans import Person, Plan, Thing
from isogloss.corpora.sample.words import COMMA, PERIOD, Word, Words, flat

#: Settings said with *на*; events take *во время* and the genitive, the others *в*.
_ON = frozenset(("kitchen", "stage", "field", "warehouse", "pitch"))

_PRONOUNS = {
    "i": Word("я", "я", "PRON", "Case=Nom|Number=Sing|Person=1|PronType=Prs"),
    "we": Word("мы", "мы", "PRON", "Case=Nom|Number=Plur|Person=1|PronType=Prs"),
    "he": Word("он", "он", "PRON", "Case=Nom|Gender=Masc|Number=Sing|Person=3|PronType=Prs"),
    "she": Word("она", "она", "PRON", "Case=Nom|Gender=Fem|Number=Sing|Person=3|PronType=Prs"),
    "they": Word("они", "они", "PRON", "Case=Nom|Number=Plur|Person=3|PronType=Prs"),
}
_GENDERS = {"m": "Masc", "f": "Fem", "n": "Neut"}


@lru_cache(maxsize=8192)
def _noun(lexeme: str, plural: bool, case: str, role: str = "") -> Word:
    number = "Plur" if plural else "Sing"
    animacy = "Anim" if is_animate(lexeme) else "Inan"
    feats = f"Animacy={animacy}|Case={case}|Gender={_GENDERS[gender_of(lexeme)]}|Number={number}"
    form = declined(lexeme)[f"{case} {number}"]
    return Word(form, NOUNS[lexeme][1], "NOUN", feats, content(lexeme), role)


@lru_cache(maxsize=4096)
def _person(person: Person, case: str = "Nom", role: str = "S") -> Words:
    if person.is_pronoun:
        return (_PRONOUNS[person.lexeme]._replace(role=role),)
    return (_noun(*person, case, role),)


@lru_cache(maxsize=8192)
def _quality(lexeme: str, noun: str, plural: bool, case: str) -> Word:
    """An adjective as it agrees with a noun."""
    lemma = QUALITIES[lexeme][0]
    stem, hushed, soft = lemma[:-2], lemma[-3] in HUSHED, lemma[-3] in "жчшщ" and lemma.endswith("ий")
    gender = gender_of(noun, plural)
    y = "и" if hushed else "ы"
    o = "е" if soft else "о"
    column = {
        "Nom": {"m": lemma[-2:], "f": "ая", "n": o + "е", "p": y + "е"},
        "Ins": {"m": y + "м", "f": o + "й", "n": y + "м", "p": y + "ми"},
    }
    # The accusative is the genitive of what lives and the nominative of what does not, but for feminines.
    if case == "Acc":
        ending = "ую" if gender == "f" else column["Nom"][gender]
        if is_animate(noun) and gender in "mp":
            ending = y + "х" if plural else o + "го"
    else:
        ending = column[case][gender]
    agreement = "Number=Plur" if plural else f"Gender={_GENDERS[gender]}|Number=Sing"
    animacy = f"Animacy={'Anim' if is_animate(noun) else 'Inan'}|" if case == "Acc" and gender in "mp" else ""
    return Word(stem + ending, lemma, "ADJ", f"{animacy}Case={case}|Degree=Pos|{agreement}", lexeme, "A")


@lru_cache(maxsize=16384)
def _thing(thing: Thing | None, case: str = "Acc", role: str = "O") -> Words:
    if thing is None:
        return ()
    quality = thing.quality and _quality(thing.quality, thing.lexeme, thing.plural, case)
    owner = _person(thing.owner, "Gen", "G") if thing.owner else ()
    return flat(quality, _noun(thing.lexeme, thing.plural, case, role), owner)


def _agrees(person: Person) -> str:
    """What a past tense agrees with: a gender, or the plural. *I* is taken for a man."""
    if person.plural:
        return "p"
    return {"i": "m", "he": "m", "she": "f"}.get(person.lexeme) or gender_of(person.lexeme)


def _voice(infinitive: str) -> str:
    return "Mid" if infinitive.endswith("ся") else "Act"


@lru_cache(maxsize=8192)
def _verb(lexeme: str, tense: str, person: Person, role: str = "V") -> Words:
    infinitive = VERBS[lexeme][0]
    voice = _voice(infinitive)
    number = "Plur" if person.plural else "Sing"
    first = person.lexeme in ("i", "we")
    if tense == "future":
        form = ("будем" if first else "будут") if person.plural else ("буду" if first else "будет")
        feats = f"Mood=Ind|Number={number}|Person={1 if first else 3}|Tense=Fut|VerbForm=Fin"
        return (Word(form, "быть", "AUX", f"Aspect=Imp|{feats}|Voice=Act"), _infinitive(lexeme))
    if tense == "past":
        agreement = _agrees(person)
        gender = "" if person.plural else f"Gender={_GENDERS[agreement]}|"
        feats = f"Aspect=Imp|{gender}Mood=Ind|Number={number}|Tense=Past|VerbForm=Fin|Voice={voice}"
        return (Word(past(lexeme, agreement), infinitive, "VERB", feats, content(lexeme), role),)
    form = present(lexeme)[2 * person.plural + (not first)]
    feats = f"Aspect=Imp|Mood=Ind|Number={number}|Person={1 if first else 3}|Tense=Pres|VerbForm=Fin|Voice={voice}"
    return (Word(form, infinitive, "VERB", feats, content(lexeme), role),)


def _infinitive(lexeme: str) -> Word:
    form = VERBS[lexeme][0]
    return Word(form, form, "VERB", f"Aspect=Imp|VerbForm=Inf|Voice={_voice(form)}", content(lexeme), "V")


_TIMES = {
    "yesterday": "вчера", "today": "сегодня", "tomorrow": "завтра", "soon": "скоро", "often": "часто",
    "slowly": "медленно", "carefully": "осторожно", "morning": "утром", "evening": "вечером",
}  # fmt: skip


@lru_cache(maxsize=64)
def _time(name: str | None) -> Words:
    if not name:
        return ()
    if name == "every-day":
        every = Word("каждый", "каждый", "DET", "Animacy=Inan|Case=Acc|Gender=Masc|Number=Sing|PronType=Tot")
        return (every, Word("день", "день", "NOUN", "Animacy=Inan|Case=Acc|Gender=Masc|Number=Sing", "", "T"))
    return (Word(_TIMES[name], _TIMES[name], "ADV", "Degree=Pos", "", "T"),)


@lru_cache(maxsize=256)
def _setting(lexeme: str | None) -> Words:
    if not lexeme:
        return ()
    if lexeme in EVENTS:
        time = Word("время", "время", "NOUN", "Animacy=Inan|Case=Acc|Gender=Neut|Number=Sing")
        return (Word("во", "в", "ADP"), time, _noun(lexeme, False, "Gen", "L"))
    preposition = "на" if lexeme in _ON else "в"
    return (Word(preposition, preposition, "ADP"), _noun(lexeme, False, "Loc", "L"))


def _objects(plan: Plan) -> Words:
    """What is acted on, where anything is."""
    return flat(_thing(plan.thing), plan.second and (Word("и", "и", "CCONJ"), *_thing(plan.second)))


def _act(plan: Plan) -> Words:
    return _verb(plan.verb, plan.tense, plan.subject)


def _clause(plan: Plan, time: Words = ()) -> Words:
    return flat(_person(plan.subject), time, _act(plan), _objects(plan), _setting(plan.setting))


def _transitive(plan: Plan) -> Words:
    """What is known may come first, and the subject last."""
    time = _time(plan.time)
    if plan.first:
        return flat(time, _clause(plan))
    if plan.the_thing.definite and not plan.the_subject.is_pronoun:
        return flat(_objects(plan), time, _act(plan), _person(plan.subject))
    return _clause(plan, time)


def _transitive_place(plan: Plan) -> Words:
    if plan.first:
        return flat(_setting(plan.setting), _clause(plan._replace(setting=None)))
    return _clause(plan)


def _intransitive(plan: Plan) -> Words:
    if plan.first and not plan.the_subject.is_pronoun:
        return flat(_setting(plan.setting), _time(plan.time), _act(plan), _person(plan.subject))
    return _clause(plan, _time(plan.time))


def _other(plan: Plan) -> Words:
    return flat(_person(plan.other, "Nom", "X"), _verb(plan.other_verb, plan.tense, plan.other, "X"))


def _attractor(plan: Plan) -> Words:
    beside = (Word("рядом", "рядом", "ADV", "Degree=Pos"), Word("с", "с", "ADP"))
    near = flat(beside, _person(plan.other, "Ins", "X"))
    return flat(_person(plan.subject), near, _act(plan), _objects(plan))


def _which(noun: str, plural: bool, case: str) -> Word:
    gender = gender_of(noun, plural)
    ending = {"Nom": {"m": "ый", "f": "ая", "n": "ое", "p": "ые"}, "Acc": {"m": "ый", "f": "ую", "n": "ое", "p": "ые"}}
    form = ending[case][gender]
    if case == "Acc" and is_animate(noun) and gender in "mp":
        form = {"m": "ого", "p": "ых"}[gender]
    agreement = "Number=Plur" if plural else f"Gender={_GENDERS[gender]}|Number=Sing"
    return Word("котор" + form, "который", "PRON", f"Case={case}|{agreement}|PronType=Rel")


def _subject_relative(plan: Plan) -> Words:
    clause = flat(_which(*plan.the_subject, "Nom"), _act(plan), _objects(plan))
    move = _verb(plan.other_verb, plan.tense, plan.subject, "X")
    return flat(_person(plan.subject), COMMA, clause, COMMA, move)


def _predicate(plan: Plan) -> Words:
    """A bare adjective in the present; a form of *быть* and the instrumental in the past."""
    noun, plural = plan.the_thing.lexeme, plan.the_thing.plural
    if plan.tense == "present":
        return (_quality(plan.quality, noun, plural, "Nom"),)
    gender = gender_of(noun, plural)
    form = {"m": "был", "f": "была", "n": "было", "p": "были"}[gender]
    agreement = "Mood=Ind|Number=Plur" if plural else f"Gender={_GENDERS[gender]}|Mood=Ind|Number=Sing"
    was = Word(form, "быть", "AUX", f"Aspect=Imp|{agreement}|Tense=Past|VerbForm=Fin|Voice=Act")
    return (was, _quality(plan.quality, noun, plural, "Ins"))


def _object_relative(plan: Plan) -> Words:
    which = _which(plan.the_thing.lexeme, plan.the_thing.plural, "Acc")
    clause = flat(which, _act(plan), _person(plan.subject))
    return flat(_thing(plan.thing, "Nom"), COMMA, clause, COMMA, _predicate(plan))


def _complement(plan: Plan) -> Words:
    return flat(_other(plan), COMMA, Word("что", "что", "SCONJ"), _clause(plan))


def _when(plan: Plan) -> Words:
    return flat(Word("когда", "когда", "SCONJ"), _clause(plan), COMMA, _other(plan))


def _because(plan: Plan) -> Words:
    because = (Word("потому", "потому", "ADV", "Degree=Pos"), Word("что", "что", "SCONJ"))
    return flat(_other(plan), COMMA, because, _clause(plan))


def _want(plan: Plan) -> Words:
    time = _time(plan.time)
    wish = flat(_verb("want", plan.tense, plan.subject, "X"), _infinitive(plan.verb), _objects(plan))
    subject = _person(plan.subject)
    return flat(time, subject, wish) if plan.first else flat(subject, time, wish)


def _copula(plan: Plan) -> Words:
    return flat(_thing(plan.thing, "Nom"), _predicate(plan))


_FRAMES = {
    "transitive": _transitive,
    "transitive-place": _transitive_place,
    "intransitive": _intransitive,
    "attractor": _attractor,
    "subject-relative": _subject_relative,
    "object-relative": _object_relative,
    "complement": _complement,
    "when": _when,
    "because": _because,
    "want": _want,
    "copula": _copula,
}


def sentence(plan: Plan) -> Words:
    """The words of a plan in Russian."""
    return flat(_FRAMES[plan.frame](plan), PERIOD)
