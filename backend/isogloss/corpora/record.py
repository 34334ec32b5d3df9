"""Records: one sentence as a reader found it, and where."""

import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from isogloss.vocabulary.errors import Refused


class Token(NamedTuple):
    """One syntactic word. ``start`` and ``end`` are characters of the sentence's text (None: not found in it).

    The words of a multiword token (French *du* = *de* + *le*) share its span. ``feats`` is spelled as in CoNLL-U.
    """

    form: str
    lemma: str
    upos: str
    feats: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file, for messages: the file's name below its source, and the line (from 1)."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Record:
    """A sentence in one language. ``document``, ``split`` and ``category`` are None where the file does not say."""

    id: str
    language: str
    text: str
    where: Where = field(compare=False)
    document: str | None = None
    split: str | None = None
    category: str | None = None
    tokens: tuple[Token, ...] | None = None
    #: The id numbers sentences of a running text, as FLORES does: neighbours in number are neighbours in the text.
    running: bool = False


def broken(where: Where, what: str, *, hint: str = "", code: str = "broken_line", field: str = "source") -> Refused:
    """The error for a line that cannot be read: it names file and line, and says that nothing was imported."""
    return Refused(
        code,
        f"{where}: {what} Nothing was imported.",
        hint=hint,
        field=field,
        file=where.file,
        line=where.line,
    )


def checked_id(value: object, where: Where) -> str:
    """A sentence id as text: numbers as written; refused when empty, long or with control characters."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise broken(where, "the id is neither text nor a whole number.")
    text = str(value).strip()
    if not text:
        raise broken(where, "the id is empty.")
    if len(text) > 200:
        raise broken(where, f"the id has {len(text)} characters; 200 are allowed.")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise broken(where, "the id holds a control character.")
    return text


def checked_text(value: object, where: Where, *, limit: int) -> str:
    """A sentence's text exactly as it stands; refused when it is not text, empty, too long or cannot be stored."""
    if not isinstance(value, str):
        raise broken(where, "the text is not a string.")
    if not value.strip():
        raise broken(where, "the text is empty.")
    if len(value) > limit:
        raise broken(where, f"the sentence has {len(value):,} characters; {limit:,} are allowed.")
    if "\0" in value:
        raise broken(where, "the text holds a NUL character, which no database stores.")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise broken(where, "the text holds half of a surrogate pair, which is no character.")
    return value


def checked_label(value: object, where: Where, name: str) -> str | None:
    """A document, split or category: None where it is absent or empty; refused when it is no short text."""
    if value is None:
        return None
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else None
    if text is None or len(text) > 200 or any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise broken(where, f"the {name} is not a short text.")
    return text or None
