"""Bulk invites; reminders of invitations, and which of them wait for a start date."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
SENT = sa.text("state = 'sent'")
REMINDED = sa.text("remind_at IS NOT NULL")
OF_MANY = sa.text("bulk_invite_id IS NOT NULL")
ADDED = ("bulk_invite_id", "follows_start_date", "remind_at", "remind_every_days", "reminders", "reminded")


def upgrade() -> None:
    _make_bulk_invites()
    op.add_column("invitations", sa.Column("bulk_invite_id", sa.Uuid(), nullable=True))
    op.add_column(
        "invitations", sa.Column("follows_start_date", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("invitations", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    for name in ("remind_every_days", "reminders", "reminded"):
        op.add_column("invitations", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_invitations_expiring", "invitations", ["expires_at"], postgresql_where=SENT, sqlite_where=SENT
    )
    op.create_index(
        "ix_invitations_remind_at", "invitations", ["remind_at"], postgresql_where=REMINDED, sqlite_where=REMINDED
    )
    op.create_index(
        "uq_invitations_bulk_invite",
        "invitations",
        ["bulk_invite_id", "agent_id"],
        unique=True,
        postgresql_where=OF_MANY,
        sqlite_where=OF_MANY,
    )


def _make_bulk_invites() -> None:
    op.create_table(
        "bulk_invites",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_by", sa.String(length=255), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("query", DOCUMENT, nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("days_before", sa.Integer(), nullable=True),
        sa.Column("clock", sa.String(length=5), nullable=True),
        sa.Column("timezone", sa.String(length=60), nullable=True),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("next_slot", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_every_days", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_invites"),
    )
    op.create_table(
        "bulk_invite_people",
        sa.Column("bulk_invite_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_bulk_invite_people_agent_id_agents", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["bulk_invite_id"],
            ["bulk_invites.id"],
            name="fk_bulk_invite_people_bulk_invite_id_bulk_invites",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulk_invite_id", "agent_id", name="pk_bulk_invite_people"),
    )
    op.create_index("ix_bulk_invite_people_agent_id", "bulk_invite_people", ["agent_id"])


def downgrade() -> None:
    for index in ("uq_invitations_bulk_invite", "ix_invitations_remind_at", "ix_invitations_expiring"):
        op.drop_index(index, "invitations")
    with op.batch_alter_table("invitations") as invitations:
        for column in ADDED:
            invitations.drop_column(column)
    for table in ("bulk_invite_people", "bulk_invites"):
        op.drop_table(table)
