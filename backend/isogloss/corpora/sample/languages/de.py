"""German: the verb second in main clauses and last in others; four cases, three genders on articles and adjectives."""

from functools import lru_cache

from isogloss.corpora.sample.concepts import EVENTS, content
from isogloss.corpora.sample.plans import Person, Plan, Thing
from isogloss.corpora.sample.words import COMMA, PERIOD, Word, Words, entries, flat, fused

#: lexeme = gender singular plural genitive (none for feminines; "-" for weak nouns, whose other forms are all alike)
_NOUNS = entries("""
    rescuer = m Retter Retter Retters | firefighter = m Feuerwehrmann Feuerwehrmänner Feuerwehrmanns
    orphan = f Waise Waisen | wall = f Mauer Mauern | stone = m Stein Steine Steins | beam = m Balken Balken Balkens
    roof = n Dach Dächer Dachs | rope = n Seil Seile Seils | earthquake = n Erdbeben Erdbeben Erdbebens
    shelter = f Unterkunft Unterkünfte | cook = m Koch Köche Kochs | waiter = m Kellner Kellner Kellners
    butcher = m Metzger Metzger Metzgers | egg = n Ei Eier Eis | onion = f Zwiebel Zwiebeln
    cucumber = f Gurke Gurken | pumpkin = m Kürbis Kürbisse Kürbisses | apple = m Apfel Äpfel Apfels
    kitchen = f Küche Küchen | meal = f Mahlzeit Mahlzeiten | sailor = m Matrose Matrosen -
    fisherman = m Angler Angler Anglers | diver = m Taucher Taucher Tauchers | boat = m Kahn Kähne Kahns
    ship = n Schiff Schiffe Schiffs | anchor = m Anker Anker Ankers | oar = n Ruder Ruder Ruders
    hook = m Haken Haken Hakens | harbor = m Hafen Häfen Hafens | storm = n Unwetter Unwetter Unwetters
    teacher = m Lehrer Lehrer Lehrers | pupil = m Schüler Schüler Schülers
    translator = m Übersetzer Übersetzer Übersetzers | question = f Frage Fragen | answer = f Antwort Antworten
    story = f Geschichte Geschichten | exercise = f Übung Übungen | page = f Seite Seiten
    classroom = n Klassenzimmer Klassenzimmer Klassenzimmers | test = f Prüfung Prüfungen
    vocalist = m Sänger Sänger Sängers | listener = m Zuhörer Zuhörer Zuhörers
    songwriter = m Liedermacher Liedermacher Liedermachers | drum = f Trommel Trommeln | bell = f Glocke Glocken
    fiddle = f Geige Geigen | whistle = f Pfeife Pfeifen | string = f Saite Saiten | stage = f Bühne Bühnen
    wedding = f Hochzeit Hochzeiten | doctor = m Arzt Ärzte Arztes | nurse = f Krankenschwester Krankenschwestern
    midwife = f Hebamme Hebammen | wound = f Wunde Wunden | bone = m Knochen Knochen Knochens
    tooth = m Zahn Zähne Zahns | eye = n Auge Augen Auges | shoulder = f Schulter Schultern
    hospital = n Krankenhaus Krankenhäuser Krankenhauses | surgery = f Operation Operationen
    farmer = m Bauer Bauern - | shepherd = m Hirte Hirten - | reaper = m Schnitter Schnitter Schnitters
    cow = f Kuh Kühe | goat = f Ziege Ziegen | horse = n Pferd Pferde Pferds | duck = f Ente Enten
    hen = n Huhn Hühner Huhns | field = m Acker Äcker Ackers | barn = f Scheune Scheunen
    warrior = m Krieger Krieger Kriegers | enemy = m Feind Feinde Feinds | guard = m Wächter Wächter Wächters
    sword = n Schwert Schwerter Schwerts | arrow = m Pfeil Pfeile Pfeils | rifle = n Gewehr Gewehre Gewehrs
    dagger = m Dolch Dolche Dolchs | bullet = f Kugel Kugeln | battle = f Schlacht Schlachten
    castle = f Festung Festungen | merchant = m Händler Händler Händlers | customer = m Kunde Kunden -
    tailor = m Schneider Schneider Schneiders | basket = m Korb Körbe Korbs | mirror = m Spiegel Spiegel Spiegels
    shirt = n Hemd Hemden Hemds | carpet = m Teppich Teppiche Teppichs | dress = n Kleid Kleider Kleids
    shop = m Laden Läden Ladens | warehouse = n Lager Lager Lagers
    referee = m Schiedsrichter Schiedsrichter Schiedsrichters | fan = m Zuschauer Zuschauer Zuschauers
    wrestler = m Ringer Ringer Ringers | game = n Spiel Spiele Spiels | team = f Mannschaft Mannschaften
    jump = m Sprung Sprünge Sprungs | race = n Rennen Rennen Rennens | prize = m Preis Preise Preises
    pitch = m Sportplatz Sportplätze Sportplatzes | pool = n Becken Becken Beckens
    judge = m Richter Richter Richters | lawyer = m Anwalt Anwälte Anwalts | thief = m Dieb Diebe Diebs
    law = n Gesetz Gesetze Gesetzes | crime = f Straftat Straftaten | verdict = n Urteil Urteile Urteils
    proof = m Beweis Beweise Beweises | file = f Akte Akten | prison = n Gefängnis Gefängnisse Gefängnisses
    trial = m Prozess Prozesse Prozesses | traveler = m Wanderer Wanderer Wanderers
    driver = m Fahrer Fahrer Fahrers | messenger = m Bote Boten - | suitcase = m Koffer Koffer Koffers
    map = f Landkarte Landkarten | key = m Schlüssel Schlüssel Schlüssels
    umbrella = m Regenschirm Regenschirme Regenschirms | lantern = f Leuchte Leuchten
    forest = m Wald Wälder Waldes | journey = f Reise Reisen | man = m Mann Männer Mannes | woman = f Frau Frauen
    boy = m Junge Jungen - | girl = n Mädchen Mädchen Mädchens | neighbor = m Nachbar Nachbarn -
    friend = m Freund Freunde Freundes | grandmother = f Großmutter Großmütter
    worker = m Arbeiter Arbeiter Arbeiters | house = n Haus Häuser Hauses | village = n Dorf Dörfer Dorfes
    garden = m Garten Gärten Gartens
""")

