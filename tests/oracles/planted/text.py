"""The words, and what is written with them: a corpus of aligned sentences, its concepts, its tokenizer.

A sentence has eight different meanings, one of them a concept's in six of eight sentences, and the codes of its words
go 0 1 2 3 0 1 2 3: its mean embedding is the same in all languages, to the bit.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from tests.oracles.planted.plan import (
    BEGIN,
    CODES,
    CONCEPTS,
    DECOYS,
    FILLERS,
    LANGUAGES,
    SPECIALS,
    WORDS,
    Word,
)  # fmt: skip

#: No letter is in two languages, so that no word is like another's.
_LETTERS = dict(zip(LANGUAGES, (("bcdfg", "a"), ("hjklm", "e"), ("npqrs", "i"), ("tvwxz", "o")), strict=True))
DOCUMENTS, A_DOCUMENT, LENGTH = 32, 8, 8
CORPUS, CONCEPT_SET, HALF = "planted", "planted-concepts", "half"


def spelled(word: Word) -> str:
    """A word's letters: three syllables."""
    consonants, vowel = _LETTERS[word.language or ""]
    assert word.meaning is not None
    return "".join(consonants[i] + vowel for i in (word.meaning // 5, word.meaning % 5, word.a))


VOCABULARY = (*SPECIALS, *(spelled(word) for word in WORDS))
WORD_OF = dict(zip(VOCABULARY[len(SPECIALS) :], WORDS, strict=True)) | {SPECIALS[0]: BEGIN}


@dataclass(frozen=True)
class Sentence:
    """One id of the corpus. ``concept`` is None in every fourth sentence."""

    id: str
    document: str
    concept: int | None
    meanings: tuple[int, ...]

    def words(self, language: str) -> list[Word]:
        """Its words in a language."""
        return [Word(meaning, language, place % CODES) for place, meaning in enumerate(self.meanings)]

    def text(self, language: str) -> str:
        """Its text in a language."""
        return " ".join(spelled(word) for word in self.words(language))


@cache
def sentences() -> tuple[Sentence, ...]:
    """All of them. Every document has two of each concept, and two with none; decoys likewise, each for itself."""
    rng, out, seen = np.random.default_rng(3), [], set()
    for document in range(DOCUMENTS):
        kinds, decoys = rng.permutation(A_DOCUMENT) // 2, rng.permutation(A_DOCUMENT) // 2
        for number, (kind, decoy) in enumerate(zip(kinds.tolist(), decoys.tolist(), strict=True)):
            while True:
                meanings = _meanings(kind, decoy, rng)
                if frozenset(meanings) not in seen:
                    break
            seen.add(frozenset(meanings))
            concept = kind if kind < CONCEPTS else None
            out.append(Sentence(f"s{document:02d}{number}", f"d{document:02d}", concept, meanings))
    return tuple(out)


def _meanings(kind: int, decoy: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Eight different ones in an order; the concept's is neither first nor last."""
    own = [kind] if kind < CONCEPTS else []
    rest = [CONCEPTS + decoy] if decoy < DECOYS else []
    fillers = rng.permutation(FILLERS)[: LENGTH - len(own) - len(rest)] + CONCEPTS + DECOYS
    order = rng.permutation([*rest, *fillers.tolist()]).tolist()
    at = int(rng.integers(1, LENGTH - 1))
    return tuple(order[:at] + own + order[at:])


def half() -> list[str]:
    """Ids of every other document: what experts are chosen on."""
    return [sentence.id for sentence in sentences() if int(sentence.document[1:]) % 2 == 0]


def chosen() -> list[Sentence]:
    """The sentences of :func:`half`."""
    ids = set(half())
    return [sentence for sentence in sentences() if sentence.id in ids]


def concept_name(concept: int) -> str:
    """The name of a concept."""
    return f"concept{concept}"


def write(folder: Path) -> tuple[Path, Path, Path]:
    """The files of the corpus, of the concept set and of the id set."""
    rows = [
        {"id": s.id, "document": s.document} | {language: s.text(language) for language in LANGUAGES}
        for s in sentences()
    ]
    concepts = {
        concept_name(c): [sentence.id for sentence in sentences() if sentence.concept == c] for c in range(CONCEPTS)
    }
    files = folder / "text.jsonl", folder / "concepts.json", folder / "half.json"
    files[0].write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    files[1].write_text(json.dumps(concepts), encoding="utf-8")
    files[2].write_text(json.dumps(half()), encoding="utf-8")
    return files


def tokenizer() -> transformers.PreTrainedTokenizerFast:
    """One token a word, and the beginning of sequence before every text."""
    raw = Tokenizer(models.WordLevel({token: i for i, token in enumerate(VOCABULARY)}, unk_token="<unk>"))
    raw.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    raw.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 0)])
    names = dict(zip(("bos_token", "eos_token", "pad_token", "unk_token"), SPECIALS, strict=True))
    return transformers.PreTrainedTokenizerFast(tokenizer_object=raw, **names)
