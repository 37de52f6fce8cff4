"""What somebody asks of a bulk invite, read from the texts of a form or a program."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from onboarding.bulk.audience import Audience
from onboarding.bulk.refusal import BulkInviteRefused
from onboarding.bulk.schedule import Schedule
from onboarding.directory.query import Query
from onboarding.invitations.inviting import NOW, START_DATE
from onboarding.preferences.invitations import (
    MOST_DAYS,
    MOST_REMINDERS,
    InvitationPolicy,
    Reminders,
    read_clock,
)
from onboarding.settings import Settings
from onboarding.wording import Problem

LOCAL = "local"
"""In place of a time zone: each person's own."""
PER_MINUTE = 200
MOST_PER_MINUTE = 100_000
MOST_CHOSEN = 100_000
_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Wish:
    """A bulk invite as somebody wants it."""

    audience: Audience
    schedule: Schedule
    per_minute: int
    reminders: Reminders


@dataclass(frozen=True, slots=True)
class Asked:
    """`send_at`: now, start-date, or a day, with or without a time (ISO 8601). `days_before`, `clock` (HH:MM): only
    with start-date. `timezone`: a name, or local. None: as the preferences have it."""

    agent_ids: Sequence[uuid.UUID] | None = None
    query: Query | None = None
    import_id: uuid.UUID | None = None
    send_at: str = NOW
    timezone: str | None = None
    days_before: int | None = None
    clock: str | None = None
    per_minute: int | None = None
    remind_every_days: int | None = None
    reminders: int | None = None


def read(asked: Asked, settings: Settings, policy: InvitationPolicy) -> Wish:
    """What is meant. Raises BulkInviteRefused with all mistakes."""
    problems: list[Problem] = []
    audience = _audience(asked, problems)
    schedule = _schedule(asked, settings, policy, problems)
    per_minute = _whole("per_minute", asked.per_minute, PER_MINUTE, 1, MOST_PER_MINUTE, problems)
    every = _whole("remind_every_days", asked.remind_every_days, policy.remind_every_days, 1, MOST_DAYS, problems)
    most = _whole("reminders", asked.reminders, policy.reminders, 0, MOST_REMINDERS, problems)
    if problems or audience is None or schedule is None:
        raise BulkInviteRefused(problems)
    return Wish(audience, schedule, per_minute, Reminders(every, most))


def _audience(asked: Asked, problems: list[Problem]) -> Audience | None:
    given = [each for each in (asked.agent_ids, asked.query, asked.import_id) if each is not None]
    if len(given) != 1:
        problems.append(Problem("missing", "bulk_invite_who", "agents"))
        return None
    if asked.query is not None and asked.query.asks_for_deleted:
        problems.append(Problem("invalid", "bulk_invite_deleted", "filter"))
    if asked.agent_ids is not None and not 0 < len(asked.agent_ids) <= MOST_CHOSEN:
        problems.append(Problem("missing", "bulk_invite_nobody", "agents", None, {"most": MOST_CHOSEN}))
    return Audience(tuple(asked.agent_ids or ()), asked.query, asked.import_id)


def _schedule(asked: Asked, settings: Settings, policy: InvitationPolicy, problems: list[Problem]) -> Schedule | None:
    if asked.send_at == NOW:
        return Schedule(home=settings.timezone)
    if asked.send_at == START_DATE:
        days = _whole("days_before", asked.days_before, policy.days_before, 0, MOST_DAYS, problems)
        clock = read_clock(policy.clock if asked.clock is None else asked.clock)
        if clock is None:
            problems.append(Problem("invalid", "invitations_time", "hour", asked.clock))
            return None
        timezone = _timezone(asked.timezone, LOCAL, problems)
        return Schedule(None, days, time.fromisoformat(clock), timezone, settings.timezone)
    return _on_a_day(asked, settings, policy, problems)


def _on_a_day(asked: Asked, settings: Settings, policy: InvitationPolicy, problems: list[Problem]) -> Schedule | None:
    written = asked.send_at.strip()
    try:
        moment = datetime.fromisoformat(f"{written}T{policy.clock}" if len(written) == len("2026-12-01") else written)
        if moment.year not in _YEARS:
            raise ValueError
    except ValueError:
        problems.append(Problem("invalid", "bulk_invite_send_at", "send_at", asked.send_at))
        return None
    if moment.tzinfo is not None:
        # To the minute: nobody plans seconds.
        moment = moment.astimezone(UTC)
        return Schedule(moment.date(), None, _minute(moment), "UTC", settings.timezone)
    timezone = _timezone(asked.timezone, settings.timezone, problems)
    return Schedule(moment.date(), None, _minute(moment), timezone, settings.timezone)


def _minute(moment: datetime) -> time:
    return time(moment.hour, moment.minute)


def _timezone(given: str | None, default: str, problems: list[Problem]) -> str | None:
    """The name of a time zone; None: each person's own."""
    name = given or default
    if name == LOCAL:
        return None
    if name not in available_timezones():
        problems.append(Problem("unknown_value", "bulk_invite_timezone", "timezone", name))
    return name


def _whole(name: str, given: int | None, default: int, least: int, most: int, problems: list[Problem]) -> int:
    value = default if given is None else given
    if not least <= value <= most:
        bounds = {"least": least, "most": most}
        problems.append(Problem("invalid", "invitations_out_of_bounds", name, str(value), bounds))
    return value


def warnings(wish: Wish, at: datetime) -> list[Problem]:
    """What may surprise: a day that is over means now."""
    schedule, query = wish.schedule, wish.audience.query
    last = schedule.last(query.start_date if query else None)
    if last is None or last > at:
        return []
    day: date = last.astimezone(ZoneInfo(schedule.timezone or schedule.home)).date()
    return [Problem("past", "bulk_invite_past", "send_at", day.isoformat(), {"date": day.isoformat()})]
