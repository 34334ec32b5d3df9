"""Tables of the artifacts database."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from isogloss.store.base import ArtifactBase, BigInt, utc_now


class ArtifactRow(ArtifactBase):
    """One artifact. It gets its ``digest`` when its last chunk is in: without one it is an unfinished put.

    ``stored_bytes`` counts compressed bytes; ``used_at`` is the last reading, to the minute, or the last chunk
    written while unfinished.
    """

    __tablename__ = "artifact"
    __table_args__ = (Index(None, "evictable", "used_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    evictable: Mapped[bool]
    n_bytes: Mapped[int] = mapped_column(BigInt)
    stored_bytes: Mapped[int] = mapped_column(BigInt, default=0)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    used_at: Mapped[datetime] = mapped_column(default=utc_now)


class ArtifactChunkRow(ArtifactBase):
    """Piece ``position`` (from 0) of an artifact's compressed bytes, 1 MiB each but the last."""

    __tablename__ = "artifact_chunk"

    artifact_id: Mapped[int] = mapped_column(
        BigInt, ForeignKey("artifact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)
