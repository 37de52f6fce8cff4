"""The language of staff, the picture of an agent, and how much an agent's pages log."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("language", sa.String(length=20), nullable=True))
    op.add_column("agents", sa.Column("client_log_level", sa.String(length=10), server_default="off", nullable=False))
    op.add_column("agents", sa.Column("picture", sa.String(length=16), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("agents") as agents:
        agents.drop_column("picture")
        agents.drop_column("client_log_level")
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("language")
