"""Arabic, without vowel signs: the verb first, agreeing in gender only; after its subject in number too. Adjectives
follow and agree in definiteness; the plural of things agrees as a feminine singular. Pronouns dropped or suffixed."""

from functools import lru_cache

from isogloss.corpora.sample.concepts import EVENTS, content
from isogloss.corpora.sample.plans import Person, Plan, Thing
from isogloss.corpora.sample.words import PERIOD, Word, Words, entries, flat, fused

#: lexeme = gender singular plural (one that is the singular with ون declines). Settings need no plural.
_NOUNS = entries("""
    rescuer = m منقذ منقذون | firefighter = m إطفائي إطفائيون | orphan = m يتيم أيتام | wall = m جدار جدران
    stone = m حجر أحجار | beam = f دعامة دعامات | roof = m سقف أسقف | rope = m حبل حبال | earthquake = m زلزال
    shelter = m ملجأ | cook = m طباخ طباخون | waiter = m نادل ندل | butcher = m جزار جزارون | egg = f بيضة بيضات
    onion = f بصلة بصلات | cucumber = f خيارة خيارات | pumpkin = f يقطينة يقطينات | apple = f تفاحة تفاحات
    kitchen = m مطبخ | meal = f وجبة | sailor = m بحار بحارة | fisherman = m صياد صيادون | diver = m غواص غواصون
    boat = m قارب قوارب | ship = f سفينة سفن | anchor = f مرساة مراسي | oar = m مجداف مجاديف | hook = f صنارة صنارات
    harbor = m ميناء | storm = f عاصفة | teacher = m معلم معلمون | pupil = m تلميذ تلاميذ
    translator = m مترجم مترجمون | question = m سؤال أسئلة | answer = m جواب أجوبة | story = f قصة قصص
    exercise = m تمرين تمارين | page = f صفحة صفحات | classroom = m صف | test = m امتحان | vocalist = m مطرب مطربون
    listener = m مستمع مستمعون | songwriter = m ملحن ملحنون | drum = m طبل طبول | bell = m جرس أجراس
    fiddle = f كمنجة كمنجات | whistle = f صفارة صفارات | string = m وتر أوتار | stage = m مسرح | wedding = m عرس
    doctor = m طبيب أطباء | nurse = f ممرضة ممرضات | midwife = f قابلة قابلات | wound = m جرح جروح
    bone = m عظم عظام | tooth = m ضرس أضراس | eye = f عين عيون | shoulder = f كتف أكتاف | hospital = m مستشفى
    surgery = f جراحة | farmer = m فلاح فلاحون | shepherd = m راعي رعاة | reaper = m حصاد حصادون
    cow = f بقرة بقرات | goat = f عنزة عنزات | horse = m حصان أحصنة | duck = f بطة بطات | hen = f دجاجة دجاجات
    field = m حقل | barn = f حظيرة | warrior = m محارب محاربون | enemy = m عدو أعداء | guard = m حارس حراس
    sword = m سيف سيوف | arrow = m سهم سهام | rifle = f بندقية بنادق | dagger = m خنجر خناجر
    bullet = f رصاصة رصاصات | battle = f معركة | castle = f قلعة | merchant = m تاجر تجار | customer = m زبون زبائن
    tailor = m خياط خياطون | basket = f سلة سلال | mirror = f مرآة مرايا | shirt = m قميص قمصان
    carpet = f سجادة سجادات | dress = m فستان فساتين | shop = m متجر | warehouse = m مخزن | referee = m حكم حكام
    fan = m مشجع مشجعون | wrestler = m مصارع مصارعون | game = f مباراة مباريات | team = m فريق فرق
    jump = f قفزة قفزات | race = m سباق سباقات | prize = f جائزة جوائز | pitch = m ملعب | pool = f بركة
    judge = m قاضي قضاة | lawyer = m محامي محامون | thief = m لص لصوص | law = m قانون قوانين | crime = f جريمة جرائم
    verdict = m قرار قرارات | proof = m دليل أدلة | file = m ملف ملفات | prison = m سجن | trial = f محاكمة
    traveler = m مسافر مسافرون | driver = m سائق سائقون | messenger = m رسول رسل | suitcase = f حقيبة حقائب
    map = f خريطة خرائط | key = m مفتاح مفاتيح | umbrella = f مظلة مظلات | lantern = m فانوس فوانيس
    forest = f غابة | journey = f رحلة | man = m رجل رجال | woman = f امرأة نساء | boy = m ولد أولاد
    girl = f بنت بنات | neighbor = m جار جيران | friend = m صديق أصدقاء | grandmother = f جدة جدات
    worker = m عامل عمال | house = m بيت | village = f قرية | garden = f حديقة
""")


