"""English: subject, verb, object; articles; no case but in pronouns and the genitive; number on the verb."""

from functools import lru_cache

from isogloss.corpora.sample.concepts import EVENTS, content
from isogloss.corpora.sample.plans import Person, Plan, Thing
from isogloss.corpora.sample.words import COMMA, PERIOD, Word, Words, entries, flat

#: lexeme = singular plural (the lexeme itself, and an s, where nothing is said)
_NOUNS = entries("""
    butcher= | cook= | waiter= | egg= | onion= | cucumber= | pumpkin= | apple= | kitchen= | meal= | rescuer=
    firefighter=fireman firemen | orphan= | wall= | stone= | beam= | roof= | rope= | earthquake= | shelter=
    sailor= | fisherman=fisherman fishermen | diver= | boat= | ship= | anchor= | oar= | hook= | harbor= | storm=
    teacher= | pupil= | translator= | question= | answer= | story=story stories | exercise= | page= | classroom=
    test= | vocalist= | listener= | songwriter=composer composers | drum= | bell= | fiddle= | whistle= | string=
    stage= | wedding= | doctor= | nurse= | midwife=midwife midwives | wound= | bone= | tooth=tooth teeth | eye=
    shoulder= | hospital= | surgery=surgery surgeries | farmer= | shepherd= | reaper= | cow= | goat= | horse=
    duck= | hen= | field= | barn= | warrior= | enemy=foe foes | guard= | sword= | arrow= | rifle= | dagger=
    bullet= | battle= | castle= | merchant= | customer= | tailor= | basket= | mirror= | shirt= | carpet=
    dress=dress dresses | shop= | warehouse= | referee= | fan= | wrestler= | game= | team= | jump= | race= | prize=
    pitch= | pool= | judge= | lawyer= | thief=thief thieves | law= | crime= | verdict= | proof= | file= | prison=
    trial= | traveler= | driver= | messenger= | suitcase= | map= | key= | umbrella= | lantern= | forest= | journey=
    man=man men | woman=woman women | boy= | girl= | neighbor= | friend= | grandmother= | worker= | house=
    village= | garden=
""")

#: The prepositions of settings; the others take *in*.
_SETTING = dict.fromkeys(EVENTS, "during") | {"stage": "on", "pitch": "on"}

#: lexeme = base, third person singular, past (regular where nothing is said)
_VERBS = entries("""
    lift= | smash=smash smashes smashed | push=push pushes pushed | tremble=tremble trembles trembled | crawl=
    cut=cut cuts cut | boil= | peel= | eat=eat eats ate | sweat=sweat sweats sweated | pull= | mend=
    sink=sink sinks sank | swim=swim swims swam | dive=dive dives dived | erase=erase erases erased
    write=write writes wrote | explain= | think=think thinks thought | whisper= | hear=hear hears heard
    tune=tune tunes tuned | love=love loves loved | clap=clap claps clapped | dance=dance dances danced | treat=
    examine=examine examines examined | rub=rub rubs rubbed | cough= | sneeze=sneeze sneezes sneezed
    feed=feed feeds fed | tie=tie ties tied | chase=chase chases chased | dig=dig digs dug | sow=
    throw=hurl hurls hurled | bury=bury buries buried | collect= | flee=flee flees fled | fight=fight fights fought
    sell=sell sells sold | order= | show= | haggle=haggle haggles haggled | quarrel=quarrel quarrels quarreled
    watch=watch watches watched | praise=praise praises praised | announce=announce announces announced
    run=run runs ran | cheer= | discuss=discuss discusses discussed | reject= | deny=deny denies denied
    swear=swear swears swore | hesitate=hesitate hesitates hesitated | carry=carry carries carried
    lose=lose loses lost | forget=forget forgets forgot | stumble=stumble stumbles stumbled | stroll= | wait=
    smile=smile smiles smiled | sleep=sleep sleeps slept | rest= | want= | draw=draw draws drew
    find=find finds found | mention= | say=say says said | know=know knows knew | see=see sees saw
""")

_PRONOUNS = {
    "i": Word("I", "I", "PRON", "Case=Nom|Number=Sing|Person=1|PronType=Prs"),
    "we": Word("we", "we", "PRON", "Case=Nom|Number=Plur|Person=1|PronType=Prs"),
    "he": Word("he", "he", "PRON", "Case=Nom|Gender=Masc|Number=Sing|Person=3|PronType=Prs"),
    "she": Word("she", "she", "PRON", "Case=Nom|Gender=Fem|Number=Sing|Person=3|PronType=Prs"),
    "they": Word("they", "they", "PRON", "Case=Nom|Number=Plur|Person=3|PronType=Prs"),
}

_AND = Word("and", "and", "CCONJ")
_THE = Word("the", "the", "DET", "Definite=Def|PronType=Art")
_MOMENT = {"every-day": "every day", "morning": "in the morning", "evening": "in the evening"}
_UPOS = {"every": "DET", "day": "NOUN", "in": "ADP", "morning": "NOUN", "evening": "NOUN"}


def _noun(lexeme: str, plural: bool, role: str = "") -> Word:
    forms = _NOUNS[lexeme] or [lexeme, lexeme + "s"]
    number = "Plur" if plural else "Sing"
    return Word(forms[plural], forms[0], "NOUN", f"Number={number}", content(lexeme), role)


@lru_cache(maxsize=4096)
def _person(person: Person, role: str = "S") -> Words:
    if person.is_pronoun:
        return (_PRONOUNS[person.lexeme]._replace(role=role),)
    return (_THE, _noun(*person, role))


