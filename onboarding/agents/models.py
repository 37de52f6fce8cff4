"""The agent."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Computed, Date, ForeignKey, Index, Integer, LargeBinary, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from onboarding.agents.names import plain
from onboarding.database import Base, Moment, new_id, now

TYPOLOGIES = ("webrtc", "phonebar", "external", "mobile")
CLIENT_LOG_LEVELS = ("off", "error", "warning", "info", "debug")
"""How much the agent's own pages tell of what they do: nothing, then each level with all that are worse."""
VOICEMAIL_NOTICES = ("recording", "notice", "none")
"""An e-mail with the recording, an e-mail without it, or no e-mail."""
DELETED_FROM = 10
"""The stage_rank of deleted agents begins here."""
_STAGE_RANK = (
    "CASE WHEN provisioned_at IS NULL THEN 0 WHEN invited_at IS NULL AND joined_at IS NULL THEN 1"
    " WHEN joined_at IS NULL THEN 2 WHEN phone_seen = false THEN 3"
    " WHEN queue_count <= 0 OR disabled_at IS NOT NULL OR deleted_at IS NOT NULL THEN 4 ELSE 5 END"
    f" + CASE WHEN deleted_at IS NULL THEN 0 ELSE {DELETED_FROM} END"
)
_STATUS_RANK = (
    "CASE WHEN deleted_at IS NOT NULL THEN 3 WHEN disabled_at IS NOT NULL THEN 2"
    " WHEN joined_at IS NULL THEN 0 ELSE 1 END"
)


class Agent(Base):
    """A person who takes calls. Facts are stored independently, each with its time; status and stage follow from them.

    `…_key` columns hold the folded value by which people are compared; `name_key` that by which they are looked up and
    put in order. A deleted agent keeps its keys, so that the same person can come back, but no extension.
    `stage_rank`, `status_rank`: for indexes, the stage (from 0; deleted agents' from DELETED_FROM) and the status
    (pending, active, disabled, deleted) as far as the agent's own row says, which is without locks.

    `provisioned_extension`: under which the switch has the agent's rows, so that they can be taken away after the
    extension has changed or gone; `arriving_extension`: under which they are being written, and may be there in part;
    `provisioned_digest`: of what was last written. `phone_seen`: whether a phone has registered, None where the switch
    does not say. `voicemail_notice`: what an e-mail about a recording brings.
    `picture`: the beginning of the SHA-256 of the portrait that was uploaded, None where initials stand for it.
    """

    __tablename__ = "agents"
    __table_args__ = (
        # What the list is filtered and sorted by, each with the id that makes its order total; those by which many are
        # counted also say who is deleted.
        Index("ix_agents_name_key", "name_key", "id"),
        Index("ix_agents_start_date", "start_date", "id", "stage_rank"),
        Index("ix_agents_typology", "typology", "id", "stage_rank"),
        Index("ix_agents_client_log_level", "client_log_level", "id", "stage_rank"),
        Index("ix_agents_alias", "alias", "id"),
        Index("ix_agents_language", "language", "id"),
        Index("ix_agents_end_date", "end_date", "id"),
        Index("ix_agents_created_at", "created_at", "id"),
        Index("ix_agents_updated_at", "updated_at", "id"),
        Index("ix_agents_stage_rank", "stage_rank", "id"),
        Index("ix_agents_status_rank", "status_rank", "id"),
        # Room on each page, so that noting a fact that no index has (a phone's last sign) touches none.
        {"postgresql_with": {"fillfactor": 80}},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer, default=1)
    import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, index=True)

    employee_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(
        String(360).with_variant(String(360, collation="C"), "postgresql"), server_default=text("''")
    )
    first_name: Mapped[str | None] = mapped_column(String(80))
    last_name: Mapped[str | None] = mapped_column(String(80))
    username: Mapped[str] = mapped_column(String(64))
    username_key: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    personal_email: Mapped[str | None] = mapped_column(String(254))
    alias: Mapped[str | None] = mapped_column(String(120))
    description: Mapped[str | None] = mapped_column(String(1000))
    phone: Mapped[str | None] = mapped_column(String(40))
    mobile: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str | None] = mapped_column(String(20))
    timezone: Mapped[str | None] = mapped_column(String(60))
    start_date: Mapped[date | None] = mapped_column(Date)
    end_date: Mapped[date | None] = mapped_column(Date)

    typology: Mapped[str] = mapped_column(String(20))
    extension: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("numbers.number"), unique=True)
    voicemail: Mapped[bool] = mapped_column(Boolean, default=True)
    voicemail_notice: Mapped[str] = mapped_column(String(10), default="recording", server_default="recording")
    remote_control: Mapped[bool] = mapped_column(Boolean, default=False)
    remote_control_port: Mapped[int | None] = mapped_column(Integer)
    push_gateway: Mapped[str | None] = mapped_column(String(500))
    client_log_level: Mapped[str] = mapped_column(String(10), default="off", server_default="off")
    picture: Mapped[str | None] = mapped_column(String(16))

    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now)
    provisioned_at: Mapped[datetime | None] = mapped_column(Moment)
    provisioned_extension: Mapped[int | None] = mapped_column(BigInteger)
    arriving_extension: Mapped[int | None] = mapped_column(BigInteger)
    provisioned_digest: Mapped[str | None] = mapped_column(String(64))
    invited_at: Mapped[datetime | None] = mapped_column(Moment)
    joined_at: Mapped[datetime | None] = mapped_column(Moment)
    phone_seen: Mapped[bool | None] = mapped_column(Boolean)
    phone_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    queue_count: Mapped[int] = mapped_column(Integer, default=0)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    stage_rank: Mapped[int] = mapped_column(Integer, Computed(_STAGE_RANK, persisted=True), deferred=True)
    status_rank: Mapped[int] = mapped_column(Integer, Computed(_STATUS_RANK, persisted=True), deferred=True)

    @validates("full_name")
    def _keep_name_key(self, _field: str, full_name: str) -> str:
        self.name_key = plain(full_name)
        return full_name

    @property
    def greeting_name(self) -> str:
        return self.first_name or self.full_name


class AgentPicture(Base):
    """The portrait of an agent, as it is sent to browsers: a row of its own, so that no list reads it."""

    __tablename__ = "agent_pictures"

    agent_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
