"""Swahili: noun classes agree on adjectives, verbs and the connecting *-a*; what says more about a noun follows it;
subjects, tenses and relatives are prefixes of the verb. Pronouns dropped, no gender, no case."""

from functools import lru_cache

from isogloss.corpora.sample.concepts import EVENTS, content
from isogloss.corpora.sample.plans import Person, Plan, Thing
from isogloss.corpora.sample.words import COMMA, PERIOD, Word, Words, entries, flat

#: lexeme = classes of singular and plural, singular, plural (the same where nothing is said). "+": living, which
#: agrees as classes 1 and 2 whatever its own.
_NOUNS = entries("""
    rescuer = 1/2 mwokoaji waokoaji | firefighter = 1/2 mzimamoto wazimamoto | orphan = 9/6+ yatima mayatima
    wall = 11/10 ukuta kuta | stone = 5/6 jiwe mawe | beam = 9/10 boriti | roof = 5/6 paa mapaa | rope = 9/10 kamba
    earthquake = 5/6 tetemeko matetemeko | shelter = 5/6 kimbilio makimbilio | cook = 1/2 mpishi wapishi
    waiter = 1/2 mhudumu wahudumu | butcher = 1/2 mchinjaji wachinjaji | egg = 5/6 yai mayai
    onion = 7/8 kitunguu vitunguu | cucumber = 5/6 tango matango | pumpkin = 5/6 boga maboga
    apple = 5/6 tufaha matufaha | kitchen = 5/6 jiko majiko | meal = 3/4 mlo milo | sailor = 9/6+ baharia mabaharia
    fisherman = 1/2 mvuvi wavuvi | diver = 1/2 mzamiaji wazamiaji | boat = 9/10 mashua | ship = 9/10 meli
    anchor = 9/10 nanga | oar = 5/6 kasia makasia | hook = 9/10 ndoana | harbor = 9/10 bandari
    storm = 9/10 dhoruba | teacher = 1/2 mwalimu walimu | pupil = 1/2 mwanafunzi wanafunzi
    translator = 1/2 mfasiri wafasiri | question = 5/6 swali maswali | answer = 5/6 jibu majibu
    story = 9/10 hadithi | exercise = 5/6 zoezi mazoezi | page = 11/10 ukurasa kurasa
    classroom = 5/6 darasa madarasa | test = 3/4 mtihani mitihani | vocalist = 1/2 mwimbaji waimbaji
    listener = 1/2 msikilizaji wasikilizaji | songwriter = 1/2 mtunzi watunzi | drum = 9/10 ngoma
    bell = 9/10 kengele | fiddle = 5/6 zeze mazeze | whistle = 9/10 filimbi | string = 11/10 uzi nyuzi
    stage = 5/6 jukwaa majukwaa | wedding = 9/10 harusi | doctor = 9/6+ tabibu matabibu
    nurse = 1/2 muuguzi wauguzi | midwife = 1/2 mkunga wakunga | wound = 7/8 kidonda vidonda
    bone = 3/4 mfupa mifupa | tooth = 5/6 jino meno | eye = 5/6 jicho macho | shoulder = 5/6 bega mabega
    hospital = 9/10 zahanati | surgery = 11/10 upasuaji | farmer = 1/2 mkulima wakulima
    shepherd = 1/2 mchungaji wachungaji | reaper = 1/2 mvunaji wavunaji | cow = 9/10+ ng'ombe | goat = 9/10+ mbuzi
    horse = 9/10+ farasi | duck = 9/10+ bata | hen = 9/10+ kuku | field = 5/6 shamba mashamba
    barn = 5/6 zizi mazizi | warrior = 1/2 mpiganaji wapiganaji | enemy = 9/6+ adui maadui
    guard = 1/2 mlinzi walinzi | sword = 11/10 upanga panga | arrow = 3/4 mshale mishale | rifle = 9/10 bunduki
    dagger = 5/6 jambia majambia | bullet = 9/10 risasi | battle = 8/8 vita | castle = 9/10 ngome
    merchant = 1/2 mchuuzi wachuuzi | customer = 1/2 mteja wateja | tailor = 1/2 mshonaji washonaji
    basket = 7/8 kikapu vikapu | mirror = 7/8 kioo vioo | shirt = 5/6 shati mashati | carpet = 5/6 zulia mazulia
    dress = 5/6 gauni magauni | shop = 5/6 duka maduka | warehouse = 5/6 ghala maghala
    referee = 1/2 mwamuzi waamuzi | fan = 5/6+ shabiki mashabiki | wrestler = 1/2 mwanamieleka wanamieleka
    game = 9/10 mechi | team = 9/10 timu | jump = 3/4 mruko miruko | race = 5/6 shindano mashindano
    prize = 9/10 tuzo | pitch = 11/10 uwanja | pool = 5/6 bwawa mabwawa | judge = 5/6+ hakimu mahakimu
    lawyer = 5/6+ wakili mawakili | thief = 1/2 mwizi wezi | law = 9/10 sheria | crime = 5/6 kosa makosa
    verdict = 9/10 hukumu | proof = 9/10 hoja | file = 5/6 jalada majalada | prison = 5/6 gereza magereza
    trial = 9/10 kesi | traveler = 1/2 msafiri wasafiri | driver = 5/6+ dereva madereva
    messenger = 1/2 mjumbe wajumbe | suitcase = 5/6 begi mabegi | map = 9/10 ramani | key = 11/10 ufunguo funguo
    umbrella = 3/4 mwavuli miavuli | lantern = 9/10 taa | forest = 3/4 msitu misitu | journey = 9/10 safari
    man = 1/2 mwanamume wanaume | woman = 1/2 mwanamke wanawake | boy = 1/2 mvulana wavulana
    girl = 1/2 msichana wasichana | neighbor = 5/6+ jirani majirani | friend = 9/6+ rafiki marafiki
    grandmother = 5/6+ bibi mabibi | worker = 1/2 mfanyakazi wafanyakazi | house = 9/10 nyumba
    village = 7/8 kijiji vijiji | garden = 9/10 bustani
""")


