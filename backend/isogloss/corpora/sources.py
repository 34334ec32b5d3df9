"""Sources: the files of a corpus on disk, and their lines, read with a limit on everything.

A source is one file or a folder of files of one format, plain or gzip. Lines end with LF or CRLF only: other characters
that Unicode calls line breaks are part of the text.
"""

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from isogloss.corpora.record import Where, broken
from isogloss.vocabulary.errors import Refused, TooLarge
from isogloss.vocabulary.given_path import existing_path, regular_file
from isogloss.vocabulary.visible import on_one_line

#: What the ending of a file says about its format.
FORMATS = {
    ".conllu": "conllu",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".dev": "flores",
    ".devtest": "flores",
}

#: How files begin that people take for text, and what to say of them.
_NO_TEXT = {
    b"PK\x03\x04": "a spreadsheet or another zip file",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet or document",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF",
    b"SQLite format 3": "a database",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}
_GZIP = b"\x1f\x8b"

#: More empty lines than this in a row are no file that anybody wrote.
_EMPTY_LINES = 10_000


@dataclass(frozen=True)
class Limits:
    """What an import may take at most; bytes are counted after decompression where it says so."""

    files: int = 2_000
    file_bytes: int = 1 << 30
    unpacked_bytes: int = 2 << 30
    line_bytes: int = 1 << 20
    sentence_characters: int = 20_000
    records: int = 1_000_000
    json_bytes: int = 32 << 20
    json_values: int = 3_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class SourceFile:
    """One file: where it lies, and its name below its source as it appears in messages."""

    path: Path
    name: str

    @property
    def stem(self) -> str:
        """The name without folders and without the endings of format and compression."""
        return _unzipped(self.path.name).rsplit(".", 1)[0]

    @property
    def is_treebank(self) -> bool:
        """Whether its name is one of UD's or of its format's."""
        return format_of(self.name) == "conllu" or "-ud-" in self.stem

    @property
    def folder(self) -> str:
        """The name of the folder it lies in, below the source ("" at its top)."""
        return self.name.rsplit("/", 2)[-2] if "/" in self.name else ""


def _unzipped(name: str) -> str:
    return name[: -len(".gz")] if name.lower().endswith(".gz") else name


def format_of(name: str) -> str | None:
    """The format a file's name states, or None."""
    return FORMATS.get(Path(_unzipped(name)).suffix.lower())


def is_flores_metadata(name: str) -> bool:
    """Whether a file's name is that of FLORES's table of URLs and topics, which goes with its text files."""
    return name.rpartition("/")[2] in ("metadata_dev.tsv", "metadata_devtest.tsv")


def find_files(path: Path, wanted: str = "auto", limits: Limits = LIMITS) -> tuple[str, list[SourceFile]]:
    """The format and the files of a source on disk, in the order of their names.

    A folder is searched with its subfolders; hidden files and other formats' files are passed over. Raises NotFound,
    Refused when nothing fits or, with ``auto``, when several formats do, and TooLarge.
    """
    found = _all_files(path, limits)
    if path.is_file() and wanted in FORMATS.values():
        kind, files = wanted, found  # said, so its name need not tell
    else:
        kind, files = choose_files(path.name, found, wanted, limits)
    _check_sizes(files, limits)
    return kind, files


def choose_files(
    source: str, found: list[SourceFile], wanted: str = "auto", limits: Limits = LIMITS
) -> tuple[str, list[SourceFile]]:
    """The format and the files that an import reads, out of those that are there; raises as :func:`find_files`."""
    if wanted not in ("auto", *FORMATS.values()):
        raise Refused(
            "unknown_format",
            f"“{wanted[:40]}” is not a format.",
            hint=f"Formats are: auto, {', '.join(dict.fromkeys(FORMATS.values()))}.",
            field="format",
        )
    fitting = [file for file in found if wanted in ("auto", format_of(file.name)) and _is_visible(file)]
    if any(format_of(file.name) == "flores" for file in fitting):
        fitting = [file for file in fitting if not is_flores_metadata(file.name)]
    formats = sorted({name for file in fitting if (name := format_of(file.name))})
    if not formats:
        endings = sorted({Path(_unzipped(file.name)).suffix for file in found} - {""})[:8]
        raise Refused(
            "no_corpus_files",
            f"There is nothing to import in {source}: no {' or '.join(FORMATS)} file, plain or .gz.",
            hint=f"It has: {', '.join(endings)}." if endings else "",
            field="source",
        )
    if len(formats) > 1:
        raise Refused(
            "several_formats",
            f"{source} holds files of several formats: {', '.join(formats)}.",
            hint="Say which one is meant with --format.",
            field="format",
        )
    files = [file for file in fitting if format_of(file.name) == formats[0]]
    if len(files) > limits.files:
        raise TooLarge(
            "too_many_files",
            f"{source} holds {len(files):,} files; {limits.files:,} are allowed.",
            hint="Import fewer at a time.",
            field="source",
        )
    return formats[0], files


def _is_visible(file: SourceFile) -> bool:
    return not any(part.startswith(".") for part in file.name.split("/"))


