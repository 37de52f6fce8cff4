"""The agent."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Moment, new_id, now

TYPOLOGIES = ("webrtc", "phonebar", "external", "mobile")
CLIENT_LOG_LEVELS = ("off", "error", "warning", "info", "debug")
"""How much the agent's own pages tell of what they do: nothing, then each level with all that are worse."""
VOICEMAIL_NOTICES = ("recording", "notice", "none")
"""An e-mail with the recording, an e-mail without it, or no e-mail."""


class Agent(Base):
    """A person who takes calls. Facts are stored independently, each with its time; status and stage follow from them.

    `…_key` columns hold the folded value by which people are compared. A deleted agent keeps its keys, so that the
    same person can come back, but no extension.

    `provisioned_extension`: under which the switch has the agent's rows, so that they can be taken away after the
    extension has changed or gone; `arriving_extension`: under which they are being written, and may be there in part;
    `provisioned_digest`: of what was last written. `phone_seen`: whether a phone has registered, None where the switch
    does not say. `voicemail_notice`: what an e-mail about a recording brings.
    `picture`: the beginning of the SHA-256 of the portrait that was uploaded, None where initials stand for it.
    """

    __tablename__ = "agents"
    __table_args__ = (
        Index("ix_agents_full_name", "full_name"),
        Index("ix_agents_start_date", "start_date"),
        # Room on each page, so that noting a fact (provisioned, invited, joined) touches no index.
        {"postgresql_with": {"fillfactor": 80}},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer, default=1)
    import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, index=True)

    employee_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
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

    created_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
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

    @property
    def greeting_name(self) -> str:
        return self.first_name or self.full_name
