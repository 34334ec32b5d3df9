"""Turkish: the verb last, what says more about a noun before it; suffixes in vowel harmony, no gender, pronouns
dropped. Clauses become nouns (*soyduğunu*), adverbs (*soyunca*) or participles (*soyan*)."""

from functools import lru_cache

from isogloss.corpora.sample.concepts import EVENTS, content
from isogloss.corpora.sample.plans import Person, Plan, Thing
from isogloss.corpora.sample.words import COMMA, PERIOD, Word, Words, entries, flat, fused

#: lexeme = noun, and its stem before a vowel where that differs
_NOUNS = entries("""
    rescuer = kurtarıcı | firefighter = itfaiyeci | orphan = yetim | wall = duvar | stone = taş | beam = kiriş
    roof = çatı | rope = halat | earthquake = deprem | shelter = sığınak sığınağ | cook = aşçı | waiter = garson
    butcher = kasap kasab | egg = yumurta | onion = soğan | cucumber = salatalık salatalığ | pumpkin = kabak kabağ
    apple = elma | kitchen = mutfak mutfağ | meal = yemek yemeğ | sailor = denizci | fisherman = balıkçı
    diver = dalgıç dalgıc | boat = sandal | ship = gemi | anchor = çapa | oar = kürek küreğ | hook = kanca
    harbor = liman | storm = fırtına | teacher = öğretmen | pupil = öğrenci | translator = çevirmen
    question = soru | answer = cevap cevab | story = öykü | exercise = alıştırma | page = sayfa | classroom = sınıf
    test = sınav | vocalist = şarkıcı | listener = dinleyici | songwriter = besteci | drum = davul | bell = çan
    fiddle = keman | whistle = düdük düdüğ | string = tel | stage = sahne | wedding = düğün | doctor = hekim
    nurse = hemşire | midwife = ebe | wound = yara | bone = kemik kemiğ | tooth = diş | eye = göz
    shoulder = omuz omz | hospital = hastane | surgery = ameliyat | farmer = çiftçi | shepherd = çoban
    reaper = orakçı | cow = inek ineğ | goat = keçi | horse = at | duck = ördek ördeğ | hen = tavuk tavuğ
    field = tarla | barn = ahır | warrior = savaşçı | enemy = düşman | guard = bekçi | sword = kılıç kılıc
    arrow = ok | rifle = tüfek tüfeğ | dagger = hançer | bullet = mermi | battle = muharebe | castle = kale
    merchant = tüccar | customer = müşteri | tailor = terzi | basket = sepet | mirror = ayna | shirt = gömlek gömleğ
    carpet = halı | dress = elbise | shop = dükkân | warehouse = depo | referee = hakem | fan = taraftar
    wrestler = güreşçi | game = maç | team = takım | jump = sıçrama | race = yarış | prize = ödül | pitch = saha
    pool = havuz | judge = yargıç yargıc | lawyer = avukat | thief = hırsız | law = yasa | crime = suç
    verdict = karar | proof = kanıt | file = dosya | prison = hapishane | trial = duruşma | traveler = gezgin
    driver = sürücü | messenger = haberci | suitcase = valiz | map = harita | key = anahtar | umbrella = şemsiye
    lantern = fener | forest = orman | journey = yolculuk yolculuğ | man = adam | woman = kadın | boy = oğlan
    girl = kız | neighbor = komşu | friend = arkadaş | grandmother = nine | worker = işçi | house = ev
    village = köy | garden = bahçe
""")


