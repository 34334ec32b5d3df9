"""A lane: a process that computes one run at a time. It lives as long as its supervisor holds its standard input open,
so that nothing survives a supervisor that was killed."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from filelock import FileLock
from filelock import Timeout as LockTimeout
from pydantic import BaseModel

from isogloss.contract.study import AnyStudy
from isogloss.runs import durable
from isogloss.runs.lane.execution import Execution
from isogloss.runs.lane.intake_work import Options
from isogloss.runs.lane.warm import Warm
from isogloss.store.open import open_store
from isogloss.vocabulary.hub_access import HubAccess

#: How long a new lane waits for the end of an earlier life of its name, in seconds.
PREDECESSOR_S = 10.0
#: The exit code of a lane whose name is taken by a process that lives.
TAKEN = 4


class StoreConfig(BaseModel):
    """How to open the store: what ``open_store`` takes."""

    home: Path
    database_url: str | None = None
    artifacts: Literal["database", "folder"] = "database"
    artifacts_folder: Path | None = None
    cache_budget_bytes: int = 20_000_000_000


class LaneConfig(BaseModel):
    """What a supervisor tells a lane, as one line of JSON on its standard input: an address may hold a password, and
    arguments can be read by everybody on the machine."""

    store: StoreConfig
    executor: str
    kind: Literal["batch", "live"]
    device: str = "auto"
    model_budget_bytes: int = 4_000_000_000
    hub_endpoint: str | None = None
    offline: bool = False


def serve(config: LaneConfig, studies: Mapping[str, AnyStudy]) -> None:
    """Work until the process is ended (see ``supervised``); never returns."""
    lock = _lock(config)
    store = open_store(**config.store.model_dump(), migrate=False)
    warm = Warm(store, studies, model_budget_bytes=config.model_budget_bytes, device=config.device)
    options = Options(HubAccess(config.hub_endpoint, offline=config.offline))
    execution = Execution(store, config.executor, studies, warm, options)
    durable.launch(store.jobs_url, config.executor, config.kind, execution)
    while lock.is_locked:
        time.sleep(3600)


def _lock(config: LaneConfig) -> FileLock:
    """Two processes of one name would compute each other's runs: the second waits for the first to be gone, or goes."""
    folder = config.store.home / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{config.executor.replace('/', '.')}.lock")
    try:
        lock.acquire(timeout=PREDECESSOR_S)
    except LockTimeout:
        os._exit(TAKEN)
    return lock
