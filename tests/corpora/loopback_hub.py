"""A hub on this machine: datasets with revisions and files, spoken to by the real client."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class LoopbackHub:
    """What the hub holds: ``{repository: {revision: {path: bytes}}}``; ``missing`` files are listed and not there."""

    datasets: dict[str, dict[str, dict[str, bytes]]]
    missing: set[str] = field(default_factory=set)
    gated: set[str] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)
    endpoint: str = ""

    @staticmethod
    def commit(repo: str, revision: str) -> str:
        """The commit that a revision's name stands for."""
        return hashlib.sha1(f"{repo}@{revision}".encode()).hexdigest()

    def files(self, repo: str, revision: str) -> dict[str, bytes] | None:
        """The files of a revision, by its name or commit."""
        for name, files in self.datasets.get(repo, {}).items():
            if revision in (name, self.commit(repo, name)):
                return files
        return None


@contextmanager
def serving(hub: LoopbackHub) -> Iterator[LoopbackHub]:
    """The hub on a free port, until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(hub: LoopbackHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            parts = self.path.partition("?")[0].strip("/").split("/")
            if parts[:2] == ["api", "datasets"]:
                self._api("/".join(parts[2:4]), parts[5] if parts[4:5] == ["revision"] else "main")
            elif parts[0] == "datasets" and parts[3] == "resolve":
                self._file("/".join(parts[1:3]), parts[4], "/".join(parts[5:]))
            else:
                self._answer(404, b"", {})

        def _api(self, repo: str, revision: str) -> None:
            if repo in hub.gated:
                return self._answer(403, b"", {"X-Error-Code": "GatedRepo"})
            files = hub.files(repo, revision)
            if repo not in hub.datasets or files is None:
                code = "RevisionNotFound" if repo in hub.datasets else "RepoNotFound"
                return self._answer(404, b"", {"X-Error-Code": code})
            name = next(n for n in hub.datasets[repo] if revision in (n, hub.commit(repo, n)))
            listed = {**files, **dict.fromkeys(hub.missing, b"")}
            siblings = [{"rfilename": path, "size": len(data)} for path, data in listed.items()]
            body = {"id": repo, "sha": hub.commit(repo, name), "private": False, "siblings": siblings}
            return self._answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})

        def _file(self, repo: str, revision: str, path: str) -> None:
            data = (hub.files(repo, revision) or {}).get(path)
            if data is None:
                return self._answer(404, b"", {"X-Error-Code": "EntryNotFound"})
            if self.command == "GET":
                hub.fetched.append(path)
            etag = hashlib.sha256(data).hexdigest()
            return self._answer(200, data, {"ETag": f'"{etag}"', "X-Repo-Commit": revision})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
