"""Sessions that their owners ended: a copy of the cookie, kept by somebody else, ends with them."""

import hashlib
import uuid

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onboarding.accounts.models import EndedSession
from onboarding.database import is_postgresql, now


def end(session: Session, account_id: uuid.UUID, since: str) -> None:
    """End the session of this account that began at `since`; ending it twice is the same as once."""
    insert = postgresql.insert if is_postgresql(session) else sqlite.insert
    session.execute(insert(EndedSession).values(key=_key(account_id, since), ended_at=now()).on_conflict_do_nothing())


def has_ended(session: Session, account_id: uuid.UUID, since: str) -> bool:
    return session.get(EndedSession, _key(account_id, since)) is not None


def _key(account_id: uuid.UUID, since: str) -> str:
    return hashlib.sha256(f"{account_id.hex} {since}".encode()).hexdigest()
