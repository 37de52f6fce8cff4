"""A bulk invite invites those who are due, each once, and ends by itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.bulk import inviting
from onboarding.database import begin_writing, db, new_id, now, write_rows
from onboarding.directory.grammar import parse_all
from onboarding.directory.query import Query
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings
from onboarding.work import Work
from tests.bulk.many import HR, at, going_out, invited, make, person, queued, state_of, step

WEBRTC = Query(filters=parse_all(["typology=webrtc"]))
MONDAY = date(2027, 3, 8)


def test_whoever_matches_is_invited_once_and_it_is_completed_when_all_is_out(
    session: Session, settings: Settings
) -> None:
    for name in ("Anna", "Bea", "Cleo"):
        person(session, name)
    bulk = make(session, settings, query=WEBRTC)
    for _ in range(3):
        step(session, settings, bulk)
    assert invited(session, bulk) == ["Anna", "Bea", "Cleo"]
    assert state_of(session, bulk) == "sending"
    session.execute(update(Invitation).values(state="sent", sent_at=now()))
    session.commit()
    assert step(session, settings, bulk).next_at is None
    assert state_of(session, bulk) == "completed"


def test_the_filter_is_asked_anew_when_it_is_due(session: Session, settings: Settings) -> None:
    due = datetime(2027, 3, 4, 8, tzinfo=UTC)
    anna, bea = person(session, "Anna"), person(session, "Bea")
    person(session, "Cleo")
    bulk = make(session, settings, query=WEBRTC, send_at=due.isoformat())
    with at(due - timedelta(minutes=1)):
        assert step(session, settings, bulk).next_at == due
    anna.joined_at = now()
    bea.typology = "mobile"
    person(session, "Dana")
    with at(due):
        step(session, settings, bulk)
    assert invited(session, bulk) == ["Cleo", "Dana"]


def test_people_chosen_by_hand_are_invited_and_nobody_else(session: Session, settings: Settings) -> None:
    anna = person(session, "Anna")
    person(session, "Bea")
    bulk = make(session, settings, agent_ids=[anna.id])
    step(session, settings, bulk)
    assert invited(session, bulk) == ["Anna"]


def test_whom_a_file_brought_are_invited_while_it_still_brings_them(session: Session, settings: Settings) -> None:
    import_id = new_id()
    session.add(_work("imports", import_id))
    person(session, "Anna", import_id=import_id)
    person(session, "Bea")
    bulk = make(session, settings, import_id=import_id)
    step(session, settings, bulk)
    session.execute(update(Invitation).values(state="sent"))
    session.commit()
    assert step(session, settings, bulk).next_at is not None
    person(session, "Cleo", import_id=import_id)
    session.execute(update(Work).where(Work.kind == "imports").values(failed_at=now()))
    session.commit()
    step(session, settings, bulk)
    assert invited(session, bulk) == ["Anna", "Cleo"]


def _work(kind: str, subject_id: object) -> Work:
    at = now()
    return Work(id=new_id(), kind=kind, subject_id=subject_id, request_id="-", created_at=at, due_at=at, attempts=0)


def test_so_many_days_before_each_start_date_where_each_person_is(session: Session, settings: Settings) -> None:
    person(session, "Lagos", timezone="Africa/Lagos", start_date=MONDAY)
    person(session, "Manila", timezone="Asia/Manila", start_date=MONDAY)
    person(session, "Home", start_date=MONDAY)
    person(session, "Later", timezone="Asia/Manila", start_date=MONDAY + timedelta(days=1))
    person(session, "Never")
    bulk = make(session, settings, query=Query(), send_at="start-date", days_before=4, clock="9:00")
    for hour, due in ((1, ["Manila"]), (8, ["Manila", "Lagos"]), (9, ["Manila", "Lagos", "Home"])):
        with at(datetime(2027, 3, 4, hour, tzinfo=UTC)):
            step(session, settings, bulk)
        assert invited(session, bulk) == due
    with at(datetime(2027, 3, 5, 1, tzinfo=UTC)):
        step(session, settings, bulk)
    assert invited(session, bulk)[3:] == ["Later"]
    session.execute(update(Invitation).values(state="sent"))
    session.commit()
    with at(datetime(2027, 3, 5, 2, tzinfo=UTC)):
        assert step(session, settings, bulk).next_at is None


def test_it_looks_again_at_the_minute_somebody_becomes_due(session: Session, settings: Settings) -> None:
    person(session, "Lagos", timezone="Africa/Lagos", start_date=MONDAY)
    bulk = make(session, settings, query=Query(), send_at="start-date", days_before=0, clock="9:00")
    with at(datetime(2027, 3, 8, 7, 59, 30, tzinfo=UTC)):
        assert step(session, settings, bulk).next_at == datetime(2027, 3, 8, 8, tzinfo=UTC)


def test_a_start_date_that_moves_before_it_is_due_moves_the_invitation(session: Session, settings: Settings) -> None:
    anna = person(session, "Anna", start_date=MONDAY)
    bulk = make(session, settings, query=Query(), send_at="start-date", days_before=0, clock="9:00")
    anna.start_date = MONDAY + timedelta(days=7)
    session.commit()
    with at(datetime(2027, 3, 8, 12, tzinfo=UTC)):
        step(session, settings, bulk)
    assert invited(session, bulk) == []
    with at(datetime(2027, 3, 15, 12, tzinfo=UTC)):
        step(session, settings, bulk)
    assert invited(session, bulk) == ["Anna"]


def test_who_starts_on_a_day_is_waited_for_until_the_day_has_begun_everywhere(
    session: Session, settings: Settings
) -> None:
    starters = Query(start_date=MONDAY)
    bulk = make(session, settings, query=starters, send_at="start-date", days_before=4, clock="09:00")
    with at(datetime(2027, 3, 4, 12, tzinfo=UTC)):
        assert step(session, settings, bulk).next_at is not None
    person(session, "Added late", timezone="America/Bogota", start_date=MONDAY)
    with at(datetime(2027, 3, 4, 14, tzinfo=UTC)):
        step(session, settings, bulk)
    assert invited(session, bulk) == ["Added late"]


def test_a_service_that_was_down_at_the_hour_invites_late_and_once(session: Session, settings: Settings) -> None:
    due = datetime(2027, 3, 4, 8, tzinfo=UTC)
    person(session, "Anna")
    bulk = make(session, settings, query=Query(), send_at=due.isoformat())
    late = due + timedelta(days=9)
    with at(late):
        step(session, settings, bulk)
        step(session, settings, bulk)
    assert invited(session, bulk) == ["Anna"]
    invitation = session.scalars(select(Invitation)).one()
    assert invitation.expires_at == late + timedelta(days=7)


def test_an_invitation_that_waited_for_another_day_gives_way(session: Session, settings: Settings) -> None:
    anna = person(session, "Anna")
    begin_writing(session)
    inviting.invite(session, settings, [anna.id], actor=HR, due_at=now() + timedelta(days=30))
    session.commit()
    step(session, settings, make(session, settings, query=Query()))
    assert sorted(session.scalars(select(Invitation.state))) == ["planned", "revoked"]
    assert len(queued(session)) == 1


@pytest.mark.parametrize(("per_minute", "first", "in_half_a_minute"), [(60, 1.0, 30), (200, 0.3, 100), (1, 60.0, 1)])
def test_the_pace_is_kept_and_only_half_a_minute_is_under_way(
    session: Session, settings: Settings, per_minute: int, first: float, in_half_a_minute: int
) -> None:
    _crowd(session, 120)
    bulk = make(session, settings, query=Query(), per_minute=per_minute)
    begin = datetime(2027, 3, 4, 8, tzinfo=UTC)
    with at(begin):
        step(session, settings, bulk)
        step(session, settings, bulk)
    moments = going_out(session)
    assert len(moments) == min(in_half_a_minute, 120)
    assert [(moment - begin).total_seconds() for moment in moments] == pytest.approx(
        [first * number for number in range(len(moments))]
    )
    with at(begin + timedelta(seconds=60)):
        session.execute(update(Work).where(Work.kind == "mail").values(failed_at=now()))
        step(session, settings, bulk)
    assert len(invited(session, bulk)) <= per_minute * 1.5 + 1


def test_after_a_stop_what_is_overdue_counts_for_the_pace(session: Session, settings: Settings) -> None:
    _crowd(session, 120)
    bulk = make(session, settings, query=Query(), per_minute=60)
    begin = datetime(2027, 3, 4, 8, tzinfo=UTC)
    with at(begin):
        step(session, settings, bulk)
    assert len(invited(session, bulk)) == 30
    with at(begin + timedelta(hours=3)):
        step(session, settings, bulk)
    assert len(invited(session, bulk)) == 30


def test_more_than_a_set_holds_go_set_by_set(session: Session, settings: Settings) -> None:
    _crowd(session, inviting.AT_A_TIME + 3)
    bulk = make(session, settings, query=Query(), per_minute=100_000)
    first, second = step(session, settings, bulk), step(session, settings, bulk)
    assert (first.count, second.count) == (inviting.AT_A_TIME, 3)
    assert len(set(invited(session, bulk))) == inviting.AT_A_TIME + 3


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_four_workers_at_once_keep_one_pace_and_invite_nobody_twice(
    app: Flask, session: Session, settings: Settings
) -> None:
    _crowd(session, 120)
    bulk = make(session, settings, query=Query(), per_minute=60)
    together = Barrier(4)

    def worker() -> None:
        with app.app_context():
            together.wait()
            step(db.session(), settings, bulk)
            db.session.remove()

    with ThreadPoolExecutor(4) as workers:
        for done in [workers.submit(worker) for _ in range(4)]:
            done.result()
    moments = going_out(session)
    assert len(moments) == len(set(invited(session, bulk)))
    assert 30 <= len(moments) <= 35
    assert min(later - earlier for earlier, later in pairwise(moments)) == timedelta(seconds=1)


def _crowd(session: Session, count: int) -> None:
    at = now()
    columns = ("id", "version", "full_name", "username", "username_key", "email", "email_key", "typology")
    rest = ("voicemail", "remote_control", "queue_count", "created_at", "updated_at")
    people = [
        (new_id(), 1, f"A{n}", f"a{n}", f"a{n}", f"a{n}@w.example", f"a{n}@w.example", "webrtc") for n in range(count)
    ]
    write_rows(session, Agent, (*columns, *rest), [(*each, True, False, 0, at, at) for each in people])
    session.commit()
