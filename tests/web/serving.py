"""A real server process for tests: ``python -m tests.web.serving HOME [DATABASE_URL]`` serves toys."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI

from isogloss.store.open import open_store
from isogloss.web.application import assemble
from isogloss.web.connections import Patience
from isogloss.web.limits import Limits
from isogloss.web.reader import Reader
from isogloss.web.server import Server, address, configured, listen, serve
from tests.web.toy import TOY

ROOT = Path(__file__).parents[2]


@contextmanager
def server(home: Path, database_url: str | None = None) -> Iterator[str]:
    """The address of a server of its own process on this home; it is stopped at the end, and must stop by itself."""
    command = [sys.executable, "-m", "tests.web.serving", str(home), *([database_url] if database_url else [])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline().strip()
            assert line.startswith("http"), f"the server did not start: {line}"
            yield line
        finally:
            process.terminate()
            process.wait(timeout=15)


@contextmanager
def background(app: FastAPI, patience: Patience = Patience()) -> Iterator[str]:
    """The address of an app served from a thread of this process."""
    bound = listen("127.0.0.1", 0)
    running = Server(configured(app, patience), app.state.hub, lambda: None)
    thread = threading.Thread(target=running.run, args=([bound],))
    thread.start()
    try:
        while not running.started:
            time.sleep(0.01)
        yield address(bound)
    finally:
        running.should_exit = True
        thread.join(timeout=10)


def main(home: str, database_url: str | None = None) -> None:
    """Serve until a signal."""
    store = open_store(home=Path(home), database_url=database_url)
    app = assemble(Reader(store, (TOY,)), limits=Limits(body=10_000))
    serve(app, listen("127.0.0.1", 0), on_ready=lambda url: print(url, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