#: lexeme = verb stem, with the noun it is said with after a +. *kula* keeps its ku- after a tense.
_VERBS = entries("""
    lift = inua | smash = vunja | push = sukuma | tremble = tetemeka | crawl = tambaa | cut = kata | boil = chemsha
    peel = menya | eat = kula | sweat = toka+jasho | pull = vuta | mend = karabati | sink = didimiza | swim = ogelea
    dive = zamia | erase = futa | write = andika | explain = eleza | think = fikiri | whisper = nong'ona
    hear = sikia | tune = rekebisha | love = penda | clap = piga+makofi | dance = cheza | treat = tibu
    examine = pima | rub = sugua | cough = kohoa | sneeze = chemua | feed = lisha | tie = funga | chase = fukuza
    dig = chimba | sow = panda | throw = rusha | bury = zika | collect = kusanya | flee = toroka | fight = pigana
    sell = uza | order = agiza | show = onyesha | haggle = patana | quarrel = gombana | watch = tazama
    praise = sifu | announce = tangaza | run = kimbia | cheer = shangilia | discuss = jadili | reject = kataa
    deny = kana | swear = apa | hesitate = sita | carry = beba | lose = poteza | forget = sahau | stumble = jikwaa
    stroll = tembea | draw = chora | find = gundua | mention = taja | wait = subiri | smile = tabasamu
    sleep = lala | rest = pumzika | want = taka | say = sema | know = jua | see = ona
""")

#: lexeme = how it agrees, stem. "-" with a prefix of the noun's class; "=" not at all; as a verb in a relative: "past"
#: (*iliyovunjika*, that broke), "now" (*inayouma*, that hurts), "not" (*isiyojulikana*, that is not known).
_QUALITIES = entries("""
    heavy = - zito | broken = past vunjika | crooked = past pinda | dangerous = = hatari | rotten = - bovu
    raw = - bichi | ripe = - bivu | tasty = - tamu | wet = past lowa | slippery = now teleza | worn = past chakaa
    strong = = imara | hard = - gumu | easy = = rahisi | short = - fupi | boring = now chosha | quiet = - tulivu
    famous = = maarufu | beautiful = - zuri | ancient = - kongwe | swollen = past vimba | painful = now uma
    healthy = - zima | weak = = dhaifu | fat = - nene | stubborn = - kaidi | lazy = - vivu | clever = - erevu
    sharp = - kali | deadly = now ua | hidden = past fichwa | foreign = - geni | expensive = = ghali
    torn = past chanika | dirty = - chafu | wide = - pana | exciting = now sisimua | surprising = now staajabisha
    bad = - baya | big = - kubwa | clear = = wazi | useful = now faa | unknown = not julikana | sad = now sikitisha
    lost = past potea | small = - dogo | light = - epesi | needed = now hitajika
""")

