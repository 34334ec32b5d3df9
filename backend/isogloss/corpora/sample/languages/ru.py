"""Russian: cases, three genders, animacy; no articles, no copula in the present; a known object may open the sentence,
and the verb then stands before its subject. Verbs are imperfective throughout."""

from functools import lru_cache

from isogloss.corpora.sample.concepts import EVENTS, content
from isogloss.corpora.sample.plans import Person, Plan, Thing
from isogloss.corpora.sample.words import COMMA, PERIOD, Word, Words, entries, flat

#: lexeme = declension nominative ("+": animate), then what is not regular: st: stem of the other cases, ins loc: the
#: singular instrumental and locative, np gp pi: plural nominative, genitive, instrumental, ps: its stem, g: gender
_NOUNS = entries("""
    rescuer = mь+ спасатель | firefighter = adj+ пожарный | orphan = fа+ сирота gp:сирот | wall = fа стена gp:стен
    stone = mь камень st:камн | beam = fа балка gp:балок | roof = fа крыша gp:крыш | rope = fа верёвка gp:верёвок
    earthquake = nие землетрясение | shelter = nще убежище gp:убежищ | cook = m+ повар np:повара
    waiter = m+ официант | butcher = m+ мясник | egg = nо яйцо gp:яиц | onion = fа луковица gp:луковиц
    cucumber = m огурец st:огурц | pumpkin = fа тыква gp:тыкв | apple = nо яблоко np:яблоки gp:яблок
    kitchen = fя кухня gp:кухонь | meal = m обед | sailor = m+ моряк | fisherman = m+ рыбак | diver = m+ ныряльщик
    boat = fа лодка gp:лодок | ship = mь корабль ins:кораблём | anchor = mь якорь np:якоря
    oar = nо весло np:вёсла gp:вёсел ps:вёсл | hook = m крючок st:крючк | harbor = fь гавань
    storm = fя буря gp:бурь | teacher = mь+ учитель np:учителя | pupil = m+ ученик | translator = m+ переводчик
    question = m вопрос | answer = m ответ | story = fь повесть | exercise = nие упражнение
    page = fа страница gp:страниц | classroom = m класс | test = m экзамен | vocalist = m+ певец st:певц
    listener = mь+ слушатель | songwriter = mь+ сочинитель | drum = m барабан | bell = m колокол np:колокола
    fiddle = fа скрипка gp:скрипок | whistle = m свисток st:свистк | string = fа струна gp:струн
    stage = fа сцена gp:сцен | wedding = fа свадьба gp:свадеб | doctor = m+ врач
    nurse = fа+ медсестра gp:медсестёр ps:медсёстр | midwife = fа+ акушерка gp:акушерок | wound = fа рана gp:ран
    bone = fь кость | tooth = m зуб | eye = m глаз np:глаза gp:глаз | shoulder = nо плечо np:плечи gp:плеч
    hospital = fа больница gp:больниц | surgery = fия операция
    farmer = m+ земледелец st:земледельц ins:земледельцем gp:земледельцев | shepherd = m+ пастух | reaper = m+ жнец
    cow = fа+ корова gp:коров | goat = fа+ коза gp:коз | horse = fь+ лошадь pi:лошадьми | duck = fа+ утка gp:уток
    hen = fа+ курица np:куры gp:кур ps:кур | field = nе поле gp:полей | barn = mй сарай gp:сараев
    warrior = m+ воин | enemy = m+ враг | guard = m+ сторож np:сторожа ins:сторожем | sword = m меч
    arrow = fа стрела gp:стрел | rifle = fа винтовка gp:винтовок | dagger = m кинжал | bullet = fя пуля gp:пуль
    battle = fа битва gp:битв | castle = fь крепость | merchant = m+ торговец st:торговц ins:торговцем gp:торговцев
    customer = mь+ покупатель | tailor = adj+ портной | basket = fа корзина gp:корзин
    mirror = nо зеркало gp:зеркал | shirt = fа рубашка gp:рубашек | carpet = m ковёр st:ковр
    dress = nе платье gp:платьев | shop = fа лавка gp:лавок | warehouse = m склад | referee = m+ арбитр
    fan = m+ болельщик | wrestler = m+ борец st:борц | game = m матч ins:матчем | team = fа команда gp:команд
    jump = m прыжок st:прыжк | race = fа гонка gp:гонок | prize = fа награда gp:наград
    pitch = fа площадка gp:площадок | pool = m бассейн | judge = fя+ судья ins:судьёй gp:судей g:m
    lawyer = m+ адвокат | thief = m+ вор | law = m закон | crime = nие преступление | verdict = m приговор
    proof = nо доказательство gp:доказательств | file = nо дело gp:дел | prison = fа тюрьма gp:тюрем | trial = m суд
    traveler = m+ путник | driver = mь+ водитель | messenger = m+ посланник | suitcase = m чемодан
    map = fа карта gp:карт | key = m ключ | umbrella = m зонт | lantern = mь фонарь ins:фонарём
    forest = m лес loc:лесу | journey = nие путешествие | man = fа+ мужчина gp:мужчин g:m
    woman = fа+ женщина gp:женщин | boy = m+ мальчик | girl = fа+ девочка gp:девочек
    neighbor = m+ сосед np:соседи gp:соседей pi:соседями | friend = m+ друг np:друзья gp:друзей pi:друзьями
    grandmother = fа+ бабушка gp:бабушек | worker = m+ работник | house = m дом | village = fя деревня gp:деревень
    garden = m сад loc:саду
""")

