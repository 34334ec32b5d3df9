"""The answers: pure functions of the plan. None of them reads a weight, and none is taken from the package."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from statistics import mean

import numpy as np

from tests.oracles.planted.plan import (
    AT,
    BEGIN,
    CODES,
    CONCEPTS,
    HEAD,
    HIDDEN,
    LANGUAGES,
    LAYERS,
    MEANINGS,
    PAIRS,
    SPECIALS,
    UNITS,
    Placed,
    Unit,
    Word,
    scale,
)  # fmt: skip
from tests.oracles.planted.text import LENGTH, Sentence

#: Two sentences of a document's eight have a concept, in every fold and half.
PREVALENCE = 2 / 8
#: {(layer, unit number): (factor, shift)}: what becomes of a unit's value.
Edits = Mapping[tuple[int, int], tuple[float, float]]


# ---- a word's way through the model ----------------------------------------------------------------------------------


@cache
def placed(family: str, layer: int) -> Placed:
    """Which unit is where."""
    return Placed(layer, HIDDEN[family])


def address(family: str, name: tuple) -> tuple[int, int]:
    """The layer and number of a planted unit."""
    layer = next(unit.layer for unit in UNITS if unit.name == name)
    return layer, placed(family, layer).number[name]


def spelled(at: tuple[int, int]) -> str:
    """A unit's address as people write it."""
    return f"mlp_act.{at[0]}.{at[1]}"


def states(word: Word, family: str, edits: Edits | None = None) -> list[np.ndarray]:
    """Features after the embedding and after each layer: f + writes(activation(scale(f) * reads(f))), edited."""
    out = [word.features()]
    for layer in range(LAYERS):
        units, features = placed(family, layer), out[-1]
        normed = scale(features @ features) * features
        values = activation(units.reads @ normed, family)
        if family == "llama":
            values = values * (units.up @ normed)
        for (at, unit), (factor, shift) in (edits or {}).items():
            if at == layer:
                values[unit] = factor * values[unit] + shift
        out.append(features + values @ units.writes)
    return out


def activation(x: np.ndarray, family: str) -> np.ndarray:
    """A ReLU; BLOOM's GELU is one at planted levels, though not where an edit leaves a unit in between."""
    if family != "bloom":
        return np.maximum(x, 0)
    return x / 2 * (1 + np.tanh(0.79788456 * x * (1 + 0.044715 * x * x)))


# ---- what it says next -----------------------------------------------------------------------------------------------


def log_probabilities(features: np.ndarray) -> np.ndarray:
    """[languages * meanings * codes + specials] of the next token: a product of three, and the specials beside it."""
    strength = scale(features @ features)
    language = [HEAD["lang"] * features[AT[f"lang_{name}"]] for name in LANGUAGES]
    meaning = [HEAD["rest"] * features[AT["rest"]]] * MEANINGS
    for c in range(CONCEPTS):
        meaning[c] = HEAD["out"] * (features[AT[f"out{c}"]] + features[AT[f"apart_out{c}"]])
    code = [HEAD["code"] * features[AT[f"a{(a - 1) % CODES}"]] for a in range(CODES)]
    code[0] += HEAD["carry"] * features[AT["carry"]]
    special = [HEAD["special"] * features[AT["const"]]] * len(SPECIALS)
    sums = np.add.outer(np.add.outer(language, meaning), code).ravel()
    logits = strength * np.concatenate([sums, special])
    parts = [np.exp(strength * np.array(part)).sum() for part in (language, meaning, code, special)]
    return logits - np.log(parts[0] * parts[1] * parts[2] + parts[3])


def number(word: Word) -> int:
    """Where a word stands in :func:`log_probabilities`."""
    assert word.language is not None
    assert word.meaning is not None
    return (LANGUAGES.index(word.language) * MEANINGS + word.meaning) * CODES + word.a


def divergence(plain: np.ndarray, changed: np.ndarray) -> float:
    """KL(plain || changed) in nats."""
    return float((np.exp(plain) * (plain - changed)).sum())