def _all_files(path: Path, limits: Limits) -> list[SourceFile]:
    path = existing_path(path)
    if not path.is_dir():
        return [SourceFile(regular_file(path), on_one_line(path.name))]
    found: list[SourceFile] = []
    for n, file in enumerate(_below(path)):
        if n >= 50 * limits.files:
            raise TooLarge("too_many_files", f"{path.name} holds too many files to search.", field="source")
        if file.path.is_file():
            found.append(file)
        elif format_of(file.name):  # passed over, it would be a language that is silently not there
            raise Refused("no_regular_file", f"{file.name} is a link to nothing, a pipe or a device.", field="source")
    return sorted(found, key=lambda file: file.name)


def _below(path: Path) -> Iterator[SourceFile]:
    """Everything below a folder that is no folder; hidden ones and links to folders are not entered."""

    def fail(error: OSError) -> None:
        raise _unreadable(on_one_line(os.path.basename(error.filename or path.name)), error) from error

    for folder, inner, names in os.walk(path, onerror=fail):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in names:
            below = Path(folder, name)
            yield SourceFile(below, on_one_line(below.relative_to(path).as_posix()))


def _unreadable(name: str, error: OSError) -> Refused:
    return Refused("unreadable", f"{name} cannot be read: {error.strerror or 'input error'}.", field="source")


def _check_sizes(files: list[SourceFile], limits: Limits) -> None:
    for file in files:
        size = file.path.stat().st_size
        if size > limits.file_bytes:
            raise TooLarge(
                "file_too_large",
                f"{file.name} has {size:,} bytes; {limits.file_bytes:,} are allowed.",
                field="source",
            )


@contextmanager
def _opened(file: SourceFile) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked where it begins as gzip does; raises Refused for what is no text or is closed."""
    try:
        with file.path.open("rb") as plain:
            head = plain.read(64)
            plain.seek(0)
            packed = head.startswith(_GZIP) or file.path.name.lower().endswith(".gz")
            if not packed:
                _check_text(file, head)
            if not packed:
                yield plain
                return
            with gzip.GzipFile(fileobj=plain) as unpacked:
                yield cast(IO[bytes], unpacked)  # which it is, but for a ``mode`` that is a number
    except OSError as error:
        raise _unreadable(file.name, error) from error


@contextmanager
def _unpacked(file: SourceFile, line: Callable[[], int]) -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise broken(Where(file.name, line()), "the gzip data end early or are damaged.") from error


def _check_text(file: SourceFile, head: bytes) -> None:
    what = next((what for start, what in _NO_TEXT.items() if head.startswith(start)), None)
    if head.startswith(b"version http") and b"git-lfs" in head:
        what = "only a pointer to a file that Git LFS has not fetched"
    if what:
        raise broken(Where(file.name, 1), f"this is {what}.", hint="Save it as text in UTF-8.", code="no_text")


class Reader:
    """Reads the lines of one import's files, counting bytes over all of them."""

    def __init__(self, limits: Limits = LIMITS):
        self.limits, self.unpacked = limits, 0

    def lines(self, file: SourceFile) -> Iterator[tuple[Where, str]]:
        """Each line with its place, without its line break; a byte-order mark at the start of the file is dropped.

        Raises Refused naming file and line (not UTF-8, a damaged gzip) and TooLarge.
        """
        number = empty = 0
        with _opened(file) as stream, _unpacked(file, lambda: number + 1):
            while raw := stream.readline(self.limits.line_bytes + 1):
                number += 1
                where = Where(file.name, number)
                empty = empty + 1 if raw in (b"\n", b"\r\n") else 0
                if empty > _EMPTY_LINES:
                    raise broken(where, f"more than {_EMPTY_LINES:,} lines in a row are empty.")
                yield where, self._decoded(raw, where)

    def whole(self, file: SourceFile) -> str:
        """All of a file of at most ``json_bytes``; raises as :meth:`lines` does."""
        limit = self.limits.json_bytes
        with _opened(file) as stream, _unpacked(file, lambda: 1):
            raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge("file_too_large", f"{file.name} has more than {limit:,} bytes.", field="source")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            where = Where(file.name, raw.count(b"\n", 0, error.start) + 1)
            at = error.start - raw.rfind(b"\n", 0, error.start)
            raise broken(where, f"byte {at} is not UTF-8.", hint="Save the file as UTF-8.") from error

    def _decoded(self, raw: bytes, where: Where) -> str:
        self.unpacked += len(raw)
        if len(raw) > self.limits.line_bytes:
            raise TooLarge(
                "line_too_long", f"{where}: the line has more than {self.limits.line_bytes:,} bytes.", field="source"
            )
        if self.unpacked > self.limits.unpacked_bytes:
            raise TooLarge(
                "source_too_large",
                f"{where.file}: the source has more than {self.limits.unpacked_bytes:,} bytes when unpacked.",
                hint="Import fewer languages or sentences at a time.",
                field="source",
            )
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise broken(where, f"byte {error.start + 1} is not UTF-8.", hint="Save the file as UTF-8.") from error
        if where.line == 1:
            text = text.removeprefix("\ufeff")
        return text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