#: Endings: singular genitive, accusative (inanimate, or its own), instrumental, locative; plural nominative, genitive,
#: instrumental. "=" is the nominative, "?" is said in the table.
_ENDINGS = {
    "m": ("", "а = ом е ы ов ами"), "mь": ("ь", "я = ем е и ей ями"), "mй": ("й", "я = ем е и ? ями"),
    "fа": ("а", "ы у ой е ы ? ами"), "fя": ("я", "и ю ей е и ? ями"), "fь": ("ь", "и = ью и и ей ями"),
    "fия": ("я", "и ю ей и и й ями"), "nо": ("о", "а = ом е а ? ами"), "nще": ("е", "а = ем е а ? ами"),
    "nе": ("е", "я = ем е я ? ями"), "nие": ("е", "я = ем и я й ями"), "adj": ("й", ""),
}  # fmt: skip
_CASES = ("Gen", "Acc", "Ins", "Loc")

#: Settings said with *на*; events take *во время* and the genitive, the others *в*.
_ON = frozenset(("kitchen", "stage", "field", "warehouse", "pitch"))

#: lexeme = infinitive, first and third singular, first and third plural (regular where nothing is said)
_VERBS = entries("""
    lift = поднимать | smash = разбивать | push = толкать | tremble = дрожать дрожу дрожит дрожим дрожат
    crawl = ползать | cut = резать режу режет режем режут | boil = варить варю варит варим варят
    peel = чистить чищу чистит чистим чистят | eat = есть ем ест едим едят | sweat = потеть
    pull = тянуть тяну тянет тянем тянут | mend = чинить чиню чинит чиним чинят
    sink = топить топлю топит топим топят | swim = плавать | dive = нырять | erase = вычёркивать
    write = писать пишу пишет пишем пишут | explain = объяснять | think = думать
    whisper = шептать шепчу шепчет шепчем шепчут | hear = слышать слышу слышит слышим слышат | tune = настраивать
    love = обожать | clap = хлопать | dance = танцевать танцую танцует танцуем танцуют
    treat = лечить лечу лечит лечим лечат | examine = осматривать | rub = растирать | cough = кашлять
    sneeze = чихать | feed = кормить кормлю кормит кормим кормят | tie = привязывать | chase = гонять | dig = копать
    sow = сеять сею сеет сеем сеют | throw = бросать | bury = зарывать | collect = собирать | flee = отступать
    fight = сражаться | sell = продавать продаю продаёт продаём продают | order = заказывать | show = показывать
    haggle = торговаться торгуюсь торгуется торгуемся торгуются | quarrel = спорить спорю спорит спорим спорят
    watch = смотреть смотрю смотрит смотрим смотрят | praise = хвалить хвалю хвалит хвалим хвалят
    announce = объявлять | run = бегать | cheer = ликовать ликую ликует ликуем ликуют | discuss = обсуждать
    reject = отвергать | deny = отрицать | swear = клясться клянусь клянётся клянёмся клянутся
    hesitate = колебаться колеблюсь колеблется колеблемся колеблются | carry = носить ношу носит носим носят
    lose = терять | forget = забывать | stumble = спотыкаться | stroll = гулять | wait = ждать жду ждёт ждём ждут
    smile = улыбаться | sleep = спать сплю спит спим спят | rest = отдыхать
    draw = рисовать рисую рисует рисуем рисуют | find = находить нахожу находит находим находят
    mention = упоминать | want = хотеть хочу хочет хотим хотят | say = говорить говорю говорит говорим говорят
    know = знать | see = видеть вижу видит видим видят
""")
_PAST_STEM = {"eat": "е", "swear": "кля"}

