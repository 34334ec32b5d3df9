"""When two texts are the same, wherever they come from."""

import unicodedata


def plain_text(text: str) -> str:
    """A text as it is compared: composed (NFC), with single spaces."""
    return unicodedata.normalize("NFC", " ".join(text.split()))
