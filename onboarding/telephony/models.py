"""Looking over the switch's tables: asked for by somebody, done by a worker, kept to be shown."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Document, Moment, new_id, now


class Inspection(Base):
    """One comparison of the switch's tables with what they should be. `repair`: mend what differs, too.

    `counts`: kind of drift → how many; `findings`: the first of them, each a dict of telephony.drift.Drift.
    """

    __tablename__ = "inspections"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    repair: Mapped[bool] = mapped_column(Boolean, default=False)
    asked_by: Mapped[str] = mapped_column(String(255))
    asked_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    counts: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    findings: Mapped[list[Any]] = mapped_column(Document, default=list)
    problem: Mapped[dict[str, Any] | None] = mapped_column(Document)
