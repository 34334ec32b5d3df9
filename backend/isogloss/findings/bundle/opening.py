"""Opening a zip that anybody may have made: its shape is checked before anything in it is unpacked.

What a bundle is written as is all that is taken: one plain zip from the first byte to the last, files under expected
names, once each, side by side, stored or deflated, within limits. Nothing is ever unpacked to disk.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from isogloss.findings.bundle.format import BY_DIGEST, ENTRY, MANIFEST
from isogloss.vocabulary.errors import Refused, TooLarge

#: The end of a zip without a comment: signature, disk numbers, entries (twice), directory bytes, where it begins.
_END = struct.Struct("<4s4H2LH")
_END_MARK, _ZIP64_MARK = b"PK\x05\x06", b"PK\x06\x07"
_ZIP64_BYTES = 20
#: Bytes of a directory entry of ours at most, and of an entry's header before its name.
_DIRECTORY_ENTRY, _LOCAL_HEADER = 400, 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Limits:
    """What a bundle may be at most: bytes of the file, entries, bytes of one document or artifact, and of all."""

    packed: int = 1 << 30
    entries: int = 60_000
    document: int = 1 << 28
    entry: int = 1 << 28
    total: int = 4 << 30


def broken(why: str, hint: str = "Copy or download it again.") -> Refused:
    """The error for a file that is no whole bundle."""
    return Refused("broken_bundle", f"{why} Nothing was imported.", hint=hint, field="file")


class Opened:
    """A zip whose shape is known to be a bundle's. ``sizes`` are the expanded bytes of its entries, by name."""

    def __init__(self, zipped: zipfile.ZipFile):
        self._zip = zipped
        self.sizes = {entry.filename: entry.file_size for entry in zipped.infolist()}

    def read(self, name: str) -> bytes:
        """An entry's bytes; raises Refused where they are not those that were written, or are not there."""
        if name not in self.sizes:
            raise broken(f"The bundle has no {name}.")
        try:
            with self._zip.open(name) as entry:
                # Never more than the size that was checked against the limits, whatever the data would expand to.
                data = entry.read(self.sizes[name])
                if entry.read(1):
                    raise broken(f"{name} is larger than it says.")
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise broken(f"{name} cannot be unpacked: it is damaged.") from error
        if len(data) != self.sizes[name]:
            raise broken(f"{name} is shorter than it says.")
        return data


@contextmanager
def opened(file: Path, limits: Limits = Limits()) -> Iterator[Opened]:
    """The bundle in this file; raises Refused for what is none, TooLarge beyond the limits."""
    with _stream(file) as stream:
        count = _check_end(stream, limits)
        try:
            zipped = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error, ValueError) as error:
            raise broken("The file is no whole zip.") from error
        with zipped:
            _check_entries(zipped, count, limits)
            yield Opened(zipped)


def _stream(file: Path) -> BinaryIO:
    if file.exists() and not file.is_file():
        raise Refused("no_file", f"{file} is no file.", hint="Give the .zip file itself.", field="file")
    try:
        return file.open("rb")
    except OSError as error:
        raise Refused("no_file", f"{file} cannot be read: {error.strerror}.", field="file") from error


def _check_end(stream: BinaryIO, limits: Limits) -> int:
    """The number of entries, read where a plain zip of ours has it, before anything else believes the file."""
    size = stream.seek(0, 2)
    if size > limits.packed:
        raise TooLarge("large_bundle", f"The file has {size:,} bytes; {limits.packed:,} are allowed.", field="file")
    if size < _END.size:
        raise broken("The file is no zip.", "A bundle is what “isogloss export --bundle” writes.")
    stream.seek(max(0, size - _END.size - _ZIP64_BYTES))
    tail = stream.read()
    mark, disk, first_disk, here, entries, directory, start, comment = _END.unpack(tail[-_END.size :])
    if mark != _END_MARK:
        raise broken("The file is no zip, or not the whole of one.")
    plain = disk == first_disk == comment == 0 and here == entries and start + directory + _END.size == size
    if not plain or tail[-_END.size - _ZIP64_BYTES :].startswith(_ZIP64_MARK):
        raise broken("The file is no plain zip as bundles are.", "Import the file as it was made, not packed anew.")
    if entries > limits.entries or directory > entries * _DIRECTORY_ENTRY:
        raise TooLarge("large_bundle", f"The file has {entries:,} entries, or long names for them.", field="file")
    return int(entries)


def _check_entries(zipped: zipfile.ZipFile, count: int, limits: Limits) -> None:
    entries = zipped.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) != count or len(set(names)) != count:
        raise broken("The file holds an entry twice.", "It was not made by Isogloss.")
    if MANIFEST not in names:
        raise broken(
            "It is a zip, and no bundle: it has no manifest.", "Choose one made by “isogloss export --bundle”."
        )
    for entry in entries:
        _check_entry(entry, limits)
    if sum(entry.file_size for entry in entries) > limits.total:
        raise TooLarge("large_bundle", f"Unpacked the bundle is larger than {limits.total:,} bytes.", field="file")
    _check_places(entries, zipped.start_dir)


def _check_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    name, mode = entry.filename, entry.external_attr >> 16
    # orig_filename is what the file says; zipfile cuts it at a NUL, and some systems turn its slashes.
    if not ENTRY.fullmatch(name) or entry.orig_filename != name:
        raise broken(f"“{name[:80]!a}” does not belong into a bundle.", "It was not made by Isogloss.")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or entry.is_dir():
        raise broken(f"{name} is a link or a folder, not a file.", "It was not made by Isogloss.")
    if entry.compress_type not in _METHODS or entry.flag_bits:
        raise broken(f"{name} is encrypted, or packed in a way that bundles are not.", "It was not made by Isogloss.")
    most = limits.entry if name.startswith(BY_DIGEST) else limits.document
    if entry.file_size > most:
        raise TooLarge("large_bundle", f"{name} has {entry.file_size:,} bytes; {most:,} are allowed.", field="file")


def _check_places(entries: list[zipfile.ZipInfo], end: int) -> None:
    """Entries lie side by side: data that several of them share is how a small file becomes a huge one."""
    at = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < at:
            raise broken("Entries of the file lie on top of each other.", "It was not made by Isogloss.")
        at = entry.header_offset + _LOCAL_HEADER + len(entry.filename) + entry.compress_size
    if at > end:
        raise broken("An entry reaches beyond the end of the file.")
