"""The folders that a server reads from when a page or a program names a path. The shell names any: it is the owner."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.given_path import given_path, spelled_as_path

#: A folder with more entries than this is no source of anything; its links are not looked at one by one.
_MOST = 200_000


class Roots:
    """What lies in one of these folders may be read, wherever links in the path lead; everything where it is None."""

    def __init__(self, folders: Iterable[Path] | None = None):
        self._folders = None if folders is None else tuple(folder.resolve() for folder in folders)

    def check(self, named: Mapping[str, Any]) -> None:
        """Refuse paths (by the field that names them) that lead out of the folders; what names no path passes.

        Whether anything is there is not said. Raises Refused.
        """
        for field, source in named.items():
            if self._folders is not None and isinstance(source, str) and not self._within(source, field):
                raise Refused(
                    "outside_roots",
                    f"“{source[:200]}” leads out of the folders that this server reads from.",
                    hint="Name its folder in ISOGLOSS_ROOTS (with commas) and start the server again, "
                    "or add it from the shell, which reads from anywhere.",
                    field=field,
                )

    def _within(self, source: str, field: str) -> bool:
        try:
            path = Path(source).expanduser().absolute()
            if not self._holds(path):
                return not spelled_as_path(source, hub=True) and not os.path.lexists(path)
        except (OSError, RuntimeError, ValueError):
            given_path(source, field)
            return False
        return not path.is_dir() or all(self._holds(link) for link in _links(path, field))

    def _holds(self, path: Path) -> bool:
        real = path.resolve()
        return any(real.is_relative_to(folder) for folder in self._folders or ())


def _links(folder: Path, field: str) -> Iterable[Path]:
    """The links below a folder, also below folders that it links to: what is read there is read through them."""
    seen, known = 0, set()
    for at, folders, files in os.walk(folder, followlinks=True):
        # A folder that is reached in two ways, or by a link that leads back, is looked at once.
        real = os.path.realpath(at)
        if real in known:
            folders.clear()
            continue
        known.add(real)
        seen += len(folders) + len(files)
        if seen > _MOST:
            raise Refused("too_many_files", f"There are more than {_MOST:,} files below {folder}.", field=field)
        yield from (path for name in (*folders, *files) if (path := Path(at, name)).is_symlink())
