"""Bulk invites in words: whom they are for, when they go out, what happens next."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.bulk import audience
from onboarding.bulk.models import BulkInvite, BulkInvitePerson
from onboarding.bulk.outlook import Outlook
from onboarding.bulk.schedule import Schedule
from onboarding.directory.query import Query
from onboarding.imports.models import Import
from onboarding.preferences.invitations import InvitationPolicy, Reminders
from web import formats, guard
from web.pages import agent_filters

STATE_BADGES = {
    "scheduled": ("Scheduled", "accent", "clock"),
    "sending": ("Sending", "accent", "arrow-repeat"),
    "paused": ("Paused", "warn", "pause-circle"),
    "completed": ("Completed", "ok", "check-lg"),
    "cancelled": ("Cancelled", "", "slash-circle"),
}
"""State → word, tone, icon."""


def who(session: Session, bulk_invite: BulkInvite) -> str:
    """Whom it is for, such as: Everyone who starts on Monday 8 December."""
    if bulk_invite.query is not None:
        return of_query(audience.restored(bulk_invite.query, guard.settings().timezone))
    if bulk_invite.import_id is not None:
        return of_import(session.get(Import, bulk_invite.import_id))
    named = select(func.count()).where(BulkInvitePerson.bulk_invite_id == bulk_invite.id)
    return of_chosen(session.scalar(named) or 0)


def of_query(query: Query) -> str:
    if query.start_date and query == Query(start_date=query.start_date, timezone=query.timezone):
        return f"Everyone who starts on {formats.long_day(query.start_date)}"
    parts = chips(query)
    return f"Everyone: {', '.join(parts)}" if parts else "Everyone who has not joined"


def of_import(import_: Import | None) -> str:
    return f"Everyone of {import_.file_name}" if import_ else "Everyone of an import"


def of_chosen(count: int) -> str:
    return f"{formats.plural(count, 'chosen person', 'chosen people')}"


def chips(query: Query) -> list[str]:
    """What a question asks for, part by part."""
    found = [f"“{query.q}”"] if query.q else []
    if query.start_date:
        found.append(f"starts on {formats.day(query.start_date)}")
    for name in ("stage", "typology", "status"):
        if asked := getattr(query, name):
            values = (value.strip() for value in asked.split(","))
            found.append(f"{name} is " + " or ".join(formats.TYPOLOGY_WORDS.get(each, each) for each in values))
    for each in query.filters:
        chip = agent_filters.chip(each)
        found.append(f"{chip.field[0].lower()}{chip.field[1:]} {chip.operator} {chip.value}")
    return found


def when(schedule: Schedule, start_date: date | None = None) -> str:
    """When it goes out, such as: 4 days before each start date, 9:00 where each person lives."""
    if schedule.is_now or schedule.clock is None:
        return "At once"
    day = schedule.day_for(start_date)
    said = formats.day(day) if day else _before(schedule.days_before or 0)
    return f"{said}, {clock(schedule)} {where(schedule)}"


def _before(days: int) -> str:
    return f"{formats.plural(days, 'day', 'days')} before each start date" if days else "On each start date"


def clock(schedule: Schedule) -> str:
    return f"{schedule.clock:%-H:%M}"


def where(schedule: Schedule) -> str:
    return f"in {formats.city(schedule.timezone)}" if schedule.timezone else "where each person lives"


def reminders(chosen: Reminders) -> str:
    if not chosen.most:
        return "None"
    return f"Every {formats.plural(chosen.every_days, 'day', 'days')}, at most {chosen.most}"


def plan(
    outlook: Outlook, schedule: Schedule, chosen: Reminders, policy: InvitationPolicy
) -> list[tuple[str, str, str]]:
    """What happens next, line by line: when, what, and what is to be known about it."""
    first, last = outlook.start_dates
    day = formats.today() if schedule.is_now else schedule.day_for(first if first == last else None)
    invitations = formats.plural(outlook.people, "invitation", "invitations")
    at = "at once" if schedule.is_now else f"at {clock(schedule)} {where(schedule)}"
    lines = [(_day(day, _before(schedule.days_before or 0)), invitations, at)]
    for number in range(1, chosen.most + 1):
        what = "Reminder" if chosen.most == 1 else "First reminder" if number == 1 else "Last reminder"
        if number in (1, chosen.most):
            days = number * chosen.every_days
            lines.append((_day(_later(day, days), f"{days} days later"), what, "only to those who have not joined"))
    ends = _ends(outlook, day, policy)
    lines.append((_day(ends, f"{policy.valid_days} days after"), "Links end", "anyone late can ask for a new one"))
    return lines


def _ends(outlook: Outlook, day: date | None, policy: InvitationPolicy) -> date | None:
    first, last = outlook.start_dates
    if day is None or first != last:
        return None
    return max(day, first or day) + policy.valid_for


def _day(day: date | None, otherwise: str) -> str:
    return formats.day(day) if day else otherwise


def _later(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None


def span(outlook: Outlook, schedule: Schedule) -> str:
    """When the messages go out, in the reader's time: between 2:00 and 15:00 your time on Thursday 4 December."""
    moments = outlook.moments
    if schedule.is_now:
        return "sent at once"
    if not moments:
        return f"sent {when(schedule)}".replace("sent On", "sent on")
    first, last = (moment.astimezone(formats.zone()) for moment in (moments[0], moments[-1]))
    if first == last:
        return f"sent at {formats.clock(first)} your time on {formats.long_day(first.date())}"
    if first.date() == last.date():
        said = f"between {formats.clock(first)} and {formats.clock(last)} your time"
        return f"sent {said} on {formats.long_day(first.date())}"
    return f"sent between {_moment(first)} and {_moment(last)} your time"


def _moment(local: datetime) -> str:
    return f"{formats.clock(local)} on {formats.day(local.date())}"


MOST_ROWS = 6
TICKS = 4


def chart(outlook: Outlook, per_minute: int) -> dict[str, Any] | None:
    """Where it goes out when: a row a place on an axis in the reader's time; None where it has no single day."""
    places = [place for place in outlook.places if place.due_at]
    if not places:
        return None
    zone = formats.zone()
    local = [place.due_at.astimezone(zone) for place in places if place.due_at]
    begin = local[0].replace(hour=0, minute=0)
    days = (local[-1].date() - begin.date()).days + 1
    minutes = days * 24 * 60
    rows = [
        {
            "city": formats.city(place.zone),
            "people": place.people,
            "clock": formats.clock(at) if at.date() == begin.date() else f"{at:%a} {formats.clock(at)}",
            "x": round(100 * ((at - begin).total_seconds() / 60) / minutes, 2),
            "width": round(max(2.6, min(100 * place.people / per_minute / minutes, 30)), 2),
        }
        for place, at in zip(places[:MOST_ROWS], local, strict=False)
    ]
    ticks = [f"{24 * days * number // TICKS % 24}:00" for number in range(TICKS)] + ["24:00"]
    return {"rows": rows, "ticks": ticks, "more": max(len(places) - MOST_ROWS, 0)}
