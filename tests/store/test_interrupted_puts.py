"""A process is killed in the middle of a large put: nothing half-written is ever visible."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from isogloss.store.artifact_tables import ArtifactChunkRow, ArtifactRow
from isogloss.store.artifacts import CHUNK
from isogloss.store.open import open_store
from isogloss.vocabulary.digest import digest_bytes
from isogloss.vocabulary.errors import NotFound

pytestmark = pytest.mark.processes

SIZE = 96 * CHUNK

PUT = """
import sys, pathlib, numpy
from isogloss.store.open import open_store
home, url, where, size = sys.argv[1:]
store = open_store(home=pathlib.Path(home), database_url=url or None, artifacts=where)
print("ready", flush=True)
store.artifacts.put(numpy.random.default_rng(5).bytes(int(size)), kind="test")
print("done", flush=True)
"""


def _written(artifacts) -> int:
    """Whole MiB that the unfinished put has written so far."""
    if hasattr(artifacts, "folder"):
        return sum(f.stat().st_size for f in Path(artifacts.folder, "unfinished").glob("*")) // CHUNK
    with artifacts.database.session() as session:
        return session.scalar(select(func.count()).select_from(ArtifactChunkRow))


def test_a_put_killed_half_way_leaves_nothing_visible_and_can_be_repeated(place):
    store = open_store(**place)
    data = np.random.default_rng(5).bytes(SIZE)
    digest = digest_bytes(data)
    command = [sys.executable, "-c", PUT, str(place["home"]), place["database_url"] or "", place["artifacts"]]
    with subprocess.Popen([*command, str(SIZE)], stdout=subprocess.PIPE, text=True) as child:
        deadline = time.monotonic() + 60
        while _written(store.artifacts) < 3:
            assert child.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.001)
        child.send_signal(signal.SIGKILL)
        assert "done" not in child.stdout.read()
    assert not store.artifacts.exists(digest)
    with pytest.raises(NotFound):
        store.artifacts.get(digest)
    assert store.artifacts.used_bytes(evictable=False) == 0

    assert store.artifacts.put(data, kind="test") == digest
    assert store.artifacts.get(digest) == data
    assert store.artifacts.sweep(older_than_s=0) == 1
    assert store.artifacts.get(digest) == data
    if not hasattr(store.artifacts, "folder"):
        with store.artifacts.database.session() as session:
            assert session.scalar(select(func.count()).select_from(ArtifactRow)) == 1
    store.close()
