"""INSERT with ON CONFLICT, on both databases: what two processes may add at the same moment is added this way."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from isogloss.store.base import Base


def insert(session: Session, table: type[Base]) -> Any:
    """An INSERT of the session's own database, which knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    return (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(table)
