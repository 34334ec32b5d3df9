"""Ids of corpora and concept sets, safe in addresses, shells and file names; and their names for people."""

import re
import unicodedata

from isogloss.vocabulary.errors import Refused

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


def slug_of(text: str) -> str:
    """A name made safe for addresses: lower-case ASCII letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def checked_slug(text: str) -> str:
    """An id as given; raises Refused when it cannot stand in an address."""
    if not _SLUG.fullmatch(text):
        raise Refused(
            "broken_id",
            f"“{text[:80]}” cannot be an id.",
            hint="Use up to 64 lower-case letters, digits and dashes, as in pud-8.",
            field="id",
        )
    return text


def checked_title(text: str) -> str:
    """A name for people as given; raises Refused when it is empty, long or holds control characters."""
    if not text.strip() or len(text) > 200 or any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise Refused("broken_name", "A name has 1 to 200 characters, none of them a control character.", field="name")
    return text
