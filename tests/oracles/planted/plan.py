"""What is planted: features, words, and units that read some features and write others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

LANGUAGES = ("en", "de", "es", "tr")
PAIRS = (("en", "de"), ("es", "tr"))
#: The language whose meanings the last layer moves away, and the one in which it doubles the decoys'.
APART, LOUD = "tr", "es"
CONCEPTS, DECOYS, FILLERS, CODES = 3, 3, 12, 4
MEANINGS = CONCEPTS + DECOYS + FILLERS
SPECIALS = ("<s>", "</s>", "<pad>", "<unk>")
LAYERS, WIDTH = 4, 128
#: The level of a concept's units: its own, so that units of two concepts do not match.
LEVELS = (8.0, 16.0, 32.0)
EPSILON = 1e-5
#: As many decoys as matched units are drawn from.
MATCHED = 20
#: What the head makes of a feature.
HEAD = {"lang": 1.0, "out": 1.0, "rest": 0.5, "code": 0.5, "carry": 0.5, "special": -1.0}

FEATURES = (
    "const",
    *(f"a{i}" for i in range(CODES)),
    *(f"b{i}" for i in range(CODES)),
    *(f"m{i}" for i in range(MEANINGS)),
    *(f"lang_{language}" for language in LANGUAGES),
    *(f"out{i}" for i in range(CONCEPTS)),
    "rest",
    "carry",
    *(f"special{i}" for i in range(3)),
    *(f"apart_m{i}" for i in range(MEANINGS)),
    *(f"apart_out{i}" for i in range(CONCEPTS)),
)
AT = {name: number for number, name in enumerate(FEATURES)}


@dataclass(frozen=True)
class Word:
    """A word of the vocabulary; ``<s>`` and the like have no meaning."""

    meaning: int | None
    language: str | None = None
    a: int = 0

    @property
    def b(self) -> int:
        """The second code: with the first it says the language."""
        assert self.language is not None
        return (LANGUAGES.index(self.language) - self.a) % CODES

    def features(self) -> np.ndarray:
        """[features] of its embedding: four that are 1."""
        names = ("special0", "special1", "special2")
        if self.meaning is not None:
            names = (f"m{self.meaning}", f"a{self.a}", f"b{self.b}")
        return vector(dict.fromkeys(("const", *names), 1.0))


BEGIN = Word(None)
WORDS = tuple(Word(meaning, language, a) for language in LANGUAGES for meaning in range(MEANINGS) for a in range(CODES))


def vector(values: dict[str, float]) -> np.ndarray:
    """[features] of these values."""
    out = np.zeros(len(FEATURES))
    for name, value in values.items():
        out[AT[name]] = value
    return out


@dataclass(frozen=True)
class Unit:
    """One unit. On the words it is meant for, its features exceed ``threshold`` by a half and it stands at ``level``;
    ``squares`` is what their features' squares sum to there. ``writes`` is what it adds to them then."""

    name: tuple
    layer: int
    reads: dict[str, float]
    threshold: float
    level: float
    squares: float
    writes: dict[str, float] = field(default_factory=dict)


def _units() -> Iterable[Unit]:
    others = range(CONCEPTS, MEANINGS)
    for c in range(CONCEPTS):
        for copy in range(2):
            yield Unit(("all", c, copy), 0, {f"m{c}": 1}, 0.5, LEVELS[c], 4, {f"out{c}": 0.5})
        for copy in range(MATCHED):
            yield Unit(("decoy", c, copy), 0, {f"m{CONCEPTS + c}": 1}, 0.5, LEVELS[c], 4)
    yield Unit(("rest",), 0, {f"m{m}": 1 for m in others}, 0.5, 8, 4, {"rest": 1})
    yield Unit(("carrier",), 0, {f"a{a}": 1 for a in range(CODES)}, 0.5, 8, 4, {"carry": 1})
    for a in range(CODES):
        for b in range(CODES):
            language = LANGUAGES[(a + b) % CODES]
            yield Unit(("detector", a, b), 1, {f"a{a}": 1, f"b{b}": 1}, 1.5, 8, 6, {f"lang_{language}": 1})
    for c in range(CONCEPTS):
        for pair in PAIRS:
            both = {f"lang_{language}": 1.0 for language in pair}
            yield Unit(("pair", c, pair), 2, {f"m{c}": 1} | both, 1.5, LEVELS[c], 7, {f"out{c}": 0.5})
        for language in LANGUAGES:
            yield Unit(("one", c, language), 2, {f"m{c}": 1, f"lang_{language}": 1, "special0": 20}, 1.5, LEVELS[c], 7)
        for copy in range(MATCHED):
            decoy = {f"m{CONCEPTS + c}": 1.0, "lang_en": 1.0}
            yield Unit(("pair decoy", c, copy), 2, decoy | {"lang_de": 1}, 1.5, LEVELS[c], 7)
            yield Unit(("one decoy", c, copy), 2, decoy, 1.5, LEVELS[c], 7)
    for m in range(MEANINGS):
        moved, squares = {f"m{m}": -1.0, f"apart_m{m}": 1.0}, 7.0
        if m < CONCEPTS:
            moved, squares = moved | {f"out{m}": -1.5, f"apart_out{m}": 1.5}, 6 + 1.5**2
        yield Unit(("mover", m), 3, {f"m{m}": 1, f"lang_{APART}": 1}, 1.5, 8, squares, moved)
    for c in range(DECOYS):
        yield Unit(("doubler", c), 3, {f"m{CONCEPTS + c}": 1, f"lang_{LOUD}": 1}, 1.5, 8, 7, {f"m{CONCEPTS + c}": 1})


UNITS = tuple(_units())
FAMILIES = ("gpt2", "gpt_neox", "llama", "bloom")
#: Hidden units of a block: just enough of them, or, as BLOOM has it, four times the width.
HIDDEN = dict.fromkeys(FAMILIES, 160) | {"bloom": 4 * WIDTH}


class Placed:
    """The units of one layer in their places, the empty ones dead."""

    def __init__(self, layer: int, hidden: int):
        self.units = [unit for unit in UNITS if unit.layer == layer]
        # Not in the plan's order, so that a number mistaken for another does not pass.
        self.at = np.random.default_rng(layer).permutation(hidden)[: len(self.units)]
        self.hidden = hidden
        self.number = {unit.name: int(at) for unit, at in zip(self.units, self.at, strict=True)}

    @cached_property
    def reads(self) -> np.ndarray:
        """[hidden, features]: what a unit reads of a normalised state, as strong as its level wants."""
        return self._rows(lambda u: (u.level / 0.5 / scale(u.squares)) * vector(u.reads | {"const": -u.threshold}))

    @cached_property
    def up(self) -> np.ndarray:
        """[hidden, features]: what a gated MLP multiplies by; 1 on the unit's own words."""
        return self._rows(lambda unit: vector({"const": 1 / scale(unit.squares)}))

    @cached_property
    def writes(self) -> np.ndarray:
        """[hidden, features]: what a unit adds to the state for each 1 it stands at."""
        return self._rows(lambda unit: vector(unit.writes) / unit.level)

    def _rows(self, row) -> np.ndarray:
        out = np.zeros((self.hidden, len(FEATURES)))
        for unit, at in zip(self.units, self.at, strict=True):
            out[at] = row(unit)
        return out


def scale(squares: float | np.ndarray) -> float | np.ndarray:
    """What a norm multiplies features by whose squares sum to this: each is a pair of coordinates of mean 0."""
    return 1 / np.sqrt(2 * squares / WIDTH + EPSILON)
