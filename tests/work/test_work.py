"""Work is claimed by one, finished by its holder, tried again later, and never lost."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import begin_writing, db, new_id, now
from onboarding.work import LeaseLost, Work

LEASE = timedelta(seconds=60)


def asked(session: Session, count: int = 1, kind: str = "mail", **more: object) -> list[uuid.UUID]:
    begin_writing(session)
    subjects = [new_id() for _ in range(count)]
    work.ask(session, kind, subjects, **more)
    session.commit()
    return subjects


def claimed(session: Session, limit: int = 10, kind: str = "mail", lease: timedelta = LEASE) -> work.Claim:
    begin_writing(session)
    claim = work.claim(session, kind, limit, lease)
    session.commit()
    return claim


def subjects_of(claim: work.Claim) -> list[uuid.UUID]:
    return [item.subject_id for item in claim.open]


def test_what_is_asked_for_can_be_claimed_oldest_first(session: Session) -> None:
    subjects = asked(session, 5)
    assert subjects_of(claimed(session, 3)) == subjects[:3]


def test_what_one_holds_nobody_else_gets(session: Session) -> None:
    asked(session, 3)
    first = claimed(session, 2)
    second = claimed(session)
    assert len(first.open) == 2
    assert len(second.open) == 1
    assert not set(subjects_of(first)) & set(subjects_of(second))


def test_what_is_due_later_is_not_claimed_now(session: Session) -> None:
    asked(session, due_at=now() + timedelta(minutes=1))
    assert claimed(session).open == []


def test_a_lease_that_ran_out_frees_the_work(session: Session) -> None:
    subjects = asked(session)
    claimed(session, lease=timedelta(seconds=-1))
    assert subjects_of(claimed(session)) == subjects


def test_done_work_is_gone(session: Session) -> None:
    asked(session)
    claim = claimed(session)
    work.done(session, claim, list(claim.open))
    session.commit()
    assert session.scalars(select(Work)).all() == []
    assert claim.open == []


def test_who_lost_the_lease_cannot_finish(session: Session) -> None:
    asked(session)
    slow = claimed(session, lease=timedelta(seconds=-1))
    claimed(session)
    with pytest.raises(LeaseLost):
        work.done(session, slow, list(slow.open))


def test_who_lost_the_lease_cannot_renew_it(session: Session) -> None:
    asked(session)
    slow = claimed(session, lease=timedelta(seconds=-1))
    claimed(session)
    with pytest.raises(LeaseLost):
        work.renew(session, slow, LEASE)


def test_asking_again_takes_the_work_out_of_the_hands_of_who_began_before(session: Session) -> None:
    (subject,) = asked(session)
    begun = claimed(session)
    begin_writing(session)
    work.ask(session, "mail", [subject])
    session.commit()
    work.done(session, begun, list(begun.open), strict=False)
    session.commit()
    assert subjects_of(claimed(session)) == [subject]


def test_work_put_off_comes_back_later_each_time_and_keeps_the_reason(session: Session) -> None:
    asked(session)
    claim = claimed(session)
    work.put_off(session, claim, list(claim.open), {"code": "failed", "reason": "switch_away"})
    session.commit()
    row = session.scalars(select(Work)).one()
    assert row.problem == {"code": "failed", "reason": "switch_away"}
    assert now() < row.due_at <= now() + timedelta(seconds=7)
    assert [work.retry_delay(n) < work.retry_delay(n + 2) for n in (1, 2, 3)] == [True] * 3
    assert work.retry_delay(50) <= timedelta(minutes=12.5)


def test_failed_work_stays_until_somebody_asks_again(session: Session) -> None:
    (subject,) = asked(session)
    claim = claimed(session)
    work.fail(session, claim, list(claim.open), None)
    session.commit()
    assert claimed(session).open == []
    begin_writing(session)
    work.ask(session, "mail", [subject])
    session.commit()
    assert subjects_of(claimed(session)) == [subject]


def test_released_work_is_due_at_once_and_counts_as_no_try(session: Session) -> None:
    asked(session)
    claim = claimed(session)
    begin_writing(session)
    work.release(session, claim)
    session.commit()
    assert claimed(session).open[0].attempts == 1


def test_the_sweeper_rings_for_what_is_due_and_in_nobodys_hands(session: Session) -> None:
    asked(session, kind="mail")
    asked(session, kind="telephony", due_at=now() + timedelta(hours=1))
    asked(session, kind="imports")
    claimed(session, kind="imports")
    assert work.due_kinds(session) == ["mail"]


def test_what_a_cause_left_is_counted_by_what_it_waits_for(session: Session) -> None:
    cause = new_id()
    asked(session, 2, cause_id=cause)
    asked(session, 3, kind="later", cause_id=cause, due_at=now() + timedelta(hours=1))
    asked(session, 1, kind="telephony", cause_id=cause)
    claim = claimed(session, kind="telephony")
    work.put_off(session, claim, list(claim.open), None)
    asked(session, 1, kind="reset", cause_id=cause)
    failing = claimed(session, kind="reset")
    work.fail(session, failing, list(failing.open), None)
    session.commit()
    assert work.left_of(session, cause) == work.Left(now=2, retrying=1, later=3, failed=1)


def test_two_workers_at_once_share_the_work_without_overlap(app: Flask, session: Session) -> None:
    from concurrent.futures import ThreadPoolExecutor

    asked(session, 200)
    session.rollback()

    def take(_: int) -> list[uuid.UUID]:
        with app.app_context():
            return [s for _ in range(10) for s in subjects_of(claimed(db.session(), 10))]

    with ThreadPoolExecutor(4) as pool:
        taken = [subject for part in pool.map(take, range(4)) for subject in part]
    assert len(taken) == len(set(taken)) == 200


def test_progress_forgets_earlier_failed_tries(session: Session) -> None:
    asked(session)
    session.execute(update(Work).values(attempts=6))
    session.commit()
    claim = claimed(session)
    work.renew(session, claim, LEASE, progress=True)
    session.commit()
    assert session.scalars(select(Work.attempts)).one() == 1