def says(word: Word, family: str, edits: Edits | None = None) -> np.ndarray:
    """:func:`log_probabilities` after a word; attention is 0, so that what stands before it does not matter."""
    return log_probabilities(states(word, family, edits)[-1])


def kl(word: Word, family: str, edits: Edits) -> float:
    """What edits do to the token after a word."""
    return divergence(says(word, family), says(word, family, edits))


def nats(sentence: Sentence, language: str, family: str, edits: Edits | None = None) -> float:
    """The loss of a sentence: each of its words after the one before it, the first after the beginning of sequence."""
    words = [BEGIN, *sentence.words(language)]
    told = _tellings(family, frozenset((edits or {}).items()))
    return -sum(float(told(before)[number(word)]) for before, word in pairwise(words))


@cache
def _tellings(family: str, edits: frozenset) -> Callable[[Word], np.ndarray]:
    return cache(lambda word: says(word, family, dict(edits)))


def added(sentences: Sequence[Sentence], language: str, family: str, edits: Edits) -> float:
    """Nats a token that edits add to sentences."""
    return mean(nats(s, language, family, edits) - nats(s, language, family) for s in sentences) / LENGTH


# ---- experts ---------------------------------------------------------------------------------------------------------


def experts(concept: int, language: str, family: str) -> set[str]:
    """The addresses of a concept's four units in a language: two of all languages, one of two, one of its own."""
    return {
        spelled(address(family, unit.name))
        for unit in UNITS
        if unit.name[:2] in (("all", concept), ("pair", concept), ("one", concept)) and language in languages_of(unit)
    }


def languages_of(unit: Unit) -> tuple[str, ...]:
    """The languages a concept's unit fires in."""
    if unit.name[0] == "all":
        return LANGUAGES
    return unit.name[2] if unit.name[0] == "pair" else (unit.name[2],)


def shared(a: str, b: str) -> int:
    """Of four experts, those that two languages share: two, and the pair's own where they are one."""
    return 3 if (a, b) in PAIRS or (b, a) in PAIRS else 2


def transfer(a: str, b: str) -> float:
    """AP in b of a's experts: 1 for those that b shares; the others are silent there, and all sentences tie."""
    return (shared(a, b) + (4 - shared(a, b)) * PREVALENCE) / 4


# ---- languages -------------------------------------------------------------------------------------------------------


def sentence_states(sentences: Sequence[Sentence], language: str, family: str, layer: int) -> np.ndarray:
    """[sentences, features]: means over words of what a layer leaves."""
    after = cache(lambda word: states(word, family)[layer + 1])
    return np.stack([np.mean([after(word) for word in s.words(language)], axis=0) for s in sentences])


def retrieval(a: np.ndarray, b: np.ndarray) -> float:
    """The share of sentences whose nearest in the other language, by cosine, is their own translation, both ways round;
    the equally near share it."""
    cosine = (a @ b.T) / np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    hits = 0.0
    for each in (cosine, cosine.T):
        for own, row in enumerate(each):
            nearest = np.flatnonzero(row >= row.max() - 1e-9)
            hits += (own in nearest) / len(nearest)
    return hits / 2 / len(a)


def cka(a: np.ndarray, b: np.ndarray, documents: Sequence[str]) -> float:
    """Unbiased linear CKA: of two Gram matrices, over pairs of sentences of different documents, what no sum of a part
    of the row and a part of the column explains, taken out by least squares."""
    i, j = np.nonzero(np.array(documents)[:, None] != np.array(documents))
    parts = np.zeros((len(i), len(a)))
    parts[np.arange(len(i)), i] += 1
    parts[np.arange(len(i)), j] += 1
    left = []
    for x in (a, b):
        gram = ((x - x.mean(0)) @ (x - x.mean(0)).T)[i, j]
        left.append(gram - parts @ np.linalg.lstsq(parts, gram, rcond=None)[0])
    return float(left[0] @ left[1] / np.linalg.norm(left[0]) / np.linalg.norm(left[1]))
