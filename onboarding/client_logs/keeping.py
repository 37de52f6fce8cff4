"""Lines are deleted when their time is over."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onboarding.client_logs.models import ClientLogLine
from onboarding.database import now
from onboarding.preferences.retention import retention

LINES_AT_ONCE = 5000


def forget_some(session: Session) -> bool:
    """Delete the next set of what has been kept long enough; a commit is due after each. False: nothing is left."""
    before = retention(session).client_logs_begin(now())
    over = (
        select(ClientLogLine.id)
        .where(ClientLogLine.received_at < before)
        .order_by(ClientLogLine.received_at)
        .limit(LINES_AT_ONCE)
    )
    gone: Any = session.execute(
        delete(ClientLogLine).where(ClientLogLine.id.in_(over.scalar_subquery())),
        execution_options={"synchronize_session": False},
    )
    return bool(gone.rowcount)
