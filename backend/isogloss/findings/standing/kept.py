"""What a run kept, by name: digests and sizes, as bundles and pins write them down."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.runs.rows.tables import RunArtifactRow, RunRow

Sha = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Bytes = Annotated[int, Field(ge=0, lt=2**53)]


class Kept(BaseModel):
    """What a run kept under a name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: Sha
    kind: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    bytes: Bytes


def kept_by(session: Session, run: RunRow) -> dict[str, Kept]:
    """What a run kept, by name; of a series only what it shows now."""
    query = select(RunArtifactRow).where(RunArtifactRow.run_id == run.id).order_by(RunArtifactRow.name)
    now = f"{run.finished_set}/" if run.kind == "series" else ""
    rows = [row for row in session.scalars(query) if row.name.startswith(now)]
    return {row.name: Kept(sha256=row.digest, kind=row.kind, bytes=row.n_bytes) for row in rows}
