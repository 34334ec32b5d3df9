"""Errors a person may read. Everything else that goes wrong is shown as an incident number, never as its text.

``code`` is stable and machine-readable; ``message`` says what happened and what was kept; ``hint`` says what to do;
``field`` names the form field or parameter at fault (dotted path), so the page can show it in place.
"""

import errno
from typing import ClassVar

from isogloss.vocabulary.visible import visible

#: What a file that cannot grow any more fails with: to be told as OutOfSpace.
FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class IsoglossError(Exception):
    """The base of all public errors; ``status`` is the HTTP status it becomes.

    Messages quote names and texts of others, and go to terminals, logs and pages: nothing in them stays invisible.
    """

    status: ClassVar[int] = 500

    def __init__(self, code: str, message: str, *, hint: str = "", field: str | None = None, **details: object):
        message, hint = visible(message), visible(hint)
        super().__init__(message)
        self.code, self.message, self.hint, self.field, self.details = code, message, hint, field, details

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def public(self) -> dict[str, object]:
        """The JSON object shown to people and stored with a failed run."""
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "field": self.field,
            "details": self.details,
        }


class Refused(IsoglossError):
    """The request cannot be honoured as asked: a value is unknown, impossible or would mislead."""

    status = 422


class NotFound(IsoglossError):
    """What the address names is not here."""

    status = 404


class Conflict(IsoglossError):
    """What is here already differs from what was asked for."""

    status = 409


class Forbidden(IsoglossError):
    """The caller may not do this from where it stands (a foreign Host or Origin)."""

    status = 403


class TooLarge(IsoglossError):
    """An input exceeds its limit."""

    status = 413


class TooMany(IsoglossError):
    """One client asks for more at once than its share; what it has asked for already goes on."""

    status = 429


class OutOfSpace(IsoglossError):
    """The disk, the tablespace or the file is full; nothing was half-written."""

    status = 507


class Unavailable(IsoglossError):
    """Something the answer needs (the database, a hub, a worker) cannot be reached now; trying again can work."""

    status = 503


class Cancelled(IsoglossError):
    """A person or the supervisor stopped the run."""

    status = 409
