"""Every column of the list that holds one value is sorted by an index, and the latest invitation found by one."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = ("alias", "language", "end_date")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(f"ix_agents_{column}", "agents", [column, "id"])
    op.drop_index("ix_invitations_agent", "invitations")
    op.create_index("ix_invitations_agent", "invitations", ["agent_id", "created_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_invitations_agent", "invitations")
    op.create_index("ix_invitations_agent", "invitations", ["agent_id", "created_at"])
    for column in COLUMNS:
        op.drop_index(f"ix_agents_{column}", "agents")
