"""What commands share: settings, the open store, the studies, and starting workers."""

import importlib
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.hub_access import HubAccess, keep_to_ourselves

if TYPE_CHECKING:
    from isogloss.contract.study import AnyStudy
    from isogloss.runs.worker.supervisor import WorkerConfig
    from isogloss.settings import Settings
    from isogloss.store.open import Store


def read_settings(**overrides: Any) -> "Settings":
    """Settings from the environment; what a command was told wins. Raises Refused for values that are none."""
    from pydantic import ValidationError

    from isogloss.settings import Settings

    try:
        settings = Settings(**{name: value for name, value in overrides.items() if value is not None})
        # Here, for all of our processes: each reads its settings before it imports what could ask or tell anybody.
        keep_to_ourselves(settings.offline)
        return settings
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"])
        # What a check of ours says is a sentence already.
        ours = first.get("ctx", {}).get("error")
        said = str(ours) if ours else f"ISOGLOSS_{name.upper()}: {first['msg']}."
        raise Refused("bad_setting", said, hint=_hint(name), field=name) from error


def _hint(name: str) -> str:
    return "docs/many-workers.md lists the settings; isogloss COMMAND --help the options." if name else ""


#: A worker that was told to stop gets so long to end its lanes and to hand back their runs, in seconds.
STOPPING_S = 20.0
#: The number of standard error, whatever stands for it in this process.
_STDERR = 2


@contextmanager
def opened(settings: "Settings", *, only_read: bool = False) -> Iterator["Store"]:
    """The store, migrated, closed at the end.

    ``only_read`` is for commands that show: also where nothing may be written, which is then not tried.
    """
    from isogloss.store.open import open_store
    from isogloss.store.reading import writable

    only_read = only_read and (settings.read_only or (settings.home.exists() and not writable(settings.home)))
    store = open_store(**store_settings(settings), only_read=only_read)
    try:
        yield store
    finally:
        store.close()


def store_settings(settings: "Settings") -> dict[str, Any]:
    """The settings that ``open_store`` takes."""
    names = ("home", "database_url", "artifacts", "artifacts_folder", "cache_budget_bytes")
    return {name: getattr(settings, name) for name in names}


def hub(settings: "Settings") -> HubAccess:
    """How hubs are reached, as the settings have it."""
    return HubAccess(settings.hub_endpoint, offline=settings.offline)


def all_studies(extra: Sequence[str] = ()) -> "dict[str, AnyStudy]":
    """The register's studies, and those of further modules that export ``STUDY``, by name."""
    from isogloss.studies import STUDIES

    studies = [*STUDIES, *(importlib.import_module(module).STUDY for module in extra)]
    return {study.name: study for study in studies}


def declare_tables() -> None:
    """Have every table declared, also those that a study has of its own: a backup holds what is declared."""
    import importlib.util

    for module in ("isogloss.findings.installation_check", "isogloss.runs.rows.study_records"):
        importlib.import_module(module)
    for study in all_studies().values():
        own = f"{study.home}.tables"
        if importlib.util.find_spec(own) is not None:
            importlib.import_module(own)


def worker_config(settings: "Settings", extra: Sequence[str], **overrides: Any) -> "WorkerConfig":
    """A worker as the settings want it."""
    from isogloss.runs.lane.start import StoreConfig
    from isogloss.runs.worker.supervisor import WorkerConfig

    names = ("lanes_batch", "lanes_live", "threads", "device", "model_budget_bytes", "hub_endpoint", "offline")
    limits = ("heartbeat_s", "dead_after_s", "stalled_after_s", "silent_after_s")
    plain: Mapping[str, Any] = {name: getattr(settings, name) for name in (*names, *limits)}
    command = [*own_command(), "lane", *(part for module in extra for part in ("--study", module))]
    return WorkerConfig(StoreConfig(**store_settings(settings)), command, **{**plain, **overrides})


def own_command() -> list[str]:
    """How to start this command line as another process."""
    # -P: no module is taken from the folder the command happens to be called in.
    return [sys.executable, "-P", "-m", "isogloss.cli"]


@contextmanager
def worker_child(settings: "Settings", extra: Sequence[str] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that lives as long as this process, however that ends."""
    command = [*own_command(), "worker", "--until-stdin-closes", *(p for module in extra for p in ("--study", module))]
    # A session of its own: an interrupt at the terminal ends this process first, which then ends the worker.
    # What it and its lanes print goes where words go: standard output is for this command's own results.
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=_STDERR, env=_environment(settings), start_new_session=True
    )
    try:
        yield child
    finally:
        assert child.stdin is not None
        child.stdin.close()
        try:
            child.wait(timeout=STOPPING_S)
        except subprocess.TimeoutExpired:
            _kill_family(child)


def _kill_family(child: "subprocess.Popen[bytes]") -> None:
    """Lanes end by themselves when their worker is gone, but for one that a single call holds: it sees nothing."""
    import psutil

    lanes = psutil.Process(child.pid).children(recursive=True)
    child.kill()
    child.wait()
    for lane in lanes:
        with suppress(psutil.NoSuchProcess):
            lane.kill()


def _environment(settings: "Settings") -> dict[str, str]:
    """The environment with this process's settings in it, also those it was told as options."""
    import os

    chosen = {name: value for name, value in settings.model_dump(mode="json").items() if value is not None}
    return dict(os.environ) | {
        f"ISOGLOSS_{name.upper()}": ",".join(value) if isinstance(value, list) else str(value)
        for name, value in chosen.items()
        if value != []
    }


class WorkerIfNone:
    """Somebody who works until the block ends: a worker that is there, or else one of our own."""

    def __init__(self, store: "Store", settings: "Settings", extra: Sequence[str] = (), *, live: bool = False):
        self._store, self._extra, self._dead_after_s = store, extra, settings.dead_after_s
        # One run needs no lane kept free for others.
        self._settings = settings if live else settings.model_copy(update={"lanes_live": 0})
        self._child: subprocess.Popen[bytes] | None = None
        self._ended = ExitStack()
        self._look_at, self._nobody = 0.0, False

    def __enter__(self) -> "WorkerIfNone":
        if not self._somebody():
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.close()

    def look(self) -> None:
        """To be called again and again: where the worker that was there is gone, one of our own is started. Raises
        Refused where ours is gone, Unavailable."""
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + self._dead_after_s
        if (self._child is not None and self._child.poll() is None) or self._somebody():
            self._nobody = False
        elif self._child is not None:
            raise _no_worker("The worker has ended, and no other is here.")
        elif self._nobody:
            self._start()
        else:
            # After a pause of the database everybody looks dead for a moment: it takes a second look.
            self._nobody = True

    def _somebody(self) -> bool:
        from isogloss.runs.rows.reading import workers

        return any(worker.state == "alive" for worker in workers(self._store, self._dead_after_s))

    def _start(self) -> None:
        self._child = self._ended.enter_context(worker_child(self._settings, self._extra))
        try:
            # A worker that cannot start at all should be heard of at once, not after a long wait for progress.
            time.sleep(0.05)
            if self._child.poll() is not None:
                raise _no_worker("The worker could not be started.")
        except BaseException:
            self._ended.close()
            raise


def _no_worker(message: str) -> Refused:
    return Refused("no_worker", message, hint="Run “isogloss worker” to see why.")