#: lexeme = past and present of *he*; then single forms that are not regular, by the keys of :func:`_paradigm`
_VERBS = entries("""
    lift = رفع يرفع | smash = حطم يحطم | push = دفع يدفع | tremble = ارتجف يرتجف | crawl = زحف يزحف | cut = قطع يقطع
    boil = سلق يسلق | peel = قشر يقشر | eat = أكل يأكل | sweat = تعرق يتعرق | pull = سحب يسحب | mend = أصلح يصلح
    sink = أغرق يغرق | swim = سبح يسبح | dive = غطس يغطس | write = كتب يكتب | explain = شرح يشرح | think = فكر يفكر
    erase = مسح يمسح | whisper = همس يهمس | hear = سمع يسمع | tune = ضبط يضبط | clap = صفق يصفق | dance = رقص يرقص
    love = أحب يحب past-women:أحببن past-i:أحببت past-we:أحببنا present-women:يحببن | treat = عالج يعالج
    examine = فحص يفحص | rub = فرك يفرك | cough = سعل يسعل | sneeze = عطس يعطس | feed = أطعم يطعم | tie = ربط يربط
    chase = طارد يطارد | dig = حفر يحفر | sow = زرع يزرع | throw = قذف يقذف | bury = دفن يدفن | collect = جمع يجمع
    flee = هرب يهرب | fight = قاتل يقاتل | order = طلب يطلب | show = عرض يعرض
    sell = باع يبيع past-women:بعن past-i:بعت past-we:بعنا present-women:يبعن | haggle = ساوم يساوم
    quarrel = تخاصم يتخاصم | watch = شاهد يشاهد | praise = مدح يمدح | announce = أعلن يعلن | run = ركض يركض
    cheer = هتف يهتف | discuss = ناقش يناقش | reject = رفض يرفض | deny = أنكر ينكر | swear = أقسم يقسم
    hesitate = تردد يتردد | carry = حمل يحمل | lose = فقد يفقد
    forget = نسي ينسى past-they:نسوا present-they:ينسون present-women:ينسين wish-they:ينسوا present-it:ينسا
    stumble = تعثر يتعثر | stroll = تنزه يتنزه | draw = رسم يرسم | find = وجد يجد | mention = ذكر يذكر
    wait = انتظر ينتظر | smile = ابتسم يبتسم | sleep = نام ينام | rest = استراح يستريح | say = قال يقول
    know = عرف يعرف | see = رأى يرى past-she:رأت | want = أراد يريد past-i:أردت past-we:أردنا
""")

#: lexeme = masculine, and the feminine and the accusative where they are not regular
_QUALITIES = entries("""
    heavy = ثقيل | broken = مكسور | crooked = معوج | dangerous = خطير | rotten = فاسد | raw = نيء نيئة نيئا
    ripe = يانع | tasty = لذيذ | wet = مبلل | slippery = زلق | worn = مهترئ | strong = متين | hard = صعب
    easy = سهل | short = قصير | boring = ممل | quiet = هادئ | famous = مشهور | beautiful = جميل | ancient = قديم
    swollen = متورم | painful = مؤلم | healthy = سليم | weak = ضعيف | fat = سمين | stubborn = عنيد | lazy = كسول
    clever = ذكي | sharp = مدبب | deadly = مميت | hidden = مخفي | foreign = أجنبي | expensive = ثمين | torn = ممزق
    dirty = قذر | wide = واسع | exciting = مثير | surprising = مدهش | bad = سيئ | big = كبير | clear = واضح
    useful = مفيد | unknown = مجهول | sad = محزن | lost = مفقود | small = صغير | light = خفيف | needed = ضروري
""")

_GENDERS = {"m": "Masc", "f": "Fem"}


def _accusative(form: str) -> str:
    """A new thing as an object: an alif, where the ending can carry one."""
    return form if form[-1] in "ةىا" or form.endswith("اء") else form + "ا"


