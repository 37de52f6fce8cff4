"""How many have joined on each of the last days."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.directory.visible import visible_to


def joined_by_day(session: Session, actor: Actor, last: date, days: int, timezone: str) -> list[tuple[date, int]]:
    """Each of so many days up to the last one, with how many joined on it; days begin and end in this time zone."""
    zone = ZoneInfo(timezone)
    dates = [last - timedelta(days=before) for before in reversed(range(days))]
    begins = [datetime.combine(each, time(), zone) for each in dates]
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    # The latest day whose beginning has passed: the time zone's clock changes are in the beginnings.
    on = case(*((Agent.joined_at >= begin, at) for at, begin in reversed(list(enumerate(begins)))))
    counted = session.execute(
        select(on, func.count())
        .where(visible_to(actor), Agent.deleted_at.is_(None), Agent.joined_at >= begins[0], Agent.joined_at < end)
        .group_by(on)
    )
    found: dict[int, int] = dict(iter(counted))
    return [(day, found.get(at, 0)) for at, day in enumerate(dates)]
