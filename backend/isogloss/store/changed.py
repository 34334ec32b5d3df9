"""How many rows a statement changed."""

from typing import Any, cast

from sqlalchemy import CursorResult, UpdateBase
from sqlalchemy.orm import Session


def changed(session: Session, statement: UpdateBase) -> int:
    """Execute an UPDATE, a DELETE or an INSERT and count its rows.

    What SQLAlchemy returns for one knows the count; what it declares, for every kind of statement alike, does not.
    """
    return cast(CursorResult[Any], session.execute(statement)).rowcount
