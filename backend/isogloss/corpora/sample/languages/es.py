"""Spanish: pronouns dropped, adjectives after their nouns in gender and number, the verb before its subject in
relative clauses and after an opening time or place."""

from functools import lru_cache

from isogloss.corpora.sample.concepts import EVENTS, content
from isogloss.corpora.sample.plans import Person, Plan, Thing
from isogloss.corpora.sample.words import COMMA, PERIOD, Word, Words, entries, flat, fused

#: lexeme = gender singular (plural, where it is not regular). "el" is feminine with a masculine article: *el ancla*.
_NOUNS = entries("""
    rescuer = m rescatista | firefighter = m bombero | orphan = m huérfano | wall = f pared | stone = f piedra
    beam = f viga | roof = m techo | rope = f soga | earthquake = m terremoto | shelter = m refugio
    cook = m cocinero | waiter = m mozo | butcher = m carnicero | egg = m huevo | onion = f cebolla
    cucumber = m pepino | pumpkin = f calabaza | apple = f manzana | kitchen = f cocina | meal = f comida
    sailor = m marinero | fisherman = m pescador | diver = m buzo | boat = f barca | ship = m buque
    anchor = el ancla | oar = m remo | hook = m anzuelo | harbor = m puerto | storm = f tormenta
    teacher = m maestro | pupil = m alumno | translator = m traductor | question = f pregunta | answer = f respuesta
    story = m cuento | exercise = m ejercicio | page = f página | classroom = el aula | test = m examen exámenes
    vocalist = m cantante | listener = m oyente | songwriter = m letrista | drum = m tambor | bell = f campana
    fiddle = m violín violines | whistle = m silbato | string = f cuerda | stage = m escenario | wedding = f boda
    doctor = m médico | nurse = f enfermera | midwife = f comadrona | wound = f herida | bone = m hueso
    tooth = m diente | eye = m ojo | shoulder = m hombro | hospital = m sanatorio | surgery = f cirugía
    farmer = m granjero | shepherd = m pastor | reaper = m segador | cow = f vaca | goat = m chivo
    horse = m caballo | duck = m pato | hen = f gallina | field = m campo | barn = m granero | warrior = m guerrero
    enemy = m enemigo | guard = m centinela | sword = f espada | arrow = f flecha | rifle = m fusil
    dagger = m puñal | bullet = f bala | battle = m combate | castle = f fortaleza | merchant = m tendero
    customer = m cliente | tailor = m sastre | basket = f canasta | mirror = m espejo | shirt = f camisa
    carpet = f alfombra | dress = m vestido | shop = f tienda | warehouse = m almacén almacenes
    referee = m colegiado | fan = m aficionado | wrestler = m luchador | game = m partido | team = m equipo
    jump = m salto | race = f carrera | prize = m premio | pitch = f cancha | pool = f piscina | judge = m juez
    lawyer = m abogado | thief = m ladrón ladrones | law = f ley | crime = m delito | verdict = m fallo
    proof = f prueba | file = m expediente | prison = f cárcel | trial = m juicio | traveler = m viajero
    driver = m conductor | messenger = m emisario | suitcase = f maleta | map = m plano | key = f llave
    umbrella = m paraguas paraguas | lantern = m farol | forest = m bosque | journey = m viaje | man = m hombre
    woman = f mujer | boy = m niño | girl = f niña | neighbor = m vecino | friend = m amigo | grandmother = f abuela
    worker = m obrero | house = f casa | village = m pueblo | garden = m jardín jardines
""")

#: lexeme = infinitive (stem=: the stressed stem of the present; past=: the stem of the third persons of the past;
#: i=: the first person singular of the present)
_VERBS = entries("""
    lift = levantar | smash = destrozar | push = empujar | tremble = tiritar | crawl = gatear | cut = cortar
    boil = hervir stem=hierv past=hirv | peel = pelar | eat = comer | sweat = sudar | pull = arrastrar
    mend = remendar stem=remiend | sink = hundir | swim = nadar | dive = bucear | erase = borrar | write = escribir
    explain = explicar | think = pensar stem=piens | whisper = susurrar | hear = escuchar | tune = afinar
    love = amar | clap = aplaudir | dance = bailar | treat = curar | examine = revisar | rub = frotar
    cough = toser | sneeze = estornudar | feed = alimentar | tie = atar
    chase = perseguir stem=persigu past=persigu i=persigo | dig = cavar | sow = sembrar stem=siembr | throw = lanzar
    bury = enterrar stem=entierr | collect = recoger i=recojo | flee = huir | fight = combatir | sell = vender
    order = encargar | show = mostrar stem=muestr | haggle = regatear | quarrel = reñir stem=riñ past=riñ
    watch = mirar | praise = elogiar | announce = anunciar | run = correr | cheer = festejar | discuss = debatir
    reject = rechazar | deny = negar stem=nieg | swear = jurar | hesitate = vacilar | carry = llevar
    lose = perder stem=pierd | forget = olvidar | stumble = tropezar stem=tropiez | stroll = pasear | wait = esperar
    smile = sonreír | sleep = dormir stem=duerm past=durm | rest = descansar | draw = dibujar | find = hallar
    mention = nombrar | want = querer stem=quier | say = decir | know = saber | see = ver
""")

