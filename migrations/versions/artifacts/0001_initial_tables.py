"""Artifacts and their chunks, as first released."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "artifact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("evictable", sa.Boolean(), nullable=False),
        sa.Column("n_bytes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stored_bytes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artifact")),
        sa.UniqueConstraint("digest", name=op.f("uq_artifact_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_artifact_evictable_used_at"), "artifact", ["evictable", "used_at"])
    op.create_table(
        "artifact_chunk",
        sa.Column(
            "artifact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["artifact_id"], ["artifact.id"], name=op.f("fk_artifact_chunk_artifact_id_artifact"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("artifact_id", "position", name=op.f("pk_artifact_chunk")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Chunks are compressed already: Postgres shall not try again at every write.
        op.execute("ALTER TABLE artifact_chunk ALTER COLUMN data SET STORAGE EXTERNAL")
