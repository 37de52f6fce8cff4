"""What the list of agents is searched, filtered and sorted by: a key for names, stage and status, indexes."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

from onboarding.agents.names import plain

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

AT_A_TIME = 1000
STAGE_RANK = (
    "CASE WHEN provisioned_at IS NULL THEN 0 WHEN invited_at IS NULL AND joined_at IS NULL THEN 1"
    " WHEN joined_at IS NULL THEN 2 WHEN phone_seen = false THEN 3"
    " WHEN queue_count <= 0 OR disabled_at IS NOT NULL OR deleted_at IS NOT NULL THEN 4 ELSE 5 END"
    " + CASE WHEN deleted_at IS NULL THEN 0 ELSE 10 END"
)
STATUS_RANK = (
    "CASE WHEN deleted_at IS NOT NULL THEN 3 WHEN disabled_at IS NOT NULL THEN 2 WHEN joined_at IS NULL THEN 0 ELSE 1 END"
)
IN_VAIN = sa.text("state IN ('expired', 'bounced', 'failed')")
WIDENED = ("start_date", "created_at", "updated_at")
ALSO_COUNTED = ("start_date", "typology", "client_log_level")
NEW = ("name_key", "typology", "client_log_level", "stage_rank", "status_rank")


def upgrade() -> None:
    name_key = sa.String(length=360).with_variant(sa.String(length=360, collation="C"), "postgresql")
    # SQLite adds no stored column to a table that is there: it makes the table anew.
    recreate: Literal["always", "never"] = "always" if op.get_context().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("agents", recreate=recreate) as agents:
        agents.add_column(sa.Column("name_key", name_key, server_default=sa.text("''"), nullable=False))
        for name, rank in (("stage_rank", STAGE_RANK), ("status_rank", STATUS_RANK)):
            agents.add_column(sa.Column(name, sa.Integer(), sa.Computed(rank, persisted=True), nullable=False))
    _fill_name_keys()
    op.drop_index("ix_agents_full_name", "agents")
    for column in WIDENED:
        op.drop_index(f"ix_agents_{column}", "agents")
    for column in (*WIDENED, *NEW):
        more = ["stage_rank"] if column in ALSO_COUNTED else []
        op.create_index(f"ix_agents_{column}", "agents", [column, "id", *more])
    op.create_index(
        "ix_invitations_in_vain", "invitations", ["state", "agent_id"], postgresql_where=IN_VAIN, sqlite_where=IN_VAIN
    )


def _fill_name_keys() -> None:
    agents = sa.table("agents", sa.column("id", sa.Uuid()), sa.column("full_name"), sa.column("name_key"))
    change = agents.update().where(agents.c.id == sa.bindparam("agent")).values(name_key=sa.bindparam("key"))
    connection = op.get_bind()
    names = connection.execute(sa.select(agents.c.id, agents.c.full_name)).all()
    for start in range(0, len(names), AT_A_TIME):
        part = names[start : start + AT_A_TIME]
        connection.execute(change, [{"agent": agent, "key": plain(name)} for agent, name in part])


def downgrade() -> None:
    op.drop_index("ix_invitations_in_vain", "invitations")
    for column in (*WIDENED, *NEW):
        op.drop_index(f"ix_agents_{column}", "agents")
    for column in WIDENED:
        op.create_index(f"ix_agents_{column}", "agents", [column])
    op.create_index("ix_agents_full_name", "agents", ["full_name"])
    with op.batch_alter_table("agents") as agents:
        for column in ("status_rank", "stage_rank", "name_key"):
            agents.drop_column(column)