@lru_cache(maxsize=8192)
def _noun(lexeme: str, plural: bool, case: str, state: str = "Def", role: str = "") -> Word:
    """A noun that is known (Def), new (Ind) or somebody's (Cons)."""
    gender, singular, *many = _NOUNS[lexeme]
    form = many[0] if plural else singular
    if plural and case != "Nom" and form in (singular + "ون", singular.removesuffix("ي") + "ون"):
        form = form[:-2] + "ين"
    if state == "Def":
        form = "المرأة" if form == "امرأة" else "ال" + form
    elif state == "Ind" and case == "Acc":
        form = _accusative(form)
    number = "Plur" if plural else "Sing"
    feats = f"Case={case}|Definite={state}|Gender={_GENDERS[gender]}|Number={number}"
    return Word(form, singular, "NOUN", feats, content(lexeme), role)


def _person(person: Person, case: str = "Nom", role: str = "S") -> Words:
    """A noun; pronouns show on the verb."""
    return () if person.is_pronoun else (_noun(*person, case, "Def", role),)


def _is_feminine(noun: str, plural: bool) -> bool:
    """What adjectives and pronouns agree with: the plural of things is a feminine."""
    return plural or _NOUNS[noun][0] == "f"


@lru_cache(maxsize=8192)
def _quality(lexeme: str, noun: str, plural: bool, case: str, state: str) -> Word:
    masculine, *others = _QUALITIES[lexeme]
    feminine = _is_feminine(noun, plural)
    form = (others[0] if others else masculine + "ة") if feminine else masculine
    if state == "Def":
        form = "ال" + form
    elif case == "Acc" and not feminine:
        form = others[1] if others else _accusative(form)
    gender = "Fem" if feminine else "Masc"
    return Word(form, masculine, "ADJ", f"Case={case}|Definite={state}|Gender={gender}|Number=Sing", lexeme, "A")


@lru_cache(maxsize=16384)
def _thing(thing: Thing | None, case: str = "Acc", role: str = "O") -> Words:
    if thing is None:
        return ()
    state = "Cons" if thing.owner else "Def" if thing.definite else "Ind"
    noun = _noun(thing.lexeme, thing.plural, case, state, role)
    known = "Ind" if state == "Ind" else "Def"
    quality = thing.quality and _quality(thing.quality, thing.lexeme, thing.plural, case, known)
    return flat(noun, _person(thing.owner, "Gen", "G") if thing.owner else (), quality)


def _joined(stem: str, ending: str) -> str:
    """A stem and an ending; a doubled ن is written once."""
    return stem + (ending[1:] if stem[-1] == "ن" and ending[:1] == "ن" else ending)


@lru_cache(maxsize=512)
def _paradigm(lexeme: str) -> dict[str, str]:
    """The forms of a verb by tense (past, present, wish: the subjunctive) and person; *-it* goes before a suffix."""
    past, present, *marks = _VERBS[lexeme]
    stem = present[1:]
    forms = {f"past-{who}": _joined(past, ending) for who, ending in
             (("he", ""), ("she", "ت"), ("they", "وا"), ("women", "ن"), ("i", "ت"), ("we", "نا"))}  # fmt: skip
    mine = "آ" + stem[1:] if stem[0] == "أ" else "أ" + stem
    forms |= {"present-he": present, "present-she": "ت" + stem, "present-they": present + "ون",
              "present-women": _joined(present, "ن"), "present-i": mine, "present-we": "ن" + stem}  # fmt: skip
    said = dict(mark.split(":") for mark in marks)
    forms |= {f"wish-{who}": forms[f"present-{who}"] for who in ("he", "she", "i", "we")}
    forms["wish-they"] = present + "وا"
    forms |= {key: form for key, form in said.items() if not key.endswith("-it")}
    forms["wish-women"] = forms["present-women"]
    forms["past-it"], forms["present-it"] = past, said.get("present-it", present)
    return forms


def _who(person: Person, after_subject: bool) -> str:
    """The person of a verb: before its subject it shows no number."""
    if person.is_pronoun:
        return str(person.lexeme)
    feminine = _NOUNS[person.lexeme][0] == "f"
    if person.plural and after_subject:
        return "women" if feminine else "they"
    return "she" if feminine else "he"


_AGREEMENT = {  # gender, number, person
    "he": ("Masc", "Sing", 3), "she": ("Fem", "Sing", 3), "they": ("Masc", "Plur", 3), "women": ("Fem", "Plur", 3),
    "i": ("", "Sing", 1), "we": ("", "Plur", 1),
}  # fmt: skip