#: Verbs that go their own way: {tense: 1st and 3rd singular, 1st and 3rd plural}; *want* and *know* have an imperfect.
_IRREGULAR = {
    "flee": {"present": "huyo huye huimos huyen", "past": "hui huyó huimos huyeron"},
    "quarrel": {"past": "reñí riñó reñimos riñeron"},
    "smile": {"present": "sonrío sonríe sonreímos sonríen", "past": "sonreí sonrió sonreímos sonrieron"},
    "say": {"present": "digo dice decimos dicen", "past": "dije dijo dijimos dijeron"},
    "know": {"present": "sé sabe sabemos saben", "past": "sabía sabía sabíamos sabían"},
    "see": {"present": "veo ve vemos ven", "past": "vi vio vimos vieron"},
    "want": {"past": "quería quería queríamos querían"},
}

#: lexeme = masculine (feminine, where it is not regular); "!" is said with *estar*, a state.
_QUALITIES = entries("""
    heavy = pesado | broken = roto ! | crooked = torcido ! | dangerous = peligroso | rotten = podrido !
    raw = crudo ! | ripe = maduro ! | tasty = sabroso | wet = mojado ! | slippery = resbaladizo | worn = gastado !
    strong = fuerte | hard = difícil | easy = sencillo | short = breve | boring = aburrido | quiet = silencioso
    famous = célebre | beautiful = hermoso | ancient = antiguo | swollen = hinchado ! | painful = doloroso
    healthy = sano ! | weak = débil | fat = gordo | stubborn = terco | lazy = perezoso | clever = astuto
    sharp = afilado | deadly = mortal | hidden = oculto ! | foreign = extranjero | expensive = caro
    torn = rasgado ! | dirty = sucio ! | wide = ancho | exciting = emocionante | surprising = asombroso | bad = malo
    big = grande | clear = evidente | useful = útil | unknown = desconocido | sad = triste | lost = perdido !
    small = pequeño | light = ligero | needed = necesario
""")

_ENDINGS = {
    "ar": {"present": "o a amos an", "past": "é ó amos aron"},
    "er": {"present": "o e emos en", "past": "í ió imos ieron"},
    "ir": {"present": "o e imos en", "past": "í ió imos ieron"},
}
_FUTURE = ("é", "á", "emos", "án")
_FUTURE_STEM = {"want": "querr", "say": "dir", "know": "sabr", "smile": "sonreir"}
_BE = {
    False: {"present": ("es", "son"), "past": ("era", "eran")},
    True: {"present": ("está", "están"), "past": ("estaba", "estaban")},
}


def _plural(form: str) -> str:
    """The regular plural."""
    if form[-1] in "aeiouáéó":
        return form + "s"
    return form[:-1] + "ces" if form[-1] == "z" else form + "es"


def _agreement(gender: str, plural: bool) -> str:
    return f"Gender={'Masc' if gender == 'm' else 'Fem'}|Number={'Plur' if plural else 'Sing'}"


@lru_cache(maxsize=4096)
def _noun(lexeme: str, plural: bool, role: str = "") -> Word:
    gender, form, *many = _NOUNS[lexeme]
    shown = (many[0] if many else _plural(form)) if plural else form
    return Word(shown, form, "NOUN", _agreement(gender, plural), content(lexeme), role)


def _article(lexeme: str, plural: bool, definite: bool = True) -> Word:
    gender = _NOUNS[lexeme][0]
    column = 2 * plural + (gender == "f" or (gender == "el" and plural))
    form = (("el", "la", "los", "las") if definite else ("un", "una", "unos", "unas"))[column]
    kind = "Definite=Def" if definite else "Definite=Ind"
    return Word(form, "el" if definite else "uno", "DET", f"{kind}|{_agreement(gender, plural)}|PronType=Art")


