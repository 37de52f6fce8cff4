"""Who is ready for a start date."""

from datetime import date

from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.directory.readiness import next_start_dates, readiness
from tests.directory.people import HR, agent

MONDAY, TUESDAY, LAST_WEEK = date(2026, 12, 7), date(2026, 12, 8), date(2026, 11, 30)


def test_people_of_a_start_date_are_counted_by_stage(session: Session) -> None:
    at = now()
    agent(session, "Anna", start_date=MONDAY)
    agent(session, "Bea", start_date=MONDAY, provisioned_at=at)
    agent(session, "Cleo", start_date=MONDAY, provisioned_at=at, joined_at=at, queue_count=1)
    agent(session, "Dana", start_date=MONDAY, deleted_at=at)
    agent(session, "Edda", start_date=TUESDAY)
    found = readiness(session, HR, MONDAY)
    assert found.counts == {"created": 1, "provisioned": 1, "invited": 0, "joined": 0, "registered": 0, "ready": 1}
    assert (found.total, found.ready) == (3, 1)
    assert readiness(session, HR, None).total == 4


def test_the_next_start_dates_begin_today_and_come_in_order(session: Session) -> None:
    for name, day in (("Anna", TUESDAY), ("Bea", MONDAY), ("Cleo", MONDAY), ("Dana", LAST_WEEK), ("Edda", None)):
        agent(session, name, start_date=day)
    days = next_start_dates(session, HR, MONDAY, limit=5)
    assert [(day.start_date, day.total) for day in days] == [(MONDAY, 2), (TUESDAY, 1)]
    assert [day.start_date for day in next_start_dates(session, HR, MONDAY, limit=1)] == [MONDAY]
