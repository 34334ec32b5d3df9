"""Byte-level BPE: a vocabulary learned from text, and the same vocabulary with a copy of English for its clone.

Words are split as GPT-2 splits them, but that marks stay with the letters they stand on, and that the characters of
``vocabulary.clone`` count as what they are clones of. Text is text: ``<s>`` in it gets the tokens of three characters.
"""

import json
from collections.abc import Iterable, Sequence

import numpy as np
import transformers
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from isogloss.models.readable import bytes_of_pieces
from isogloss.vocabulary.clone import CELLS
from isogloss.vocabulary.errors import Refused

#: The token before every document, and the one that fills up batches; their ids are 0 and 1.
BEGIN, PAD = "<s>", "<pad>"
BEGIN_ID, PAD_ID = 0, 1


def _cells(wanted: str) -> str:
    return "".join(CELLS[character] for character in CELLS if getattr(character, wanted)())


_SPACE, _LETTERS, _DIGITS = CELLS[" "], _cells("isalpha"), _cells("isdigit")
_BLANKS = _SPACE + CELLS["\n"]
_LETTER, _DIGIT = rf"[\p{{L}}\p{{M}}{_LETTERS}]", rf"[\p{{N}}{_DIGITS}]"
_OTHER = rf"[^\s\p{{L}}\p{{M}}\p{{N}}{_LETTERS}{_DIGITS}{_BLANKS}]"
#: A word with the blank before it, and what lies between words.
_WORDS = "|".join(rf"[ {_SPACE}]?{kind}+" for kind in (_LETTER, _DIGIT, _OTHER)) + (
    rf"|[\s{_BLANKS}]+(?![^\s{_BLANKS}])|[\s{_BLANKS}]+"
)

_BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)


def train_vocabulary(texts: Iterable[str], size: int) -> Tokenizer:
    """A byte-level BPE of exactly ``size`` tokens, the two special ones among them.

    The same texts give the same vocabulary. Raises Refused where they hold too few different words for so many tokens.
    """
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(_WORDS), "isolated"), _BYTES])
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=size,
            special_tokens=[BEGIN, PAD],
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            min_frequency=2,
            show_progress=False,
        ),
    )
    if made.get_vocab_size() != size:
        raise Refused(
            "vocabulary_too_large",
            f"The text yields {made.get_vocab_size():,} tokens, not {size:,}: it has no more pieces that occur twice.",
            hint=f"Ask for a vocabulary of at most {made.get_vocab_size():,}, or give more text.",
            field="vocabulary",
        )
    return made


def with_clone(tokenizer: Tokenizer) -> Tokenizer:
    """The same tokenizer, with a copy of every token and merge of plain ASCII in the clone's characters.

    First of all merges come those that put the bytes of one cell together; what is left is English with other names,
    so that a cloned text has the tokens of its original, each under the id of its copy. Other text is cut as before.
    """
    said = json.loads(tokenizer.to_str())
    vocabulary, merges = said["model"]["vocab"], [tuple(merge) for merge in said["model"]["merges"]]
    cell_of = _spelled_cells()

    def copied(token: str) -> str:
        return "".join(cell_of[piece] for piece in token)

    plain = [token for token in sorted(vocabulary, key=vocabulary.__getitem__) if set(token) <= cell_of.keys()]
    starts = sorted({cell[:2] for cell in cell_of.values()})
    together = [(start[0], start[1]) for start in starts] + [(cell[:2], cell[2]) for cell in cell_of.values()]
    again = [(copied(a), copied(b)) for a, b in merges if set(a + b) <= cell_of.keys()]
    for token in (*starts, *map(copied, plain)):
        vocabulary[token] = len(vocabulary)
    said["model"]["merges"] = [list(merge) for merge in (*together, *merges, *again)]
    return Tokenizer.from_str(json.dumps(said))


def _spelled(text: str) -> str:
    """A text as byte-level tokens spell it: one printable character a byte."""
    return str(_BYTES.pre_tokenize_str(text)[0][0])


def _spelled_cells() -> dict[str, str]:
    """From a byte-level spelling of one ASCII character to that of its cell (three bytes)."""
    return {_spelled(character): _spelled(cell) for character, cell in CELLS.items()}


def token_ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[np.ndarray]:
    """The ids of each text, int32, without special tokens."""
    tokenizer.encode_special_tokens = True
    encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [np.array(one.ids, dtype=np.int32) for one in encoded]


def token_bytes(tokenizer: Tokenizer) -> np.ndarray:
    """[vocabulary, 256] uint8: how often each byte stands in each token; special tokens stand for none."""
    byte_of = bytes_of_pieces()
    found = np.zeros((tokenizer.get_vocab_size(), 256), np.uint8)
    for token, i in tokenizer.get_vocab().items():
        if i not in (BEGIN_ID, PAD_ID):
            np.add.at(found[i], [byte_of[piece] for piece in token], 1)
    return found


def as_pretrained(tokenizer: Tokenizer) -> transformers.PreTrainedTokenizerFast:
    """The tokenizer as ``save_pretrained`` writes it beside a checkpoint."""
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=BEGIN, eos_token=BEGIN, pad_token=PAD
    )


def read_vocabulary(data: bytes) -> Tokenizer:
    """A tokenizer from the JSON that ``Tokenizer.to_str`` wrote."""
    return Tokenizer.from_str(data.decode())