#: The prepositions of settings that are not *in* with the dative; *während* takes the genitive.
_SETTING = dict.fromkeys(EVENTS, "während") | {"stage": "auf", "pitch": "auf", "field": "auf"}

#: lexeme = infinitive, third person singular, past, first person singular (infinitive less n, where nothing is said)
_VERBS = entries("""
    lift = heben hebt hob | smash = zerschlagen zerschlägt zerschlug | push = schieben schiebt schob
    tremble = zittern zittert zitterte zittere | crawl = kriechen kriecht kroch | cut = schneiden schneidet schnitt
    boil = kochen kocht kochte | peel = schälen schält schälte | eat = essen isst aß
    sweat = schwitzen schwitzt schwitzte | pull = ziehen zieht zog | mend = flicken flickt flickte
    sink = versenken versenkt versenkte | swim = schwimmen schwimmt schwamm | dive = tauchen taucht tauchte
    erase = löschen löscht löschte | write = schreiben schreibt schrieb | explain = erklären erklärt erklärte
    think = grübeln grübelt grübelte grüble | whisper = flüstern flüstert flüsterte flüstere
    hear = hören hört hörte | tune = stimmen stimmt stimmte | love = verehren verehrt verehrte
    clap = klatschen klatscht klatschte | dance = tanzen tanzt tanzte
    treat = behandeln behandelt behandelte behandle | examine = untersuchen untersucht untersuchte
    rub = reiben reibt rieb | cough = husten hustet hustete | sneeze = niesen niest nieste
    feed = füttern füttert fütterte füttere | tie = fesseln fesselt fesselte fessle | chase = jagen jagt jagte
    dig = graben gräbt grub | sow = säen sät säte | throw = werfen wirft warf
    bury = verscharren verscharrt verscharrte | collect = sammeln sammelt sammelte sammle
    flee = fliehen flieht floh | fight = kämpfen kämpft kämpfte | sell = verkaufen verkauft verkaufte
    order = bestellen bestellt bestellte | show = zeigen zeigt zeigte | haggle = feilschen feilscht feilschte
    quarrel = streiten streitet stritt | watch = beobachten beobachtet beobachtete | praise = loben lobt lobte
    announce = verkünden verkündet verkündete | run = laufen läuft lief | cheer = jubeln jubelt jubelte juble
    discuss = erörtern erörtert erörterte erörtere | reject = verwerfen verwirft verwarf
    deny = leugnen leugnet leugnete | swear = schwören schwört schwor | hesitate = zögern zögert zögerte zögere
    carry = tragen trägt trug | lose = verlieren verliert verlor | forget = vergessen vergisst vergaß
    stumble = stolpern stolpert stolperte stolpere | stroll = schlendern schlendert schlenderte schlendere
    wait = warten wartet wartete | smile = lächeln lächelt lächelte lächle | sleep = schlafen schläft schlief
    rest = ruhen ruht ruhte | draw = zeichnen zeichnet zeichnete | find = finden findet fand
    mention = erwähnen erwähnt erwähnte | say = sagen sagt sagte | know = wissen weiß wusste weiß
    see = sehen sieht sah
""")

