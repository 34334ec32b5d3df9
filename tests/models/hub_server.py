"""A hub on this machine: just enough of the hub's interface for its real client to fetch models from."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

_API = re.compile(r"/api/models/(?P<repo>[^/]+(?:/[^/]+)?)(?:/(?P<what>revision|refs)(?:/(?P<revision>[^/]+))?)?")
_FILE = re.compile(r"/(?P<repo>[^/]+(?:/[^/]+)?)/resolve/(?P<revision>[^/]+)/(?P<name>.+)")


@dataclass
class Repository:
    """Files of each revision; the commit of a revision is the digest of its files."""

    revisions: dict[str, dict[str, bytes]]
    licence: str | None = None
    gated: bool = False
    private: bool = False
    #: Listed, but not held.
    lost: set[str] = field(default_factory=set)
    #: Answered with half of their bytes.
    torn: set[str] = field(default_factory=set)
    #: Answered with an error of the server's.
    broken: bool = False

    def commit(self, revision: str) -> str:
        sha = hashlib.sha1(revision.encode(), usedforsecurity=False)
        for name, data in sorted(self.revisions[revision].items()):
            sha.update(name.encode() + data)
        return sha.hexdigest()

    def find(self, name: str) -> str | None:
        """The revision of this name, or with this commit."""
        return next((r for r in self.revisions if name in (r, self.commit(r))), None)


@dataclass
class HubServer:
    """Where it listens, what it holds, and every request it was sent."""

    endpoint: str
    repositories: dict[str, Repository] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def publish(self, repo: str, folders: dict[str, Path], **more: object) -> Repository:
        """Publish folders as revisions."""
        files = {
            revision: {path.name: path.read_bytes() for path in folder.iterdir()}
            for revision, folder in folders.items()
        }
        self.repositories[repo] = Repository(files, **more)
        return self.repositories[repo]

    def fetched(self, name: str) -> int:
        """How often a file of this name was fetched (asking about it does not count)."""
        return sum(request.startswith("GET") and request.endswith(f"/{name}") for request in self.requests)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: HubServer

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.requests.append(f"{self.command} {path}")
        if match := _FILE.fullmatch(path):
            return self._file(match["repo"], match["revision"], match["name"], body)
        if match := _API.fullmatch(path):
            return self._api(match["repo"], match["what"], match["revision"] or "main")
        return self._refuse(404, "EntryNotFound")

    def _repository(self, name: str, *, file: bool) -> Repository | None:
        repository = self.hub.repositories.get(name)
        if repository is None or repository.private:
            self._refuse(401, "RepoNotFound")
        elif repository.broken:
            self._refuse(500, None)
        elif repository.gated and file:
            self._refuse(403, "GatedRepo")
        else:
            return repository
        return None

    def _api(self, repo: str, what: str | None, name: str) -> None:
        repository = self._repository(repo, file=False)
        if repository is None:
            return
        if what == "refs":
            branches = [
                {"name": r, "ref": f"refs/heads/{r}", "targetCommit": repository.commit(r)}
                for r in repository.revisions
            ]
            return self._json({"branches": branches, "tags": [], "converts": []})
        revision = repository.find(name)
        if revision is None:
            return self._refuse(404, "RevisionNotFound")
        siblings = [{"rfilename": file, "size": len(data)} for file, data in repository.revisions[revision].items()]
        card = {"cardData": {"license": repository.licence}} if repository.licence else {}
        return self._json({"id": repo, "sha": repository.commit(revision), "siblings": siblings, "tags": [], **card})

    def _file(self, repo: str, name: str, file: str, body: bool) -> None:
        repository = self._repository(repo, file=True)
        if repository is None:
            return
        revision = repository.find(name)
        if revision is None:
            return self._refuse(404, "RevisionNotFound")
        data = repository.revisions[revision].get(file)
        if data is None or file in repository.lost:
            return self._refuse(404, "EntryNotFound")
        start = int((self.headers.get("Range") or "bytes=0-").partition("=")[2].partition("-")[0] or 0)
        rest = data[start:]
        self.send_response(206 if start else 200)
        self.send_header("X-Repo-Commit", repository.commit(revision))
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("Content-Length", str(len(rest)))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        if body and file in repository.torn:
            self.wfile.write(rest[: len(rest) // 2])
            self.close_connection = True
        elif body:
            self.wfile.write(rest)

    def _json(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _refuse(self, status: int, code: str | None) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def serving() -> Iterator[HubServer]:
    """A hub on a free port of this machine."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    handler.hub = HubServer(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield handler.hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
