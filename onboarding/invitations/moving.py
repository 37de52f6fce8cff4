"""Invitations move with the start date, and with the time zone in which it begins."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.accounts.models import Token
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import batches, now
from onboarding.invitations import inviting, times
from onboarding.invitations.models import Invitation
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.preferences.invitations import InvitationPolicy, Reminders, invitation_policy
from onboarding.settings import Settings


def follow_start_dates(session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID]) -> None:
    """The start dates or time zones of these agents changed: what waits for the day waits for the new one, or is taken
    back where there is none any more; a link that is out works for longer where the day is later."""
    policy = invitation_policy(session)
    for part in batches(agent_ids, 500):
        open_ones = session.execute(
            select(Invitation, Agent.start_date, Agent.timezone)
            .join(Agent, Agent.id == Invitation.agent_id)
            .where(Invitation.agent_id.in_(part), Invitation.state.in_(("planned", "sent")))
        ).all()
        waiting = [row for row in open_ones if row[0].state == "planned" and row[0].follows_start_date]
        without = [invitation.agent_id for invitation, start_date, _ in waiting if start_date is None]
        inviting.revoke(session, without, actor=SERVICE, deed=None)
        _wait_for(session, settings, policy, [(each, day, zone) for each, day, zone in waiting if day is not None])
        _extend(session, settings, policy, [row for row in open_ones if row[0].state == "sent"])


def _wait_for(
    session: Session,
    settings: Settings,
    policy: InvitationPolicy,
    waiting: Iterable[tuple[Invitation, date, str | None]],
) -> None:
    due: dict[uuid.UUID, datetime] = {}
    for invitation, start_date, timezone in waiting:
        zone = timezone or settings.timezone
        due_at = max(now(), times.before_start(start_date, zone, policy))
        due[invitation.id] = invitation.due_at = due_at
        invitation.expires_at = times.expiry(due_at, start_date, zone, policy)
        reminders = Reminders(invitation.remind_every_days, invitation.reminders)
        invitation.remind_at = times.next_reminder(
            due_at, zone, reminders, policy, given=0, until=invitation.expires_at
        )
    session.flush()
    messages = session.execute(
        select(Message.id, Message.subject_id).where(Message.subject_id.in_(due), Message.state == "queued")
    ).all()
    work.ask(session, outbox.KIND, [each for each, _ in messages], due_at={each: due[of] for each, of in messages})


def _extend(
    session: Session,
    settings: Settings,
    policy: InvitationPolicy,
    sent: Iterable[tuple[Invitation, date | None, str | None]],
) -> None:
    for invitation, start_date, timezone in sent:
        out_at = invitation.sent_at or invitation.due_at
        expires_at = times.expiry(out_at, start_date, timezone or settings.timezone, policy)
        if expires_at > invitation.expires_at:
            invitation.expires_at = expires_at
            session.execute(
                update(Token)
                .where(Token.subject_id == invitation.id, Token.purpose == "invite", Token.used_at.is_(None))
                .values(expires_at=expires_at),
                execution_options={"synchronize_session": False},
            )
    session.flush()
