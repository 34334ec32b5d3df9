"""Whether an installation can do its work: each part of it in a sentence, and what to do where something is wrong.

Torch-free; what torch sees is asked of another process.
"""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from time import monotonic
from typing import Literal

import psutil
from huggingface_hub import constants
from sqlalchemy import select, text

from isogloss.contract.wire import Wire
from isogloss.models.folders import models_without_files
from isogloss.runs.rows.reading import workers
from isogloss.runs.rows.tables import clock
from isogloss.store.open import Store
from isogloss.store.reading import writable
from isogloss.vocabulary.errors import IsoglossError
from isogloss.vocabulary.hub_access import HubAccess

log = logging.getLogger("isogloss.runs")

#: Bytes free below which little can be computed, and below which it will soon be so.
_FULL, _NEARLY_FULL = 1 << 30, 5 << 30
#: Seconds that clocks of two machines may differ, and that a database may take to answer.
_APART, _SLOW = 2.0, 0.2
#: Packages whose versions decide numbers, or whether anything runs.
_PACKAGES = ("torch", "transformers", "tokenizers", "numpy", "scipy", "sqlalchemy", "dbos")
#: Seconds to wait for the process that asks torch.
_PATIENCE = 120


class Condition(Wire):
    """How one part is: ``well``, worth a ``look``, or ``broken``; ``mend`` says what to do."""

    part: str
    state: Literal["well", "look", "broken"]
    says: str
    mend: str = ""


def conditions(store: Store, hub: HubAccess, device: str = "auto") -> Iterator[Condition]:
    """Every part in turn; one that cannot be looked at is broken, and says why."""
    parts: dict[str, Callable[[], Condition]] = {
        "database": lambda: _database(store),
        "clock": lambda: _clock(store),
        "disk": lambda: _disk(store),
        "memory": lambda: _memory(),
        "workers": lambda: _workers(store),
        "devices": lambda: _devices(device),
        "models": lambda: _models(store),
        "hub": lambda: _hub(hub),
        "versions": lambda: _versions(),
    }
    for part, look in parts.items():
        try:
            yield look()
        except IsoglossError as error:
            yield Condition(part=part, state="broken", says=error.message, mend=error.hint)
        except Exception as error:
            log.exception("looking at %s", part)
            says = f"It could not be looked at: {type(error).__name__}."
            yield Condition(part=part, state="broken", says=says, mend="The log says more; tell the maintainers.")


def _database(store: Store) -> Condition:
    begun = monotonic()
    with store.app.session() as session:
        session.execute(select(1))
        took = monotonic() - begun
        version = session.scalar(text("SHOW server_version" if _is_postgres(store) else "SELECT sqlite_version()"))
    kind = "Postgres" if _is_postgres(store) else "SQLite"
    says = f"{kind} {version}, with the tables of this version, answers in {took * 1000:.0f} ms."
    if took < _SLOW:
        return Condition(part="database", state="well", says=says)
    return Condition(
        part="database", state="look", says=says, mend="Pages will be slow: is its machine busy, or its disk far away?"
    )


def _is_postgres(store: Store) -> bool:
    return store.app.dialect == "postgresql"


def _clock(store: Store) -> Condition:
    with store.app.session() as session:
        there = float(session.scalar(select(clock(store.app.dialect))) or 0.0)
    apart = abs(there - datetime.now(UTC).timestamp())
    if apart < _APART:
        return Condition(part="clock", state="well", says="This machine's clock and the database's agree.")
    return Condition(
        part="clock",
        state="look",
        says=f"This machine's clock and the database's differ by {apart:,.0f} s.",
        mend="Signs of life go by the database's clock; set both by a time server, or times on pages will mislead.",
    )


def _disk(store: Store) -> Condition:
    free = shutil.disk_usage(store.home).free
    says = f"{_size(free)} free where the home folder is."
    if not writable(store.home):
        mend = "Nothing can be computed: give this account the right to write there."
        return Condition(part="disk", state="broken", says="The home folder cannot be written to.", mend=mend)
    if free < _FULL:
        return Condition(part="disk", state="broken", says=says, mend="Make room: runs end with a full disk.")
    if free < _NEARLY_FULL:
        mend = "Make room soon, or lower ISOGLOSS_CACHE_BUDGET_BYTES."
        return Condition(part="disk", state="look", says=says, mend=mend)
    return Condition(part="disk", state="well", says=says)