#: Class: subject prefix, connecting word, relative, adjective prefix.
_CLASSES = {
    1: ("a", "wa", "ye", "m"), 2: ("wa", "wa", "o", "wa"), 3: ("u", "wa", "o", "m"), 4: ("i", "ya", "yo", "mi"),
    5: ("li", "la", "lo", ""), 6: ("ya", "ya", "yo", "ma"), 7: ("ki", "cha", "cho", "ki"),
    8: ("vi", "vya", "vyo", "vi"), 9: ("i", "ya", "yo", "n"), 10: ("zi", "za", "zo", "n"), 11: ("u", "wa", "o", "m"),
}  # fmt: skip
#: Adjective prefixes before a vowel.
_BEFORE_VOWEL = {"m": "mw", "wa": "w", "mi": "my", "": "j", "ma": "m", "ki": "ch", "vi": "vy", "n": "ny"}
#: The nasal of classes 9 and 10 shows before these sounds only.
_NASAL = {"b": "mb", "d": "nd", "g": "ng", "z": "nz", "v": "mv", "j": "nj"}
_TENSE = {"past": "li", "present": "na", "future": "ta"}
_TIME = {"past": "Past", "present": "Pres", "future": "Fut"}
_SUBJECTS = {"i": "ni", "we": "tu", "he": "a", "she": "a", "they": "wa"}


@lru_cache(maxsize=1024)
def _own_class(lexeme: str, plural: bool) -> int:
    return int(_NOUNS[lexeme][0].rstrip("+").split("/")[plural])


@lru_cache(maxsize=1024)
def _class(lexeme: str, plural: bool) -> int:
    """The class a noun agrees as."""
    living = _NOUNS[lexeme][0].endswith("+")
    return (2 if plural else 1) if living else _own_class(lexeme, plural)


@lru_cache(maxsize=4096)
def _noun(lexeme: str, plural: bool, role: str = "") -> Word:
    _, singular, *many = _NOUNS[lexeme]
    form = many[0] if plural and many else singular
    feats = f"NounClass=Bantu{_own_class(lexeme, plural)}|Number={'Plur' if plural else 'Sing'}"
    return Word(form, singular, "NOUN", feats, content(lexeme), role)


def _person(person: Person, role: str = "S") -> Words:
    """A noun; pronouns show on the verb."""
    return () if person.is_pronoun else (_noun(*person, role),)


def _agreeing(stem: str, number: int) -> str:
    """An adjective with the prefix of a class."""
    prefix = _CLASSES[number][3]
    if stem[0] in "aeiou":
        return _BEFORE_VOWEL[prefix] + stem
    if prefix != "n":
        return prefix + stem
    return _NASAL[stem[0]] + stem[1:] if stem[0] in _NASAL else stem


@lru_cache(maxsize=4096)
def _quality(lexeme: str, noun: str, plural: bool) -> Word:
    """What stands after a noun: an adjective, or a verb in a relative."""
    how, stem = _QUALITIES[lexeme]
    number = _class(noun, plural)
    subject, _, relative, _ = _CLASSES[number]
    agreement = f"NounClass=Bantu{number}|Number={'Plur' if plural else 'Sing'}"
    if how in ("past", "now", "not"):
        opening = "si" if how == "not" else "li" if how == "past" else "na"
        tense = {"past": "|Tense=Past", "now": "|Tense=Pres", "not": "|Polarity=Neg"}[how]
        form = subject + opening + relative + stem
        return Word(form, "ku" + stem, "VERB", f"Mood=Ind|{agreement}{tense}|VerbForm=Fin", lexeme, "A")
    form = stem if how == "=" else _agreeing(stem, number)
    return Word(form, stem, "ADJ", agreement if how == "-" else "", lexeme, "A")


