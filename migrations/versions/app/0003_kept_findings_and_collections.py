"""kept findings and collections."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Findings that are here came with bundles: they have no tags, no keeper and no pins."""
    op.create_table(
        "collection",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kept_by", sa.String(length=200), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("items", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_collection")),
    )
    op.create_table(
        "finding_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kept_by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding"], ["finding.slug"], name=op.f("fk_finding_revision_finding_finding"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_revision")),
        sa.UniqueConstraint("finding", "number", name=op.f("uq_finding_revision_finding_number")),
    )
    added = {
        "tags": (sa.JSON(none_as_null=True), "[]"),
        "kept_by": (sa.String(length=200), ""),
        "private": (sa.Boolean(), sa.false()),
        "path": (sa.Text(), ""),
        "figures": (sa.JSON(none_as_null=True), "[]"),
        "revision": (sa.Integer(), "1"),
    }
    with op.batch_alter_table("finding", schema=None) as table:
        for name, (kind, default) in added.items():
            table.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        table.add_column(sa.Column("pins", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("picture", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE finding SET changed_at = made_at")
    with op.batch_alter_table("finding", schema=None) as table:
        for name, (kind, _) in added.items():
            table.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
        table.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
