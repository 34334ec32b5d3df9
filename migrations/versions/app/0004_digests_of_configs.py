"""Digests of configs, and what weights were known as by earlier versions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("checkpoint", schema=None) as table:
        table.add_column(sa.Column("config_digest", sa.String(), nullable=True))
    with op.batch_alter_table("weight_digest", schema=None) as table:
        table.add_column(sa.Column("as_stored", sa.String(), nullable=True))
