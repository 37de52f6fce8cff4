"""People who are invited, and the worker that writes to them."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import db, now
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from onboarding.mail import sender
from onboarding.mail.models import Message
from onboarding.settings import Settings
from onboarding.work import Work
from tasks import mail
from tasks.working import work_off

Standing = tuple[str, str]


def invite(session: Session, settings: Settings, *names: str, domain: str = "northwind.example") -> None:
    """Invite new people of these names, now, and commit."""
    agents = [
        Agent(
            full_name=name.capitalize(),
            username=f"user{number}",
            username_key=f"user{number}",
            email=f"{name}@{domain}",
            email_key=f"{name}@{domain}",
            typology="webrtc",
        )
        for number, name in enumerate(names)
    ]
    session.add_all(agents)
    session.flush()
    accounts.open_for_agents(session, [agent.id for agent in agents])
    inviting.invite(session, settings, agents, actor=SERVICE)
    session.commit()


def deliver(settings: Settings) -> None:
    """What one worker does with the mail that is due."""
    work_off(mail.LINE, settings, 30)
    db.session.rollback()


def probe(settings: Settings) -> None:
    """What a worker does when the test of a sender that stopped is due."""
    make_due(sender.KIND)
    work_off(mail.SENDER_LINE, settings, 30)
    db.session.rollback()


def make_due(kind: str = "mail") -> None:
    """Let the time pass until what waits is tried again."""
    db.session.execute(update(Work).where(Work.kind == kind).values(due_at=now() - timedelta(seconds=1)))
    db.session.commit()


def standing(session: Session) -> list[Standing]:
    """The state of each message and of the invitation it is about, in the order in which they were asked for."""
    rows = select(Message.state, Invitation.state).join(Invitation, Invitation.id == Message.subject_id)
    found = [(message, invitation) for message, invitation in session.execute(rows.order_by(Message.id))]
    session.rollback()
    return found


def message_ids(session: Session) -> list[str]:
    return list(session.scalars(select(Message.message_id).order_by(Message.id)))


def waiting(session: Session) -> list[Work]:
    """The messages that are still to be sent."""
    rows = select(Work).where(Work.kind == "mail").order_by(Work.id)
    return list(session.scalars(rows, execution_options={"populate_existing": True}))