def _quality(lexeme: str | None, role: str = "A") -> Word | None:
    return Word(lexeme, lexeme, "ADJ", "Degree=Pos", lexeme, role) if lexeme else None


@lru_cache(maxsize=16384)
def _thing(thing: Thing, role: str = "O") -> Words:
    named = flat(_quality(thing.quality), _noun(thing.lexeme, thing.plural, role))
    if thing.owner:
        the, owner = _person(thing.owner, "G")
        mark = "'" if owner.form.endswith("s") else "'s"
        return flat(the, owner, Word(mark, "'s", "PART"), named)
    if thing.definite:
        return flat(_THE, named)
    article = "an" if named[0].form[0] in "aeiou" else "a"
    return flat(Word(article, "a", "DET", "Definite=Ind|PronType=Art"), named)


@lru_cache(maxsize=4096)
def _verb(lexeme: str, tense: str, person: Person | None, role: str = "V") -> Words:
    """The verb as it agrees with a person; with None its infinitive."""
    base, third, past = _VERBS[lexeme] or [lexeme, lexeme + "s", lexeme + "ed"]
    if person is None or tense == "future":
        will = person and Word("will", "will", "AUX", "VerbForm=Fin")
        return flat(will, Word(base, base, "VERB", "VerbForm=Inf", content(lexeme), role))
    if tense == "past":
        return (Word(past, base, "VERB", "Mood=Ind|Tense=Past|VerbForm=Fin", content(lexeme), role),)
    one = not person.plural and person.lexeme != "i"
    feats = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin" if one else "Mood=Ind|Tense=Pres|VerbForm=Fin"
    return (Word(third if one else base, base, "VERB", feats, content(lexeme), role),)


def _be(tense: str, plural: bool) -> Word:
    form = {"past": ("was", "were"), "present": ("is", "are")}[tense][plural]
    number = "Plur" if plural else "Sing"
    time = "Past" if tense == "past" else "Pres"
    return Word(form, "be", "AUX", f"Mood=Ind|Number={number}|Person=3|Tense={time}|VerbForm=Fin")


@lru_cache(maxsize=64)
def _time(name: str | None) -> Words:
    spelled = _MOMENT.get(name or "", name or "")
    words = (_THE if form == "the" else Word(form, form, _UPOS.get(form, "ADV")) for form in spelled.split())
    return tuple(word._replace(role="T", feats="Number=Sing" if word.upos == "NOUN" else word.feats) for word in words)


@lru_cache(maxsize=256)
def _setting(lexeme: str | None) -> Words:
    if not lexeme:
        return ()
    preposition = _SETTING.get(lexeme, "in")
    return (Word(preposition, preposition, "ADP"), _THE, _noun(lexeme, False, "L"))


def _objects(plan: Plan) -> Words:
    """What is acted on, where anything is."""
    return flat(_thing(plan.thing), plan.second and (_AND, *_thing(plan.second))) if plan.thing else ()


def _clause(plan: Plan) -> Words:
    """Subject, verb, object: the same in main and subordinate clauses."""
    verb = _verb(plan.verb, plan.tense, plan.subject)
    return flat(_person(plan.subject), verb, _objects(plan), _setting(plan.setting))


def _timed(plan: Plan, clause: Words) -> Words:
    return flat(_time(plan.time), clause) if plan.first else flat(clause, _time(plan.time))


def _other(plan: Plan) -> Words:
    return flat(_person(plan.other, "X"), _verb(plan.other_verb, plan.tense, plan.other, "X"))


def _plain(plan: Plan) -> Words:
    return _timed(plan, _clause(plan))


def _attractor(plan: Plan) -> Words:
    near = flat(Word("near", "near", "ADP"), _person(plan.other, "X"))
    verb = _verb(plan.verb, plan.tense, plan.subject)
    return flat(_person(plan.subject), near, verb, _objects(plan))


def _subject_relative(plan: Plan) -> Words:
    verb = _verb(plan.verb, plan.tense, plan.subject)
    move = _verb(plan.other_verb, plan.tense, plan.subject, "X")
    return flat(_person(plan.subject), Word("who", "who", "PRON", "PronType=Rel"), verb, _objects(plan), move)


def _object_relative(plan: Plan) -> Words:
    that = Word("that", "that", "PRON", "PronType=Rel")
    clause = flat(_person(plan.subject), _verb(plan.verb, plan.tense, plan.subject))
    return flat(_thing(plan.thing), that, clause, _be(plan.tense, plan.the_thing.plural), _quality(plan.quality))


def _complement(plan: Plan) -> Words:
    return flat(_other(plan), Word("that", "that", "SCONJ"), _clause(plan))


def _when(plan: Plan) -> Words:
    return flat(Word("when", "when", "SCONJ"), _clause(plan), COMMA, _other(plan))


def _because(plan: Plan) -> Words:
    return flat(_other(plan), Word("because", "because", "SCONJ"), _clause(plan))


def _want(plan: Plan) -> Words:
    to = Word("to", "to", "PART")
    wish = flat(_verb("want", plan.tense, plan.subject, "X"), to, _verb(plan.verb, plan.tense, None))
    return _timed(plan, flat(_person(plan.subject), wish, _objects(plan)))


def _copula(plan: Plan) -> Words:
    return flat(_thing(plan.thing), _be(plan.tense, plan.the_thing.plural), _quality(plan.quality))


_FRAMES = {
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
    """The words of a plan in English."""
    return flat(_FRAMES.get(plan.frame, _plain)(plan), PERIOD)
