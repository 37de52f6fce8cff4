"""The list of agents is sorted by every column that holds one value."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = ("alias", "language", "end_date")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(f"ix_agents_{column}", "agents", [column, "id"])


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ix_agents_{column}", "agents")
