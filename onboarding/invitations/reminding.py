"""Reminding: whoever has been invited and has not joined hears of it again, so often as their invitation says."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import batches, now
from onboarding.invitations import times
from onboarding.invitations.models import Invitation
from onboarding.mail import outbox
from onboarding.preferences.invitations import InvitationPolicy, Reminders, invitation_policy
from onboarding.settings import Settings

MESSAGE = "invitation_reminder"
"""The kind of message; its subject is the invitation."""
LATE_AFTER = timedelta(hours=1)


def due(at: datetime) -> ColumnElement[bool]:
    """Whose reminder has come due."""
    return and_(Invitation.remind_at <= at, Invitation.state == "sent")


def remind(
    session: Session,
    settings: Settings,
    among: ColumnElement[bool],
    moments: Sequence[datetime],
    cause_id: uuid.UUID | None = None,
) -> int:
    """Queue the reminders that are due among these invitations, one a moment at most; returns how many were looked at.

    The row that says when the next is due changes in the same transaction, so none goes out twice.
    """
    at, policy = now(), invitation_policy(session)
    found = session.execute(
        select(Invitation, Agent)
        .join(Agent, Agent.id == Invitation.agent_id)
        .where(due(at), among)
        .order_by(Invitation.remind_at, Invitation.id)
        .limit(len(moments))
        .with_for_update(of=Invitation, skip_locked=True),
        execution_options={"populate_existing": True},
    ).all()
    chosen = [invitation for invitation, agent in found if _is_reminded(settings, policy, invitation, agent, at)]
    session.flush()
    outbox.post(
        session,
        MESSAGE,
        [invitation.id for invitation in chosen],
        due_at=list(moments[: len(chosen)]),
        cause_id=cause_id,
        sender_domain=outbox.sender_domain(settings),
    )
    return len(found)


def _is_reminded(
    settings: Settings, policy: InvitationPolicy, invitation: Invitation, agent: Agent, at: datetime
) -> bool:
    """Note when this one's turn is next, and say whether it is now."""
    if agent.joined_at or agent.disabled_at or agent.deleted_at:
        invitation.remind_at = None
        return False
    if _went_out_late(invitation):
        invitation.remind_at = _next(settings, policy, invitation, agent, invitation.sent_at or at)
        if invitation.remind_at is None or invitation.remind_at > at:
            return False
    invitation.reminded += 1
    invitation.remind_at = _next(settings, policy, invitation, agent, at)
    return True


def _went_out_late(invitation: Invitation) -> bool:
    """Whether the first reminder was planned for a time at which the invitation was not out yet."""
    sent_at = invitation.sent_at
    return invitation.reminded == 0 and sent_at is not None and sent_at - invitation.due_at > LATE_AFTER


def _next(
    settings: Settings, policy: InvitationPolicy, invitation: Invitation, agent: Agent, after: datetime
) -> datetime | None:
    return times.next_reminder(
        after,
        agent.timezone or settings.timezone,
        Reminders(invitation.remind_every_days, invitation.reminders),
        policy,
        given=invitation.reminded,
        until=invitation.expires_at,
    )


def give_back(session: Session, invitation_ids: Sequence[uuid.UUID]) -> None:
    """The last reminders of these did not go out: their turn comes again."""
    for part in batches(invitation_ids, 1000):
        session.execute(
            update(Invitation)
            .where(Invitation.id.in_(part), Invitation.reminded > 0)
            .values(reminded=Invitation.reminded - 1, remind_at=now()),
            execution_options={"synchronize_session": False},
        )
