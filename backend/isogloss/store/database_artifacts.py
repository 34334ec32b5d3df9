"""Artifacts in a database: chunks first, one short write transaction each; the digest last."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from isogloss.store.artifact_tables import ArtifactChunkRow, ArtifactRow
from isogloss.store.artifacts import Arrays, Listed, compressed, expanded, missing
from isogloss.store.base import utc_now
from isogloss.store.changed import changed
from isogloss.store.database import Database
from isogloss.vocabulary.digest import digest_bytes
from isogloss.vocabulary.errors import OutOfSpace, Unavailable

#: An unfinished put that wrote nothing for so long belongs to a dead process.
ABANDONED_S = 3600.0


class DatabaseArtifacts(Arrays):
    """See :class:`isogloss.store.artifacts.Artifacts`. A reading is noted at most every ``touch_s`` seconds."""

    def __init__(self, database: Database, *, touch_s: float = 60.0):
        self.database = database
        self.touch_s = touch_s

    def put(self, data: bytes, *, kind: str, evictable: bool = False) -> str:
        digest = digest_bytes(data)
        if not self._found_again(digest, evictable):
            self._write(data, digest, kind, evictable)
        return digest

    def _found_again(self, digest: str, evictable: bool) -> bool:
        """Whether it is there already; if so it counts as used, and as kept if it is now to be."""
        known = select(ArtifactRow.evictable).where(ArtifactRow.digest == digest)
        with self.database.session() as session:
            stored = session.scalar(known)
            if stored is None or not stored:
                return stored is not None
            change = update(ArtifactRow).where(ArtifactRow.digest == digest)
            # It may have been evicted since: then this matches nothing, and it is written anew.
            return changed(session, change.values(used_at=utc_now(), evictable=evictable)) == 1

    def _write(self, data: bytes, digest: str, kind: str, evictable: bool) -> None:
        with self.database.session() as session:
            row = ArtifactRow(kind=kind, evictable=evictable, n_bytes=len(data))
            session.add(row)
            session.flush()
            artifact = row.id
        try:
            for position, piece in enumerate(compressed(data)):
                self._write_chunk(artifact, position, piece)
            self._finish(artifact, digest)
        except IntegrityError:
            # Another process finished the same content first; ours is the copy to drop.
            self._discard(artifact)
            if not self._found_again(digest, evictable):
                raise
        except BaseException:
            self._discard_if_possible(artifact)
            raise

    def _write_chunk(self, artifact: int, position: int, piece: bytes) -> None:
        grown = {"stored_bytes": ArtifactRow.stored_bytes + len(piece), "used_at": utc_now()}
        with self.database.session() as session:
            session.execute(update(ArtifactRow).where(ArtifactRow.id == artifact).values(grown))
            session.execute(insert(ArtifactChunkRow).values(artifact_id=artifact, position=position, data=piece))

    def _finish(self, artifact: int, digest: str) -> None:
        with self.database.session() as session:
            session.execute(update(ArtifactRow).where(ArtifactRow.id == artifact).values(digest=digest))

    def _discard(self, artifact: int) -> None:
        with self.database.session() as session:
            session.execute(delete(ArtifactRow).where(ArtifactRow.id == artifact))

    def _discard_if_possible(self, artifact: int) -> None:
        try:
            self._discard(artifact)
        except (OutOfSpace, Unavailable):
            pass  # Invisible anyway; sweep() removes it later.

    def get(self, digest: str) -> bytes:
        chunks = (
            select(ArtifactRow.evictable, ArtifactRow.used_at, ArtifactChunkRow.data)
            .join(ArtifactChunkRow, ArtifactChunkRow.artifact_id == ArtifactRow.id)
            .where(ArtifactRow.digest == digest)
            .order_by(ArtifactChunkRow.position)
        )
        with self.database.session() as session:
            # One statement sees one state: no eviction can take chunks away between two of them.
            rows = session.execute(chunks).all()
        if not rows:
            raise missing(digest)
        if rows[0].evictable and utc_now() - rows[0].used_at >= timedelta(seconds=self.touch_s):
            self._touch(digest)
        return expanded(digest, (row.data for row in rows))

    def _touch(self, digest: str) -> None:
        try:
            with self.database.session() as session:
                session.execute(update(ArtifactRow).where(ArtifactRow.digest == digest).values(used_at=utc_now()))
        except (OutOfSpace, Unavailable):
            pass  # What was read was read: a full disk must not make reading fail.

    def exists(self, digest: str) -> bool:
        with self.database.session() as session:
            return session.scalar(select(ArtifactRow.id).where(ArtifactRow.digest == digest)) is not None

    def listed(self) -> Iterator[Listed]:
        columns = [getattr(ArtifactRow, name) for name in Listed._fields]
        query = select(ArtifactRow.id, *columns).where(ArtifactRow.digest.is_not(None)).order_by(ArtifactRow.id)
        last = 0
        while True:
            with self.database.session() as session:
                rows = session.execute(query.where(ArtifactRow.id > last).limit(1000)).all()
            if not rows:
                return
            last = rows[-1].id
            yield from (Listed(*row[1:]) for row in rows)

    def delete(self, digest: str) -> None:
        with self.database.session() as session:
            session.execute(delete(ArtifactRow).where(ArtifactRow.digest == digest))

    def kept_among(self, digests: Iterable[str]) -> set[str]:
        wanted = sorted(set(digests))
        found: set[str | None] = set()
        with self.database.session() as session:
            # A statement has room for so many values only.
            for start in range(0, len(wanted), 500):
                these = ArtifactRow.digest.in_(wanted[start : start + 500])
                found.update(session.scalars(select(ArtifactRow.digest).where(these, ~ArtifactRow.evictable)))
        return {digest for digest in found if digest is not None}

    def keep(self, digest: str) -> bool:
        return self._found_again(digest, evictable=False)

    def drop(self, digest: str) -> None:
        with self.database.session() as session:
            session.execute(delete(ArtifactRow).where(ArtifactRow.digest == digest, ArtifactRow.evictable))

    def used_bytes(self, evictable: bool) -> int:
        total = select(func.coalesce(func.sum(ArtifactRow.stored_bytes), 0))
        with self.database.session() as session:
            of = total.where(ArtifactRow.evictable == evictable, ArtifactRow.digest.is_not(None))
            return int(session.scalar(of) or 0)

    def evict(self, budget_bytes: int) -> int:
        self.sweep()
        excess = self.used_bytes(evictable=True) - budget_bytes
        freed = 0
        while freed < excess and (size := self._evict_oldest()) is not None:
            freed += size
        return freed

    def _evict_oldest(self) -> int | None:
        """Remove one and return its size (0 where another process was faster); None when there is none."""
        oldest = (
            select(ArtifactRow.id, ArtifactRow.stored_bytes)
            .where(ArtifactRow.evictable, ArtifactRow.digest.is_not(None))
            .order_by(ArtifactRow.used_at, ArtifactRow.id)
            .limit(1)
        )
        with self.database.session() as session:
            row = session.execute(oldest).first()
            if row is None:
                return None
            # Still evictable: it may have been promoted since it was chosen.
            gone = delete(ArtifactRow).where(ArtifactRow.id == row.id, ArtifactRow.evictable)
            return row.stored_bytes if changed(session, gone) else 0

    def sweep(self, older_than_s: float = ABANDONED_S) -> int:
        before = utc_now() - timedelta(seconds=older_than_s)
        abandoned = delete(ArtifactRow).where(ArtifactRow.digest.is_(None), ArtifactRow.used_at <= before)
        with self.database.session() as session:
            return changed(session, abandoned)
