"""What people set for the organisation, and the heartbeats of what runs."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Document, Moment


class Preference(Base):
    """One choice by name; what has no row has its default."""

    __tablename__ = "preferences"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(Document)


class Heartbeat(Base):
    """When a worker or beat was last alive; `name` is worker:HOST:PID or beat."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