@lru_cache(maxsize=8192)
def _thing(thing: Thing | None, role: str = "O") -> Words:
    if thing is None:
        return ()
    noun = _noun(thing.lexeme, thing.plural, role)
    quality = thing.quality and _quality(thing.quality, thing.lexeme, thing.plural)
    if not thing.owner:
        return flat(noun, quality)
    number = _class(thing.lexeme, thing.plural)
    of = Word(_CLASSES[number][1], "a", "ADP", f"NounClass=Bantu{number}")
    # What a thing is like stands before whose it is.
    return flat(noun, quality, of, _person(thing.owner, "G"))


def _prefix(person: Person) -> tuple[str, str]:
    """The subject prefix of a person, and its features."""
    number = "Plur" if person.plural else "Sing"
    if person.is_pronoun:
        which = 1 if person.lexeme in ("i", "we") else 3
        return _SUBJECTS[person.lexeme], f"Number={number}|Person={which}"
    found = _class(*person)
    return _CLASSES[found][0], f"NounClass=Bantu{found}|Number={number}|Person=3"


def _stem(lexeme: str) -> tuple[str, str]:
    """A verb stem and the noun it is said with ("" for none)."""
    stem, _, noun = _VERBS[lexeme][0].partition("+")
    return stem, noun


def _infinitive(lexeme: str) -> str:
    stem, _ = _stem(lexeme)
    return stem if stem == "kula" else "ku" + stem


#: The nouns that verbs are said with.
_COMPANIONS = {"jasho": "NounClass=Bantu5|Number=Sing", "makofi": "NounClass=Bantu6|Number=Plur"}


def _word(lexeme: str, form: str, feats: str, role: str) -> Words:
    noun = _stem(lexeme)[1]
    companion = Word(noun, noun, "NOUN", _COMPANIONS[noun], content(lexeme)) if noun else None
    return flat(Word(form, _infinitive(lexeme), "VERB", feats, content(lexeme), role), companion)


@lru_cache(maxsize=8192)
def _verb(lexeme: str, tense: str, person: Person, role: str = "V", inside: str = "") -> Words:
    """A finite verb; ``inside`` is what stands between its tense and its stem: a relative, *po* for when."""
    prefix, agreement = _prefix(person)
    mark = "taka" if tense == "future" and inside else _TENSE[tense]
    form = prefix + mark + inside + _stem(lexeme)[0]
    feats = f"Mood=Ind|{agreement}|Tense={_TIME[tense]}|VerbForm=Fin"
    return _word(lexeme, form, feats, role)


_TIMES = {
    "yesterday": "jana", "today": "leo", "tomorrow": "kesho", "soon": "hivi karibuni", "often": "mara nyingi",
    "slowly": "polepole", "carefully": "kwa uangalifu", "morning": "asubuhi", "evening": "jioni",
    "every-day": "kila siku",
}  # fmt: skip
_SMALL = {
    "mara": ("NOUN", "NounClass=Bantu10|Number=Plur"), "nyingi": ("ADJ", "NounClass=Bantu10|Number=Plur"),
    "kwa": ("ADP", ""), "uangalifu": ("NOUN", "NounClass=Bantu11|Number=Sing"), "kila": ("DET", "PronType=Tot"),
    "siku": ("NOUN", "NounClass=Bantu9|Number=Sing"),
}  # fmt: skip


@lru_cache(maxsize=64)
def _time(name: str | None) -> Words:
    forms = _TIMES[name].split() if name else []
    return tuple(
        Word(form, form, *_SMALL.get(form, ("ADV", "")), "", "T" if form == forms[-1] else "") for form in forms
    )


@lru_cache(maxsize=256)
def _setting(lexeme: str | None) -> Words:
    """A place with *-ni*; an event after *wakati wa*, the time of."""
    if not lexeme:
        return ()
    noun = _noun(lexeme, False, "L")
    if lexeme in EVENTS:
        time = Word("wakati", "wakati", "NOUN", "NounClass=Bantu11|Number=Sing")
        return (time, Word("wa", "a", "ADP", "NounClass=Bantu11"), noun)
    if lexeme == "shelter":
        return (Word("katika", "katika", "ADP"), noun)
    return (noun._replace(form=noun.form + "ni", feats=f"Case=Loc|{noun.feats}"),)


def _objects(plan: Plan) -> Words:
    """What is acted on, where anything is."""
    return flat(_thing(plan.thing), plan.second and (Word("na", "na", "CCONJ"), *_thing(plan.second)))


