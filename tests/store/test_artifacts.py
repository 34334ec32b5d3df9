import hashlib
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update

from isogloss.store.artifact_tables import ArtifactChunkRow, ArtifactRow
from isogloss.store.artifacts import CHUNK
from isogloss.store.database_artifacts import DatabaseArtifacts
from isogloss.store.folder_artifacts import FolderArtifacts, _kind_of
from isogloss.store.open import Store
from isogloss.vocabulary.errors import IsoglossError, NotFound, Refused

SHARED = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def noise(n_bytes: int, seed: int = 0) -> bytes:
    """Bytes that do not compress."""
    return np.random.default_rng(seed).bytes(n_bytes)


@SHARED
@given(data=st.binary(max_size=3000))
def test_what_is_put_comes_back_under_the_digest_of_its_content(artifacts, data):
    digest = artifacts.put(data, kind="test")
    assert digest == hashlib.sha256(data).hexdigest()
    assert artifacts.get(digest) == data
    assert artifacts.exists(digest)


def test_a_large_artifact_is_stored_in_pieces_of_one_mebibyte(store: Store):
    data = noise(3 * CHUNK + 5)
    digest = store.artifacts.put(data, kind="test")
    with store.artifacts.database.session() as session:
        sizes = session.scalars(select(func.length(ArtifactChunkRow.data)).order_by(ArtifactChunkRow.position)).all()
    assert list(sizes[:-1]) == [CHUNK] * 3
    assert 0 < sizes[-1] < CHUNK
    assert store.artifacts.get(digest) == data


def test_putting_again_stores_once(artifacts):
    data = noise(2 * CHUNK)
    first = artifacts.put(data, kind="test")
    used = artifacts.used_bytes(evictable=False)
    assert artifacts.put(data, kind="test") == first
    assert artifacts.used_bytes(evictable=False) == used


def test_stored_bytes_are_compressed(artifacts):
    artifacts.put(bytes(10 * CHUNK), kind="zeros")
    assert 0 < artifacts.used_bytes(evictable=False) < CHUNK


def test_what_is_not_there_is_said_to_be_missing(artifacts):
    digest = hashlib.sha256(b"never put").hexdigest()
    assert not artifacts.exists(digest)
    with pytest.raises(NotFound):
        artifacts.get(digest)
    artifacts.delete(digest)


@pytest.mark.parametrize("evictable", [False, True])
def test_a_deleted_artifact_is_gone_and_can_come_back(artifacts, evictable):
    digest = artifacts.put(b"text", kind="test", evictable=evictable)
    artifacts.delete(digest)
    assert not artifacts.exists(digest)
    assert artifacts.used_bytes(evictable) == 0
    assert artifacts.put(b"text", kind="test") == digest
    assert artifacts.get(digest) == b"text"


@pytest.mark.parametrize("dtype", ["float16", "float32", ">f8", "int64", "bool", "uint8", "<U7", "complex64"])
@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (7,), (4, 5), (2, 3, 4)])
def test_arrays_come_back_equal(folder_artifacts, dtype, shape):
    array = np.random.default_rng(0).integers(0, 2, size=shape).astype(dtype)
    back = folder_artifacts.get_array(folder_artifacts.put_array(array, kind="test"))
    assert back.shape == array.shape
    assert back.dtype == array.dtype.newbyteorder("<")
    assert np.array_equal(back, array)
    assert back.flags.writeable


@pytest.fixture
def folder_artifacts(tmp_path) -> FolderArtifacts:
    return FolderArtifacts(tmp_path / "artifacts")


def test_an_array_has_one_digest_whatever_its_memory_order(artifacts):
    array = np.arange(12, dtype="f4").reshape(3, 4)
    digest = artifacts.put_array(array, kind="test")
    assert artifacts.put_array(np.asfortranarray(array), kind="test") == digest
    assert artifacts.put_array(array.astype(">f4"), kind="test") == digest
    assert artifacts.put_array(np.tile(array, (2, 1))[::2][:0:-1], kind="test") != digest
    assert np.array_equal(artifacts.get_array(digest), array)


def test_objects_are_refused_as_arrays(artifacts):
    with pytest.raises(Refused, match="numbers"):
        artifacts.put_array(np.array([{}]), kind="test")


def test_both_backends_give_the_same_digests(store: Store, folder_artifacts):
    data, array = noise(CHUNK), np.eye(5)
    assert folder_artifacts.put(data, kind="test") == store.artifacts.put(data, kind="test")
    assert folder_artifacts.put_array(array, kind="test") == store.artifacts.put_array(array, kind="test")


def test_eviction_removes_the_least_recently_used_first_and_never_what_is_kept(artifacts):
    kept = artifacts.put(noise(50_000, 1), kind="kept")
    old, used, new = (artifacts.put(noise(50_000, seed), kind="pooled", evictable=True) for seed in (2, 3, 4))
    time.sleep(0.02)
    artifacts.get(old)  # Now “used” is the one longest unused.
    freed = artifacts.evict(budget_bytes=110_000)
    assert 50_000 <= freed < 60_000
    assert [artifacts.exists(d) for d in (kept, old, used, new)] == [True, True, False, True]
    artifacts.evict(budget_bytes=0)
    assert [artifacts.exists(d) for d in (kept, old, used, new)] == [True, False, False, False]
    assert artifacts.used_bytes(evictable=True) == 0
    assert artifacts.get(kept) == noise(50_000, 1)


