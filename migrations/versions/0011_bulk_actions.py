"""One deed for many agents, with a result for each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "bulk_actions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deed", sa.String(length=12), nullable=False),
        sa.Column("choices", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_by", sa.String(length=255), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_actions"),
        sa.UniqueConstraint("undoes", name="uq_bulk_actions_undoes"),
    )
    op.create_table(
        "bulk_action_results",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("problem", DOCUMENT, nullable=True),
        sa.Column("warnings", DOCUMENT, nullable=True),
        sa.Column("before", DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["bulk_actions.id"],
            name="fk_bulk_action_results_action_id_bulk_actions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action_id", "agent_id", name="pk_bulk_action_results"),
    )
    op.create_index(
        "ix_bulk_action_results_outcome", "bulk_action_results", ["action_id", "outcome", "agent_id"]
    )


def downgrade() -> None:
    op.drop_table("bulk_action_results")
    op.drop_table("bulk_actions")
