"""JSON files of a model's folder, read within bounds: anybody may have written what came with weights."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from isogloss.vocabulary.errors import Refused

#: Bytes: the index of the largest model has some 5 million, the tokenizer.json of a million pieces some 60 million.
LARGEST, LARGEST_TOKENIZER = 8 << 20, 100 << 20
#: Levels: the deepest tokenizer.json that we know has eight.
_DEEPEST = 50


def read_json(file: Path, code: str = "broken_config") -> dict[str, Any]:
    """A JSON object; raises Refused, saying why, if it is none that can be kept, FileNotFoundError for no file."""
    try:
        value, why = _parsed(file)
    except FileNotFoundError:
        raise
    except RecursionError:
        value, why = None, "its values are nested too deep"
    except UnicodeDecodeError:
        value, why = None, "it is not UTF-8"
    except json.JSONDecodeError as error:
        value, why = None, f"line {error.lineno} is not JSON"
    except (ValueError, OSError) as error:
        value, why = None, "a number in it is too long" if isinstance(error, ValueError) else "it does not open"
    if value is None or why:
        raise broken(file, str(why), code)
    return value


def broken(file: Path, why: str, code: str = "broken_config") -> Refused:
    """The refusal of a file, with the reason as a clause."""
    return Refused(
        code,
        f"{file.name} in “{file.parent.name}” cannot be read: {why}.",
        hint="Mend the file, or copy it again from where it came from.",
        field="model",
    )


def _parsed(file: Path) -> tuple[dict[str, Any] | None, str | None]:
    size, most = file.stat().st_size, LARGEST_TOKENIZER if file.name == "tokenizer.json" else LARGEST
    if not file.is_file():
        return None, "it is no file"
    if size > most:
        return None, f"it has {size:,} bytes, and {most:,} are read at most"
    text = file.read_bytes().decode("utf-8")
    value = json.loads(text)
    if not isinstance(value, dict):
        return None, "it is no JSON object"
    # Only an escape can spell what no text has.
    return value, next(_faults(value, escapes="\\u" in text, nul=file.name != "tokenizer.json"), None)


def _faults(value: dict[str, Any], *, escapes: bool, nul: bool) -> Iterator[str]:
    """Why a value cannot be kept, with the key it stands under: no database holds NaN or half a character."""
    left: list[tuple[str, Any, int]] = [("", value, 1)]
    while left:
        key, here, depth = left.pop()
        if depth > _DEEPEST:
            yield f"its values are nested more than {_DEEPEST} deep"
        for name, item in here.items() if isinstance(here, dict) else ((key, item) for item in here):
            kind = type(item)
            if kind is dict or kind is list:
                left.append((name, item, depth + 1))
            elif kind is float and not math.isfinite(item):
                yield f"{name[:80]} is {'NaN' if item != item else 'infinite'}"
            elif escapes and not (_is_text(name, nul) and (kind is not str or _is_text(item, nul))):
                yield f"{ascii(name[:80])[1:-1]} holds characters that no text has"


def _is_text(text: str, nul: bool) -> bool:
    return not (nul and "\0" in text) and not any("\ud800" <= character <= "\udfff" for character in text)
