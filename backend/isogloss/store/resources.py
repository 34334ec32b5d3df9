"""Where the files live that are no Python: the one place that knows.

In a wheel they are inside the package, in an editable install they lie in the repository around it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_PACKED = _PACKAGE / "_resources"
_REPOSITORY = _PACKAGE.parent.parent
#: Inside the package in both cases.
_BUNDLES = _PACKAGE / "_bundles"


def migrations_folder() -> Path:
    """The folder with ``env.py`` and ``versions``; raises FileNotFoundError if the install is broken."""
    for folder in (_PACKED / "migrations", _REPOSITORY / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise FileNotFoundError("this installation of isogloss has no migrations; install it again")


def frontend_folder() -> Path | None:
    """The built front end (a folder with ``index.html``), or None where it was not built."""
    for folder in (_PACKED / "frontend", _REPOSITORY / "frontend" / "dist"):
        if (folder / "index.html").is_file():
            return folder
    return None


def bundled_finding() -> Path | None:
    """The finding that comes with the program, a bundle to import; None where there is none."""
    return next(iter(sorted(_BUNDLES.glob("*.zip"))), None)
