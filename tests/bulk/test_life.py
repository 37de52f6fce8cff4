"""Paused, resumed, cancelled: what is out stays, and nothing else goes out."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.bulk import invites, releasing
from onboarding.bulk.models import BulkInvite
from onboarding.bulk.refusal import NotNow
from onboarding.database import begin_writing, now
from onboarding.directory.query import Query
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.settings import Settings
from onboarding.work import Work
from tasks.lines import work_off_all
from tests.bulk.many import HR, invited, make, person, queued, state_of, step


@pytest.fixture
def bulk(session: Session, settings: Settings) -> BulkInvite:
    """Three people, all released, nobody written to yet."""
    for name in ("Anna", "Bea", "Cleo"):
        person(session, name)
    made = make(session, settings, query=Query())
    step(session, settings, made)
    return made


def do(session: Session, deed: object, bulk: BulkInvite) -> None:
    begin_writing(session)
    deed(session, bulk.id, actor=HR)  # type: ignore[operator]
    session.commit()


def sent(session: Session, settings: Settings) -> list[str]:
    """To whom messages went, once all that is due is done."""
    session.rollback()
    work_off_all(settings, 30)
    session.rollback()
    return sorted(session.scalars(select(Message.recipient).where(Message.state == "sent")))


def send_first(session: Session) -> None:
    """One of the three is out."""
    first = session.scalars(select(Invitation).order_by(Invitation.id)).first()
    assert first is not None
    first.state, first.sent_at = "sent", now()
    session.execute(update(Message).where(Message.subject_id == first.id).values(state="sent", recipient="x"))
    message = session.scalars(select(Message.id).where(Message.subject_id == first.id)).one()
    work.forget(session, outbox.KIND, [message])
    session.commit()


def test_paused_in_the_middle_nothing_goes_out_until_it_is_resumed_then_each_once(
    session: Session, settings: Settings, bulk: BulkInvite
) -> None:
    send_first(session)
    do(session, invites.pause, bulk)
    assert sent(session, settings) == ["x"]
    assert (state_of(session, bulk), invited(session, bulk)) == ("paused", ["Anna"])
    do(session, invites.resume, bulk)
    assert sent(session, settings) == ["bea@northwind.example", "cleo@northwind.example", "x"]
    assert invited(session, bulk) == ["Anna", "Bea", "Cleo"]


def test_cancelled_in_the_middle_what_is_out_stays_and_nothing_else_goes_out(
    session: Session, settings: Settings, bulk: BulkInvite
) -> None:
    send_first(session)
    do(session, invites.cancel, bulk)
    assert sent(session, settings) == ["x"]
    assert invited(session, bulk) == ["Anna"]
    assert session.scalars(select(Invitation.state)).all() == ["sent"]
    assert session.scalars(select(Invitation.remind_at)).all() == [None]
    assert state_of(session, bulk) == "cancelled"


def test_a_worker_that_holds_messages_and_has_made_no_links_sends_nothing_after_the_cancel(
    session: Session, settings: Settings, bulk: BulkInvite
) -> None:
    begin_writing(session)
    claim = work.claim(session, outbox.KIND, 25, timedelta(seconds=60))
    session.commit()
    assert len(claim.open) == 3
    do(session, invites.cancel, bulk)
    assert queued(session) == []
    assert invited(session, bulk) == []


def test_what_is_being_handed_over_with_its_link_goes_out_and_counts(
    session: Session, settings: Settings, bulk: BulkInvite
) -> None:
    begin_writing(session)
    claim = work.claim(session, outbox.KIND, 1, timedelta(seconds=60))
    invitation = session.scalars(
        select(Invitation).join(Message, Message.subject_id == Invitation.id).where(
            Message.id == claim.open[0].subject_id
        )
    ).one()  # fmt: skip
    agent = session.get_one(inviting.Agent, invitation.agent_id)
    inviting.mint(session, settings, invitation, agent, "HR")
    session.commit()
    do(session, invites.pause, bulk)
    assert invited(session, bulk) == [agent.full_name]
    assert queued(session) == [invitation.id]


def test_a_step_that_began_before_a_pause_loses_its_work(
    session: Session, settings: Settings, bulk: BulkInvite
) -> None:
    begin_writing(session)
    claim = work.claim(session, releasing.KIND, 1, timedelta(seconds=60))
    session.commit()
    do(session, invites.pause, bulk)
    begin_writing(session)
    with pytest.raises(work.LeaseLost):
        work.renew(session, claim, timedelta(seconds=60))


@pytest.mark.parametrize(
    ("state", "deeds"),
    [
        ("scheduled", (invites.resume,)),
        ("sending", (invites.resume,)),
        ("paused", (invites.pause,)),
        ("completed", (invites.pause, invites.resume)),
        ("cancelled", (invites.pause, invites.resume, invites.cancel)),
    ],
)
def test_what_does_not_fit_is_refused_with_what_it_is_doing(
    state: str, deeds: tuple[object, ...], session: Session, bulk: BulkInvite
) -> None:
    session.execute(update(BulkInvite).values(state=state))
    session.commit()
    for deed in deeds:
        with pytest.raises(NotNow) as refused:
            do(session, deed, bulk)
        session.rollback()
        assert refused.value.problem.reason == f"bulk_invite_is_{state}"


def test_cancelling_one_that_is_completed_ends_its_reminders_once(session: Session, bulk: BulkInvite) -> None:
    session.execute(update(Invitation).values(state="sent", sent_at=now()))
    session.execute(update(BulkInvite).values(state="completed"))
    session.commit()
    do(session, invites.cancel, bulk)
    assert state_of(session, bulk) == "completed"
    assert set(session.scalars(select(Invitation.remind_at))) == {None}
    with pytest.raises(NotNow):
        do(session, invites.cancel, bulk)


def test_the_whole_way_by_workers(session: Session, settings: Settings) -> None:
    person(session, "Anna", personal_email="anna@home.example")
    bulk = make(session, settings, query=Query())
    assert sent(session, settings) == ["anna@home.example"]
    session.execute(update(Work).where(Work.kind == releasing.KIND).values(due_at=now()))
    session.commit()
    assert sent(session, settings) == ["anna@home.example"]
    assert state_of(session, bulk) == "completed"
    assert session.scalars(select(Work).where(Work.kind == releasing.KIND)).all() == []
