"""How somebody matched the columns of a file by hand, for the next one with the same headings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "column_matches",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("columns", DOCUMENT, nullable=False),
        sa.Column("matched_by", sa.String(length=255), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_column_matches"),
    )


def downgrade() -> None:
    op.drop_table("column_matches")
