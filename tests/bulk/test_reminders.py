"""Reminders of bulk invites: at their pace, not while they are paused, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.bulk import invites, reminders
from onboarding.bulk.models import BulkInvite
from onboarding.database import begin_writing
from onboarding.directory.query import Query
from onboarding.invitations import reminding
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.settings import Settings
from onboarding.work import Work
from tests.bulk.many import HR, at, going_out, make, person, queued, step

BEGIN = datetime(2027, 3, 1, 8, tzinfo=UTC)
THEN = datetime(2027, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def bulk(session: Session, settings: Settings) -> BulkInvite:
    """Fifty who were written to on 1 March, to be reminded three days later at nine, one a second."""
    for number in range(50):
        person(session, f"A{number:02}")
    made = make(session, settings, query=Query(), reminders=1, remind_every_days=3)
    with at(BEGIN):
        step(session, settings, made)
    session.execute(update(Invitation).values(state="sent", sent_at=BEGIN))
    session.execute(update(Message).values(state="sent"))
    session.query(Work).filter_by(kind="mail").delete()
    session.execute(update(BulkInvite).values(per_minute=60))
    session.commit()
    return made


def remind(session: Session, settings: Settings) -> int:
    begin_writing(session)
    count = sum(
        reminders.remind_of(session, settings, each) for each in reminders.bulk_invites_to_remind(session)
    )  # fmt: skip
    session.commit()
    return count


def test_they_keep_the_pace_and_each_gets_one(session: Session, settings: Settings, bulk: BulkInvite) -> None:
    with at(THEN - timedelta(seconds=1)):
        assert remind(session, settings) == 0
    with at(THEN):
        assert remind(session, settings) == 30
        assert remind(session, settings) == 0
    assert going_out(session) == [THEN + timedelta(seconds=number) for number in range(30)]
    session.query(Work).filter_by(kind="mail").delete()
    session.commit()
    with at(THEN + timedelta(seconds=60)):
        assert remind(session, settings) == 20
        assert remind(session, settings) == 0
    assert len(set(queued(session, reminding.MESSAGE))) == 50


def test_while_it_is_paused_nobody_is_reminded_and_afterwards_all_are(
    session: Session, settings: Settings, bulk: BulkInvite
) -> None:
    with at(THEN):
        remind(session, settings)
        begin_writing(session)
        session.execute(update(BulkInvite).values(state="sending"))
        invites.pause(session, bulk.id, actor=HR)
        session.commit()
        assert queued(session, reminding.MESSAGE) == []
        assert remind(session, settings) == 0
        begin_writing(session)
        invites.resume(session, bulk.id, actor=HR)
        session.commit()
    with at(THEN + timedelta(seconds=60)):
        assert remind(session, settings) == 30
    assert set(session.scalars(select(Invitation.reminded))) == {0, 1}


def test_once_it_is_cancelled_nobody_is_reminded(session: Session, settings: Settings, bulk: BulkInvite) -> None:
    with at(THEN):
        remind(session, settings)
        begin_writing(session)
        invites.cancel(session, bulk.id, actor=HR)
        session.commit()
        assert remind(session, settings) == 0
    assert queued(session, reminding.MESSAGE) == []