def _feats(tense: str, who: str) -> str:
    gender, number, person = _AGREEMENT[who]
    gendered = f"Gender={gender}|" if gender else ""
    if tense == "past":
        return f"Aspect=Perf|{gendered}Number={number}|Person={person}|Tense=Past|Voice=Act"
    mood = "Sub" if tense == "wish" else "Ind"
    return f"Aspect=Imp|{gendered}Mood={mood}|Number={number}|Person={person}|Tense=Pres|Voice=Act"


@lru_cache(maxsize=16384)
def _verb(lexeme: str, tense: str, person: Person, after_subject: bool = False, role: str = "V") -> Words:
    """A verb; the future is the present after *sa-*."""
    who = _who(person, after_subject)
    shown = "present" if tense == "future" else tense
    form = _paradigm(lexeme)[f"{shown}-{who}"]
    word = Word(form, _VERBS[lexeme][0], "VERB", _feats(shown, who), content(lexeme), role)
    if tense == "future":
        return fused("س" + form, (word._replace(form="س", lemma="س", upos="AUX", feats="", role=""), word))
    return (word,)


@lru_cache(maxsize=8192)
def _verb_with_it(lexeme: str, tense: str, person: Person, feminine: bool) -> Words:
    """A verb before its subject, with the thing it acts on as a suffix: *qashshara-hā*."""
    who = _who(person, False)
    form = _paradigm(lexeme)[f"{tense}-it"]
    if who == "she":
        form = form + "ت" if tense == "past" else "ت" + form[1:]
    it = "ها" if feminine else "ه"
    gender = "Fem" if feminine else "Masc"
    pronoun = Word(it, "هو", "PRON", f"Case=Acc|Gender={gender}|Number=Sing|Person=3|PronType=Prs")
    return fused(form + it, (Word(form, _VERBS[lexeme][0], "VERB", _feats(tense, who), content(lexeme), "V"), pronoun))


_TIMES = {
    "yesterday": "أمس", "today": "اليوم", "tomorrow": "غدا", "soon": "قريبا", "often": "غالبا",
    "morning": "صباحا", "evening": "مساء",
}  # fmt: skip
_MANNERS = {"slowly": "بطء", "carefully": "حذر"}


@lru_cache(maxsize=64)
def _time(name: str | None) -> Words:
    if not name:
        return ()
    if name == "every-day":
        every = Word("كل", "كل", "DET", "Case=Acc")
        return (every, Word("يوم", "يوم", "NOUN", "Case=Gen|Definite=Ind|Gender=Masc|Number=Sing", "", "T"))
    if name in _MANNERS:
        noun = Word(_MANNERS[name], _MANNERS[name], "NOUN", "Case=Gen|Definite=Ind|Gender=Masc|Number=Sing", "", "T")
        return fused("ب" + noun.form, (Word("ب", "ب", "ADP"), noun))
    return (Word(_TIMES[name], _TIMES[name], "ADV", "", "", "T"),)


@lru_cache(maxsize=256)
def _setting(lexeme: str | None) -> Words:
    if not lexeme:
        return ()
    preposition = "أثناء" if lexeme in EVENTS else "على" if lexeme == "stage" else "في"
    return (Word(preposition, preposition, "ADP"), _noun(lexeme, False, "Gen", "Def", "L"))


def _objects(plan: Plan) -> Words:
    """What is acted on, where anything is; *wa-* is written on the word after it."""
    if not plan.second:
        return _thing(plan.thing)
    noun, *others = _thing(plan.second)
    return flat(_thing(plan.thing), fused("و" + noun.form, (Word("و", "و", "CCONJ"), noun)), tuple(others))


def _verb_first(plan: Plan) -> Words:
    subject = _person(plan.the_subject)
    return flat(_verb(plan.verb, plan.tense, plan.subject), subject, _objects(plan), _setting(plan.setting))


def _subject_first(plan: Plan, case: str = "Nom") -> Words:
    verb = _verb(plan.verb, plan.tense, plan.subject, True)
    return flat(_person(plan.the_subject, case), verb, _objects(plan), _setting(plan.setting))


def _plain(plan: Plan) -> Words:
    clause = _verb_first(plan)
    return flat(_time(plan.time), clause) if plan.first else flat(clause, _time(plan.time))


def _placed(plan: Plan) -> Words:
    """The place may open."""
    if not plan.first:
        return _plain(plan)
    return flat(_setting(plan.setting), _verb_first(plan._replace(setting=None)), _time(plan.time))