def _memory() -> Condition:
    found = psutil.virtual_memory()
    says = (
        f"{_size(found.available)} of {_size(found.total)} memory are free, for {psutil.cpu_count() or 1} processors."
    )
    if found.available >= _FULL:
        return Condition(part="memory", state="well", says=says)
    return Condition(part="memory", state="look", says=says, mend="Stop other programs, or set ISOGLOSS_LANES_BATCH=1.")


def _workers(store: Store) -> Condition:
    there = [worker for worker in workers(store) if worker.state == "alive"]
    lanes = sum(len(worker.lanes) for worker in there)
    if there:
        many = f"{len(there)} workers" if len(there) > 1 else "One worker"
        return Condition(part="workers", state="well", says=f"{many}, with {lanes} lanes.")
    return Condition(
        part="workers",
        state="look",
        says="No worker is here, so that what is asked waits.",
        mend="Start one: isogloss worker (or isogloss serve, which brings one).",
    )


@cache
def _torch_says(python: str) -> subprocess.CompletedProcess[str]:
    # -P: no module is taken from the folder the command happens to be called in.
    command = [python, "-P", "-m", "isogloss.models.devices"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)


def _devices(wanted: str) -> Condition:
    done = _torch_says(sys.executable)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["no reason was given"])[-1][:200]
        mend = "Install it anew: README.md says how."
        return Condition(part="devices", state="broken", says=f"torch does not start: {why}", mend=mend)
    found = json.loads(done.stdout)
    names = [f"{one['name']} ({_named(one)})" for one in found["devices"]]
    says = f"torch {found['torch']} sees {', '.join(names) if names else 'no accelerator'}; {found['threads']} threads."
    there = {"auto", "cpu", "cuda" if found["devices"] else "cpu", *(one["name"] for one in found["devices"])}
    if wanted in there:
        return Condition(part="devices", state="well", says=says)
    mend = "Set ISOGLOSS_DEVICE to one that is there, or to auto."
    return Condition(part="devices", state="broken", says=f"{says} ISOGLOSS_DEVICE asks for {wanted[:40]}.", mend=mend)


def _named(device: Mapping[str, object]) -> str:
    size = device["bytes"]
    return f"{device['says']}, {_size(size)}" if isinstance(size, int) else str(device["says"])


def _models(store: Store) -> Condition:
    gone = models_without_files(store)
    if not gone:
        return Condition(part="models", state="well", says="Every model's files are where they were.")
    some = ", ".join(gone[:5]) + (" …" if len(gone) > 5 else "")
    return Condition(
        part="models",
        state="look",
        says=f"The files of {some} are not where they were.",
        mend="Results stay; to compute more, put the folders back or add the models again.",
    )


def _hub(hub: HubAccess) -> Condition:
    if hub.offline:
        return Condition(part="hub", state="well", says="No hub is asked: this installation is offline.")
    folder = Path(hub.cache or constants.HF_HUB_CACHE)
    kept = f"{_size(_size_of(folder))} of models are kept from it" if folder.is_dir() else "nothing is kept from it yet"
    return Condition(part="hub", state="well", says=f"A hub is asked when a model is named by its id; {kept}.")


def _size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("models--*/blobs/*") if file.is_file())


def _versions() -> Condition:
    there, gone = [], []
    for name in _PACKAGES:
        try:
            there.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            gone.append(name)
    python = ".".join(map(str, sys.version_info[:3]))
    if gone:
        says = f"{', '.join(gone)} is not installed beside Python {python}."
        return Condition(part="versions", state="broken", says=says, mend="Install Isogloss anew: README.md says how.")
    return Condition(part="versions", state="well", says=f"Python {python}, {', '.join(there)}.")


def _size(n: int) -> str:
    for unit, bytes_ in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if n >= bytes_:
            return f"{n / bytes_:,.1f} {unit}"
    return f"{n / 1e3:,.0f} kB"
