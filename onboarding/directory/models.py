"""What somebody keeps of the list of agents: how it looks to them, and questions under names of their own."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Document, Moment, new_id, now

LONGEST_NAME = 60
LONGEST_QUESTION = 4000


class ListLayout(Base):
    """How the list looks to one account. `columns`: their names in order, None for those that everybody begins with."""

    __tablename__ = "list_layouts"

    account_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    columns: Mapped[list[str] | None] = mapped_column(Document)
    density: Mapped[str] = mapped_column(String(10), default="normal")


class SavedView(Base):
    """A question to the list that an account keeps under a name; `asked` is the query string of the list's address."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("account_id", "name_key"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(String(2 * LONGEST_NAME))
    asked: Mapped[str] = mapped_column(String(LONGEST_QUESTION))
    position: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
