"""A full disk says so, leaves nothing half-written, and is forgiven once there is room again."""

import contextlib
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event, func, select, text

from isogloss.store.artifact_tables import ArtifactChunkRow, ArtifactRow
from isogloss.store.artifacts import CHUNK, Artifacts
from isogloss.store.database import Database
from isogloss.store.folder_artifacts import FolderArtifacts
from isogloss.store.open import open_store
from isogloss.store.unit_score import ScoreLabelRow
from isogloss.vocabulary.digest import digest_bytes
from isogloss.vocabulary.errors import OutOfSpace
from tests.store.cluster import private_cluster

SMALL = np.random.default_rng(1).bytes(CHUNK)
LARGE = np.random.default_rng(2).bytes(40 * CHUNK)


@contextlib.contextmanager
def page_limit(database: Database, pages: int):
    """SQLite's own full disk: the file may not grow beyond so many pages."""

    def limit(connection, _record):
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(database.engine, "connect", limit)
    database.dispose()
    yield
    event.remove(database.engine, "connect", limit)
    database.dispose()


def refuses_the_large_one_whole(artifacts: Artifacts) -> None:
    """What every backend owes when there is no room."""
    small = artifacts.put(SMALL, kind="test")
    before = artifacts.used_bytes(evictable=False)
    with pytest.raises(OutOfSpace, match="no space left") as caught:
        artifacts.put(LARGE, kind="test")
    assert caught.value.hint
    assert not artifacts.exists(digest_bytes(LARGE))
    assert artifacts.used_bytes(evictable=False) == before
    assert artifacts.get(small) == SMALL


def takes_the_large_one_now(artifacts: Artifacts) -> None:
    assert artifacts.get(artifacts.put(LARGE, kind="test")) == LARGE
    artifacts.sweep(older_than_s=0)
    assert artifacts.get(digest_bytes(SMALL)) == SMALL


def test_a_full_sqlite_file_refuses_whole_artifacts_and_recovers(home):
    with contextlib.closing(open_store(home=home)) as store:
        with page_limit(store.artifacts.database, 12 * CHUNK // 4096):
            refuses_the_large_one_whole(store.artifacts)
            with store.artifacts.database.session() as session:
                assert session.scalar(select(func.count()).select_from(ArtifactRow)) == 1
                assert session.scalar(select(func.count()).select_from(ArtifactChunkRow)) == 2
        takes_the_large_one_now(store.artifacts)


def test_a_full_app_database_rolls_the_whole_transaction_back(home):
    with contextlib.closing(open_store(home=home)) as store:
        with page_limit(store.app, 200):
            with store.app.session() as session:
                session.add(ScoreLabelRow(text="before"))
            with pytest.raises(OutOfSpace), store.app.session() as session:
                for number in range(20_000):
                    session.add(ScoreLabelRow(text=f"{number:0180d}"))
            with store.app.session() as session:
                assert session.scalars(select(ScoreLabelRow.text)).all() == ["before"]
        with store.app.session() as session:
            session.add(ScoreLabelRow(text="after"))


LIMITED = """
import pathlib, resource, sys
sys.path.insert(0, sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (8 << 20, resource.RLIM_INFINITY))
from isogloss.store.folder_artifacts import FolderArtifacts
from tests.store import test_full_disk as t
artifacts = FolderArtifacts(pathlib.Path(sys.argv[1]))
t.refuses_the_large_one_whole(artifacts)
assert not list((artifacts.folder / "unfinished").iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
t.takes_the_large_one_now(artifacts)
print("recovered")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file-size limits are POSIX")
def test_a_file_that_may_not_grow_leaves_nothing_half_written_in_the_folder(tmp_path):
    assert resource.RLIMIT_FSIZE is not None
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "artifacts"), str(root)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.stdout == "recovered\n", ended.stderr


@contextlib.contextmanager
def small_filesystem(folder: Path, megabytes: int):
    """A file system of its own in memory; skipped where this user may not mount one."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "isogloss-test", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount command: a full file system cannot be made here")
    if mounted.returncode:
        pytest.skip(f"a full file system cannot be made here: {mounted.stderr.strip()}")
    try:
        yield lambda size: subprocess.run(["mount", "-o", f"remount,size={size}m", str(folder)], check=True)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_file_system_leaves_nothing_half_written_in_the_folder(tmp_path):
    with small_filesystem(tmp_path / "small", 8) as resize:
        artifacts = FolderArtifacts(tmp_path / "small" / "artifacts")
        refuses_the_large_one_whole(artifacts)
        assert not list((artifacts.folder / "unfinished").iterdir())
        resize(80)
        takes_the_large_one_now(artifacts)


@pytest.mark.processes  # Not marked as Postgres's: where nothing can be mounted, CI skips it too, and says so.
def test_a_full_postgres_tablespace_refuses_whole_artifacts_and_recovers(home):
    with private_cluster() as cluster, small_filesystem(cluster.folder / "small", 40) as resize:
        (cluster.folder / "small").chmod(0o777)
        inside = cluster.folder / "small" / "space"
        subprocess.run(["mkdir", str(inside)], check=True, user=cluster.user)
        server = Database(cluster.url())
        with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE TABLESPACE small LOCATION '{inside}'"))
            connection.execute(text("CREATE DATABASE full_one TABLESPACE small"))
        server.dispose()
        with contextlib.closing(open_store(home=home, database_url=cluster.url("full_one"))) as store:
            refuses_the_large_one_whole(store.artifacts)
            resize(200)
            takes_the_large_one_now(store.artifacts)