def _act(plan: Plan) -> Words:
    return _verb(plan.verb, plan.tense, plan.subject)


def _clause(plan: Plan) -> Words:
    return flat(_person(plan.the_subject), _act(plan), _objects(plan), _setting(plan.setting))


def _plain(plan: Plan) -> Words:
    return flat(_time(plan.time), _clause(plan)) if plan.first else flat(_clause(plan), _time(plan.time))


def _other(plan: Plan) -> Words:
    return flat(_person(plan.the_other, "X"), _verb(plan.other_verb, plan.tense, plan.other, "X"))


def _attractor(plan: Plan) -> Words:
    near = flat(Word("karibu", "karibu", "ADV"), Word("na", "na", "ADP"), _person(plan.the_other, "X"))
    return flat(_person(plan.the_subject), near, _act(plan), _objects(plan))


def _subject_relative(plan: Plan) -> Words:
    relative = _CLASSES[_class(*plan.the_subject)][2]
    clause = flat(_verb(plan.verb, plan.tense, plan.subject, "V", relative), _objects(plan))
    return flat(_person(plan.the_subject), clause, _verb(plan.other_verb, plan.tense, plan.subject, "X"))


_PERFECT = {"past": "me", "now": "na"}


def _predicate(plan: Plan) -> Words:
    """*ni* and an adjective, or a verb of its own: *imevunjika*, is broken."""
    how, stem = _QUALITIES[plan.quality]
    noun, plural = plan.the_thing.lexeme, plan.the_thing.plural
    found = _class(noun, plural)
    subject = _CLASSES[found][0]
    agreement = f"NounClass=Bantu{found}|Number={'Plur' if plural else 'Sing'}|Person=3"
    was = Word(subject + "likuwa", "kuwa", "AUX", f"Mood=Ind|{agreement}|Tense=Past|VerbForm=Fin")
    past = was if plan.tense == "past" else None
    if how in ("-", "="):
        return flat(past or Word("ni", "ni", "AUX"), _quality(plan.quality, noun, plural))
    if how == "not":
        negative = "ha" if found == 1 else "ha" + subject
        form, feats = negative + stem[:-1] + "i", f"Mood=Ind|{agreement}|Polarity=Neg|Tense=Pres|VerbForm=Fin"
    else:
        aspect = "Aspect=Perf|" if how == "past" else ""
        form = subject + _PERFECT[how] + stem
        feats = f"{aspect}Mood=Ind|{agreement}|Tense=Pres|VerbForm=Fin"
    return flat(past, Word(form, "ku" + stem, "VERB", feats, plan.quality, "A"))


def _object_relative(plan: Plan) -> Words:
    relative = _CLASSES[_class(plan.the_thing.lexeme, plan.the_thing.plural)][2]
    number = _class(plan.the_thing.lexeme, plan.the_thing.plural)
    which = Word("amba" + relative, "amba", "PRON", f"NounClass=Bantu{number}|PronType=Rel")
    return flat(_thing(plan.thing), which, _person(plan.the_subject), _act(plan), _predicate(plan))


def _complement(plan: Plan) -> Words:
    return flat(_other(plan), Word("kwamba", "kwamba", "SCONJ"), _clause(plan))


def _when(plan: Plan) -> Words:
    when = _verb(plan.verb, plan.tense, plan.subject, "V", "po")
    return flat(_person(plan.the_subject), when, _objects(plan), COMMA, _other(plan))


def _because(plan: Plan) -> Words:
    because = (Word("kwa", "kwa", "ADP"), Word("sababu", "sababu", "NOUN", "NounClass=Bantu9|Number=Sing"))
    return flat(_other(plan), because, _clause(plan))


def _want(plan: Plan) -> Words:
    infinitive = _word(plan.verb, _infinitive(plan.verb), "VerbForm=Inf", "V")
    wish = flat(_verb("want", plan.tense, plan.subject, "X"), infinitive, _objects(plan))
    time = _time(plan.time)
    clause = flat(_person(plan.the_subject), wish)
    return flat(time, clause) if plan.first else flat(clause, time)


def _copula(plan: Plan) -> Words:
    return flat(_thing(plan.thing), _predicate(plan))


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
    """The words of a plan in Swahili."""
    return flat(_FRAMES.get(plan.frame, _plain)(plan), PERIOD)
