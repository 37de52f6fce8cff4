"""Who is ready for a start date."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from onboarding.database import db, new_id, now
from onboarding.directory.attention import attention
from onboarding.directory.readiness import next_start_dates, readiness, who_is_not_ready
from onboarding.work import Work
from tests.directory.people import HR, account, agent, invitation

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


def test_everybody_who_is_not_ready_is_counted_with_the_first_thing_that_stands_in_the_way(session: Session) -> None:
    at = now()

    def starter(name: str, **facts: Any) -> Any:
        return agent(session, name, start_date=MONDAY, **facts)

    invited = {"provisioned_at": at, "invited_at": at}
    starter("Without number")
    failed = starter("Failed", extension=2001)
    left = {"id": new_id(), "kind": "telephony", "subject_id": failed.id, "request_id": "-", "attempts": 1}
    session.add(Work(**left, created_at=at, due_at=at, problem={"code": "failed", "reason": "switch_away"}))
    starter("Waiting", extension=2002)
    starter("Not asked", provisioned_at=at)
    invitation(session, starter("Bounced", provisioned_at=at), "bounced")
    invitation(session, starter("Planned", provisioned_at=at), "planned")
    invitation(session, starter("Sent", **invited), "sent")
    invitation(session, starter("Expired", **invited), "sent", days_left=-1)
    invitation(session, starter("Taken back", **invited), "revoked")
    joined = {"provisioned_at": at, "joined_at": at}
    starter("No phone", **joined, phone_seen=False)
    account(session, starter("Locked", **joined, queue_count=1), locked_until=at + timedelta(minutes=5))
    starter("No queue", **joined, phone_seen=True)
    starter("Disabled", **joined, queue_count=1, disabled_at=at)
    starter("Ready", **joined, queue_count=1, phone_seen=True)

    found = readiness(session, HR, MONDAY)
    assert found.reasons == {
        "created": {"no_extension": 1, "phone_failed": 1, "phone_waiting": 1},
        "provisioned": {"not_invited": 1, "bounced": 1, "planned": 1},
        "invited": {"no_password": 1, "expired": 1, "not_invited": 1},
        "joined": {"phone_not_seen": 1},
        "registered": {"locked": 1, "no_queue": 1, "disabled": 1},
        "ready": {},
    }
    assert {stage: sum(counts.values()) for stage, counts in found.reasons.items()} == {**found.counts, "ready": 0}
    assert (found.not_ready, found.stuck, found.phones_known) == (13, 5, 3)
    assert [each.full_name for each in who_is_not_ready(session, HR, MONDAY, MONDAY, 2)] == ["Bounced", "Disabled"]

    needs = attention(session, HR)
    assert (needs.expired, needs.bounced, needs.no_extension, needs.phones_failed) == (1, 1, 1, 1)
    assert needs.phone_problem is not None


def test_the_board_of_many_days_takes_two_statements(session: Session) -> None:
    for number in range(5):
        agent(session, f"Agent {number}", start_date=MONDAY + timedelta(days=number))
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *arguments: said.append(arguments[2]))
    assert len(next_start_dates(session, HR, MONDAY, limit=5)) == 5
    assert len(said) == 2