#: lexeme = predicate form, stem before endings where it differs
_QUALITIES = entries("""
    heavy = schwer | broken = zerbrochen | crooked = krumm | dangerous = gefährlich | rotten = verdorben | raw = roh
    ripe = reif | tasty = lecker | wet = nass | slippery = glitschig | worn = abgenutzt | strong = stark
    hard = schwierig | easy = einfach | short = kurz | boring = langweilig | quiet = leise leis | famous = berühmt
    beautiful = schön | ancient = uralt | swollen = entzündet | painful = schmerzhaft | healthy = gesund
    weak = schwach | fat = dick | stubborn = störrisch | lazy = faul | clever = schlau | sharp = spitz
    deadly = tödlich | hidden = verborgen | foreign = fremd | expensive = teuer teur | torn = zerrissen
    dirty = schmutzig | wide = breit | exciting = spannend | surprising = überraschend | bad = schlecht | big = groß
    clear = deutlich | useful = nützlich | unknown = unbekannt | sad = traurig | lost = verloren | small = klein
    light = leicht | needed = nötig
""")

_DEFINITE = {  # case: masculine, feminine, neuter, plural
    "Nom": ("der", "die", "das", "die"), "Acc": ("den", "die", "das", "die"),
    "Dat": ("dem", "der", "dem", "den"), "Gen": ("des", "der", "des", "der"),
}  # fmt: skip
_INDEFINITE = {"Nom": ("ein", "eine", "ein"), "Acc": ("einen", "eine", "ein")}
_RELATIVE = {"Nom": ("der", "die", "das", "die"), "Acc": ("den", "die", "das", "die")}
#: Endings of adjectives after the articles, in the nominative and accusative.
_WEAK = {"Nom": ("e", "e", "e", "en"), "Acc": ("en", "e", "e", "en")}
_MIXED = {"Nom": ("er", "e", "es"), "Acc": ("en", "e", "es")}
_GENDERS = {"m": "Masc", "f": "Fem", "n": "Neut"}
_PLACE = {"m": 0, "f": 1, "n": 2}
_CONTRACTED = {("in", "dem"): "im", ("an", "dem"): "am"}

