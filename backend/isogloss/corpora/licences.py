"""Under which licence a source may be used: said by the person, or by what lies beside the files."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from isogloss.corpora.sources import SourceFile
from isogloss.vocabulary.digest import digest_file
from isogloss.vocabulary.errors import Refused

_LARGEST = 8 << 20
#: White space within a line only: over line breaks the search for one would begin anew at each.
_README_LINE = re.compile(r"^[ \t]*Licen[cs]e:[ \t]*(\S.{0,150})$", re.MULTILINE | re.IGNORECASE)
#: The key of a card's front matter, and what is indented or listed below it.
_CARD_KEY = re.compile(r"^license:.{0,500}(?:\n[ \t-].{0,200}){0,20}", re.MULTILINE)


def licence_of(path: Path, files: list[SourceFile], said: str | None) -> str:
    """The licence in words. Looked for, in this order: what the person says; a ``manifest.json`` in the folder or up to
    three above that lists these very files (by digest, where it has them); the card or README in the folder.

    Raises Refused when nobody says.
    """
    found = _one_line(said or "") or _one_line(_in_manifest(path, files) or _in_readme(path) or "")
    if not found:
        raise Refused(
            "no_licence",
            "Nothing here says under which licence this text may be used; nothing was imported.",
            hint="Say it with --licence, as in --licence 'CC BY-SA 4.0'.",
            field="licence",
        )
    return found


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:500]


def _in_manifest(path: Path, files: list[SourceFile]) -> str | None:
    folder = (path if path.is_dir() else path.parent).resolve()
    for above in (folder, *list(folder.parents)[:3]):
        entries = _manifest_entries(above / "manifest.json")
        if entries:
            return _summary([_entry_licence(entries, above, file) for file in files])
    return None


def _manifest_entries(file: Path) -> dict[str, dict[str, Any]]:
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return {}
        entries = json.loads(file.read_bytes())["files"]
        return {entry["path"]: entry for entry in entries if isinstance(entry.get("licence"), str)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}  # some other manifest.json


def _entry_licence(entries: dict[str, dict[str, Any]], above: Path, file: SourceFile) -> str | None:
    resolved = file.path.resolve()
    entry = entries.get(resolved.relative_to(above).as_posix()) if resolved.is_relative_to(above) else None
    if entry is None or (entry.get("sha256") and entry["sha256"] != digest_file(file.path)):
        return None
    return str(entry["licence"]).strip()


def _summary(licences: list[str | None]) -> str | None:
    """All licences of the files, if each has one."""
    if not licences or None in licences:
        return None
    return "; ".join(sorted({licence for licence in licences if licence})) or None


def _in_readme(path: Path) -> str | None:
    for name in ("README.md", "README.txt"):
        file = (path if path.is_dir() else path.parent) / name
        try:
            if file.is_file() and file.stat().st_size <= _LARGEST:
                text = file.read_text(encoding="utf-8", errors="replace")
                return _in_card(text) or _in_line(text)
        except OSError:
            continue
    return None


def _in_card(text: str) -> str | None:
    """The ``license`` of a dataset card's front matter, read by itself: the rest can be long, and is nobody's here."""
    end = text.find("\n---", 3)
    key = _CARD_KEY.search(text, 3, end) if text.startswith("---") and end > 0 else None
    try:
        card = yaml.safe_load(key[0]) if key else None
    except (yaml.YAMLError, RecursionError):
        return None
    value = card.get("license") if isinstance(card, dict) else None
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(item)[:100] for item in values if isinstance(item, str) and item) or None


def _in_line(text: str) -> str | None:
    """The ``License:`` line that UD treebanks carry in their README."""
    match = _README_LINE.search(text)
    return match[1].strip() if match else None
