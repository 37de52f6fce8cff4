"""What a bulk invite would do if it were made now: to how many, who is left out, where it goes out when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk.asking import Wish
from onboarding.bulk.inviting import invitable
from onboarding.database import now
from onboarding.directory.visible import visible_to
from onboarding.wording import LANGUAGES


@dataclass(frozen=True, slots=True)
class Place:
    """A time zone with how many live there, and when they are due (None: on several days, or at once)."""

    zone: str
    people: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """`joined`, `shut_out` (disabled) and `no_start_date` are left out; `languages`: how many read which."""

    people: int
    joined: int
    shut_out: int
    no_start_date: int
    start_dates: tuple[date | None, date | None]
    places: list[Place]
    languages: list[tuple[str, int]]

    @property
    def left_out(self) -> int:
        return self.joined + self.shut_out + self.no_start_date

    @property
    def moments(self) -> list[datetime]:
        return sorted(place.due_at for place in self.places if place.due_at)


def outlook(session: Session, actor: Actor, wish: Wish) -> Outlook:
    """Counted anew each time: people come and go."""
    meant = and_(visible_to(actor), wish.audience.meant(now()), Agent.deleted_at.is_(None))
    waits = invitable()
    dated = Agent.start_date.is_not(None) if wish.schedule.days_before is not None else None
    wanted = and_(waits, dated) if dated is not None else waits
    joined, shut_out, undated, first, last = session.execute(
        select(
            func.count().filter(Agent.joined_at.is_not(None)),
            func.count().filter(Agent.joined_at.is_(None), Agent.disabled_at.is_not(None)),
            func.count().filter(waits, Agent.start_date.is_(None)),
            func.min(Agent.start_date).filter(wanted),
            func.max(Agent.start_date).filter(wanted),
        ).where(meant)
    ).one()
    places = _places(session, and_(meant, wanted), wish, first if first == last else None)
    return Outlook(
        people=sum(place.people for place in places),
        joined=joined,
        shut_out=shut_out,
        no_start_date=undated if dated is not None else 0,
        start_dates=(first, last),
        places=places,
        languages=_languages(session, and_(meant, wanted)),
    )


def nth(session: Session, actor: Actor, wish: Wish, number: int) -> Agent | None:
    """One of those who would be invited, by name; the first is 0."""
    wanted = [visible_to(actor), wish.audience.meant(now()), invitable()]
    if wish.schedule.days_before is not None:
        wanted.append(Agent.start_date.is_not(None))
    found = select(Agent).where(*wanted).order_by(Agent.full_name, Agent.id).offset(number).limit(1)
    return session.scalars(found).first()


def _places(session: Session, wanted: ColumnElement[bool], wish: Wish, start_date: date | None) -> list[Place]:
    """Where they are, the earliest first; a time zone that is written in several ways counts once."""
    schedule, people = wish.schedule, dict[str, int]()
    for zone, count in session.execute(select(Agent.timezone, func.count()).where(wanted).group_by(Agent.timezone)):
        name = schedule.zone(zone)
        people[name] = people.get(name, 0) + count
    day = schedule.day_for(start_date)
    places = [Place(zone, count, schedule.moment(day, zone) if day else None) for zone, count in people.items()]
    return sorted(places, key=lambda place: (str(place.due_at or ""), -place.people, place.zone))


def _languages(session: Session, wanted: ColumnElement[bool]) -> list[tuple[str, int]]:
    """The languages of the messages: a person's own, or the first of ours where we do not have it."""
    people = dict.fromkeys(LANGUAGES, 0)
    for language, count in session.execute(select(Agent.language, func.count()).where(wanted).group_by(Agent.language)):
        spoken = (language or "").partition("-")[0]
        people[spoken if spoken in people else LANGUAGES[0]] += count
    return [(language, count) for language, count in people.items() if count]
