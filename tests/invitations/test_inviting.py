"""An invitation is a row with a time; copying adds links, only a person's "send again" ends earlier ones."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.accounts.tokens import LinkRefused
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import begin_writing, new_id, now
from onboarding.invitations import inviting, joining, times
from onboarding.invitations.inviting import NotInvited
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.preferences.invitations import InvitationPolicy
from onboarding.settings import Settings
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.people import Newcomer
from tasks.lines import work_off_all

HR = Actor("Ingrid Solheim", new_id(), "hr")
PASSWORD = "marigold-tram-77-north"


@pytest.fixture
def amara(session: Session, settings: Settings) -> Agent:
    begin_writing(session)
    values = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example", "personal_email": "amara@home.example"}
    bring_on_board(session, settings, [Newcomer(values)], actor=HR)
    session.commit()
    return session.scalars(select(Agent)).one()


def invited(session: Session, settings: Settings, agent: Agent) -> None:
    begin_writing(session)
    inviting.invite(session, settings, [agent], actor=HR)
    session.commit()


def copied(session: Session, settings: Settings, agent: Agent) -> str:
    begin_writing(session)
    url, _ = inviting.copy_link(session, settings, agent, actor=HR)
    session.commit()
    return url.rpartition("/")[2]


def joined(session: Session, settings: Settings, link: str) -> None:
    begin_writing(session)
    joining.join(session, settings, link, PASSWORD)
    session.commit()


def states(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Invitation.state).order_by(Invitation.id)))


def test_an_invitation_goes_to_the_personal_address_until_the_agent_has_joined(
    session: Session, settings: Settings, amara: Agent
) -> None:
    invited(session, settings, amara)
    work_off_all(settings, 20)
    message = session.scalars(select(Message)).one()
    session.refresh(amara)
    assert (message.state, message.recipient) == ("sent", "amara@home.example")
    assert states(session) == ["sent"]
    assert amara.invited_at is not None


def test_sending_again_ends_the_earlier_links_and_the_earlier_message(
    session: Session, settings: Settings, amara: Agent
) -> None:
    invited(session, settings, amara)
    earlier = copied(session, settings, amara)
    invited(session, settings, amara)
    with pytest.raises(LinkRefused) as refused:
        joining.look(session, settings, earlier)
    assert refused.value.why == "revoked"
    assert states(session) == ["revoked", "planned"]
    assert sorted(session.scalars(select(Message.state))) == ["cancelled", "queued"]


def test_copying_a_link_ends_none(session: Session, settings: Settings, amara: Agent) -> None:
    invited(session, settings, amara)
    first, second = copied(session, settings, amara), copied(session, settings, amara)
    assert first != second
    assert joining.look(session, settings, first).agent.id == amara.id
    assert joining.look(session, settings, second).agent.id == amara.id


def test_copying_for_somebody_never_invited_sends_nothing(session: Session, settings: Settings, amara: Agent) -> None:
    copied(session, settings, amara)
    assert session.scalars(select(Message)).all() == []
    assert states(session) == ["sent"]


def test_joining_ends_every_link(session: Session, settings: Settings, amara: Agent) -> None:
    first, second = copied(session, settings, amara), copied(session, settings, amara)
    joined(session, settings, first)
    for link in (first, second):
        with pytest.raises(LinkRefused) as refused:
            joining.look(session, settings, link)
        assert refused.value.why == "used"


def test_a_message_that_waits_is_not_sent_to_somebody_who_has_joined(
    session: Session, settings: Settings, amara: Agent
) -> None:
    invited(session, settings, amara)
    joined(session, settings, copied(session, settings, amara))
    work_off_all(settings, 20)
    assert session.scalars(select(Message.state)).all() == ["cancelled"]


REFUSED = {"joined_at": "invite_joined", "disabled_at": "invite_disabled", "deleted_at": "invite_deleted"}


@pytest.mark.parametrize("fact", REFUSED)
def test_who_cannot_be_invited_is_refused_with_the_reason(
    fact: str, session: Session, settings: Settings, amara: Agent
) -> None:
    begin_writing(session)
    session.execute(update(Agent).values(**{fact: now()}))
    session.commit()
    session.refresh(amara)
    for deed in (invited, copied):
        with pytest.raises(NotInvited) as refused:
            deed(session, settings, amara)
        session.rollback()
        assert refused.value.problem.reason == REFUSED[fact]


WHEN = {
    "none means never": ("none", date(2027, 3, 1), None, None),
    "a start date means nine in the morning there": (
        "start-date", date(2027, 3, 1), "America/Bogota", datetime(2027, 3, 1, 14, tzinfo=UTC),
    ),
    "summer time counts": ("start-date", date(2027, 7, 1), "Europe/Rome", datetime(2027, 7, 1, 7, tzinfo=UTC)),
    "a time is that time": ("2027-03-01T09:00:00+01:00", None, None, datetime(2027, 3, 1, 8, tzinfo=UTC)),
}  # fmt: skip


@pytest.mark.parametrize("case", WHEN)
def test_when_an_invitation_goes_out(case: str, settings: Settings) -> None:
    choice, start, zone, expected = WHEN[case]
    assert inviting.when(choice, settings, InvitationPolicy(), start, zone)[0] == expected


def test_a_start_date_that_has_passed_means_now_and_says_so(settings: Settings) -> None:
    moment, warning = inviting.when("start-date", settings, InvitationPolicy(), date(2020, 1, 1), None)
    assert moment is not None
    assert abs(moment - now()) < timedelta(minutes=1)
    assert warning is not None
    assert warning.code == "past"


def test_a_link_lasts_a_week_from_the_start_date_where_the_person_is_or_from_sending(settings: Settings) -> None:
    due = datetime(2027, 3, 1, 8, tzinfo=UTC)
    assert times.expiry(due, None, "UTC", InvitationPolicy()) == due + timedelta(days=7)
    assert times.expiry(due, date(2020, 1, 1), "UTC", InvitationPolicy()) == due + timedelta(days=7)
    assert times.expiry(due, date(2027, 4, 1), "Asia/Tokyo", InvitationPolicy()) == datetime(
        2027, 4, 8, 14, 59, tzinfo=UTC
    )


def test_whoever_was_uninvited_gets_no_new_link_by_asking(session: Session, settings: Settings, amara: Agent) -> None:
    link = copied(session, settings, amara)
    begin_writing(session)
    inviting.revoke(session, [amara.id], actor=HR)
    session.commit()
    begin_writing(session)
    assert not joining.ask_for_new_link(session, settings, link, "198.51.100.7")
    session.commit()
    assert session.scalars(select(Message)).all() == []
