"""What a page must not do, watched from the moment it opens: errors, requests elsewhere, refusals by its own policy."""

from typing import Any
from urllib.parse import urlsplit


class Watch:
    """Everything said, thrown, refused and fetched in one browser context."""

    def __init__(self, context: Any, origin: str):
        self.origin = origin
        self.said: list[str] = []
        self.thrown: list[str] = []
        self.elsewhere: list[str] = []
        self.failed: list[str] = []
        #: What was asked for and has not come; event streams never do.
        self.pending: set[Any] = set()
        #: Answers of these states are part of what a test does on purpose (an unknown page, a refused form).
        self.expected: set[int] = set()
        context.on("console", self._console)
        context.on("weberror", lambda error: self.thrown.append(str(error.error)))
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", self._ended)

    def _console(self, message: Any) -> None:
        if message.type not in ("error", "warning"):
            return
        # Chromium writes each answer of 400 and more into the console; those are judged by their state, below.
        if message.text.startswith("Failed to load resource: the server responded with a status of"):
            return
        self.said.append(f"{message.type}: {message.text}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob"):
            return
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.elsewhere.append(request.url)
        if request.resource_type != "eventsource" and not parts.path.endswith("/events"):
            self.pending.add(request)

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.failed.append(f"{response.status} {response.url}")

    def check(self) -> None:
        """Fails with what was seen; a refusal by the policy is an error in the console."""
        seen = {
            "in the console": self.said,
            "thrown": self.thrown,
            "asked elsewhere": self.elsewhere,
            "refused": self.failed,
        }
        assert not any(seen.values()), {name: found for name, found in seen.items() if found}

    def _ended(self, request: Any) -> None:
        self.pending.discard(request)
