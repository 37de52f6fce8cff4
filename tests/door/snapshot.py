"""All that the database holds, to see whether something changed it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.database import Base

OBSERVED = "first_seen_at"
"""That a link was seen is noted, and is not a change."""


def snapshot(session: Session) -> dict[str, list[Any]]:
    """The rows of every table of ours, without what is only observed."""
    held: dict[str, list[Any]] = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if column.name != OBSERVED]
        held[table.name] = sorted(map(repr, session.execute(select(*columns))))
    return held