#: lexeme = verb stem, with the noun it is said with before a +; then its stem before a vowel where that differs
_VERBS = entries("""
    lift = kaldır | smash = parçala | push = it | tremble = titre | crawl = sürün | cut = kes | boil = haşla
    peel = soy | eat = yemek+ye | sweat = terle | pull = çek | mend = onar | sink = batır | swim = yüz | dive = dal
    erase = sil | write = yaz | explain = açıkla | think = düşün | whisper = fısılda | hear = duy | tune = ayarla
    love = sev | clap = alkış+tut | dance = dans+et ed | treat = iyileştir | examine = muayene+et ed | rub = ovala
    cough = öksür | sneeze = hapşır | feed = besle | tie = bağla | chase = kovala | dig = toprak+kaz | sow = ekin+ek
    throw = fırlat | bury = göm | collect = topla | flee = kaç | fight = dövüş | sell = sat | order = ısmarla
    show = sergile | haggle = pazarlık+et ed | quarrel = didiş | watch = izle | praise = öv | announce = duyur
    run = koş | cheer = sevin | discuss = tartış | reject = reddet redded | deny = yadsı | swear = yemin+et ed
    hesitate = duraksa | carry = taşı | lose = kaybet kaybed | forget = unut | stumble = tökezle | stroll = dolaş
    draw = çiz | find = bul | mention = an | wait = bekle | smile = gülümse | sleep = uyu | rest = dinlen
    want = iste | say = söyle | know = bil | see = gör
""")

_QUALITIES = entries("""
    heavy = ağır | broken = kırık | crooked = eğri | dangerous = tehlikeli | rotten = çürük | raw = çiğ
    ripe = olgun | tasty = lezzetli | wet = ıslak | slippery = kaygan | worn = yıpranmış | strong = sağlam
    hard = zor | easy = kolay | short = kısa | boring = sıkıcı | quiet = sessiz | famous = ünlü | beautiful = güzel
    ancient = eski | swollen = şiş | painful = ağrılı | healthy = sağlıklı | weak = zayıf | fat = şişman
    stubborn = inatçı | lazy = tembel | clever = zeki | sharp = keskin | deadly = ölümcül | hidden = gizli
    foreign = yabancı | expensive = pahalı | torn = yırtık | dirty = kirli | wide = geniş | exciting = heyecanlı
    surprising = şaşırtıcı | bad = kötü | big = büyük | clear = belirgin | useful = faydalı | unknown = bilinmeyen
    sad = üzücü | lost = kayıp | small = küçük | light = hafif | needed = gerekli
""")

_VOWELS = "aâıoueiöü"
_NARROW = {"a": "ı", "â": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}
_WIDE = {"ı": "a", "u": "a", "i": "e", "ü": "e"}
_VOICELESS = "fstkçşhp"
_PRONOUNS = {"i": "ben", "we": "biz", "he": "o", "she": "o", "they": "onlar"}


def _harmony(stem: str) -> tuple[str, str]:
    """The narrow and the wide vowel that follow a stem."""
    narrow = next(_NARROW[letter] for letter in reversed(stem) if letter in _VOWELS)
    return narrow, _WIDE[narrow]


def _with(stem: str, suffix: str) -> str:
    """A stem with a suffix spelled I (narrow vowel), A (wide vowel) and D (t after a voiceless sound)."""
    for letter in suffix:
        if letter in "IA":
            letter = _harmony(stem)[letter == "A"]
        elif letter == "D":
            letter = "t" if stem[-1] in _VOICELESS else "d"
        stem += letter
    return stem


def _ends_open(stem: str) -> bool:
    return stem[-1] in _VOWELS


@lru_cache(maxsize=8192)
def _form(lexeme: str, plural: bool, case: str, owned: bool = False) -> str:
    """A noun in a case, with the possessive of the third person where it is somebody's."""
    bare, *soft = _NOUNS[lexeme]
    stem = _with(bare, "lAr") if plural else bare
    before_vowel = stem if plural or not soft else soft[0]
    # The vowel that harmony follows is the full form's: omuz, omzu.
    if owned:
        stem = _joined(stem, before_vowel, "I", "s")
        return _with(stem, "nI") if case == "Acc" else stem
    if case == "Acc":
        return _joined(stem, before_vowel, "I", "y")
    if case == "Gen":
        return _joined(stem, before_vowel, "In", "n")
    return stem if case == "Nom" else _with(stem, "DA")


