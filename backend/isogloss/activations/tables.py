"""The index of the cache: which artifact holds the pooled values of which request."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from isogloss.store.base import Base, BigInt, utc_now


class PooledCacheRow(Base):
    """``key`` is that of a request and place; the artifact may have been evicted since."""

    __tablename__ = "pooled_cache"

    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    n_bytes: Mapped[int] = mapped_column(BigInt)
    last_used: Mapped[datetime] = mapped_column(default=utc_now)
