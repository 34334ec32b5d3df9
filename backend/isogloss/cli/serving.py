"""Commands that start processes: serve, worker, lane; and two that prepare: migrate, openapi."""

import signal
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isogloss.cli import installation

if TYPE_CHECKING:
    from isogloss.settings import Settings

Home = Annotated[Path | None, typer.Option(help="Folder for databases, logs and locks (default: ISOGLOSS_HOME).")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0 for any that is free.")]
Host = Annotated[str | None, typer.Option(help="Address to listen at.")]
Studies = Annotated[list[str], typer.Option("--study", help="Module of a further study.", hidden=True)]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(serve)
    app.command()(worker)
    app.command(hidden=True)(lane)
    app.command()(migrate)
    app.command()(openapi)


def serve(
    port: Port = None,
    host: Host = None,
    home: Home = None,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Serve pages only.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Show what is here; nobody can write.")] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the dashboard in a browser.")] = False,
    study: Studies = [],
) -> None:
    """Serve the dashboard, with a worker beside it."""
    settings = installation.read_settings(port=port, host=host, home=home, read_only=read_only or None)
    serve_pages(settings, not (no_worker or settings.read_only), open_browser, study)


def serve_pages(settings: "Settings", with_worker: bool, open_browser: bool, study: list[str]) -> None:
    """Serve until a signal."""
    from isogloss.cli.speaking import noting_incidents

    with noting_incidents(settings.home):
        _serve_pages(settings, with_worker, open_browser, study)


def _serve_pages(settings: "Settings", with_worker: bool, open_browser: bool, study: list[str]) -> None:
    from isogloss.app import create_app
    from isogloss.cli import guarding
    from isogloss.cli.speaking import err
    from isogloss.web import server

    with_token, made = guarding.guarded(settings)
    app = create_app(with_token)
    bound = server.listen(settings.host, settings.port)

    def ready(url: str) -> None:
        err.print(f"Isogloss is at {url} (stop it with Ctrl-C)")
        if (who := guarding.said(with_token, made, url)) is not None:
            err.print(who)
        if open_browser:
            threading.Thread(target=guarding.open_browser, args=(with_token, url), daemon=True).start()

    with ExitStack() as stack:
        _leave_in_order()
        if with_worker:
            stack.enter_context(_kept_alive(settings, study))
        server.serve(app, bound, on_ready=ready)


def _leave_in_order() -> None:
    """A SIGTERM ends this process by way of its ``with`` blocks, which wait for the worker; once: what comes after is
    not to cut that short."""

    def leave(*_: Any) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)


class _kept_alive:
    """A worker child that is started again when it dies, until the block ends."""

    def __init__(self, settings: "Settings", study: list[str]):
        self._settings, self._study = settings, study
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: Any) -> None:
        self._over.set()
        self._thread.join(timeout=installation.STOPPING_S + 5)

    def _keep(self) -> None:
        while not self._over.is_set():
            with installation.worker_child(self._settings, self._study) as child:
                while child.poll() is None and not self._over.wait(0.2):
                    pass
            self._over.wait(1.0)


def worker(
    home: Home = None,
    until_stdin_closes: Annotated[bool, typer.Option("--until-stdin-closes", hidden=True)] = False,
    study: Studies = [],
) -> None:
    """Work on runs: in this installation's databases, beside any number of other workers."""
    from isogloss.cli.speaking import err, noting_incidents
    from isogloss.runs.worker.supervisor import work

    settings = installation.read_settings(home=home)

    def ready(name: str) -> None:
        err.print(f"Worker {name} is ready.")

    with noting_incidents(settings.home):
        work(installation.worker_config(settings, study), until_stdin_closes=until_stdin_closes, on_ready=ready)


def lane(study: Studies = []) -> None:
    """One lane of a worker; its supervisor starts it."""
    from isogloss.runs.lane.supervised import first_line

    told = first_line()
    from isogloss.cli.speaking import noting_incidents
    from isogloss.runs.lane.start import LaneConfig
    from isogloss.runs.lane.start import serve as serve_lane

    config = LaneConfig.model_validate_json(told)
    with noting_incidents(config.store.home):
        serve_lane(config, installation.all_studies(study))


def migrate(home: Home = None) -> None:
    """Bring the databases to this version's tables."""
    from isogloss.cli.speaking import err
    from isogloss.runs import durable

    settings = installation.read_settings(home=home)
    with installation.opened(settings) as store:
        if settings.database_url is not None:
            # Also the workflow engine's own tables: whoever may make tables does it once, for workers that may not.
            durable.prepare(store.jobs_url)
        err.print("The databases are up to date.")


def openapi() -> None:
    """Print the API's schema as JSON."""
    from isogloss.app import create_app
    from isogloss.web.openapi import text

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(installation.read_settings(home=Path(folder)).model_copy(update={"database_url": None}))
        sys.stdout.write(text(app.openapi()))
        app.state.read.store.close()