def _joined(stem: str, before_vowel: str, suffix: str, buffer: str) -> str:
    """A suffix that begins with a vowel: after a vowel with its buffer, after a consonant on the softened stem."""
    if _ends_open(stem):
        return _with(stem, buffer + suffix)
    return before_vowel + _with(stem, suffix)[len(stem) :]


@lru_cache(maxsize=8192)
def _noun(lexeme: str, plural: bool, case: str, role: str = "", owned: bool = False) -> Word:
    possessor = "|Number[psor]=Sing|Person=3|Person[psor]=3" if owned else "|Person=3"
    feats = f"Case={case}|Number={'Plur' if plural else 'Sing'}{possessor}"
    form = _form(lexeme, plural, case, owned)
    return Word(form, _NOUNS[lexeme][0], "NOUN", feats, content(lexeme), role)


@lru_cache(maxsize=4096)
def _person(person: Person, case: str = "Nom", role: str = "S", shown: bool = False) -> Words:
    """A noun; a pronoun only where it has to be shown."""
    if not person.is_pronoun:
        return (_noun(*person, case, role),)
    if not shown:
        return ()
    form = _PRONOUNS[person.lexeme]
    feats = f"Case=Nom|Number={'Plur' if person.plural else 'Sing'}|Person={_which(person)}|PronType=Prs"
    # Without a comma *o* would be read as *that*.
    return flat(Word(form, form, "PRON", feats, "", role), COMMA if form == "o" else None)


def _quality(lexeme: str, role: str = "A") -> Word:
    form = _QUALITIES[lexeme][0]
    return Word(form, form, "ADJ", "", lexeme, role)


@lru_cache(maxsize=16384)
def _thing(thing: Thing | None, case: str = "Acc", role: str = "O") -> Words:
    """Whose, which, one, what: what is new has no accusative."""
    if thing is None:
        return ()
    quality = thing.quality and _quality(thing.quality)
    if thing.owner:
        owner = _person(thing.owner, "Gen", "G")
        return flat(owner, quality, _noun(thing.lexeme, thing.plural, case, role, True))
    if thing.definite:
        return flat(quality, _noun(thing.lexeme, thing.plural, case, role))
    one = Word("bir", "bir", "DET", "Definite=Ind|PronType=Art")
    return flat(quality, one, _noun(thing.lexeme, False, "Nom", role))


def _which(person: Person) -> int:
    return 1 if person.lexeme in ("i", "we") else 3


@lru_cache(maxsize=4096)
def _stems(lexeme: str) -> tuple[str, str, str]:
    """The noun a verb is said with ("" for none), its stem, and its stem before a vowel."""
    spelled, *soft = _VERBS[lexeme]
    noun, _, stem = spelled.rpartition("+")
    return noun, stem, soft[0] if soft else stem


def _vowel_suffix(lexeme: str, suffix: str) -> str:
    """A stem with -(y)AcAk, -(y)An or -(y)IncA; *ye-* narrows before the y."""
    _, stem, soft = _stems(lexeme)
    if _ends_open(stem):
        return _with("yi" if stem == "ye" else stem, "y" + suffix)
    return _with(soft, suffix)


def _progressive(lexeme: str) -> str:
    """A stem with -(I)yor: a wide last vowel narrows."""
    _, stem, soft = _stems(lexeme)
    if stem[-1] in "ae":
        stem = stem[:-1]
        return (stem + "i" if stem == "y" else _with(stem, "I")) + "yor"
    return stem + "yor" if _ends_open(stem) else _with(soft, "I") + "yor"


def _personal(person: Person, plural_shown: bool) -> str:
    """The name of the ending for a person; plural nouns leave the third person singular."""
    if person.is_pronoun:
        return person.lexeme if person.lexeme in ("i", "we") else "they" if person.plural else ""
    return "they" if person.plural and plural_shown else ""


