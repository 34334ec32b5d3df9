"""What a page of another site may have a browser fetch from here: nothing of the API, unless a person goes there.

A browser says with every request who made it (Fetch metadata). No foreign page can read the API's answers, yet asking
would already cost: a page elsewhere with twenty pictures that are bundles here made this server pack twenty times.
"""

from starlette.datastructures import Headers

from isogloss.vocabulary.errors import Forbidden

_OURS = (None, "same-origin", "none")


def check_fetch(headers: Headers, path: str) -> None:
    """Refuse what another site's page fetches of the API; a link that a person follows passes. Raises Forbidden.

    Programs and old browsers send no such header and pass; pages, embedded findings and pictures are not of the API.
    """
    if not path.startswith("/api/") or headers.get("sec-fetch-site") in _OURS:
        return
    if headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document":
        return
    raise Forbidden(
        "foreign_page",
        "A page of another site may not fetch this server's answers.",
        hint="Follow a link to it, embed a finding (/embed/...), or use a program.",
    )
