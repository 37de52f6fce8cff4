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
from web.translating import _, later_of, ngettext, pgettext

STATE_BADGES = {
    "scheduled": (later_of("bulk invite", "Scheduled"), "accent", "clock"),
    "sending": (later_of("bulk invite", "Sending"), "accent", "arrow-repeat"),
    "paused": (later_of("bulk invite", "Paused"), "warn", "pause-circle"),
    "completed": (later_of("bulk invite", "Completed"), "ok", "check-lg"),
    "cancelled": (later_of("bulk invite", "Cancelled"), "", "slash-circle"),
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
        return _("Everyone who starts on %(day)s", day=formats.long_day(query.start_date))
    parts = chips(query)
    return _("Everyone: %(filters)s", filters=", ".join(parts)) if parts else _("Everyone who has not joined")


def of_import(import_: Import | None) -> str:
    return _("Everyone of %(file)s", file=import_.file_name) if import_ else _("Everyone of an import")


def of_chosen(count: int) -> str:
    return formats.plural(count, "chosen person", "chosen people")


def chips(query: Query) -> list[str]:
    """What a question asks for, part by part."""
    found = [f"“{query.q}”"] if query.q else []
    for part, each in agent_filters.filters_of(query):
        chip = agent_filters.chip(each)
        said = f"{chip.field[0].lower()}{chip.field[1:]} {chip.operator} {chip.value}"
        found.append(_("starts on %(day)s", day=chip.value) if part == "start_date" else said)
    return found


def when(schedule: Schedule, start_date: date | None = None) -> str:
    """When it goes out, such as: 4 days before each start date, 9:00 where each person lives."""
    if schedule.is_now or schedule.clock is None:
        return _("At once")
    day = schedule.day_for(start_date)
    said = formats.day(day) if day else _before(schedule.days_before or 0)
    return _("%(day)s, %(clock)s %(where)s", day=said, clock=clock(schedule), where=where(schedule))


def _before(days: int) -> str:
    return (
        ngettext("%(num)s day before each start date", "%(num)s days before each start date", days)
        if days
        else _("On each start date")
    )


def clock(schedule: Schedule) -> str:
    return f"{schedule.clock:%-H:%M}"


def where(schedule: Schedule) -> str:
    return _("in %(city)s", city=formats.city(schedule.timezone)) if schedule.timezone else _("where each person lives")


def reminders(chosen: Reminders) -> str:
    if not chosen.most:
        return pgettext("reminders", "None")
    return ngettext(
        "Every %(num)s day, at most %(most)s",
        "Every %(num)s days, at most %(most)s",
        chosen.every_days,
        most=chosen.most,
    )


def plan(
    outlook: Outlook, schedule: Schedule, chosen: Reminders, policy: InvitationPolicy
) -> list[tuple[str, str, str]]:
    """What happens next, line by line: when, what, and what is to be known about it."""
    first, last = outlook.start_dates
    day = formats.today() if schedule.is_now else schedule.day_for(first if first == last else None)
    invitations = formats.plural(outlook.people, "invitation", "invitations")
    at = _("at once") if schedule.is_now else _("at %(clock)s %(where)s", clock=clock(schedule), where=where(schedule))
    lines = [(_day(day, _before(schedule.days_before or 0)), invitations, at)]
    for number in range(1, chosen.most + 1):
        what = _("Reminder") if chosen.most == 1 else _("First reminder") if number == 1 else _("Last reminder")
        if number in (1, chosen.most):
            days = number * chosen.every_days
            later_on = ngettext("%(num)s day later", "%(num)s days later", days)
            lines.append((_day(_later(day, days), later_on), what, _("only to those who have not joined")))
    ends = _ends(outlook, day, policy)
    after = ngettext("%(num)s day after", "%(num)s days after", policy.valid_days)
    lines.append((_day(ends, after), _("Links end"), _("anyone late can ask for a new one")))
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
        return _("sent at once")
    if not moments:
        said, each = when(schedule), _("On each start date")
        return _("sent %(when)s", when=said[0].lower() + said[1:] if said.startswith(each) else said)
    first, last = (moment.astimezone(formats.zone()) for moment in (moments[0], moments[-1]))
    if first == last:
        return _(
            "sent at %(clock)s your time on %(day)s", clock=formats.clock(first), day=formats.long_day(first.date())
        )
    if first.date() == last.date():
        return _(
            "sent between %(first)s and %(last)s your time on %(day)s",
            first=formats.clock(first),
            last=formats.clock(last),
            day=formats.long_day(first.date()),
        )
    return _("sent between %(first)s and %(last)s your time", first=_moment(first), last=_moment(last))


def _moment(local: datetime) -> str:
    return _("%(clock)s on %(day)s", clock=formats.clock(local), day=formats.day(local.date()))


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
            "clock": formats.clock(at)
            if at.date() == begin.date()
            else f"{formats.weekday(at.date())} {formats.clock(at)}",
            "x": round(100 * ((at - begin).total_seconds() / 60) / minutes, 2),
            "width": round(max(2.6, min(100 * place.people / per_minute / minutes, 30)), 2),
        }
        for place, at in zip(places[:MOST_ROWS], local, strict=False)
    ]
    ticks = [f"{24 * days * number // TICKS % 24}:00" for number in range(TICKS)] + ["24:00"]
    return {"rows": rows, "ticks": ticks, "more": max(len(places) - MOST_ROWS, 0)}