_PRONOUNS = {
    "i": Word("ich", "ich", "PRON", "Case=Nom|Number=Sing|Person=1|PronType=Prs"),
    "we": Word("wir", "wir", "PRON", "Case=Nom|Number=Plur|Person=1|PronType=Prs"),
    "he": Word("er", "er", "PRON", "Case=Nom|Gender=Masc|Number=Sing|Person=3|PronType=Prs"),
    "she": Word("sie", "sie", "PRON", "Case=Nom|Gender=Fem|Number=Sing|Person=3|PronType=Prs"),
    "they": Word("sie", "sie", "PRON", "Case=Nom|Number=Plur|Person=3|PronType=Prs"),
}


def _agreement(gender: str, plural: bool) -> str:
    """Gender shows in the singular only."""
    return "Number=Plur" if plural else f"Gender={_GENDERS[gender]}|Number=Sing"


def _column(lexeme: str, plural: bool) -> int:
    return 3 if plural else _PLACE[_NOUNS[lexeme][0]]


@lru_cache(maxsize=8192)
def _noun(lexeme: str, plural: bool, case: str, role: str = "") -> Word:
    gender, singular, many, *genitive = _NOUNS[lexeme]
    if plural:
        form = many + "n" * (case == "Dat" and many[-1] not in "ns")
    elif genitive == ["-"] and case != "Nom":
        form = many
    else:
        form = genitive[0] if genitive and case == "Gen" else singular
    number = "Plur" if plural else "Sing"
    feats = f"Case={case}|Gender={_GENDERS[gender]}|Number={number}"
    return Word(form, singular, "NOUN", feats, content(lexeme), role)


def _the(lexeme: str, plural: bool, case: str) -> Word:
    form = _DEFINITE[case][_column(lexeme, plural)]
    feats = f"Case={case}|Definite=Def|{_agreement(_NOUNS[lexeme][0], plural)}|PronType=Art"
    return Word(form, "der", "DET", feats)


@lru_cache(maxsize=8192)
def _person(person: Person, case: str = "Nom", role: str = "S") -> Words:
    if person.is_pronoun:
        return (_PRONOUNS[person.lexeme]._replace(role=role),)
    return (_the(*person, case), _noun(*person, case, role))


def _attribute(thing: Thing, case: str) -> Word | None:
    if not thing.quality:
        return None
    stem = _QUALITIES[thing.quality][-1]
    endings = _WEAK if thing.definite else _MIXED
    form = stem + endings[case][_column(thing.lexeme, thing.plural)]
    feats = f"Case={case}|Degree=Pos|{_agreement(_NOUNS[thing.lexeme][0], thing.plural)}"
    return Word(form, _QUALITIES[thing.quality][0], "ADJ", feats, thing.quality, "A")


@lru_cache(maxsize=16384)
def _thing(thing: Thing, case: str = "Acc", role: str = "O") -> Words:
    if thing.definite:
        article = _the(thing.lexeme, thing.plural, case)
    else:
        gender = _NOUNS[thing.lexeme][0]
        form = _INDEFINITE[case][_PLACE[gender]]
        article = Word(
            form, "ein", "DET", f"Case={case}|Definite=Ind|Gender={_GENDERS[gender]}|Number=Sing|PronType=Art"
        )
    owner = _person(thing.owner, "Gen", "G") if thing.owner else ()
    return flat(article, _attribute(thing, case), _noun(thing.lexeme, thing.plural, case, role), owner)


def _predicate(lexeme: str) -> Word:
    form = _QUALITIES[lexeme][0]
    return Word(form, form, "ADJ", "Degree=Pos", lexeme, "A")


def _person_feats(person: Person) -> tuple[str, str]:
    return "Plur" if person.plural else "Sing", "1" if person.lexeme in ("i", "we") else "3"


