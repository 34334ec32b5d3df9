"""Sources: the files of a corpus on disk, and their lines, read with a limit on everything.

A source is one file or a folder of files of one format, plain or gzip. Lines end with LF or CRLF only: other characters
that Unicode calls line breaks are part of the text.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from isogloss.corpora.record import Where, broken
from isogloss.vocabulary.errors import NotFound, Refused, TooLarge

#: What the ending of a file says about its format.
FORMATS = {".conllu": "conllu", ".tsv": "tsv", ".jsonl": "jsonl", ".csv": "csv"}


@dataclass(frozen=True)
class Limits:
    """What an import may take at most; bytes are counted after decompression where it says so."""

    files: int = 2_000
    file_bytes: int = 1 << 30
    unpacked_bytes: int = 2 << 30
    line_bytes: int = 1 << 20
    sentence_characters: int = 20_000
    records: int = 1_000_000
    json_bytes: int = 64 << 20


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
            hint=f"Formats are: auto, {', '.join(FORMATS.values())}.",
            field="format",
        )
    fitting = [file for file in found if wanted in ("auto", format_of(file.name)) and _is_visible(file)]
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
    try:
        if path.is_file():
            return [SourceFile(path, path.name)]
        if not path.is_dir():
            raise NotFound(
                "no_such_source", f"There is no file or folder {path}.", hint="Check the path.", field="source"
            )
        found = []
        for below in path.rglob("*"):
            if below.is_file():
                found.append(SourceFile(below, below.relative_to(path).as_posix()))
            if len(found) > 50 * limits.files:
                raise TooLarge("too_many_files", f"{path.name} holds too many files to search.", field="source")
    except OSError as error:
        raise _unreadable(path.name, error) from error
    return sorted(found, key=lambda file: file.name)


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


class Reader:
    """Reads the lines of one import's files, counting bytes over all of them."""

    def __init__(self, limits: Limits = LIMITS):
        self.limits, self.unpacked, self.packed = limits, 0, 0

    def lines(self, file: SourceFile) -> Iterator[tuple[Where, str]]:
        """Each line with its place, without its line break; a byte-order mark at the start of the file is dropped.

        Raises Refused naming file and line (not UTF-8, a damaged gzip) and TooLarge.
        """
        number = 0
        try:
            with gzip.open(file.path) if file.path.name.lower().endswith(".gz") else file.path.open("rb") as stream:
                while raw := stream.readline(self.limits.line_bytes + 1):
                    number += 1
                    yield (where := Where(file.name, number)), self._decoded(raw, where)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise broken(Where(file.name, number + 1), "the gzip data end early or are damaged.") from error
        except OSError as error:
            raise _unreadable(file.name, error) from error
        self.packed += file.path.stat().st_size

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
