"""How often something may be tried: counted in a table, so that all processes count together."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, delete, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onboarding.accounts.models import Attempt
from onboarding.database import Moment, is_postgresql, now


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in a window of time, which begins with the first."""

    name: str
    most: int
    window: timedelta


def network(address: str) -> str:
    """The address a limit counts by: an IPv6 customer has a whole /64 to choose from."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


def count(session: Session, limit: Limit, whose: str) -> int:
    """Count one more; returns how many there were in this window."""
    at = now()
    insert = postgresql.insert if is_postgresql(session) else sqlite.insert
    first = insert(Attempt).values(key=_key(limit, whose), window_start=at, count=1)
    over = Attempt.window_start <= at - limit.window
    again = first.on_conflict_do_update(
        index_elements=[Attempt.key],
        set_={
            "count": case((over, 1), else_=Attempt.count + 1),
            "window_start": case((over, literal(at, Moment)), else_=Attempt.window_start),
        },
    )
    return session.execute(again.returning(Attempt.count)).scalar_one()


def wait(session: Session, limit: Limit, whose: str) -> timedelta | None:
    """How long until one more is allowed; None: now."""
    kept = session.get(Attempt, _key(limit, whose), populate_existing=True)
    if kept is None or kept.count < limit.most:
        return None
    left = kept.window_start + limit.window - now()
    return left if left > timedelta(0) else None


def clear(session: Session, limit: Limit, whose: str) -> None:
    """Begin to count afresh."""
    session.execute(
        delete(Attempt).where(Attempt.key == _key(limit, whose)), execution_options={"synchronize_session": False}
    )


def _key(limit: Limit, whose: str) -> str:
    # Hashed: what people type as their username is now and then their password.
    return f"{limit.name}:{hashlib.sha256(whose.encode('utf-8', 'replace')).hexdigest()}"