_QUALITIES = entries("""
    heavy = тяжёлый | broken = сломанный | crooked = кривой | dangerous = опасный | rotten = гнилой | raw = сырой
    ripe = спелый | tasty = вкусный | wet = мокрый | slippery = скользкий | worn = изношенный | strong = крепкий
    hard = трудный | easy = простой | short = короткий | boring = скучный | quiet = тихий | famous = знаменитый
    beautiful = красивый | ancient = старинный | swollen = опухший | painful = болезненный | healthy = здоровый
    weak = слабый | fat = жирный | stubborn = упрямый | lazy = ленивый | clever = умный | sharp = острый
    deadly = смертельный | hidden = скрытый | foreign = чужой | expensive = дорогой | torn = рваный
    dirty = грязный | wide = широкий | exciting = захватывающий | surprising = удивительный | bad = плохой
    big = большой | clear = очевидный | useful = полезный | unknown = неизвестный | sad = печальный
    lost = потерянный | small = маленький | light = лёгкий | needed = нужный
""")

_PRONOUNS = {
    "i": Word("я", "я", "PRON", "Case=Nom|Number=Sing|Person=1|PronType=Prs"),
    "we": Word("мы", "мы", "PRON", "Case=Nom|Number=Plur|Person=1|PronType=Prs"),
    "he": Word("он", "он", "PRON", "Case=Nom|Gender=Masc|Number=Sing|Person=3|PronType=Prs"),
    "she": Word("она", "она", "PRON", "Case=Nom|Gender=Fem|Number=Sing|Person=3|PronType=Prs"),
    "they": Word("они", "они", "PRON", "Case=Nom|Number=Plur|Person=3|PronType=Prs"),
}
_HUSHED = "гкхжчшщ"
_GENDERS = {"m": "Masc", "f": "Fem", "n": "Neut"}


def _joined(stem: str, ending: str) -> str:
    """A stem and an ending, spelled: no ы after velars and hushers, no unstressed о after hushers and ц."""
    if ending == "ы" and stem[-1] in _HUSHED:
        ending = "и"
    if ending == "ой" and stem[-1] in "жчшщц":
        ending = "ей"
    if ending == "ов" and stem[-1] in "жчшщ":
        ending = "ей"
    return stem + ending


def _adjectival(form: str) -> dict[str, str]:
    """The forms of a noun that is declined as an adjective: *пожарный*."""
    stem = form[:-2]
    plural = {"Nom": stem + "ые", "Gen": stem + "ых", "Acc": stem + "ых", "Ins": stem + "ыми"}
    singular = {"Nom": form, "Gen": stem + "ого", "Acc": stem + "ого", "Ins": stem + "ым"}
    return {
        f"{case} {number}": f for number, forms in (("Sing", singular), ("Plur", plural)) for case, f in forms.items()
    }


@lru_cache(maxsize=512)
def _declined(lexeme: str) -> dict[str, str]:
    """Every form of a noun by case and number."""
    kind, form, *marks = _NOUNS[lexeme]
    said = dict(mark.split(":") for mark in marks)
    last, spelled = _ENDINGS[kind.rstrip("+")]
    if not spelled:
        return _adjectival(form)
    stem = said.get("st", form.removesuffix(last) if last else form)
    gen, acc, ins, loc, many, gens, inss = spelled.split()
    base = said.get("ps", stem)
    forms = {
        "Nom Sing": form,
        "Gen Sing": _joined(stem, gen),
        "Ins Sing": said.get("ins", _joined(stem, ins)),
        "Loc Sing": said.get("loc", stem + loc),
        "Nom Plur": said.get("np", _joined(base, many)),
        "Gen Plur": said.get("gp", "" if gens == "?" else _joined(base, gens)),
        "Ins Plur": said.get("pi", base + inss),
    }
    animate = kind.endswith("+")
    own = form if acc == "=" else _joined(stem, acc)
    forms["Acc Sing"] = forms["Gen Sing"] if animate and kind[0] == "m" else own
    forms["Acc Plur"] = forms["Gen Plur" if animate else "Nom Plur"]
    return forms


