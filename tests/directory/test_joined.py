"""How many joined on each of the last days."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.directory.joined import joined_by_day
from tests.directory.people import HR, agent

SUNDAY = date(2026, 11, 22)


def joined(session: Session, *moments: datetime) -> None:
    for at, moment in enumerate(moments):
        agent(session, f"Person {at}", joined_at=moment)


def test_each_day_has_those_who_joined_on_it_and_days_without_any_have_none(session: Session) -> None:
    joined(session, datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC))
    days = joined_by_day(session, HR, SUNDAY, 3, "UTC")
    assert days == [(date(2026, 11, 20), 1), (date(2026, 11, 21), 0), (SUNDAY, 1)]


def test_days_begin_and_end_where_the_organisation_is(session: Session) -> None:
    joined(session, datetime(2026, 11, 21, 23, 30, tzinfo=UTC), datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert joined_by_day(session, HR, SUNDAY, 2, "Europe/Rome") == [(date(2026, 11, 21), 0), (SUNDAY, 1)]


def test_the_day_on_which_the_clock_changes_has_its_own_length(session: Session) -> None:
    joined(session, datetime(2026, 10, 25, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 23, 30, tzinfo=UTC))
    days = joined_by_day(session, HR, date(2026, 10, 26), 2, "Europe/Rome")
    assert [count for _, count in days] == [1, 1]


def test_deleted_agents_and_those_whom_one_may_not_see_do_not_count(session: Session) -> None:
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    agent(session, "Anna", joined_at=at, deleted_at=at)
    agent(session, "Bea", joined_at=at)
    assert joined_by_day(session, HR, SUNDAY, 1, "UTC") == [(SUNDAY, 1)]
    assert joined_by_day(session, Actor("Sue", role="supervisor"), SUNDAY, 1, "UTC") == [(SUNDAY, 0)]
