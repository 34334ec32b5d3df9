"""Text of others made safe to show: what would steer a terminal, or turn round what stands beside it, is spelled."""

import re

#: Overrides, embeddings and isolates of the writing direction: what follows one could read as what it is not.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: Those, control characters (C0, DEL, C1: escape codes begin with one), line separators that only some programs know,
#: and halves of characters, which no stream can write.
_STEERING = rf"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{TURNING}\ud800-\udfff"
_HIDDEN = re.compile(f"[{_STEERING}]")
_HIDDEN_OR_SPACE = re.compile(f"[\t\n{_STEERING}]")


def visible(text: str) -> str:
    """The text with such characters written as escapes (``\\x1b``); line breaks and tabs stay."""
    return _HIDDEN.sub(_spelled, text)


def on_one_line(text: str) -> str:
    """As :func:`visible`, with line breaks and tabs spelled out too: a name cannot pretend to be a line of its own."""
    return _HIDDEN_OR_SPACE.sub(_spelled, text)


def visible_json(text: str) -> str:
    """JSON of the same value in which no such character stands raw; the line breaks of its layout stay."""
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _spelled(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def without_folders(source: str) -> str:
    """What a file or a folder is called; anything that is no path of this machine stays as it is."""
    place, mark, pointer = source.partition("#")
    if not re.match(r"/|~|[A-Za-z]:[\\/]", place):
        return source
    return re.split(r"[\\/]", place.rstrip("\\/"))[-1] + mark + pointer
