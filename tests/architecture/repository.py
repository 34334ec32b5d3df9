"""The repository as the architecture tests read it: its root, its tracked files, its Python modules."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "backend" / "isogloss"


@cache
def committed_files() -> tuple[Path, ...]:
    """Every file git tracks or would track: a new file is seen before its commit, an ignored one never."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    ).stdout  # fmt: skip
    paths = (ROOT / name.decode() for name in listed.split(b"\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def text_of(path: Path) -> str | None:
    """A file's text, or None where it is not UTF-8 text."""
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def python_modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))