@lru_cache(maxsize=512)
def _gender(lexeme: str) -> str:
    kind, _, *marks = _NOUNS[lexeme]
    said = dict(mark.split(":") for mark in marks)
    return said.get("g", "m" if kind.startswith("adj") else kind[0])


def _is_animate(lexeme: str) -> bool:
    return _NOUNS[lexeme][0].endswith("+")


@lru_cache(maxsize=8192)
def _noun(lexeme: str, plural: bool, case: str, role: str = "") -> Word:
    number = "Plur" if plural else "Sing"
    animacy = "Anim" if _is_animate(lexeme) else "Inan"
    feats = f"Animacy={animacy}|Case={case}|Gender={_GENDERS[_gender(lexeme)]}|Number={number}"
    form = _declined(lexeme)[f"{case} {number}"]
    return Word(form, _NOUNS[lexeme][1], "NOUN", feats, content(lexeme), role)


@lru_cache(maxsize=4096)
def _person(person: Person, case: str = "Nom", role: str = "S") -> Words:
    if person.is_pronoun:
        return (_PRONOUNS[person.lexeme]._replace(role=role),)
    return (_noun(*person, case, role),)


@lru_cache(maxsize=8192)
def _quality(lexeme: str, noun: str, plural: bool, case: str) -> Word:
    """An adjective as it agrees with a noun."""
    lemma = _QUALITIES[lexeme][0]
    stem, hushed, soft = lemma[:-2], lemma[-3] in _HUSHED, lemma[-3] in "жчшщ" and lemma.endswith("ий")
    gender = "p" if plural else _gender(noun)
    y = "и" if hushed else "ы"
    o = "е" if soft else "о"
    column = {
        "Nom": {"m": lemma[-2:], "f": "ая", "n": o + "е", "p": y + "е"},
        "Ins": {"m": y + "м", "f": o + "й", "n": y + "м", "p": y + "ми"},
    }
    # The accusative is the genitive of what lives and the nominative of what does not, but for feminines.
    if case == "Acc":
        ending = "ую" if gender == "f" else column["Nom"][gender]
        if _is_animate(noun) and gender in "mp":
            ending = y + "х" if plural else o + "го"
    else:
        ending = column[case][gender]
    agreement = "Number=Plur" if plural else f"Gender={_GENDERS[gender]}|Number=Sing"
    animacy = f"Animacy={'Anim' if _is_animate(noun) else 'Inan'}|" if case == "Acc" and gender in "mp" else ""
    return Word(stem + ending, lemma, "ADJ", f"{animacy}Case={case}|Degree=Pos|{agreement}", lexeme, "A")


@lru_cache(maxsize=16384)
def _thing(thing: Thing | None, case: str = "Acc", role: str = "O") -> Words:
    if thing is None:
        return ()
    quality = thing.quality and _quality(thing.quality, thing.lexeme, thing.plural, case)
    owner = _person(thing.owner, "Gen", "G") if thing.owner else ()
    return flat(quality, _noun(thing.lexeme, thing.plural, case, role), owner)


@lru_cache(maxsize=2048)
def _forms(lexeme: str) -> tuple[str, ...]:
    """First and third person singular, first and third person plural of the present."""
    infinitive, *forms = _VERBS[lexeme]
    if forms:
        return tuple(forms)
    if infinitive.endswith("ся"):
        stem = infinitive.removesuffix("ться")
        return (stem + "юсь", stem + "ется", stem + "емся", stem + "ются")
    stem = infinitive.removesuffix("ть")
    return (stem + "ю", stem + "ет", stem + "ем", stem + "ют")


def _past(lexeme: str, agreement: str) -> str:
    infinitive = _VERBS[lexeme][0]
    back = infinitive.endswith("ся")
    stem = _PAST_STEM.get(lexeme, infinitive.removesuffix("ся").removesuffix("ть"))
    form = stem + {"m": "л", "f": "ла", "n": "ло", "p": "ли"}[agreement]
    return form + ("ся" if agreement == "m" else "сь") * back


def _agrees(person: Person) -> str:
    """What a past tense agrees with: a gender, or the plural. *I* is taken for a man."""
    if person.plural:
        return "p"
    return {"i": "m", "he": "m", "she": "f"}.get(person.lexeme) or _gender(person.lexeme)