@lru_cache(maxsize=8192)
def _finite(lexeme: str, tense: str, person: Person, role: str = "V") -> Word:
    infinitive, third, past, *first = _VERBS[lexeme]
    number, which = _person_feats(person)
    if tense == "past":
        form = past if number == "Sing" else past + ("n" if past[-1] == "e" else "en")
    elif number == "Plur":
        form = infinitive
    else:
        form = third if which == "3" else first[0] if first else infinitive.removesuffix("n")
    feats = f"Mood=Ind|Number={number}|Person={which}|Tense={'Past' if tense == 'past' else 'Pres'}|VerbForm=Fin"
    return Word(form, infinitive, "VERB", feats, content(lexeme), role)


def _infinitive(lexeme: str) -> Word:
    form = _VERBS[lexeme][0]
    return Word(form, form, "VERB", "VerbForm=Inf", content(lexeme), "V")


def _auxiliary(lemma: str, tense: str, person: Person) -> Word:
    """A form of *werden* (the future's), *wollen* or *sein*."""
    number, which = _person_feats(person)
    forms = {
        ("werden", "future"): {"Sing1": "werde", "Sing3": "wird", "Plur": "werden"},
        ("sein", "present"): {"Sing1": "bin", "Sing3": "ist", "Plur": "sind"},
        ("sein", "past"): {"Sing1": "war", "Sing3": "war", "Plur": "waren"},
        ("wollen", "present"): {"Sing1": "will", "Sing3": "will", "Plur": "wollen"},
        ("wollen", "past"): {"Sing1": "wollte", "Sing3": "wollte", "Plur": "wollten"},
    }[lemma, tense]
    form = forms["Plur"] if number == "Plur" else forms[number + which]
    time = "Past" if tense == "past" else "Pres"
    return Word(form, lemma, "AUX", f"Mood=Ind|Number={number}|Person={which}|Tense={time}|VerbForm=Fin")


_TIMES = {
    "yesterday": "gestern", "today": "heute", "tomorrow": "morgen", "soon": "bald", "often": "oft",
    "slowly": "langsam", "carefully": "vorsichtig",
}  # fmt: skip


@lru_cache(maxsize=64)
def _time(name: str | None) -> Words:
    if not name:
        return ()
    if name == "every-day":
        every = Word("jeden", "jeder", "DET", "Case=Acc|Gender=Masc|Number=Sing|PronType=Tot")
        return (every, Word("Tag", "Tag", "NOUN", "Case=Acc|Gender=Masc|Number=Sing", "", "T"))
    if name in _TIMES:
        return (Word(_TIMES[name], _TIMES[name], "ADV", "", "", "T"),)
    noun = {"morning": "Morgen", "evening": "Abend"}[name]
    the = Word("dem", "der", "DET", "Case=Dat|Definite=Def|Gender=Masc|Number=Sing|PronType=Art")
    feats = "Case=Dat|Gender=Masc|Number=Sing"
    return (*fused("am", (Word("an", "an", "ADP"), the)), Word(noun, noun, "NOUN", feats, "", "T"))


@lru_cache(maxsize=256)
def _setting(lexeme: str | None) -> Words:
    if not lexeme:
        return ()
    preposition = _SETTING.get(lexeme, "in")
    case = "Gen" if preposition == "während" else "Dat"
    noun = _noun(lexeme, False, case, "L")
    the = _the(lexeme, False, case)
    before = (Word(preposition, preposition, "ADP"), the)
    contracted = _CONTRACTED.get((preposition, the.form))
    return (*(fused(contracted, before) if contracted else before), noun)


def _objects(plan: Plan) -> Words:
    """What is acted on, where anything is."""
    return (
        flat(_thing(plan.thing), plan.second and (Word("und", "und", "CCONJ"), *_thing(plan.second)))
        if plan.thing
        else ()
    )


def _field(plan: Plan) -> Words:
    """What stands between the two parts of the verb, after the subject."""
    return flat(_objects(plan), _setting(plan.setting))


def _main(first: Words, subject: Words, finite: Word, field: Words, last: Word | None = None) -> Words:
    """A main clause: one constituent, the finite verb, the rest, the infinitive."""
    return flat(first, finite, subject, field, last) if first else flat(subject, finite, field, last)


