"""When things of an invitation happen, where the person is: going out, ending, reminding."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onboarding.preferences.invitations import InvitationPolicy, Reminders

LAST_MINUTE = time(23, 59)


def at_local(day: date, clock: time, timezone: str) -> datetime:
    """The moment at which the clocks there show this. A time that they skip in spring comes as much later as they do;
    of one that comes twice in autumn, the first is meant."""
    return datetime.combine(day, clock, ZoneInfo(timezone)).astimezone(UTC)


def before_start(start_date: date, timezone: str, policy: InvitationPolicy) -> datetime:
    """When an invitation goes out that waits for this start date."""
    return at_local(start_date - timedelta(days=policy.days_before), policy.time, timezone)


def expiry(out_at: datetime, start_date: date | None, timezone: str, policy: InvitationPolicy) -> datetime:
    """The end of the last day after the start date where the person is, and at least as long after it is sent."""
    after_sending = out_at + policy.valid_for
    if start_date is None:
        return after_sending
    return max(after_sending, at_local(start_date + policy.valid_for, LAST_MINUTE, timezone))


def next_reminder(
    after: datetime, timezone: str, reminders: Reminders, policy: InvitationPolicy, *, given: int, until: datetime
) -> datetime | None:
    """When somebody is reminded next, so many having been given; None for not any more, or not before the link ends."""
    if given >= reminders.most:
        return None
    day = after.astimezone(ZoneInfo(timezone)).date() + timedelta(days=reminders.every_days)
    moment = at_local(day, policy.time, timezone)
    return moment if moment < until else None
