"""Invitations move with the start date; they run out; who is imported again gets a new one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.accounts.models import Token
from onboarding.agents.models import Agent
from onboarding.database import begin_writing, now
from onboarding.invitations import expiring, inviting
from onboarding.invitations.models import Invitation
from onboarding.preferences.invitations import InvitationPolicy, set_invitation_policy
from onboarding.settings import Settings
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.people import Newcomer
from tests.bulk.many import HR, going_out, queued

EMAIL = "amara@northwind.example"


def bring(session: Session, settings: Settings, invite: str = "none", **values: Any) -> None:
    begin_writing(session)
    person = {"full_name": "Amara Okonkwo", "email": EMAIL, "timezone": "Africa/Lagos", **values}
    bring_on_board(session, settings, [Newcomer(person)], actor=HR, invite=invite)
    session.commit()


def invitations(session: Session) -> list[Invitation]:
    found = select(Invitation).order_by(Invitation.id)
    return list(session.scalars(found, execution_options={"populate_existing": True}))


def test_what_waits_for_the_start_date_waits_for_the_new_one(session: Session, settings: Settings) -> None:
    bring(session, settings, "start-date", start_date="2027-03-08")
    bring(session, settings, start_date="2027-03-15")
    (invitation,) = invitations(session)
    assert invitation.due_at == datetime(2027, 3, 15, 8, tzinfo=UTC)
    assert invitation.expires_at == datetime(2027, 3, 22, 22, 59, tzinfo=UTC)
    assert going_out(session) == [invitation.due_at]
    bring(session, settings, timezone="Asia/Manila")
    assert going_out(session) == [datetime(2027, 3, 15, 1, tzinfo=UTC)]


def test_a_start_date_that_moves_into_the_past_means_now(session: Session, settings: Settings) -> None:
    bring(session, settings, "start-date", start_date="2027-03-08")
    bring(session, settings, start_date="2020-03-08")
    assert going_out(session)[0] <= now()
    assert invitations(session)[0].expires_at > now() + timedelta(days=6)


def test_one_without_a_start_date_any_more_is_taken_back(session: Session, settings: Settings) -> None:
    bring(session, settings, "start-date", start_date="2027-03-08")
    bring(session, settings, start_date=None)
    assert [each.state for each in invitations(session)] == ["revoked"]
    assert queued(session) == []


def test_one_for_a_time_of_its_own_stays(session: Session, settings: Settings) -> None:
    bring(session, settings, "2027-03-01T09:00:00+00:00", start_date="2027-03-08")
    bring(session, settings, start_date="2027-03-15")
    assert going_out(session) == [datetime(2027, 3, 1, 9, tzinfo=UTC)]


def test_a_link_that_is_out_works_until_after_the_new_start_date(session: Session, settings: Settings) -> None:
    bring(session, settings, start_date="2027-03-08")
    begin_writing(session)
    agent = session.scalars(select(Agent)).one()
    _, until = inviting.copy_link(session, settings, agent, actor=HR)
    session.commit()
    bring(session, settings, start_date="2027-03-15")
    assert invitations(session)[0].expires_at == session.scalars(select(Token.expires_at)).one() == until + timedelta(7)


def test_the_day_and_the_hour_are_those_of_the_settings(session: Session, settings: Settings) -> None:
    begin_writing(session)
    set_invitation_policy(
        session, HR, clock="7:30", days_before=4, valid_days=14, remind_every_days=1, reminders=0
    )  # fmt: skip
    session.commit()
    bring(session, settings, "start-date", start_date="2028-01-03")
    (invitation,) = invitations(session)
    assert invitation.due_at == datetime(2027, 12, 30, 6, 30, tzinfo=UTC)
    assert invitation.expires_at == datetime(2028, 1, 17, 22, 59, tzinfo=UTC)
    assert invitation.remind_at is None


def test_a_day_before_the_start_that_has_passed_means_now_and_says_so(settings: Settings) -> None:
    start = (now() + timedelta(days=2)).date()
    _, warning = inviting.when("start-date", settings, InvitationPolicy(days_before=4), start, None)
    assert warning is not None
    assert (warning.code, warning.reason) == ("past", "invited_now_day_past")


@pytest.mark.parametrize(
    ("state", "days_left", "becomes"),
    [
        ("sent", -1, "expired"),
        ("sent", 1, "sent"),
        ("planned", -1, "planned"),
        ("accepted", -1, "accepted"),
        ("revoked", -1, "revoked"),
    ],
)
def test_what_is_out_and_over_is_marked(
    state: str, days_left: int, becomes: str, session: Session, settings: Settings
) -> None:
    bring(session, settings, "now")
    session.execute(update(Invitation).values(state=state, expires_at=now() + timedelta(days=days_left)))
    session.commit()
    for _ in range(2):
        begin_writing(session)
        expiring.expire(session, now())
        session.commit()
    assert [each.state for each in invitations(session)] == [becomes]


AGAIN = {
    "its invitation has run out": ("now", "expired", ["expired", "planned"]),
    "run out and not marked yet": ("now", "sent", ["revoked", "planned"]),
    "nobody asked for invitations": ("none", "expired", ["expired"]),
    "it was taken back by somebody": ("now", "revoked", ["revoked"]),
}


@pytest.mark.parametrize("case", AGAIN)
def test_who_is_imported_again(case: str, session: Session, settings: Settings) -> None:
    invite, state, expected = AGAIN[case]
    bring(session, settings, "now", start_date="2026-03-08")
    session.execute(update(Invitation).values(state=state, expires_at=now() - timedelta(days=1)))
    session.commit()
    bring(session, settings, invite, start_date="2026-03-09")
    found = [each.state for each in invitations(session)]
    assert sorted(found) == sorted(expected) or (case == "run out and not marked yet" and found[-1] == "planned")


def test_nobody_who_has_joined_is_invited_again(session: Session, settings: Settings) -> None:
    bring(session, settings, "now", start_date="2026-03-08")
    session.execute(update(Invitation).values(state="expired"))
    session.execute(update(Agent).values(joined_at=now()))
    session.commit()
    bring(session, settings, "now", start_date="2026-03-09")
    assert len(invitations(session)) == 1
