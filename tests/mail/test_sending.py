"""A message on its way: composed when it goes out, with headers that keep machines from answering."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from sqlalchemy.orm import Session

from onboarding.database import new_id
from onboarding.mail import outbox, sending
from onboarding.mail.models import Message
from onboarding.mail.sending import Composed
from onboarding.mail.transport import open_transport
from onboarding.preferences.models import Preference
from onboarding.settings import Settings
from onboarding.wording import Problem
from tests.mail.test_rendering import COMMON, CONTEXTS, LINK


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: this is about words."""
    return sqlite_url


def composer(recipient: str = "amara@northwind.example", **context: Any) -> sending.Composer:
    def compose(session: Session, settings: Settings, message: Message) -> Composed:
        given = {**COMMON, **CONTEXTS["invitation"], **context}
        return Composed(recipient, "en", "invitation", given)

    return compose


def a_message(session: Session) -> Message:
    (id_,) = outbox.post(session, "invitation", [new_id()], sender_domain="northwind.example")
    message = session.get(Message, id_)
    assert message is not None
    return message


def composed(session: Session, settings: Settings, compose: sending.Composer) -> sending.Outgoing:
    (outgoing,) = batch_of(session, settings, compose, a_message(session)).outgoing
    return outgoing


def batch_of(session: Session, settings: Settings, compose: sending.Composer, *messages: Message) -> sending.Batch:
    return sending.compose(session, settings, {"invitation": sending.one_by_one(compose)}, messages)


def over_the_wire(outgoing: sending.Outgoing) -> EmailMessage:
    return message_from_bytes(outgoing.email.as_bytes(), policy=default)


def test_the_text_comes_first_and_the_html_beside_it(session: Session, settings: Settings) -> None:
    email = over_the_wire(composed(session, settings, composer()))
    assert email.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in email.iter_parts()] == ["text/plain", "text/html"]


def test_the_headers_say_that_nobody_typed_it(session: Session, settings: Settings) -> None:
    session.add(Preference(name="organisation", value={"name": "Nørthwind", "reply_to": "people@northwind.example"}))
    outgoing = composed(session, settings, composer(greeting_name="Zoë"))
    email = over_the_wire(outgoing)
    assert email["Message-ID"] == outgoing.message.message_id
    assert email["Auto-Submitted"] == "auto-generated"
    assert email["X-Auto-Response-Suppress"] == "All"
    assert email["From"].addresses[0].display_name == "Nørthwind"
    assert email["From"].addresses[0].addr_spec == settings.mail_from
    assert email["To"].addresses[0].addr_spec == "amara@northwind.example"
    assert email["Reply-To"].addresses[0].addr_spec == "people@northwind.example"
    assert email["Subject"] == "Welcome to Nørthwind: choose your password"
    assert email["Date"].datetime is not None
    assert email["List-Unsubscribe"] is None


def test_the_link_is_unbroken_in_the_raw_message(session: Session, settings: Settings) -> None:
    raw = composed(session, settings, composer(greeting_name="Zoë")).email.as_bytes().decode()
    assert raw.count(LINK) == 4
    assert max(len(line.encode()) for line in raw.splitlines()) <= 998


def test_a_line_too_long_for_smtp_is_wrapped_and_read_back_whole(session: Session, settings: Settings) -> None:
    link = LINK + "a" * 1000
    outgoing = composed(session, settings, composer(link=link))
    assert max(len(line) for line in outgoing.email.as_bytes().splitlines()) <= 998
    text, _html = over_the_wire(outgoing).iter_parts()
    assert link in text.get_content().splitlines()


def test_every_try_carries_the_same_message_id(session: Session, settings: Settings) -> None:
    message = a_message(session)
    tries = [each for _ in range(2) for each in batch_of(session, settings, composer(), message).outgoing]
    assert [attempt.email["Message-ID"] for attempt in tries] == [message.message_id] * 2


def test_a_domain_with_accents_travels_in_ascii(session: Session, settings: Settings) -> None:
    outgoing = composed(session, settings, composer("amara@bücher.example"))
    assert outgoing.recipient == "amara@xn--bcher-kva.example"
    assert over_the_wire(outgoing)["To"].addresses[0].addr_spec == "amara@xn--bcher-kva.example"


@pytest.mark.parametrize("name", ["Amara\r\nBcc: all@northwind.example", "Amara\nX: y"])
def test_a_name_cannot_add_a_header(session: Session, settings: Settings, name: str) -> None:
    session.add(Preference(name="organisation", value={"name": "Northwind"}))
    email = over_the_wire(composed(session, settings, composer(greeting_name=name)))
    assert email["Bcc"] is None
    assert email["X"] is None


def test_a_message_that_nobody_needs_is_cancelled(session: Session, settings: Settings) -> None:
    message = a_message(session)
    assert batch_of(session, settings, lambda *_: None, message).not_needed == [message]
    assert message.state == "cancelled"


@pytest.mark.parametrize("state", ["sent", "failed", "cancelled"])
def test_a_message_that_is_not_queued_is_left_alone(session: Session, settings: Settings, state: str) -> None:
    message = a_message(session)
    message.state = state
    assert batch_of(session, settings, composer(), message).not_needed == [message]
    assert message.state == state


def test_a_sent_message_says_when_and_to_whom(session: Session, settings: Settings) -> None:
    outgoing = composed(session, settings, composer())
    with open_transport(settings) as out:
        out.send(outgoing.email, outgoing.recipient)
    sending.note_sent(session, [outgoing])
    message = outgoing.message
    assert (message.state, message.recipient) == ("sent", "amara@northwind.example")
    assert message.sent_at is not None
    assert len(list(settings.outbox_dir.glob("*.eml"))) == 1


def test_a_refused_message_keeps_the_reason(session: Session, settings: Settings) -> None:
    outgoing = composed(session, settings, composer())
    problem = Problem("failed", "mail_refused", params={"said": "550 no such mailbox"})
    sending.note_failed(session, outgoing.message, outgoing.recipient, problem)
    assert outgoing.message.state == "failed"
    assert outgoing.message.problem is not None
    assert Problem.restored(outgoing.message.problem) == problem