def _other(plan: Plan) -> Words:
    return flat(_verb(plan.other_verb, plan.tense, plan.other, False, "X"), _person(plan.the_other, "Nom", "X"))


def _attractor(plan: Plan) -> Words:
    near = flat(Word("قرب", "قرب", "ADP"), _person(plan.the_other, "Gen", "X"))
    verb = _verb(plan.verb, plan.tense, plan.subject, True)
    return flat(_person(plan.the_subject), near, verb, _objects(plan))


def _which(who: str, case: str) -> Word:
    form = {"he": "الذي", "she": "التي", "they": "الذين", "women": "اللواتي"}[who]
    gender, number, _ = _AGREEMENT[who]
    return Word(form, "الذي", "PRON", f"Case={case}|Gender={gender}|Number={number}|PronType=Rel")


def _subject_relative(plan: Plan) -> Words:
    move = _verb(plan.other_verb, plan.tense, plan.subject, False, "X")
    clause = flat(_verb(plan.verb, plan.tense, plan.subject, True), _objects(plan))
    return flat(move, _person(plan.the_subject), _which(_who(plan.the_subject, True), "Nom"), clause)


def _was(plan: Plan) -> Word | None:
    if plan.tense == "present":
        return None
    who = "she" if _is_feminine(plan.the_thing.lexeme, plan.the_thing.plural) else "he"
    return Word("كانت" if who == "she" else "كان", "كان", "AUX", _feats("past", who))


def _predicate(plan: Plan) -> Word:
    """A bare adjective in the present; in the accusative after *kāna*."""
    case = "Nom" if plan.tense == "present" else "Acc"
    return _quality(plan.quality, plan.the_thing.lexeme, plan.the_thing.plural, case, "Ind")


def _object_relative(plan: Plan) -> Words:
    feminine = _is_feminine(plan.the_thing.lexeme, plan.the_thing.plural)
    which = _which("she" if feminine else "he", "Nom")
    clause = flat(_verb_with_it(plan.verb, plan.tense, plan.subject, feminine), _person(plan.the_subject))
    return flat(_was(plan), _thing(plan.thing, "Nom"), which, clause, _predicate(plan))


_SUFFIXES = {"i": ("ني", "Number=Sing|Person=1"), "we": ("نا", "Number=Plur|Person=1"),
             "he": ("ه", "Gender=Masc|Number=Sing|Person=3"), "she": ("ها", "Gender=Fem|Number=Sing|Person=3"),
             "they": ("هم", "Gender=Masc|Number=Plur|Person=3")}  # fmt: skip


def _opened(opening: str, lemma: str, plan: Plan) -> Words:
    """A clause after *inna* and its sisters: the subject follows in the accusative, or is their suffix."""
    word = Word(opening, lemma, "SCONJ")
    if not plan.the_subject.is_pronoun:
        return flat(word, _subject_first(plan, "Acc"))
    form, agreement = _SUFFIXES[plan.the_subject.lexeme]
    pronoun = Word(form, "هو", "PRON", f"Case=Acc|{agreement}|PronType=Prs")
    return flat(fused(opening + form, (word, pronoun)), _subject_first(plan))


def _complement(plan: Plan) -> Words:
    that = "إن" if plan.other_verb == "say" else "أن"
    return flat(_other(plan), _opened(that, that, plan))


def _when(plan: Plan) -> Words:
    return flat(Word("عندما", "عندما", "SCONJ"), _verb_first(plan), Word("،", "،", "PUNCT"), _other(plan))


def _because(plan: Plan) -> Words:
    return flat(_other(plan), _opened("لأن", "لأن", plan))


def _want(plan: Plan) -> Words:
    time = _time(plan.time)
    wish = flat(
        _verb("want", plan.tense, plan.subject, False, "X"), _person(plan.the_subject), Word("أن", "أن", "SCONJ")
    )
    clause = flat(wish, _verb(plan.verb, "wish", plan.subject, True), _objects(plan))
    return flat(time, clause) if plan.first else flat(clause, time)


def _copula(plan: Plan) -> Words:
    return flat(_was(plan), _thing(plan.thing, "Nom"), _predicate(plan))


_FRAMES = {
    "transitive": _plain,
    "transitive-place": _placed,
    "intransitive": _placed,
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
    """The words of a plan in Arabic."""
    return flat(_FRAMES[plan.frame](plan), PERIOD)
