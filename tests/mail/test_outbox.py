"""Messages are rows from the moment they are asked for."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.database import new_id, now
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.work import Work


def all_messages(session: Session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id), execution_options={"populate_existing": True}))


def test_each_subject_gets_a_message_with_an_id_of_its_own(session: Session) -> None:
    subjects = [new_id() for _ in range(3)]
    ids = outbox.post(session, "invitation", subjects, sender_domain="northwind.example")
    messages = {message.id: message for message in all_messages(session)}
    assert [messages[id_].subject_id for id_ in ids] == subjects
    assert [messages[id_].message_id for id_ in ids] == [f"<{id_.hex}@northwind.example>" for id_ in ids]
    assert {message.state for message in messages.values()} == {"queued"}


def test_what_is_due_later_waits_in_the_work_rows(session: Session) -> None:
    due_at, cause = now() + timedelta(days=3), new_id()
    ids = outbox.post(session, "invitation", [new_id()], due_at=due_at, cause_id=cause, sender_domain="x.example")
    (work,) = session.scalars(select(Work)).all()
    assert (work.kind, work.subject_id, work.due_at, work.cause_id) == ("mail", ids[0], due_at, cause)


def test_a_cancelled_message_is_neither_queued_nor_work(session: Session) -> None:
    stays, goes = new_id(), new_id()
    outbox.post(session, "invitation", [stays, goes], sender_domain="northwind.example")
    outbox.cancel(session, [goes])
    assert {message.subject_id: message.state for message in all_messages(session)} == {
        stays: "queued",
        goes: "cancelled",
    }
    assert len(session.scalars(select(Work)).all()) == 1


def test_what_was_sent_cannot_be_cancelled(session: Session) -> None:
    subject = new_id()
    outbox.post(session, "invitation", [subject], sender_domain="northwind.example")
    all_messages(session)[0].state = "sent"
    session.flush()
    outbox.cancel(session, [subject])
    assert all_messages(session)[0].state == "sent"
