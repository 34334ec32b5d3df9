"""Cloned English: a language that is English in everything but its characters.

Shifting the ids of English gives a language with the same grammar and meaning and not one token in common: what a model
shares between the two, it shares for no reason of form (K, Wang, Mayhew and Roth 2020 call it Fake-English). Here the
shift is in the text: every character of ASCII is written as the Braille cell of the same rank, so that the clone can be
stored, shown and tokenized like any language.
"""

from anyascii import anyascii

#: The clone's tag: private use below English, so that everything that reads tags reads it.
CLONE = "en-x-clone"
#: What it is a clone of.
CLONED = "en"

#: Printable ASCII by rank from here; the blank cell is the space.
_FIRST_CELL, _FIRST_CHARACTER, _CHARACTERS = 0x2800, 0x20, 95
_LINE_END = 0x28FE

#: From each character English is spelled in to the clone's.
CELLS: dict[str, str] = {chr(_FIRST_CHARACTER + rank): chr(_FIRST_CELL + rank) for rank in range(_CHARACTERS)} | {
    "\n": chr(_LINE_END)
}
_TO_CELLS = str.maketrans(CELLS)
_CELLS = frozenset(CELLS.values())


def plain_spelling(text: str) -> str:
    """English in the characters that have a clone: “é” becomes e, typographic quotes plain ones, a tab a space."""
    ascii_text = text if text.isascii() else anyascii(text)
    return "".join(character if character in CELLS else " " for character in ascii_text)


def cloned(text: str) -> str:
    """English text in the clone's characters; what is not ASCII is spelled in it first (:func:`plain_spelling`)."""
    return plain_spelling(text).translate(_TO_CELLS)


def has_cells(text: str) -> bool:
    """Whether a text holds a character of the clone: then it cannot stand beside one."""
    return any(character in _CELLS for character in text)
