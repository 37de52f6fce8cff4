"""Who is ready for a start date, and where the others stand."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.agents.readiness import STAGES
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.directory import standing
from onboarding.directory.query import WITH_ACCOUNT
from onboarding.directory.visible import visible_to


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many stand at each stage, among those who start on a day (None: everybody). `counts` has every stage."""

    start_date: date | None
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def ready(self) -> int:
        return self.counts["ready"]


def readiness(session: Session, actor: Actor, start_date: date | None) -> Readiness:
    """Where those stand who start on this day, or with None everybody; deleted agents do not count."""
    stage = standing.stage(now())
    statement = (
        select(stage, func.count())
        .select_from(Agent)
        .outerjoin(Account, WITH_ACCOUNT)
        .where(visible_to(actor), Agent.deleted_at.is_(None))
        .group_by(stage)
    )
    if start_date is not None:
        statement = statement.where(Agent.start_date == start_date)
    counted = dict(session.execute(statement).all())
    return Readiness(start_date, {name: counted.get(name, 0) for name in STAGES})


def next_start_dates(session: Session, actor: Actor, today: date, limit: int) -> list[Readiness]:
    """The next days, today among them, on which somebody starts, soonest first."""
    days = session.scalars(
        select(Agent.start_date)
        .where(visible_to(actor), Agent.deleted_at.is_(None), Agent.start_date >= today)
        .distinct()
        .order_by(Agent.start_date)
        .limit(limit)
    ).all()
    return [readiness(session, actor, day) for day in days]
