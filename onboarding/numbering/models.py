"""Extension ranges and the numbers that are not free."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Index, String, Uuid, false, text
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Moment, new_id, now


class Range(Base):
    """Extensions from `first` to `last`, for one typology, for one team, or (neither) for everybody.

    `free_from`: the lowest number of the range without a row in `numbers` (`last` + 1: none); kept under the range's
    lock, so that a search for free numbers need not walk what is taken from `first` on.
    """

    __tablename__ = "ranges"
    __table_args__ = (CheckConstraint("first <= last", name="order"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    typology: Mapped[str | None] = mapped_column(String(20))
    team_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    free_from: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Number(Base):
    """A number that is not free: `taken` by its holder, `resting` until a time, `reserved` for good, or `foreign`: of a
    telephone or user outside this service.

    There is no row for a free number; one whose rest is over is free and keeps its row until it is taken again. A
    resting number keeps its last holder, who alone may have it back. `note` says whose a foreign number is, or why one
    is reserved; a foreign one that nobody entered was `seen_on_switch`. The primary key is what keeps a number from
    being given out twice.
    """

    __tablename__ = "numbers"
    __table_args__ = (
        CheckConstraint("state IN ('taken', 'resting', 'reserved', 'foreign')", name="state"),
        Index(
            "ix_numbers_resting",
            "number",
            "rests_until",
            postgresql_where=text("state = 'resting'"),
            sqlite_where=text("state = 'resting'"),
        ),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(10))
    holder_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    since: Mapped[datetime] = mapped_column(Moment, default=now)
    rests_until: Mapped[datetime | None] = mapped_column(Moment)
    note: Mapped[str | None] = mapped_column(String(200))
    seen_on_switch: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
