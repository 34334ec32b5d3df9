"""Documentation pages as programs: the files they show are written, the commands they show are run."""

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(
    r"(?P<skip><!-- not run: [^>]+-->\n)?^```(?P<language>\w+)(?: (?P<file>\S+))?\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

#: A server or a worker does not return: it runs beside what follows. ``make`` only says what it would do.
_PRELUDE = """
set -euo pipefail
isogloss() {
  case "$1" in
    serve|worker) command isogloss "$@" >"$1.log" 2>&1 & echo $! >>started ;;
    *) command isogloss "$@" ;;
  esac
}
make() { command make --dry-run --directory "$REPOSITORY" "$@" >/dev/null; }
"""


@dataclass(frozen=True)
class Block:
    """A fenced block: a file to write where it has a name, commands to run where it is ``sh``."""

    language: str
    file: str | None
    body: str
    run: bool


def blocks(page: Path) -> list[Block]:
    """The page's blocks in order."""
    return [
        Block(match["language"], match["file"], match["body"], run=match["skip"] is None)
        for match in _FENCE.finditer(page.read_text())
    ]


def lay_out(page: Path, folder: Path) -> None:
    """Write the page's files into the folder."""
    for block in blocks(page):
        if block.file:
            (folder / block.file).write_text(block.body)


def script(page: Path) -> str:
    """The page's commands as one bash script."""
    return _PRELUDE + "".join(block.body for block in blocks(page) if block.language == "sh" and block.run)
