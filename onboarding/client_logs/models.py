"""What the agents' own pages tell of what they do."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Moment, new_id, now

LONGEST_TEXT = 2000
LONGEST_PAGE = 100


class ClientLogLine(Base):
    """One line. `at` is when it happened, by our clock; `page` the path of the page on which it did."""

    __tablename__ = "client_log_lines"
    __table_args__ = (Index("ix_client_log_lines_agent", "agent_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    agent_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("agents.id", ondelete="CASCADE"))
    received_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    level: Mapped[str] = mapped_column(String(10))
    page: Mapped[str] = mapped_column(String(LONGEST_PAGE))
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT))