@lru_cache(maxsize=4096)
def _person(person: Person | None, role: str = "S") -> Words:
    """A noun with its article; pronouns show on the verb."""
    if person is None or person.is_pronoun:
        return ()
    return (_article(*person), _noun(*person, role))


def _of(row: Words, preposition: str = "de") -> Words:
    """A preposition before a noun phrase: *de* and *el* are written as one."""
    word = Word(preposition, preposition, "ADP")
    if preposition == "de" and row[0].form == "el":
        return (*fused("del", (word, row[0])), *row[1:])
    return (word, *row)


@lru_cache(maxsize=4096)
def _quality(lexeme: str, noun: str, plural: bool) -> Word:
    form = _QUALITIES[lexeme][0]
    gender = _NOUNS[noun][0]
    shown = form[:-1] + "a" if form[-1] == "o" and gender != "m" else form
    varies = form[-1] == "o"
    feats = _agreement(gender, plural) if varies else f"Number={'Plur' if plural else 'Sing'}"
    return Word(_plural(shown) if plural else shown, form, "ADJ", feats, lexeme, "A")


@lru_cache(maxsize=16384)
def _thing(thing: Thing | None, role: str = "O") -> Words:
    if thing is None:
        return ()
    article = _article(thing.lexeme, thing.plural, thing.definite)
    quality = thing.quality and _quality(thing.quality, thing.lexeme, thing.plural)
    owner = _of(_person(thing.owner, "G")) if thing.owner else ()
    return flat(article, _noun(thing.lexeme, thing.plural, role), quality, owner)


def _spelled(stem: str, ending: str, kind: str) -> str:
    """Keeps the sound of a stem's last letter before e: c, g and z of -ar verbs."""
    if kind == "ar" and ending[0] in "eé":
        for letter, before_e in (("c", "qu"), ("g", "gu"), ("z", "c")):
            if stem.endswith(letter):
                return stem[:-1] + before_e + ending
    return stem + ending


@lru_cache(maxsize=2048)
def _forms(lexeme: str, tense: str) -> tuple[str, ...]:
    """First and third person singular, first and third person plural."""
    infinitive, *marks = _VERBS[lexeme]
    said = dict(mark.split("=") for mark in marks)
    if tense == "future":
        return tuple(_FUTURE_STEM.get(lexeme, infinitive) + ending for ending in _FUTURE)
    if tense in _IRREGULAR.get(lexeme, {}):
        return tuple(_IRREGULAR[lexeme][tense].split())
    stem, kind = infinitive[:-2], infinitive[-2:]
    strong = said.get("stem", stem) if tense == "present" else said.get("past", stem)
    moved = (0, 1, 3) if tense == "present" else (1, 3)
    endings = _ENDINGS[kind][tense].split()
    forms = [_spelled(strong if i in moved else stem, ending, kind) for i, ending in enumerate(endings)]
    if tense == "present" and "i" in said:
        forms[0] = said["i"]
    return tuple(forms)


@lru_cache(maxsize=8192)
def _verb(lexeme: str, tense: str, person: Person | None, role: str = "V") -> Word:
    """The verb as it agrees with a person; with None its infinitive."""
    infinitive = _VERBS[lexeme][0]
    if person is None:
        return Word(infinitive, infinitive, "VERB", "VerbForm=Inf", content(lexeme), role)
    first = person.lexeme in ("i", "we")
    form = _forms(lexeme, tense)[2 * person.plural + (not first)]
    number = "Plur" if person.plural else "Sing"
    time = {"past": "Past", "present": "Pres", "future": "Fut"}[tense]
    if lexeme in ("want", "know") and tense == "past":
        time = "Imp"
    feats = f"Mood=Ind|Number={number}|Person={1 if first else 3}|Tense={time}|VerbForm=Fin"
    return Word(form, infinitive, "VERB", feats, content(lexeme), role)


_TIMES = {
    "yesterday": "ayer", "today": "hoy", "tomorrow": "mañana", "soon": "pronto", "often": "a menudo",
    "slowly": "despacio", "carefully": "con cuidado", "every-day": "cada día",
    "morning": "por la mañana", "evening": "por la noche",
}  # fmt: skip
_SMALL = {
    "a": ("ADP", ""), "con": ("ADP", ""), "por": ("ADP", ""), "cuidado": ("NOUN", "Gender=Masc|Number=Sing"),
    "día": ("NOUN", "Gender=Masc|Number=Sing"), "noche": ("NOUN", "Gender=Fem|Number=Sing"),
    "cada": ("DET", "PronType=Tot"), "la": ("DET", "Definite=Def|Gender=Fem|Number=Sing|PronType=Art"),
}  # fmt: skip


