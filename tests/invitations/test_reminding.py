"""Whoever does not join is reminded, so often as was said, and no longer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import begin_writing
from onboarding.invitations import inviting, reminding
from onboarding.invitations.models import Invitation
from onboarding.preferences.invitations import Reminders
from onboarding.settings import Settings
from tests.bulk.many import HR, at, person, queued

MORNING = datetime(2027, 3, 1, 9, tzinfo=UTC)


def invite(session: Session, settings: Settings, agent: Agent, **facts: Any) -> None:
    """An invitation that went out on the morning of 1 March."""
    begin_writing(session)
    cause = inviting.Cause(reminders=Reminders(3, 2))
    with at(MORNING):
        inviting.invite(session, settings, [agent], actor=HR, due_at=MORNING, cause=cause)
    session.execute(update(Invitation).values(**{"state": "sent", "sent_at": MORNING, **facts}))
    session.commit()


def reminded_on(session: Session, settings: Settings, until: date) -> list[str]:
    """On which days, looking at eight, nine and ten."""
    found, moment = [], MORNING
    while moment.date() <= until:
        begin_writing(session)
        with at(moment):
            before = len(queued(session, reminding.MESSAGE))
            reminding.remind(session, settings, Invitation.id.is_not(None), [moment] * 10)
            found += [f"{moment:%d %b %H:%M}"] * (len(queued(session, reminding.MESSAGE)) - before)
        session.commit()
        moment += timedelta(hours=22 if moment.hour == 10 else 1)
    return found


def test_every_third_day_at_nine_where_they_are_and_at_most_twice(session: Session, settings: Settings) -> None:
    anna = person(session, "Anna", timezone="Africa/Lagos", start_date=date(2027, 3, 20))
    invite(session, settings, anna)
    assert reminded_on(session, settings, date(2027, 3, 25)) == ["04 Mar 08:00", "07 Mar 08:00"]


def test_not_once_the_link_has_ended(session: Session, settings: Settings) -> None:
    invite(session, settings, person(session, "Anna"), expires_at=MORNING + timedelta(days=4))
    assert reminded_on(session, settings, date(2027, 3, 12)) == ["04 Mar 09:00"]


@pytest.mark.parametrize("fact", ["joined_at", "disabled_at", "deleted_at"])
def test_not_somebody_who_needs_no_reminder(fact: str, session: Session, settings: Settings) -> None:
    anna = person(session, "Anna")
    invite(session, settings, anna)
    session.execute(update(Agent).values(**{fact: MORNING}))
    session.commit()
    assert reminded_on(session, settings, date(2027, 3, 12)) == []


@pytest.mark.parametrize("state", ["planned", "revoked", "bounced", "failed", "expired", "accepted"])
def test_only_of_an_invitation_that_is_out(state: str, session: Session, settings: Settings) -> None:
    invite(session, settings, person(session, "Anna"), state=state)
    assert reminded_on(session, settings, date(2027, 3, 12)) == []


def test_after_an_invitation_that_went_out_late_the_days_count_from_then(session: Session, settings: Settings) -> None:
    late = MORNING + timedelta(days=2, hours=5)
    invite(session, settings, person(session, "Anna"), sent_at=late, expires_at=late + timedelta(days=7))
    assert reminded_on(session, settings, date(2027, 3, 12))[:1] == ["06 Mar 09:00"]


def test_sending_again_ends_the_reminders_of_the_earlier_one(session: Session, settings: Settings) -> None:
    anna = person(session, "Anna")
    invite(session, settings, anna)
    begin_writing(session)
    inviting.revoke(session, [anna.id], actor=HR)
    session.commit()
    assert session.scalars(select(Invitation.remind_at)).all() == [None]
