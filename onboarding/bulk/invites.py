"""Bulk invites: made, paused, resumed, cancelled."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.accounts import tokens
from onboarding.accounts.models import Token
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk import releasing
from onboarding.bulk.asking import MOST_CHOSEN, Wish
from onboarding.bulk.audience import saved
from onboarding.bulk.models import GOING_ON, BulkInvite, BulkInvitePerson
from onboarding.bulk.refusal import BulkInviteRefused, NotNow
from onboarding.database import among, batches, now, write_rows
from onboarding.directory.visible import visible_to
from onboarding.invitations import reminding
from onboarding.invitations.models import Invitation
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.settings import Settings
from onboarding.wording import Problem
from onboarding.work import Work


def create(session: Session, settings: Settings, wish: Wish, *, actor: Actor) -> BulkInvite:
    """Make a bulk invite, which begins by itself when it is due. Raises BulkInviteRefused where it names nobody."""
    schedule, who = wish.schedule, wish.audience
    bulk_invite = BulkInvite(
        created_by=actor.name,
        creator_id=actor.account_id,
        audience=who.kind,
        query=saved(who.query) if who.query is not None else None,
        import_id=who.import_id,
        day=schedule.day,
        days_before=schedule.days_before,
        clock=schedule.clock.isoformat("minutes") if schedule.clock else None,
        timezone=schedule.timezone,
        per_minute=wish.per_minute,
        remind_every_days=wish.reminders.every_days,
        reminders=wish.reminders.most,
    )
    session.add(bulk_invite)
    session.flush()
    if who.kind == "chosen":
        _name(session, bulk_invite, who.agent_ids, actor)
    first = schedule.first(who.query.start_date if who.query else None)
    work.ask(session, releasing.KIND, [bulk_invite.id], due_at=first, fresh=True)
    audit.note(session, actor, "bulk_invite.created", "bulk_invite", bulk_invite.id)
    return bulk_invite


def _name(session: Session, bulk_invite: BulkInvite, agent_ids: Sequence[uuid.UUID], actor: Actor) -> None:
    known: set[uuid.UUID] = set()
    for part in batches(agent_ids, 5000):
        known.update(session.scalars(select(Agent.id).where(among(session, Agent.id, part), visible_to(actor))))
    if not known:
        raise BulkInviteRefused([Problem("missing", "bulk_invite_nobody", "agents", None, {"most": MOST_CHOSEN})])
    rows = [(bulk_invite.id, agent_id) for agent_id in sorted(known)]
    write_rows(session, BulkInvitePerson, ("bulk_invite_id", "agent_id"), rows)


def pause(session: Session, bulk_invite_id: uuid.UUID, *, actor: Actor) -> BulkInvite:
    """Hold it: what has not gone out waits, reminders too. Raises NotNow unless it is scheduled or sending."""
    bulk_invite = _in_state(session, bulk_invite_id, ("scheduled", "sending"))
    bulk_invite.state = "paused"
    work.forget(session, releasing.KIND, [bulk_invite.id])
    _take_back(session, bulk_invite.id)
    reminding.give_back(session, _cancel_reminders(session, bulk_invite.id))
    audit.note(session, actor, "bulk_invite.paused", "bulk_invite", bulk_invite.id)
    session.flush()
    return bulk_invite


def resume(session: Session, bulk_invite_id: uuid.UUID, *, actor: Actor) -> BulkInvite:
    """Go on where it was held; whoever became due meanwhile is next. Raises NotNow unless it is paused."""
    bulk_invite = _in_state(session, bulk_invite_id, ("paused",))
    bulk_invite.state = "sending" if bulk_invite.started_at else "scheduled"
    work.ask(session, releasing.KIND, [bulk_invite.id])
    audit.note(session, actor, "bulk_invite.resumed", "bulk_invite", bulk_invite.id)
    session.flush()
    return bulk_invite


def cancel(session: Session, bulk_invite_id: uuid.UUID, *, actor: Actor) -> BulkInvite:
    """End it: what is sent stays, nothing else goes out. Of one that is completed, the reminders end.

    Raises NotNow where nothing is left to end.
    """
    bulk_invite = _in_state(session, bulk_invite_id, (*GOING_ON, "completed"))
    if bulk_invite.state != "completed":
        bulk_invite.state, bulk_invite.finished_at = "cancelled", now()
    elif not reminds(session, bulk_invite.id):
        raise _not_now(bulk_invite)
    work.forget(session, releasing.KIND, [bulk_invite.id])
    _take_back(session, bulk_invite.id)
    _cancel_reminders(session, bulk_invite.id)
    session.execute(
        update(Invitation)
        .where(Invitation.bulk_invite_id == bulk_invite.id, Invitation.remind_at.is_not(None))
        .values(remind_at=None),
        execution_options={"synchronize_session": False},
    )
    audit.note(session, actor, "bulk_invite.cancelled", "bulk_invite", bulk_invite.id)
    session.flush()
    return bulk_invite


def reminds(session: Session, bulk_invite_id: uuid.UUID) -> bool:
    """Whether reminders are still to come."""
    to_come = exists().where(
        Invitation.bulk_invite_id == bulk_invite_id, Invitation.state == "sent", Invitation.remind_at.is_not(None)
    )
    return bool(session.scalar(select(to_come)))


def _in_state(session: Session, bulk_invite_id: uuid.UUID, states: Sequence[str]) -> BulkInvite:
    bulk_invite = releasing.locked(session, bulk_invite_id)
    if bulk_invite is None:
        raise NotNow(Problem("unknown", "bulk_invite_unknown"))
    if bulk_invite.state not in states:
        raise _not_now(bulk_invite)
    return bulk_invite


def _not_now(bulk_invite: BulkInvite) -> NotNow:
    return NotNow(Problem("not_now", f"bulk_invite_is_{bulk_invite.state}"))


def _take_back(session: Session, bulk_invite_id: uuid.UUID) -> None:
    """Undo the release of what has not gone out; what a worker is handing over with its link at this moment goes."""
    released = session.scalars(
        select(Invitation.id)
        .where(Invitation.bulk_invite_id == bulk_invite_id, Invitation.state == "planned")
        .order_by(Invitation.id)
        .with_for_update()
    ).all()
    has_link = exists().where(Token.subject_id == Message.subject_id, Token.revoked_at.is_(None))
    in_hand = set(
        session.scalars(
            select(Message.subject_id)
            .join(Work, Work.subject_id == Message.id)
            .where(Work.cause_id == bulk_invite_id, Work.kind == outbox.KIND, Work.lease_until > now(), has_link)
        )
    )
    gone = [each for each in released if each not in in_hand]
    tokens.end_all(session, "invite", gone)
    outbox.cancel(session, gone)
    for part in batches(gone, 1000):
        session.execute(delete(Invitation).where(Invitation.id.in_(part)), execution_options=_FAST)


def _cancel_reminders(session: Session, bulk_invite_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Queued reminders do not go out; returns of which invitations they were."""
    queued = session.scalars(
        select(Message.subject_id)
        .join(Work, Work.subject_id == Message.id)
        .where(
            Work.cause_id == bulk_invite_id,
            Work.kind == outbox.KIND,
            Message.kind == reminding.MESSAGE,
            Message.state == "queued",
        )
    ).all()
    outbox.cancel(session, queued)
    return queued


_FAST = {"synchronize_session": False}