def _plain(plan: Plan) -> Words:
    time = _time(plan.time)
    first = time if plan.first else ()
    field = flat(() if first else time, _field(plan))
    return _predicated(plan, first, _person(plan.subject), field)


def _predicated(plan: Plan, first: Words, subject: Words, field: Words) -> Words:
    if plan.tense == "future":
        finite = _auxiliary("werden", "future", plan.the_subject)
        return _main(first, subject, finite, field, _infinitive(plan.verb))
    return _main(first, subject, _finite(plan.verb, plan.tense, plan.subject), field)


def _place_first(plan: Plan) -> Words:
    if not plan.first:
        return _plain(plan)
    field = flat(_time(plan.time), _objects(plan))
    return _predicated(plan, _setting(plan.setting), _person(plan.subject), field)


def _subordinate(plan: Plan, opening: Word) -> Words:
    """A clause with its verb at the end."""
    return flat(opening, _person(plan.subject), _field(plan), _finite(plan.verb, plan.tense, plan.subject))


def _other(plan: Plan, inverted: bool = False) -> Words:
    subject, verb = _person(plan.other, "Nom", "X"), _finite(plan.other_verb, plan.tense, plan.other, "X")
    return flat(verb, subject) if inverted else flat(subject, verb)


def _attractor(plan: Plan) -> Words:
    near = flat(Word("neben", "neben", "ADP"), _person(plan.other, "Dat", "X"))
    return _predicated(plan, (), flat(_person(plan.subject), near), _field(plan))


def _who(lexeme: str, plural: bool, case: str) -> Word:
    form = _RELATIVE[case][_column(lexeme, plural)]
    return Word(form, "der", "PRON", f"Case={case}|{_agreement(_NOUNS[lexeme][0], plural)}|PronType=Rel")


def _subject_relative(plan: Plan) -> Words:
    clause = flat(_who(*plan.the_subject, "Nom"), _field(plan), _finite(plan.verb, plan.tense, plan.subject))
    return flat(_person(plan.subject), COMMA, clause, COMMA, _finite(plan.other_verb, plan.tense, plan.subject, "X"))


def _object_relative(plan: Plan) -> Words:
    thing = Person(plan.the_thing.lexeme, plan.the_thing.plural)
    clause = flat(_who(*thing, "Acc"), _person(plan.subject), _finite(plan.verb, plan.tense, plan.subject))
    being = (_auxiliary("sein", plan.tense, thing), _predicate(plan.quality))
    return flat(_thing(plan.thing, "Nom"), COMMA, clause, COMMA, being)


def _complement(plan: Plan) -> Words:
    return flat(_other(plan), COMMA, _subordinate(plan, Word("dass", "dass", "SCONJ")))


def _when(plan: Plan) -> Words:
    when = "als" if plan.tense == "past" else "wenn"
    return flat(_subordinate(plan, Word(when, when, "SCONJ")), COMMA, _other(plan, inverted=True))


def _because(plan: Plan) -> Words:
    return flat(_other(plan), COMMA, _subordinate(plan, Word("weil", "weil", "SCONJ")))


def _want(plan: Plan) -> Words:
    time = _time(plan.time)
    first = time if plan.first else ()
    wants = _auxiliary("wollen", plan.tense, plan.the_subject)
    field = flat(() if first else time, _field(plan))
    return _main(first, _person(plan.subject), wants, field, _infinitive(plan.verb))


def _copula(plan: Plan) -> Words:
    thing = Person(plan.the_thing.lexeme, plan.the_thing.plural)
    return flat(_thing(plan.thing, "Nom"), _auxiliary("sein", plan.tense, thing), _predicate(plan.quality))


_FRAMES = {
    "transitive": _plain,
    "transitive-place": _place_first,
    "intransitive": _place_first,
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
    """The words of a plan in German."""
    return flat(_FRAMES[plan.frame](plan), PERIOD)
