"""One JSON file, plain or gzip, read within limits and with every key once."""

import json
from pathlib import Path

from isogloss.corpora.sources import LIMITS, Limits, Reader, SourceFile
from isogloss.vocabulary.errors import Refused, TooLarge
from isogloss.vocabulary.given_path import existing_path, regular_file


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object whose keys occur once: the last of two would win silently. Raises ValueError."""
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a key occurs twice")
    return row


def read_json(source: str | Path, limits: Limits = LIMITS) -> object:
    """The value in a file; raises NotFound, TooLarge, and Refused naming the line of what is no JSON."""
    path = regular_file(existing_path(source))
    text = Reader(limits).whole(SourceFile(path, path.name))
    if text.count(",") > limits.json_values:
        raise TooLarge("file_too_large", f"{path.name} holds more than {limits.json_values:,} values.", field="source")
    try:
        found: object = json.loads(text, object_pairs_hook=once)
        return found
    except (ValueError, RecursionError) as error:
        at = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise Refused(
            "broken_json", f"{path.name}{at}: this is not JSON ({what[:120]}). Nothing was imported.", field="source"
        ) from error
