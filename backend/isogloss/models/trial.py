"""Tokenizers are tried in a process of their own, with little memory and time, before this one reads them.

A tokenizer is a program that anybody may have written: a normaliser that makes each letter a hundred, an expression
that never ends. What is read is ``tokenizer.json``, or ``vocab.json`` with ``merges.txt``, by its library alone.
"""

import base64
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from isogloss.models.json_file import LARGEST_TOKENIZER, read_json
from isogloss.vocabulary.digest import digest_file, digest_of
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.visible import on_one_line

#: Bytes that a tokenizer may take, and seconds of the processor: so much, and more for each byte of its files.
_MEMORY, _MEMORY_PER_BYTE = 300 << 20, 32
_SECONDS, _SECONDS_PER_BYTE = 1.0, 1 / (4 << 20)
#: Many scripts, and the runs that make a bad expression go back and forth.
_PROBES = (
    "The mountain shook at night. Der Berg bebte, weil's geschah: 1,234.56 €",
    "नमस्ते दुनिया مرحبا بالعالم 山が揺れた。 Привет, мир! 😀👍🏽 e\u0301 \ufdfa ﬁ ½",
    *(letter * 200 + "!" for letter in ("a", " ", "0", "\n", ".", "ab", "A ", "é", "山")),
)
#: A text's tokens, for each of its bytes; added ones not counted.
_TOKENS_PER_BYTE, _TOKENS_ADDED = 8, 64
#: How many times as long a tokenizer may make a text: NFKC makes 18 letters of one, a byte is spelled in six.
_GROWTH = 64


def try_tokenizer(folder: Path) -> None:
    """Raise Refused, saying what is wrong, where a folder's tokenizer does not load and cut texts within its bounds.

    Nothing is tried where there is no tokenizer, or only a ``tokenizer.model``.
    """
    names = next((n for n in (("tokenizer.json",), ("vocab.json", "merges.txt")) if (folder / n[0]).is_file()), ())
    files = [folder / name for name in names if (folder / name).is_file()]
    for file in files:
        if file.stat().st_size > LARGEST_TOKENIZER:
            raise _refused(folder, f"{file.name} has {file.stat().st_size:,} bytes")
    if not files:
        return
    try:
        why = _tried(_Files(digest_of([digest_file(file) for file in files]), tuple(files)))
    except _NotSaid as error:
        why = str(error)
    if why:
        raise _refused(folder, why)


@dataclass(frozen=True)
class _Files:
    """Files of a tokenizer. The same ones in another folder are the same: checkpoints of one ladder share theirs."""

    digest: str
    paths: tuple[Path, ...] = field(compare=False)


def _refused(folder: Path, why: str) -> Refused:
    return Refused(
        "broken_tokenizer",
        f"The tokenizer of “{folder.name}” cannot be used: {why}.",
        hint="Take it from another folder (tokenizer=...), or save it anew with the libraries that are here.",
        field="tokenizer",
    )


class _NotSaid(Exception):
    """Why a trial came to no word of its own: on another day it may, so this is never remembered."""


