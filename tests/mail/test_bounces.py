"""Reports that come back are read, whoever wrote them, and noted on the message and the invitation they are about."""

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.invitations import bounces as receiving
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from onboarding.invitations.sending import note_sent
from onboarding.mail import bounces
from onboarding.mail.models import Message
from onboarding.settings import Settings
from onboarding.wording import Problem
from tests.mail import reports

MESSAGE_ID = f"<{'0123456789abcdef' * 2}@northwind.example>"


def filled(report: str, message_id: str = MESSAGE_ID, action: str = "failed", status: str = "5.1.1") -> bytes:
    headers = f"Message-ID: {message_id}\nSubject: Welcome\n"
    encoded = base64.encodebytes(headers.encode()).decode()
    return (report % {"id": message_id, "action": action, "status": status, "base64": encoded}).encode()


@pytest.fixture
def invitation(session: Session, settings: Settings) -> Invitation:
    """An invitation whose message is out."""
    agent = Agent(
        full_name="Amara Okonkwo",
        username="amara",
        username_key="amara",
        email="amara@home.example",
        email_key="amara@home.example",
        typology="webrtc",
    )
    session.add(agent)
    session.flush()
    accounts.open_for_agents(session, [agent.id])
    (id_,) = inviting.invite(session, settings, [agent], actor=SERVICE)
    message = session.query(Message).one()
    message.state, message.recipient = "sent", "amara@home.example"
    note_sent(session, [id_])
    return session.get_one(Invitation, id_, populate_existing=True)


def came_back(session: Session, invitation: Invitation, report: str, **how: str) -> tuple[str, str, str, str]:
    """What it is said to be; the states of message and invitation; what the agent's page says about it."""
    message = session.query(Message).one()
    outcome, _ = receiving.receive(session, filled(report, message.message_id, **how))
    session.refresh(invitation)
    said = Problem.restored(message.problem).sentence() if message.problem else ""
    return outcome, message.state, invitation.state, said


@pytest.mark.parametrize("report", ["POSTFIX", "HEADERS_ONLY", "EXIM", "ENCODED"])
def test_a_report_marks_message_and_invitation_with_the_reason(
    session: Session, invitation: Invitation, report: str
) -> None:
    *states, said = came_back(session, invitation, getattr(reports, report))
    assert states == ["bounced", "bounced", "bounced"]
    assert "550 5.1.1 no such user here" in said


def test_the_same_report_twice_is_the_same_as_once(session: Session, invitation: Invitation) -> None:
    first = came_back(session, invitation, reports.POSTFIX)
    again = came_back(session, invitation, reports.POSTFIX)
    assert again == ("known", *first[1:])


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delayed", "5.0.0")])
def test_a_message_that_is_only_late_is_noted_and_stays_sent(
    session: Session, invitation: Invitation, action: str, status: str
) -> None:
    *states, said = came_back(session, invitation, reports.POSTFIX, action=action, status=status)
    assert states == ["delayed", "sent", "sent"]
    assert "still on its way" in said


def test_what_was_late_and_then_failed_has_come_back(session: Session, invitation: Invitation) -> None:
    came_back(session, invitation, reports.POSTFIX, action="delayed", status="4.4.1")
    assert came_back(session, invitation, reports.POSTFIX)[:3] == ("bounced", "bounced", "bounced")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news_changes_nothing(session: Session, invitation: Invitation, action: str) -> None:
    states = came_back(session, invitation, reports.POSTFIX, action=action, status="2.0.0")
    assert states == ("no_report", "sent", "sent", "")


@pytest.mark.parametrize("report", ["ANSWER", "AWAY"])
def test_an_answer_to_an_invitation_is_no_report(session: Session, invitation: Invitation, report: str) -> None:
    assert came_back(session, invitation, getattr(reports, report)) == ("no_report", "sent", "sent", "")


def test_a_report_about_somebody_elses_message_is_told(session: Session, invitation: Invitation) -> None:
    assert receiving.receive(session, filled(reports.POSTFIX)) == ("unknown_message", None)


def test_somebody_who_joined_by_a_link_at_hand_keeps_that(session: Session, invitation: Invitation) -> None:
    invitation.state = "accepted"
    session.flush()
    assert came_back(session, invitation, reports.POSTFIX)[:3] == ("bounced", "bounced", "accepted")


def test_words_of_a_stranger_are_one_short_line() -> None:
    report = reports.EXIM.replace("no such user here", "x" * 5000 + "\x1b[2J")
    said = bounces.read(filled(report)).said
    assert len(said) <= 300
    assert said.isprintable()


def test_ten_megabytes_of_rubbish_are_no_report() -> None:
    assert bounces.read(random.Random(1).randbytes(10 << 20)).verdict == "none"


@pytest.mark.parametrize(
    "nested",
    [
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' * 3000,
        b"Content-Type: message/rfc822\n\n" * 3000,
        b"Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\n!!!",
        b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nAction: failed",
        b"",
    ],
)
def test_what_is_made_to_break_a_parser_is_read_all_the_same(nested: bytes) -> None:
    assert bounces.read(nested).message_ids == ()


@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, 200))
def test_a_damaged_report_is_read_without_an_error(rubbish: bytes, at: int, length: int) -> None:
    whole = filled(reports.POSTFIX)
    assert bounces.read(whole[:at] + rubbish + whole[at + length :]).verdict in ("failed", "delayed", "none")
