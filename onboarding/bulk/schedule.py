"""When each of many is due: on a day or so many days before the start date, at a time that is local to them or not."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_, true

from onboarding.agents.models import Agent
from onboarding.bulk.models import BulkInvite
from onboarding.invitations.times import at_local

FIRST_ZONE, LAST_ZONE = "Pacific/Kiritimati", "Etc/GMT+12"
"""Where a day begins first, and where it begins last."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """`day`, or `days_before` each start date, at `clock`; without both: now. `timezone` None: each person's own, and
    for those without one `home`, the organisation's."""

    day: date | None = None
    days_before: int | None = None
    clock: time | None = None
    timezone: str | None = None
    home: str = "UTC"

    @classmethod
    def of(cls, bulk_invite: BulkInvite, home: str) -> "Schedule":
        """The schedule that a bulk invite keeps in its row."""
        clock = time.fromisoformat(bulk_invite.clock) if bulk_invite.clock else None
        return cls(bulk_invite.day, bulk_invite.days_before, clock, bulk_invite.timezone, home)

    @property
    def is_now(self) -> bool:
        return self.day is None and self.days_before is None

    def zone(self, of_person: str | None) -> str:
        """The time zone that counts for somebody in this one."""
        return self.timezone or of_person or self.home

    def moment(self, day: date, zone: str) -> datetime:
        """When it is the hour on a day in a time zone."""
        assert self.clock is not None
        return at_local(day, self.clock, zone)

    def day_for(self, start_date: date | None) -> date | None:
        """The day for somebody who starts on this one; None where there is none."""
        if self.days_before is None:
            return self.day
        return start_date - timedelta(days=self.days_before) if start_date else None

    def first(self, start_date: date | None) -> datetime | None:
        """The earliest moment at which anybody is due, wherever they are; None: at any time."""
        day = self.day_for(start_date)
        return self.moment(day, self.timezone or FIRST_ZONE) if day else None

    def last(self, start_date: date | None) -> datetime | None:
        """The latest moment at which anybody can become due; None: there is none."""
        day = self.day_for(start_date)
        return self.moment(day, self.timezone or LAST_ZONE) if day else None

    def due(self, zones: Collection[str | None], at: datetime) -> ColumnElement[bool]:
        """Whose time has come at this moment, among people of these time zones."""
        if self.is_now:
            return true()
        if self.day is not None:
            come = [zone for zone in zones if self.moment(self.day, self.zone(zone)) <= at]
            return _in_zones(come)
        by_start: dict[date, list[str | None]] = defaultdict(list)
        for zone in zones:
            by_start[self._latest_start(self.zone(zone), at)].append(zone)
        return or_(false(), *(and_(_in_zones(same), Agent.start_date <= latest) for latest, same in by_start.items()))

    def _latest_start(self, zone: str, at: datetime) -> date:
        """The latest start date whose time has come there."""
        assert self.days_before is not None
        today = at.astimezone(ZoneInfo(zone)).date()
        latest = today if self.moment(today, zone) <= at else today - timedelta(days=1)
        return latest + timedelta(days=self.days_before)

    def next(self, zones: Collection[str | None], at: datetime) -> datetime | None:
        """The next moment after this one at which somebody in these time zones may become due."""
        if self.is_now:
            return None
        coming = {moment for zone in zones for moment in self._coming(self.zone(zone), at) if moment > at}
        return min(coming, default=None)

    def _coming(self, zone: str, at: datetime) -> list[datetime]:
        if self.day is not None:
            return [self.moment(self.day, zone)]
        today = at.astimezone(ZoneInfo(zone)).date()
        return [self.moment(today + timedelta(days=days), zone) for days in (0, 1)]


def _in_zones(zones: Collection[str | None]) -> ColumnElement[bool]:
    named = [zone for zone in zones if zone is not None]
    found: ColumnElement[bool] = Agent.timezone.in_(named)
    return or_(found, Agent.timezone.is_(None)) if None in zones else found
