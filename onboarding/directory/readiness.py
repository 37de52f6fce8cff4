"""Who is ready for a start date, where the others stand, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, func, literal, select, true
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.agents.readiness import STAGES
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.directory import standing
from onboarding.directory.visible import visible_to

STUCK = ("disabled", "no_extension", "phone_failed", "bounced", "expired")
"""Reasons that do not go away unless somebody of the staff does something."""


@dataclass(slots=True)
class Readiness:
    """How many stand at each stage, among those who start on a day (None: everybody).

    `counts` has every stage; `reasons` has, for each stage, how many stand there for which reason, those with any.
    `phones_known`: of how many the switch says whether their phone has been seen.
    """

    start_date: date | None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))
    reasons: dict[str, dict[str, int]] = field(default_factory=lambda: {stage: {} for stage in STAGES})
    phones_known: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def ready(self) -> int:
        return self.counts["ready"]

    @property
    def not_ready(self) -> int:
        return self.total - self.ready

    @property
    def stuck(self) -> int:
        """Of how many somebody of the staff must take care."""
        return sum(counts.get(reason, 0) for counts in self.reasons.values() for reason in STUCK)

    def add(self, stage: str, reason: str, count: int, phones_known: int) -> None:
        self.counts[stage] += count
        if reason != "none":
            self.reasons[stage][reason] = count
        self.phones_known += phones_known


def readiness(session: Session, actor: Actor, start_date: date | None) -> Readiness:
    """Where those stand who start on this day, or with None everybody; deleted agents do not count."""
    chosen = true() if start_date is None else Agent.start_date == start_date
    return _counted(session, actor, chosen, [start_date])[0]


def next_start_dates(
    session: Session, actor: Actor, today: date, limit: int, until: date | None = None
) -> list[Readiness]:
    """The next days, today among them, on which somebody starts, soonest first, and none after `until`."""
    days = (
        select(Agent.start_date)
        .where(visible_to(actor), Agent.deleted_at.is_(None), Agent.start_date >= today)
        .distinct()
        .order_by(Agent.start_date)
        .limit(limit)
    )
    if until is not None:
        days = days.where(Agent.start_date <= until)
    found = list(session.scalars(days))
    return _counted(session, actor, Agent.start_date.in_(found), found) if found else []


def _counted(
    session: Session, actor: Actor, chosen: ColumnElement[bool], days: Sequence[date | None]
) -> list[Readiness]:
    """One Readiness a day, by one statement for all of them; the day None takes everybody."""
    at = now()
    day: Any = Agent.start_date if days != [None] else literal(None, Date)
    stood = (
        select(
            day.label("day"),
            standing.stage(at).label("stage"),
            standing.reason(at).label("reason"),
            Agent.phone_seen,
        )
        .where(visible_to(actor), Agent.deleted_at.is_(None), chosen)
        .subquery()
    )
    by = (stood.c.day, stood.c.stage, stood.c.reason)
    found = {each: Readiness(each) for each in days}
    for on, stage, reason, count, known in session.execute(
        select(*by, func.count(), func.count(stood.c.phone_seen)).group_by(*by)
    ):
        found[on].add(stage, reason, count, known)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class NotReady:
    """Somebody who is not ready for their first day, and the first thing that stands in the way."""

    full_name: str
    start_date: date
    reason: str


def who_is_not_ready(session: Session, actor: Actor, first: date, last: date, limit: int) -> list[NotReady]:
    """Those who start between two days and are not ready: who starts sooner first, then by name."""
    at = now()
    rows = session.execute(
        select(Agent.full_name, Agent.start_date, standing.reason(at))
        .where(visible_to(actor), Agent.deleted_at.is_(None), Agent.start_date.between(first, last))
        .where(standing.stage(at) != "ready")
        .order_by(Agent.start_date, Agent.full_name, Agent.id)
        .limit(limit)
    )
    return [NotReady(name, day, reason) for name, day, reason in rows if day is not None]
