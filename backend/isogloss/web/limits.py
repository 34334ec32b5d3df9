"""How much one request may bring."""

import re
from dataclasses import dataclass

from starlette.types import Scope

from isogloss.vocabulary.errors import Refused, TooLarge


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes of what arrives, entries of a query, how deep JSON may nest and how many values it may hold."""

    body: int = 1 << 20
    path: int = 1024
    query: int = 4096
    query_entries: int = 64
    json_depth: int = 24
    json_values: int = 50_000


class Malformed(Refused):
    """The request cannot be read at all."""

    status = 400


class NotJson(Refused):
    """A body came in another format than JSON."""

    status = 415


_NUL = re.compile(rb"%00", re.IGNORECASE)


def check_target(scope: Scope, limits: Limits) -> None:
    """Refuse an address that is too long (TooLarge), or holds a NUL, which no text in the database may (Malformed)."""
    path, query = scope.get("raw_path") or scope["path"].encode(), scope["query_string"]
    if len(path) > limits.path or len(query) > limits.query or query.count(b"&") >= limits.query_entries:
        raise TooLarge(
            "address_too_long",
            "The address is too long.",
            hint=f"Paths have at most {limits.path} bytes, queries {limits.query} and {limits.query_entries} entries.",
        )
    if _NUL.search(path) or _NUL.search(query) or "\x00" in scope["path"]:
        raise Malformed("malformed", "The address holds a NUL character.")
