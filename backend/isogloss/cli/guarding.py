"""Who may write on a server that is started here: who has its token. Its owner's browser gets that by a link.

Where none is set one is made and kept in the home folder, where only its owner reads it: the same after a restart. The
link carries it behind a ``#``, which browsers send to nobody. A browser is started with a file that leads there and not
with the link, since what programs are started with can be read by everybody on the machine. A browser that is a snap
reads no file in a hidden folder: where there is one, it is started with the plain address, and the link is printed.
"""

import os
import secrets
import webbrowser
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock

from isogloss.settings import NO_TOKEN, TOKEN_LENGTH, Settings
from isogloss.store.open import make_home
from isogloss.store.private import private_file
from isogloss.vocabulary.errors import Refused
from isogloss.web.security import LOOPBACK

#: In the home folder: the token, and the page that a browser is started with.
TOKEN, OPENER = "token", "open.html"
#: Where Ubuntu's browsers are, which are let into a person's own folders that are not hidden, and nowhere else.
SNAPS = Path("/snap/bin")


def guarded(settings: Settings) -> tuple[Settings, str | None]:
    """The settings to serve with, and the token if it was made here. Raises Refused where everybody could write from
    anywhere."""
    if settings.token == NO_TOKEN and not (_here_only(settings) or settings.read_only):
        raise Refused(
            "bad_setting",
            "ISOGLOSS_TOKEN=none is for a server that only its own machine reaches.",
            hint="Leave it out, and a token is made; or listen at 127.0.0.1.",
            field="token",
        )
    if settings.read_only or settings.token:
        return settings, None
    made = _kept_token(settings.home)
    return settings.model_copy(update={"token": made}), made


def said(settings: Settings, made: str | None, url: str) -> str | None:
    """What the owner is told about who may write."""
    if settings.read_only:
        return "It only shows: nothing can be started or changed."
    if settings.token == NO_TOKEN:
        return "It asks for no token: everybody on this machine can start and change things (ISOGLOSS_TOKEN=none)."
    if made is None:
        return None
    if _here_only(settings):
        return f"To start and change things, open it with this link: {link(url, made)}"
    return f"It can be reached from other machines. To start or change something it asks for: {made}"


def link(url: str, token: str) -> str:
    """The address that lets a browser write."""
    return f"{url}/#token={quote(token, safe='')}"


def open_browser(settings: Settings, url: str) -> None:
    """Open a browser where there is a display; without one the address in the terminal is enough."""
    try:
        ours = None if settings.read_only or settings.token == NO_TOKEN else settings.token
        webbrowser.open(_opener(settings.home, link(url, ours)) if ours and _readable(settings.home) else url)
    except (webbrowser.Error, OSError):
        pass


def _here_only(settings: Settings) -> bool:
    return settings.host in (*LOOPBACK, "::1")


def _readable(home: Path) -> bool:
    """Whether any browser that is here can read a file in this folder."""
    if not any((SNAPS / name).exists() for name in ("firefox", "chromium", "brave", "opera")):
        return True
    person, place = Path.home().resolve(), home.resolve()
    return place.is_relative_to(person) and not any(name.startswith(".") for name in place.relative_to(person).parts)


def _kept_token(home: Path) -> str:
    """The home's token; another one where it is too short for one, or where others could read it."""
    make_home(home)
    file = home / TOKEN
    with FileLock(home / f"{TOKEN}.lock"):
        if file.is_file() and not file.stat().st_mode & 0o077:
            kept = file.read_text(encoding="utf-8", errors="replace").strip()
            if TOKEN_LENGTH <= len(kept) <= 200 and kept.isascii():
                return kept
        return _write(file, secrets.token_urlsafe(24))


def _opener(home: Path, address: str) -> str:
    head = '<!doctype html><meta charset="utf-8"><title>Isogloss</title><meta name="referrer" content="no-referrer">'
    _write(
        home / OPENER, f'{head}<meta http-equiv="refresh" content="0;url={address}"><a href="{address}">Isogloss</a>'
    )
    return (home / OPENER).as_uri()


def _write(file: Path, text: str) -> str:
    with os.fdopen(private_file(file, flags=os.O_TRUNC), "w", encoding="utf-8") as out:
        out.write(text)
    return text
