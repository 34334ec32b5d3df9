"""A path as a person gave it, made absolute or refused in a sentence: the same for models, corpora and all files."""

import errno
import os
from pathlib import Path

from isogloss.vocabulary.errors import NotFound, Refused
from isogloss.vocabulary.visible import on_one_line

#: How much of a path a message repeats.
_SHOWN = 80

_WHY = {
    errno.ENAMETOOLONG: "is longer than this system allows",
    errno.ELOOP: "is a link that leads back to itself",
    errno.EACCES: "may not be looked at by this user",
    errno.EPERM: "may not be looked at by this user",
}


def given_path(source: str | os.PathLike[str], field: str = "source") -> Path:
    """The absolute path, which need not exist.

    Raises Refused for an empty one, a home folder nobody has, bytes that are no UTF-8, a NUL, a path too long for the
    system, a loop of links, and one that may not be looked at.
    """
    text = os.fspath(source)
    if not text.strip():
        raise Refused(
            "empty_path",
            f"The {field} is empty.",
            hint="Name a file or a folder. In a script, check that the variable is set.",
            field=field,
        )
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise _refused(text, "is not UTF-8 or holds a NUL", field, "Rename it to letters that every system reads.")
    path = _absolute(text, field)
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise _refused(text, _WHY.get(error.errno or 0, f"cannot be read: {error.strerror}"), field) from error
    return path


def spelled_as_path(text: str, *, hub: bool = False) -> bool:
    """Whether a text can only mean a path, where it may be the name of something, too; ``hub``: or ``owner/name``."""
    if text[:1] in ("~", ".", "/") or "\\" in text:
        return True
    return ".." in text.split("/") if hub else "/" in text


def existing_path(source: str | os.PathLike[str], field: str = "source") -> Path:
    """As :func:`given_path`; raises NotFound where nothing is."""
    path = given_path(source, field)
    if not path.exists():
        raise NotFound("no_such_source", f"There is no file or folder {path}.", hint="Check the path.", field=field)
    return path


def regular_file(path: Path, field: str = "source") -> Path:
    """A path that is a file; raises Refused for a folder, a pipe or a device, which cannot be read twice."""
    if not path.is_file():
        what = "a folder, where a file is expected" if path.is_dir() else "no regular file, but a pipe or a device"
        hint = "Name the file in it." if path.is_dir() else "Write it to a file first, then name that."
        raise Refused("no_regular_file", f"{path} is {what}.", hint=hint, field=field)
    return path


def _absolute(text: str, field: str) -> Path:
    try:
        path = Path(text).expanduser().absolute()
    except RuntimeError as error:
        raise _refused(text, "begins with a home folder that is not known here", field, "Write it in full.") from error
    except OSError as error:
        raise _refused(text, "cannot be found from here: the folder of this command is gone", field) from error
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise _refused(str(path), "is not UTF-8", field, "Rename the folder it lies in.") from error
    return path


def _refused(text: str, why: str, field: str, hint: str = "Check the path.") -> Refused:
    shown = on_one_line(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
    return Refused("broken_path", f"The path “{shown}” {why}.", hint=hint, field=field)