@lru_cache(maxsize=8192)
def _inflected(lexeme: str, tense: str, ending: str) -> str:
    if lexeme == "know" and tense == "past":
        return "biliyordu"  # bildi would be: guessed right
    if tense == "past":
        return _with(_stems(lexeme)[1], "DI" + {"": "", "i": "m", "we": "k", "they": "lAr"}[ending])
    if tense == "present":
        return _with(_progressive(lexeme), {"": "", "i": "Im", "we": "Iz", "they": "lAr"}[ending])
    future = _vowel_suffix(lexeme, "AcA")
    return _with(future, {"": "k", "i": "ğIm", "we": "ğIz", "they": "klAr"}[ending])


_TENSES = {
    "past": "Aspect=Perf|Mood=Ind|{}|Polarity=Pos|Tense=Past",
    "present": "Aspect=Prog|Mood=Ind|{}|Polarity=Pos|Tense=Pres",
    "future": "Aspect=Perf|Mood=Ind|{}|Polarity=Pos|Tense=Fut",
}


def _verb_word(lexeme: str, form: str, feats: str, role: str) -> Words:
    """A verb, after the noun it is said with."""
    noun, stem, _ = _stems(lexeme)
    infinitive = _with(stem, "mAk")
    companion = Word(noun, noun, "NOUN", "Case=Nom|Number=Sing|Person=3", content(lexeme)) if noun else None
    return flat(companion, Word(form, infinitive, "VERB", feats, content(lexeme), role))


@lru_cache(maxsize=8192)
def _verb(lexeme: str, tense: str, person: Person, role: str = "V") -> Words:
    """A finite verb."""
    ending = _personal(person, plural_shown=False)
    number = "Plur" if ending in ("we", "they") else "Sing"
    feats = _TENSES[tense].format(f"Number={number}|Person={_which(person)}")
    return _verb_word(lexeme, _inflected(lexeme, tense, ending), feats, role)


@lru_cache(maxsize=4096)
def _participle(lexeme: str) -> Words:
    """*soyan*: who peels or peeled."""
    return _verb_word(lexeme, _vowel_suffix(lexeme, "An"), "Polarity=Pos|Tense=Pres|VerbForm=Part", "V")


@lru_cache(maxsize=4096)
def _converb(lexeme: str) -> Words:
    """*soyunca*: when somebody peels or peeled."""
    return _verb_word(lexeme, _vowel_suffix(lexeme, "IncA"), "Polarity=Pos|VerbForm=Conv", "V")


@lru_cache(maxsize=8192)
def _nominal(lexeme: str, person: Person, case: str = "Nom", kind: str = "Vnoun") -> Words:
    """*soyduğu*: that somebody peels or peeled, or what they do; with the possessive of who does."""
    ending = _personal(person, plural_shown=False)
    suffix = {"": "DIğI", "i": "DIğIm", "we": "DIğImIz", "they": "DIklArI"}[ending]
    buffer = "" if ending in ("i", "we") else "n"
    form = _with(_stems(lexeme)[1], suffix + (buffer + "I") * (case == "Acc"))
    number = "Plur" if ending in ("we", "they") else "Sing"
    feats = f"Case={case}|Number[psor]={number}|Person[psor]={_which(person)}|Polarity=Pos|Tense=Past|VerbForm={kind}"
    return _verb_word(lexeme, form, feats, "V")


_TIMES = {
    "yesterday": "dün", "today": "bugün", "tomorrow": "yarın", "soon": "yakında", "often": "sık sık",
    "slowly": "yavaşça", "carefully": "dikkatle", "morning": "sabahleyin", "evening": "akşamleyin",
    "every-day": "her gün",
}  # fmt: skip


@lru_cache(maxsize=64)
def _time(name: str | None) -> Words:
    forms = _TIMES[name].split() if name else []
    kinds = {"her": ("DET", "PronType=Tot"), "gün": ("NOUN", "Case=Nom|Number=Sing|Person=3")}
    return tuple(
        Word(form, form, *kinds.get(form, ("ADV", "")), "", "T" if form == forms[-1] else "") for form in forms
    )


