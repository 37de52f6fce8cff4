"""Groups and their members; foreign numbers, ranges for a team; what the switch has of an agent; inspections."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
NOT_DELETED = sa.text("deleted_at IS NULL")
LOCKED = sa.text("locked_until IS NOT NULL")


def upgrade() -> None:
    _make_groups()
    op.create_table(
        "inspections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("repair", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("findings", DOCUMENT, nullable=False),
        sa.Column("problem", DOCUMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inspections"),
    )
    op.create_index("ix_inspections_asked_at", "inspections", ["asked_at"])
    op.add_column(
        "agents", sa.Column("voicemail_notice", sa.String(length=10), server_default="recording", nullable=False)
    )
    op.add_column("agents", sa.Column("arriving_extension", sa.BigInteger(), nullable=True))
    op.add_column("agents", sa.Column("provisioned_digest", sa.String(length=64), nullable=True))
    op.add_column("agents", sa.Column("phone_seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ranges", sa.Column("team_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_accounts_locked", "accounts", ["locked_until"], postgresql_where=LOCKED, sqlite_where=LOCKED
    )
    with op.batch_alter_table("numbers") as numbers:
        numbers.add_column(sa.Column("seen_on_switch", sa.Boolean(), server_default=sa.false(), nullable=False))
        _states(numbers, "'taken', 'resting', 'reserved', 'foreign'")


def _make_groups() -> None:
    op.create_table(
        "groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("switch_name", sa.String(length=128), nullable=True),
        sa.Column("former_names", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_groups"),
    )
    op.create_index(
        "uq_groups_kind_name_key",
        "groups",
        ["kind", "name_key"],
        unique=True,
        postgresql_where=NOT_DELETED,
        sqlite_where=NOT_DELETED,
    )
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("penalty", sa.Integer(), server_default="0", nullable=False),
        sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_group_members_agent_id_agents", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name="fk_group_members_group_id_groups", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "agent_id", name="pk_group_members"),
    )
    op.create_index("ix_group_members_agent", "group_members", ["agent_id", "group_id"])
    op.create_table(
        "group_supervisors",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_group_supervisors_account_id_accounts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name="fk_group_supervisors_group_id_groups", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "account_id", name="pk_group_supervisors"),
    )
    op.create_index("ix_group_supervisors_account_id", "group_supervisors", ["account_id"])


def downgrade() -> None:
    op.drop_index("ix_accounts_locked", "accounts")
    op.execute("DELETE FROM numbers WHERE state = 'foreign'")
    with op.batch_alter_table("numbers") as numbers:
        _states(numbers, "'taken', 'resting', 'reserved'")
        numbers.drop_column("seen_on_switch")
    with op.batch_alter_table("ranges") as ranges:
        ranges.drop_column("team_id")
    with op.batch_alter_table("agents") as agents:
        for column in ("phone_seen_at", "provisioned_digest", "arriving_extension", "voicemail_notice"):
            agents.drop_column(column)
    for table in ("inspections", "group_supervisors", "group_members", "groups"):
        op.drop_table(table)


def _states(numbers: BatchOperations, states: str) -> None:
    numbers.drop_constraint("state", type_="check")
    numbers.create_check_constraint("state", f"state IN ({states})")