@lru_cache(maxsize=64)
def _tried(files: _Files) -> str | None:
    """What is wrong with a tokenizer; None where nothing is. Raises _NotSaid where the machine may be at fault."""
    environment = os.environ | {"RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    # -P: never a module from the folder of this command, which may be that of a model somebody downloaded.
    command = [sys.executable, "-P", "-m", "isogloss.models.trial", *map(str, files.paths)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        raise _NotSaid("it takes too long") from None
    ended = _signal_of(done.returncode)
    if done.returncode == 0:
        return done.stdout.decode("utf-8", errors="replace").strip() or None
    if ended == "SIGPROF":
        return "a text of two lines takes it longer than any tokenizer should"
    if ended in ("SIGABRT", "SIGSEGV", "SIGKILL") or b"MemoryError" in done.stderr:
        raise _NotSaid("it takes more memory than any tokenizer should")
    raise _NotSaid("it ends in an error of the tokenizers library")


def _signal_of(returncode: int) -> str:
    """The signal that ended a process, by its name: not every system knows all of them."""
    try:
        return signal.Signals(-returncode).name
    except ValueError:
        return ""


def main(files: list[Path]) -> None:
    """Try a tokenizer, and print what is wrong with it; nothing where nothing is."""
    from tokenizers import Tokenizer, models

    _bound(sum(file.stat().st_size for file in files))
    try:
        if files[0].name == "tokenizer.json":
            said = read_json(files[0], "broken_tokenizer")
            if why := next(_growing(said), None):
                return _say(why)
            tokenizer = Tokenizer.from_file(str(files[0]))
        else:
            tokenizer = Tokenizer(models.BPE.from_file(*map(str, files)))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        for text in _PROBES:
            if len(tokenizer.encode(text).ids) > _TOKENS_PER_BYTE * len(text.encode()) + _TOKENS_ADDED:
                return _say("it makes thousands of tokens of two lines")
    except MemoryError:
        raise
    except Refused as refused:
        return _say(refused.message.partition(": ")[2].rstrip(".") or "it cannot be read")
    except BaseException as error:  # the library's panics are no Exceptions
        return _say(f"the tokenizers library here does not read it ({_first_line(error)})")


def _say(why: str) -> None:
    sys.stdout.buffer.write(why.encode("utf-8", errors="replace"))


def _first_line(error: BaseException) -> str:
    return on_one_line(next(iter(str(error).splitlines()), "") or type(error).__name__)[:200]


def _bound(size: int) -> None:
    """Set the limits of this process, above what it has taken to begin, as far as its system has them: macOS does not
    hold a process to its memory, Windows to neither; there the clock of the one that waits is left."""
    if sys.platform == "linux":
        import resource

        import psutil

        most = psutil.Process().memory_info().vms + _MEMORY + _MEMORY_PER_BYTE * size
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if hasattr(signal, "SIGPROF"):
        # Seconds of the processor, not of the clock: a busy machine is not the tokenizer's fault.
        signal.setitimer(signal.ITIMER_PROF, _SECONDS + _SECONDS_PER_BYTE * size)


def _growing(said: dict[str, Any]) -> Iterator[str]:
    """Why a tokenizer makes texts far longer than they are, from what it says of itself."""
    for name in ("normalizer", "pre_tokenizer", "decoder"):
        growth = 1
        for part in _parts(said.get(name)):
            new, old = part.get("content"), part.get("pattern")
            if part.get("type") == "Replace" and isinstance(new, str):
                plain = old.get("String") if isinstance(old, dict) else old
                growth *= max(1, len(new) // (len(plain) or 1) if isinstance(plain, str) else len(new))
            texts = [part[key] for key in ("prepend", "replacement") if isinstance(part.get(key), str)]
            growth *= max(1, *(len(text) // 64 for text in texts), 1)
            charsmap = part.get("precompiled_charsmap")
            growth *= max(1, _longest(charsmap) // 16) if isinstance(charsmap, str) else 1
        if growth > _GROWTH:
            yield f"its {name} can make a text {min(growth, 10**9):,} times as long and more"


def _parts(value: object) -> Iterator[dict[str, Any]]:
    left = [value]
    while left:
        here = left.pop()
        if isinstance(here, dict):
            yield here
        left.extend(here.values() if isinstance(here, dict) else here if isinstance(here, list) else ())


def _longest(charsmap: str) -> int:
    """Bytes of the longest text that a compiled table puts in a letter's place: a length, a trie, the texts."""
    try:
        table = base64.b64decode(charsmap, validate=True)
        (trie,) = struct.unpack("<I", table[:4])
    except (ValueError, struct.error):
        return 0
    return max(map(len, table[4 + trie :].split(b"\0")), default=0)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