@lru_cache(maxsize=256)
def _setting(lexeme: str | None) -> Words:
    if not lexeme:
        return ()
    if lexeme in EVENTS:
        during = Word("sırasında", "sıra", "NOUN", "Case=Loc|Number=Sing|Number[psor]=Sing|Person=3|Person[psor]=3")
        return (_noun(lexeme, False, "Nom", "L"), during)
    return (_noun(lexeme, False, "Loc", "L"),)


def _objects(plan: Plan) -> Words:
    """What is acted on, where anything is."""
    return flat(_thing(plan.thing), plan.second and (Word("ve", "ve", "CCONJ"), *_thing(plan.second)))


def _act(plan: Plan) -> Words:
    return _verb(plan.verb, plan.tense, plan.subject)


def _plain(plan: Plan) -> Words:
    """Time and place may open; the verb closes."""
    time, place, subject = _time(plan.time), _setting(plan.setting), _person(plan.subject)
    opening = (time, place, subject) if plan.first else (subject, time, place)
    return flat(*opening, _objects(plan), _act(plan))


def _other(plan: Plan) -> Words:
    return flat(_person(plan.other, "Nom", "X"), _verb(plan.other_verb, plan.tense, plan.other, "X"))


def _attractor(plan: Plan) -> Words:
    beside = Word("yanındaki", "yan", "ADJ", "")
    near = flat(_person(plan.other, "Gen", "X"), beside)
    return flat(near, _person(plan.subject), _objects(plan), _act(plan))


def _subject_relative(plan: Plan) -> Words:
    move = _verb(plan.other_verb, plan.tense, plan.subject, "X")
    return flat(_objects(plan), _participle(plan.verb), _person(plan.subject), move)


@lru_cache(maxsize=2048)
def _predicate(lexeme: str, tense: str) -> Words:
    """An adjective alone; in the past with *-(y)DI*."""
    word = _quality(lexeme)
    if tense == "present":
        return (word,)
    form = _with(word.form, "yDI" if _ends_open(word.form) else "DI")
    feats = "Aspect=Perf|Mood=Ind|Number=Sing|Person=3|Polarity=Pos|Tense=Past"
    return fused(form, (word, Word(form[len(word.form) :], "i", "AUX", feats)))


def _object_relative(plan: Plan) -> Words:
    clause = flat(_person(plan.subject, "Gen"), _nominal(plan.verb, Person(plan.the_subject.lexeme), kind="Part"))
    return flat(clause, _thing(plan.thing, "Nom"), _predicate(plan.quality, plan.tense))


def _complement(plan: Plan) -> Words:
    clause = flat(_person(plan.subject, "Gen"), _objects(plan), _nominal(plan.verb, plan.subject, "Acc"))
    return flat(_person(plan.other, "Nom", "X"), clause, _verb(plan.other_verb, plan.tense, plan.other, "X"))


def _when(plan: Plan) -> Words:
    return flat(_person(plan.subject, shown=True), _objects(plan), _converb(plan.verb), _other(plan))


def _because(plan: Plan) -> Words:
    subject = _person(plan.subject, shown=plan.the_subject.lexeme in ("he", "she"))
    clause = flat(subject, _objects(plan), _nominal(plan.verb, plan.subject))
    return flat(clause, Word("için", "için", "ADP"), _other(plan))


def _want(plan: Plan) -> Words:
    time, subject = _time(plan.time), _person(plan.subject)
    opening = (time, subject) if plan.first else (subject, time)
    infinitive = _verb_word(plan.verb, _with(_stems(plan.verb)[1], "mAk"), "Case=Nom|Polarity=Pos|VerbForm=Vnoun", "V")
    return flat(*opening, _objects(plan), infinitive, _verb("want", plan.tense, plan.subject, "X"))


def _copula(plan: Plan) -> Words:
    return flat(_thing(plan.thing, "Nom"), _predicate(plan.quality, plan.tense))


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
    """The words of a plan in Turkish."""
    return flat(_FRAMES.get(plan.frame, _plain)(plan), PERIOD)