def test_nothing_is_evicted_within_the_budget(artifacts):
    digest = artifacts.put(noise(1000), kind="pooled", evictable=True)
    assert artifacts.evict(budget_bytes=artifacts.used_bytes(evictable=True)) == 0
    assert artifacts.exists(digest)


def test_putting_again_counts_as_use(artifacts):
    first, second = (artifacts.put(noise(50_000, seed), kind="pooled", evictable=True) for seed in (1, 2))
    time.sleep(0.02)
    artifacts.put(noise(50_000, 1), kind="pooled", evictable=True)
    artifacts.evict(budget_bytes=60_000)
    assert artifacts.exists(first)
    assert not artifacts.exists(second)


def test_an_evictable_artifact_put_as_kept_is_kept_from_then_on(artifacts):
    digest = artifacts.put(b"both", kind="pooled", evictable=True)
    artifacts.put(b"both", kind="result")
    artifacts.put(b"both", kind="pooled", evictable=True)
    artifacts.evict(budget_bytes=0)
    assert artifacts.get(digest) == b"both"
    assert artifacts.used_bytes(evictable=True) == 0


def test_what_is_kept_can_be_told_from_what_may_be_evicted(artifacts):
    kept, cached = artifacts.put(b"kept", kind="result"), artifacts.put(b"cached", kind="pooled", evictable=True)
    never = hashlib.sha256(b"never put").hexdigest()
    assert artifacts.kept_among([kept, cached, never]) == {kept}
    assert artifacts.kept_among([]) == set()
    assert artifacts.keep(cached)
    assert not artifacts.keep(never)
    assert artifacts.kept_among([kept, cached, never]) == {kept, cached}


def test_only_what_is_evictable_is_dropped(artifacts):
    kept, cached = artifacts.put(b"kept", kind="result"), artifacts.put(b"cached", kind="pooled", evictable=True)
    artifacts.drop(kept)
    artifacts.drop(cached)
    assert (artifacts.exists(kept), artifacts.exists(cached)) == (True, False)
    artifacts.drop(cached)


def test_readings_within_a_minute_write_nothing(store: Store):
    digest = store.artifacts.put(b"text", kind="pooled", evictable=True)
    before = _used_at(store, digest)
    store.artifacts.get(digest)
    assert _used_at(store, digest) == before


def _used_at(store: Store, digest: str):
    with store.artifacts.database.session() as session:
        return session.scalar(select(ArtifactRow.used_at).where(ArtifactRow.digest == digest))


def test_a_put_in_progress_is_not_swept_but_an_abandoned_one_is(artifacts):
    leave_unfinished(artifacts)
    assert artifacts.sweep() == 0
    assert artifacts.sweep(older_than_s=0) == 1
    assert artifacts.sweep(older_than_s=0) == 0


def leave_unfinished(artifacts) -> None:
    """What a process leaves behind that dies between two chunks."""
    if isinstance(artifacts, FolderArtifacts):
        (artifacts.folder / "unfinished").mkdir(parents=True)
        (artifacts.folder / "unfinished" / "half").write_bytes(b"half")
        return
    assert isinstance(artifacts, DatabaseArtifacts)
    with artifacts.database.session() as session:
        row = ArtifactRow(kind="test", evictable=False, n_bytes=10)
        session.add(row)
        session.flush()
        session.add(ArtifactChunkRow(artifact_id=row.id, position=0, data=b"half"))


def test_two_that_put_the_same_at_once_both_succeed_and_store_once(store: Store):
    """The second finishes after the first: its copy is dropped. Played step by step, so that it always happens."""
    data = noise(CHUNK)

    class Overtaken(DatabaseArtifacts):
        def _finish(self, artifact: int, digest: str) -> None:
            DatabaseArtifacts(self.database).put(data, kind="test")
            super()._finish(artifact, digest)

    digest = Overtaken(store.artifacts.database).put(data, kind="test")
    assert store.artifacts.get(digest) == data
    with store.artifacts.database.session() as session:
        assert session.scalar(select(func.count()).select_from(ArtifactRow)) == 1
        assert session.scalar(select(func.count()).select_from(ArtifactChunkRow)) == 2


def test_damaged_bytes_are_never_handed_out(store: Store):
    digest = store.artifacts.put(noise(1000), kind="test")
    with store.artifacts.database.session() as session:
        data = bytearray(session.scalar(select(ArtifactChunkRow.data)))
        data[500] ^= 1
        session.execute(update(ArtifactChunkRow).values(data=bytes(data)))
    with pytest.raises(IsoglossError, match="damaged"):
        store.artifacts.get(digest)


def test_postgres_does_not_compress_chunks_a_second_time(store: Store):
    if store.app.dialect != "postgresql":
        return
    with store.app.session() as session:
        storage = session.scalar(
            text("SELECT attstorage FROM pg_attribute WHERE attrelid = 'artifact_chunk'::regclass AND attname = 'data'")
        )
    assert storage == "e"


def test_a_file_that_lost_its_end_has_no_kind(tmp_path):
    (tmp_path / "cut.zst").write_bytes(b"not a kind of anything")
    assert _kind_of(tmp_path / "cut.zst") == ""
