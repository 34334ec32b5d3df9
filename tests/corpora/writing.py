"""Small sources, written the way people keep them."""

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def write(path: Path, text: str | bytes) -> Path:
    """A file, gzipped when its name says so, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode() if isinstance(text, str) else text
    path.write_bytes(gzip.compress(data) if path.name.endswith(".gz") else data)
    return path


def sentence(id: str, text: str, words: Iterable[str] = (), comments: Iterable[str] = ()) -> str:
    """A CoNLL-U sentence; a word is ``form`` or ``form/UPOS``; without any, the text's own words."""
    rows = []
    for i, word in enumerate(words or text.split(), 1):
        form, _, upos = word.partition("/")
        rows.append(f"{i}\t{form}\t{form.lower()}\t{upos or 'NOUN'}\t_\t_\t0\troot\t_\t_")
    head = [*(f"# {comment}" for comment in comments), f"# sent_id = {id}", f"# text = {text}"]
    return "\n".join([*head, *rows]) + "\n\n"


def table(header: str, *rows: str, between: str = "\t") -> str:
    """A table with columns separated by ``|`` in the arguments and by ``between`` in the file."""
    return "".join(line.replace("|", between) + "\n" for line in (header, *rows))


def jsonl(*rows: Mapping[str, Any]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