@lru_cache(maxsize=64)
def _time(name: str | None) -> Words:
    forms = _TIMES[name].split() if name else []
    words = []
    for form in forms:
        upos, feats = _SMALL.get(form, ("ADV", ""))
        if form == "mañana" and len(forms) > 1:
            upos, feats = "NOUN", "Gender=Fem|Number=Sing"
        words.append(Word(form, "el" if form == "la" else form, upos, feats, "", "T" if form == forms[-1] else ""))
    return tuple(words)


@lru_cache(maxsize=256)
def _setting(lexeme: str | None) -> Words:
    if not lexeme:
        return ()
    preposition = "durante" if lexeme in EVENTS else "en"
    return (Word(preposition, preposition, "ADP"), _article(lexeme, False), _noun(lexeme, False, "L"))


def _objects(plan: Plan) -> Words:
    """What is acted on, where anything is."""
    return flat(_thing(plan.thing), plan.second and (Word("y", "y", "CCONJ"), *_thing(plan.second)))


def _act(plan: Plan) -> Word:
    return _verb(plan.verb, plan.tense, plan.subject)


def _clause(plan: Plan) -> Words:
    return flat(_person(plan.subject), _act(plan), _objects(plan), _setting(plan.setting))


def _plain(plan: Plan) -> Words:
    return flat(_time(plan.time), _clause(plan)) if plan.first else flat(_clause(plan), _time(plan.time))


def _intransitive(plan: Plan) -> Words:
    """An opening place calls the verb before its subject."""
    if not plan.first:
        return _plain(plan)
    return flat(_setting(plan.setting), _act(plan), _person(plan.subject), _time(plan.time))


def _transitive_place(plan: Plan) -> Words:
    if not plan.first:
        return _plain(plan)
    return flat(_setting(plan.setting), _clause(plan._replace(setting=None)))


def _other(plan: Plan) -> Words:
    return flat(_person(plan.other, "X"), _verb(plan.other_verb, plan.tense, plan.other, "X"))


def _attractor(plan: Plan) -> Words:
    near = flat(Word("cerca", "cerca", "ADV"), _of(_person(plan.other, "X")))
    return flat(_person(plan.subject), near, _act(plan), _objects(plan))


def _subject_relative(plan: Plan) -> Words:
    who = Word("que", "que", "PRON", "PronType=Rel")
    move = _verb(plan.other_verb, plan.tense, plan.subject, "X")
    return flat(_person(plan.subject), who, _act(plan), _objects(plan), move)


def _predicate(plan: Plan) -> Words:
    state = "!" in _QUALITIES[plan.quality]
    form = _BE[state][plan.tense][plan.the_thing.plural]
    number = "Plur" if plan.the_thing.plural else "Sing"
    time = "Imp" if plan.tense == "past" else "Pres"
    feats = f"Mood=Ind|Number={number}|Person=3|Tense={time}|VerbForm=Fin"
    quality = _quality(plan.quality, plan.the_thing.lexeme, plan.the_thing.plural)
    return (Word(form, "estar" if state else "ser", "AUX", feats), quality)


def _object_relative(plan: Plan) -> Words:
    that = Word("que", "que", "PRON", "PronType=Rel")
    return flat(_thing(plan.thing), that, _act(plan), _person(plan.subject), _predicate(plan))


def _complement(plan: Plan) -> Words:
    return flat(_other(plan), Word("que", "que", "SCONJ"), _clause(plan))


def _when(plan: Plan) -> Words:
    return flat(Word("cuando", "cuando", "SCONJ"), _clause(plan), COMMA, _other(plan))


def _because(plan: Plan) -> Words:
    return flat(_other(plan), Word("porque", "porque", "SCONJ"), _clause(plan))


def _want(plan: Plan) -> Words:
    wish = flat(_verb("want", plan.tense, plan.subject, "X"), _verb(plan.verb, plan.tense, None))
    clause = flat(_person(plan.subject), wish, _objects(plan))
    return flat(_time(plan.time), clause) if plan.first else flat(clause, _time(plan.time))


def _copula(plan: Plan) -> Words:
    return flat(_thing(plan.thing), _predicate(plan))


_FRAMES = {
    "transitive": _plain,
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
    """The words of a plan in Spanish."""
    return flat(_FRAMES[plan.frame](plan), PERIOD)
