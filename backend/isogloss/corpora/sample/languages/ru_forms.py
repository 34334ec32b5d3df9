"""The forms of Russian words: declensions, present and past, as tables and the endings that complete them."""

from functools import lru_cache

from isogloss.corpora.sample.words import entries

#: lexeme = declension nominative ("+": animate), then what is not regular: st: stem of the other cases, ins loc: the
#: singular instrumental and locative, np gp pi: plural nominative, genitive, instrumental, ps: its stem, g: gender
NOUNS = entries("""
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
    lawyer = m+ адвокат | thief = m+ жулик | law = m закон | crime = nие преступление | verdict = m приговор
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

#: lexeme = infinitive, first and third singular, first and third plural (regular where nothing is said)
VERBS = entries("""
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
    fight = сражаться | sell = продавать продаю продаёт продаём продают | order = заказывать | show = предъявлять
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

QUALITIES = entries("""
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

#: Velars and hushers, after which ы is spelled и.
HUSHED = "гкхжчшщ"


def _joined(stem: str, ending: str) -> str:
    """A stem and an ending, spelled: no ы after velars and hushers, no unstressed о after hushers and ц."""
    if ending == "ы" and stem[-1] in HUSHED:
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
def declined(lexeme: str) -> dict[str, str]:
    """Every form of a noun by case and number."""
    kind, form, *marks = NOUNS[lexeme]
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
def gender_of(lexeme: str, plural: bool = False) -> str:
    """What agrees with a noun: m, f, n, or p for every plural."""
    if plural:
        return "p"
    kind, _, *marks = NOUNS[lexeme]
    said = dict(mark.split(":") for mark in marks)
    return said.get("g", "m" if kind.startswith("adj") else kind[0])


def is_animate(lexeme: str) -> bool:
    """Whether what a noun names lives, so that its accusative may be the genitive."""
    return NOUNS[lexeme][0].endswith("+")


@lru_cache(maxsize=2048)
def present(lexeme: str) -> tuple[str, ...]:
    """First and third person singular, first and third person plural of the present."""
    infinitive, *forms = VERBS[lexeme]
    if forms:
        return tuple(forms)
    if infinitive.endswith("ся"):
        stem = infinitive.removesuffix("ться")
        return (stem + "юсь", stem + "ется", stem + "емся", stem + "ются")
    stem = infinitive.removesuffix("ть")
    return (stem + "ю", stem + "ет", stem + "ем", stem + "ют")


def past(lexeme: str, agreement: str) -> str:
    """The past tense that agrees with m, f, n or p."""
    infinitive = VERBS[lexeme][0]
    back = infinitive.endswith("ся")
    stem = _PAST_STEM.get(lexeme, infinitive.removesuffix("ся").removesuffix("ть"))
    form = stem + {"m": "л", "f": "ла", "n": "ло", "p": "ли"}[agreement]
    return form + ("ся" if agreement == "m" else "сь") * back
