"""What tables are made of: the two metadata and the portable column types.

Tables of the app database inherit from :class:`Base`, those of the artifacts database from :class:`ArtifactBase`:
on SQLite they are two files, on Postgres one database. No foreign key may cross from one to the other.
"""

from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import JSON, REAL, BigInteger, DateTime, Dialect, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

#: Every constraint has a name, or a later migration could not drop it on SQLite.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive datetime raises ValueError: nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        value = value.astimezone(UTC)
        # SQLite keeps text: without the offset, so that moments sort as their text does.
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Float32(TypeDecorator[float]):
    """A single-precision number that reads the same on both databases: as the shortest decimal that names it."""

    impl = REAL
    cache_ok = True

    def process_result_value(self, value: float | None, dialect: Dialect) -> float | None:
        # SQLite keeps eight bytes and would give 0.10000000149 where Postgres gives 0.1.
        return None if value is None else float(str(np.float32(value)))


#: A JSON value; a Python None is SQL NULL.
Json = JSON(none_as_null=True)

#: 64 bits. SQLite numbers rows by itself only in a column called INTEGER, which has 64 bits there anyway.
BigInt = BigInteger().with_variant(Integer, "sqlite")

_TYPES: dict[Any, TypeEngine[Any] | type[TypeEngine[Any]]] = {  # SQLAlchemy's own declaration of such a table
    datetime: UtcDateTime,
    dict[str, Any]: Json,
    list[Any]: Json,
    list[str]: Json,
}


class Base(DeclarativeBase):
    """Tables of the app database: models, corpora, runs, scores."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = _TYPES


class ArtifactBase(DeclarativeBase):
    """Tables of the artifacts database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = _TYPES
