"""What runs published, of every kind."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "publication",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_publication_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kind", "id", "part", name=op.f("pk_publication")),
    )
    with op.batch_alter_table("publication", schema=None) as table:
        table.create_index(op.f("ix_publication_run_id"), ["run_id"], unique=False)
