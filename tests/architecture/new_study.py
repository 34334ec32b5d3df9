"""A new study's skeleton: the blocks of ``CONTRIBUTING.md`` that name a file, and a line in each register.

``make study NAME=reading_times`` runs it, then writes the generated files and the golden digest. It is no part of the
package, which knows neither the page nor the tests; like ``diagram`` and ``golden_digest`` it writes what the tests
beside it hold.
"""

import keyword
import re
import subprocess
import sys

from tests.architecture.repository import ROOT
from tests.docs.pages import blocks

PAGE = "CONTRIBUTING.md"
REGISTERS = ("backend/isogloss/studies/__init__.py", "frontend/src/studies/register.ts")
#: The page's own study.
_EXAMPLE = "token_counts"


class Refused(Exception):
    """Nothing was written; the message says why, and what to do."""


def spellings(name: str) -> list[str]:
    """A study's name as it is spelled in code, addresses, types, exports, titles and running text."""
    words = name.split("_")
    camel = "".join(word.capitalize() for word in words)
    text = " ".join(words)
    return [name, "-".join(words), camel, camel[0].lower() + camel[1:], text[0].upper() + text[1:], text]


def own_folders(name: str) -> list[str]:
    """The folders that a study has, with a slash at the end."""
    slug = name.replace("_", "-")
    return [f"backend/isogloss/studies/{name}/", f"frontend/src/studies/{slug}/", f"tests/studies/{name}/"]


def golden_file(name: str) -> str:
    """Where the study's golden digest is kept."""
    return f"tests/architecture/golden/{name}.json"


def skeleton(name: str) -> dict[str, str]:
    """The study's files: text by path. Raises Refused where the page shows none."""
    to = dict(zip(spellings(_EXAMPLE), spellings(name), strict=True))
    old = re.compile("|".join(map(re.escape, to)))

    def renamed(text: str) -> str:
        return old.sub(lambda match: to[match[0]], text)

    files = {renamed(block.file): renamed(block.body) for block in blocks(ROOT / PAGE) if block.file}
    if not files:
        raise Refused(f"{PAGE} shows no file: its blocks are the skeleton. Restore them.")
    return files


def registers(name: str) -> dict[str, str]:
    """Both registers with the study's line in them: text by path. Raises Refused where it has one."""
    _, slug, _, export, _, _ = spellings(name)
    texts = [(ROOT / path).read_text() for path in REGISTERS]
    for path, text, spelled in zip(REGISTERS, texts, (f'"{name}"', f'"./{slug}"'), strict=True):
        if spelled in text:
            raise Refused(f"{path} has a line with {spelled} already: remove it, or choose another name.")
    names, count = re.subn(r"(?m)^(_NAMES = \((?:\n    \"\w+\",)*)", rf'\1\n    "{name}",', texts[0])
    if count != 1:
        raise Refused(f"{REGISTERS[0]} has no _NAMES with one name a line: restore it.")
    return dict(zip(REGISTERS, (names, f'{texts[1]}export {{ {export} }} from "./{slug}";\n'), strict=True))


def check(name: str) -> None:
    """Raises Refused for what cannot be a study's name, and for one that is taken."""
    if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name) or keyword.iskeyword(name):
        raise Refused(
            f"“{name}” cannot be a study's name: small letters a to z, words joined by _, as in "
            "make study NAME=reading_times"
        )
    there = [path for path in (*own_folders(name), golden_file(name)) if (ROOT / path).exists()]
    if there:
        raise Refused(f"There is a {', a '.join(there)} already: choose another name, or remove it first.")


def write(name: str) -> list[str]:
    """Write a study's files and its two register lines; returns their paths. Raises Refused before anything is
    written."""
    check(name)
    files = skeleton(name)
    changed = files | registers(name)
    for path, text in changed.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text)
    # A longer name may make a line too long.
    python = [str(ROOT / path) for path in files if path.endswith(".py")]
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", "--no-cache", *python], cwd=ROOT, check=True)
    return list(changed)


def main(arguments: list[str]) -> int:
    """Write the study that is named."""
    if len(arguments) != 1:
        print("Name one study: make study NAME=reading_times")
        return 2
    try:
        written = write(arguments[0])
    except Refused as refusal:
        print(f"{refusal}\nNothing was written.")
        return 1
    print("\n".join(written))
    print(f"{len(written)} files. {PAGE} says what each is for; make check says what is wrong.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
