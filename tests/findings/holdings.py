"""What a house holds, counted: after a refusal or an interruption it must be what it was."""

from sqlalchemy import func, select

from isogloss.store.artifact_tables import ArtifactRow
from isogloss.store.base import Base
from isogloss.store.open import Store


def holdings(store: Store) -> dict[str, int]:
    """Every table that is not empty, with its number of rows."""
    with store.app.session() as session:
        rows = {t.name: session.scalar(select(func.count()).select_from(t)) for t in Base.metadata.sorted_tables}
    with store.artifacts.database.session() as session:
        rows["artifact"] = session.scalar(select(func.count()).select_from(ArtifactRow))
    return {name: count for name, count in rows.items() if count}