def _voice(infinitive: str) -> str:
    return "Mid" if infinitive.endswith("ся") else "Act"


@lru_cache(maxsize=8192)
def _verb(lexeme: str, tense: str, person: Person, role: str = "V") -> Words:
    infinitive = _VERBS[lexeme][0]
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
        return (Word(_past(lexeme, agreement), infinitive, "VERB", feats, content(lexeme), role),)
    form = _forms(lexeme)[2 * person.plural + (not first)]
    feats = f"Aspect=Imp|Mood=Ind|Number={number}|Person={1 if first else 3}|Tense=Pres|VerbForm=Fin|Voice={voice}"
    return (Word(form, infinitive, "VERB", feats, content(lexeme), role),)


def _infinitive(lexeme: str) -> Word:
    form = _VERBS[lexeme][0]
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


def _act(plan: Plan) -> Words:
    return _verb(plan.verb, plan.tense, plan.subject)


def _clause(plan: Plan, time: Words = ()) -> Words:
    return flat(_person(plan.subject), time, _act(plan), _thing(plan.thing), _setting(plan.setting))


def _transitive(plan: Plan) -> Words:
    """What is known may come first, and the subject last."""
    time = _time(plan.time)
    if plan.first:
        return flat(time, _clause(plan))
    if plan.thing.definite and not plan.subject.is_pronoun:
        return flat(_thing(plan.thing), time, _act(plan), _person(plan.subject))
    return _clause(plan, time)


def _transitive_place(plan: Plan) -> Words:
    if plan.first:
        return flat(_setting(plan.setting), _clause(plan._replace(setting=None)))
    return _clause(plan)


def _intransitive(plan: Plan) -> Words:
    if plan.first and not plan.subject.is_pronoun:
        return flat(_setting(plan.setting), _time(plan.time), _act(plan), _person(plan.subject))
    return _clause(plan, _time(plan.time))


def _other(plan: Plan) -> Words:
    return flat(_person(plan.other, "Nom", "X"), _verb(plan.other_verb, plan.tense, plan.other, "X"))


def _attractor(plan: Plan) -> Words:
    beside = (Word("рядом", "рядом", "ADV", "Degree=Pos"), Word("с", "с", "ADP"))
    near = flat(beside, _person(plan.other, "Ins", "X"))
    return flat(_person(plan.subject), near, _act(plan), _thing(plan.thing))


def _which(noun: str, plural: bool, case: str) -> Word:
    gender = "p" if plural else _gender(noun)
    ending = {"Nom": {"m": "ый", "f": "ая", "n": "ое", "p": "ые"}, "Acc": {"m": "ый", "f": "ую", "n": "ое", "p": "ые"}}
    form = ending[case][gender]
    if case == "Acc" and _is_animate(noun) and gender in "mp":
        form = {"m": "ого", "p": "ых"}[gender]
    agreement = "Number=Plur" if plural else f"Gender={_GENDERS[gender]}|Number=Sing"
    return Word("котор" + form, "который", "PRON", f"Case={case}|{agreement}|PronType=Rel")


def _subject_relative(plan: Plan) -> Words:
    clause = flat(_which(*plan.subject, "Nom"), _act(plan), _thing(plan.thing))
    move = _verb(plan.other_verb, plan.tense, plan.subject, "X")
    return flat(_person(plan.subject), COMMA, clause, COMMA, move)


def _predicate(plan: Plan) -> Words:
    """A bare adjective in the present; a form of *быть* and the instrumental in the past."""
    noun, plural = plan.thing.lexeme, plan.thing.plural
    if plan.tense == "present":
        return (_quality(plan.quality, noun, plural, "Nom"),)
    gender = "p" if plural else _gender(noun)
    form = {"m": "был", "f": "была", "n": "было", "p": "были"}[gender]
    agreement = "Mood=Ind|Number=Plur" if plural else f"Gender={_GENDERS[gender]}|Mood=Ind|Number=Sing"
    was = Word(form, "быть", "AUX", f"Aspect=Imp|{agreement}|Tense=Past|VerbForm=Fin|Voice=Act")
    return (was, _quality(plan.quality, noun, plural, "Ins"))


def _object_relative(plan: Plan) -> Words:
    which = _which(plan.thing.lexeme, plan.thing.plural, "Acc")
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
    wish = flat(_verb("want", plan.tense, plan.subject, "X"), _infinitive(plan.verb), _thing(plan.thing))
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
