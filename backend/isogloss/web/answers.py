"""Answers made of bytes that are ready: stored results and figures go out as they lie; writing them checked them."""

from starlette.responses import Response

#: A year. Only for answers that the key in their address determines: a run's result never changes.
_FOR_EVER = "private, max-age=31536000, immutable"
#: The same for as long as this process runs, but put together by code, which another version may do otherwise.
_THIS_CODE = "private, max-age=0, must-revalidate"
#: What is kept ready in memory, as cache-control has it.
LASTING = (_FOR_EVER, _THIS_CODE)
#: May be kept, but must be asked for again: a series grows, an index page names the newest assets.
ASK_AGAIN = "private, no-cache"

JSON = "application/json"
CSV = "text/csv; charset=utf-8"


def unchanging(body: bytes, tag: str, *, media_type: str = JSON, filename: str | None = None) -> Response:
    """An answer that its address determines for ever; ``tag`` is its digest or key. It is kept ready in memory."""
    return Response(body, headers=_headers(tag, _FOR_EVER, filename), media_type=media_type)


def assembled(body: bytes, tag: str) -> Response:
    """An answer that its address determines while this code runs: kept ready in memory, and asked for again by the
    client. ``tag`` holds a number that is raised when the code puts it together in another way."""
    return Response(body, headers=_headers(tag, _THIS_CODE, None), media_type=JSON)


def growing(body: bytes, tag: str, *, media_type: str = JSON, filename: str | None = None) -> Response:
    """An answer that is what it is until ``tag`` changes: the client asks again, and gets 304 while it is the same."""
    return Response(body, headers=_headers(tag, ASK_AGAIN, filename), media_type=media_type)


def _headers(tag: str, policy: str, filename: str | None) -> dict[str, str]:
    headers = {"etag": f'"{tag}"', "cache-control": policy}
    if filename:
        headers["content-disposition"] = f'attachment; filename="{filename}"'
    return headers
