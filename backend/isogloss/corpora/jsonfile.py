"""One JSON file, plain or gzip, read within limits and with every key once."""

import json
from pathlib import Path
from typing import Any

from isogloss.corpora.sources import LIMITS, Limits, Reader, SourceFile
from isogloss.vocabulary.errors import Refused, TooLarge
from isogloss.vocabulary.given_path import existing_path


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys occur once: the last of two would win silently. Raises ValueError."""
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a key occurs twice")
    return row


def read_json(source: str | Path, limits: Limits = LIMITS) -> Any:
    """The value in a file; raises NotFound, TooLarge, and Refused naming the line of what is no JSON."""
    path = existing_path(source)
    lines, size = [], 0
    for _, line in Reader(limits).lines(SourceFile(path, path.name)):
        lines.append(line)
        size += len(line)
        if size > limits.json_bytes:
            raise TooLarge(
                "file_too_large", f"{path.name} has more than {limits.json_bytes:,} characters.", field="source"
            )
    try:
        return json.loads("\n".join(lines), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        at = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise Refused(
            "broken_json", f"{path.name}{at}: this is not JSON ({what[:120]}). Nothing was imported.", field="source"
        ) from error
