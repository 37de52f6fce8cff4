"""Accounts, signed pointers, API tokens, and the counters that limit guessing."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Moment, new_id, now

ROLES = ("admin", "hr", "supervisor", "agent")
STAFF_ROLES = ("admin", "hr", "supervisor")


class Account(Base):
    """What somebody signs in with.

    An agent's name, username, e-mail and language are the agent's; staff have their own here.

    `security_version` is in every session and link: raising it ends them all.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        # Few are locked at any time, and every list asks who.
        Index(
            "ix_accounts_locked",
            "locked_until",
            postgresql_where=text("locked_until IS NOT NULL"),
            sqlite_where=text("locked_until IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    role: Mapped[str] = mapped_column(String(20))
    agent_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("agents.id", ondelete="CASCADE"), unique=True)
    full_name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254), unique=True)
    language: Mapped[str | None] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None] = mapped_column(Moment)
    security_version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    failed_sign_ins: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Token(Base):
    """What a signed link points at: it can be listed, revoked, and used once.

    `subject_id` is an invitation (purpose invite) or an account (reset, sign_up); the nonce is kept as its SHA-256.
    """

    __tablename__ = "tokens"
    __table_args__ = (Index("ix_tokens_subject", "subject_id", "purpose"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    purpose: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    account_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    security_version: Mapped[int] = mapped_column(Integer)
    nonce_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by: Mapped[str] = mapped_column(String(255))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class ApiToken(Base):
    """A program's key to the API, shown once and kept as its SHA-256."""

    __tablename__ = "api_tokens"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by: Mapped[str] = mapped_column(String(255))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class Attempt(Base):
    """How often something was tried in a window of time, by address or account: shared by all processes."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(Moment)
    count: Mapped[int] = mapped_column(Integer)


class EndedSession(Base):
    """A session that its owner ended, by a hash of whose it was and when it began; kept as long as one can last."""

    __tablename__ = "ended_sessions"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(Moment, default=now)


class ResetRequest(Base):
    """Somebody forgot a password: what they typed, folded; whose it is, is looked up later, by a worker."""

    __tablename__ = "reset_requests"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    identifier: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
