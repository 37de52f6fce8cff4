"""How often something may be tried: counted in a table, so that all processes count together.

What is counted is to be committed, also when it is refused: else nobody would ever reach a limit.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, case, delete, literal, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onboarding.accounts.models import Attempt
from onboarding.database import Moment, is_postgresql, now
from onboarding.wording import Problem


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in a window of time, which begins with the first."""

    name: str
    most: int
    window: timedelta


class TooMany(Exception):
    """A limit is reached; in `retry_after` seconds it may be tried again."""

    def __init__(self, left: timedelta, reason: str = "asked_too_often") -> None:
        super().__init__(reason)
        self.retry_after = max(1, math.ceil(left.total_seconds()))
        self.problem = Problem("wait", reason, params={"minutes": math.ceil(self.retry_after / 60)})


def take(session: Session, *counted: tuple[Limit, str]) -> None:
    """Count one more try against each of these, before it is looked at. Raises TooMany beyond a limit."""
    beyond = [(limit, whose) for limit, whose in counted if count(session, limit, whose) > limit.most]
    left = [wait(session, limit, whose) for limit, whose in beyond]
    if beyond:
        raise TooMany(max((each for each in left if each), default=timedelta(0)))


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


def hold(session: Session, limit: Limit, whose: str) -> bool:
    """Whether the limit is reached; if so, the whole window has to be waited from now."""
    held = session.execute(
        update(Attempt)
        .where(Attempt.key == _key(limit, whose), Attempt.count >= limit.most)
        .values(window_start=now()),
        execution_options={"synchronize_session": False},
    )
    return cast("CursorResult[Any]", held).rowcount == 1


def give_back(session: Session, limit: Limit, whose: str) -> None:
    """What was counted does not count after all."""
    session.execute(
        update(Attempt).where(Attempt.key == _key(limit, whose), Attempt.count > 0).values(count=Attempt.count - 1),
        execution_options={"synchronize_session": False},
    )


def clear(session: Session, limit: Limit, whose: str) -> None:
    """Begin to count afresh."""
    session.execute(
        delete(Attempt).where(Attempt.key == _key(limit, whose)), execution_options={"synchronize_session": False}
    )


def _key(limit: Limit, whose: str) -> str:
    # Hashed: what people type as their username is now and then their password.
    return f"{limit.name}:{hashlib.sha256(whose.encode('utf-8', 'replace')).hexdigest()}"
