"""Words of a constructed sentence, and what makes them a text: spaces, capitals, spans, compact tables."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from isogloss.corpora.record import Token

#: What sets no space before itself.
_CLOSING = frozenset(".,،'")


class Word(NamedTuple):
    """One syntactic word with its gold analysis (UD).

    ``lexeme`` names the concept word it is a form of ("" for words that all concepts share), ``role`` its part in the
    sentence (S V O subject, verb, object; A adjective, G owner, L place, T time, X another clause's word).
    ``surface`` is the written form of a contraction whose first part this is; "" says that the word before wrote it.
    """

    form: str
    lemma: str
    upos: str
    feats: str = ""
    lexeme: str = ""
    role: str = ""
    surface: str | None = None


Words = tuple[Word, ...]


def fused(surface: str, words: Words) -> Words:
    """Words written as one: German *im* = *in* + *dem*."""
    first, *rest = words
    return (first._replace(surface=surface), *(word._replace(surface="") for word in rest))


def flat(*parts: Words | Word | None) -> Words:
    """One row of words from words, rows and gaps."""
    row: list[Word] = []
    for part in parts:
        if isinstance(part, Word):
            row.append(part)
        elif part:
            row.extend(part)
    return tuple(row)


def capital(text: str, language: str) -> str:
    """A text with a capital at its start; Turkish keeps the dot of its i."""
    head = "İ" if language == "tr" and text[:1] == "i" else text[:1].upper()
    return head + text[1:]


def written(word: Word) -> str:
    """What a word puts into the text: nothing for the later parts of a contraction."""
    return word.form if word.surface is None else word.surface


def text_of(pieces: Iterable[str], language: str) -> str:
    """A sentence's text from what its words write."""
    parts: list[str] = []
    for piece in pieces:
        if piece:
            parts.append(piece if piece[0] in _CLOSING or not parts else " " + piece)
    return capital("".join(parts), language)


def tokens_of(words: Sequence[Word], text: str) -> tuple[Token, ...]:
    """The gold words of a text with their spans; the parts of a contraction share one."""
    tokens: list[Token] = []
    start = end = 0
    for word in words:
        piece = written(word)
        if piece:
            start = end + (end > 0 and piece[0] not in _CLOSING)
            end = start + len(piece)
        form = text[start:end] if word.surface is None else word.form
        tokens.append(Token(form, word.lemma, word.upos, word.feats, start, end))
    return tuple(tokens)


def entries(table: str) -> dict[str, list[str]]:
    """A compact table, ``name = field field | name = field``, as {name: fields}. Raises ValueError for a name twice."""
    cells = [cell.split("=", 1) for line in table.splitlines() for cell in line.split("|") if cell.strip()]
    found = {name.strip(): fields.split() for name, fields in cells}
    if len(found) != len(cells):
        raise ValueError("a name stands twice in a table")
    return found


PERIOD = Word(".", ".", "PUNCT")
COMMA = Word(",", ",", "PUNCT")
