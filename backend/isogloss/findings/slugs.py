"""Slugs of findings and collections: short for what is in the lists, beyond guessing for what is private."""

import secrets

#: Without what is read wrong (0 o 1 l i).
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
#: 31^7 is 27 thousand million: short enough for a footnote. 31^26 is more than 2^128.
PUBLIC_LENGTH, _SECRET = 7, 26


def new_slug(private: bool) -> str:
    """A slug that nobody has; by chance alone, from the system's own source."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_SECRET if private else PUBLIC_LENGTH))
