"""Inviting: when an invitation goes out, the row it is, and the links that point at it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import accounts, tokens
from onboarding.accounts.links import link
from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import batches, new_id, now, write_rows
from onboarding.invitations import times
from onboarding.invitations.models import Invitation
from onboarding.mail import outbox
from onboarding.preferences.invitations import InvitationPolicy, Reminders, invitation_policy
from onboarding.settings import Settings
from onboarding.wording import Problem

NONE, NOW, START_DATE = "none", "now", "start-date"
OPEN = ("planned", "sent", "failed", "bounced")
"""States that taking back ends."""
MESSAGE = "invitation"
_YEARS = range(2000, 2200)

_COLUMNS = (
    "id",
    "agent_id",
    "import_id",
    "bulk_invite_id",
    "state",
    "invited_by",
    "created_at",
    "due_at",
    "follows_start_date",
    "expires_at",
    "remind_at",
    "remind_every_days",
    "reminders",
    "reminded",
)


class NotInvited(Exception):
    """Somebody who cannot be invited, with the reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Planned:
    """An invitation to be made: for whom, when it goes out, and the first day of work, with which it moves or not."""

    agent_id: uuid.UUID
    due_at: datetime
    start_date: date | None
    timezone: str | None
    follows_start_date: bool = False


@dataclass(frozen=True, slots=True)
class Cause:
    """What brings invitations about: an import, or a bulk invite with reminders of its own."""

    import_id: uuid.UUID | None = None
    bulk_invite_id: uuid.UUID | None = None
    reminders: Reminders | None = None


BY_HAND = Cause()


def check_choice(invite: str) -> str:
    """The choice as it is kept: none, now, start-date, or a moment in ISO 8601 with its offset. Raises ValueError."""
    return invite if invite in (NONE, NOW, START_DATE) else read_moment(invite).isoformat()


def read_moment(text: str) -> datetime:
    """A moment in ISO 8601, here where it names no offset. Raises ValueError, for a year that nobody means, too."""
    moment = datetime.fromisoformat(text)
    if moment.year not in _YEARS:
        raise ValueError(text)
    return moment if moment.tzinfo else moment.astimezone()


def when(
    invite: str, settings: Settings, policy: InvitationPolicy, start_date: date | None, timezone: str | None
) -> tuple[datetime | None, Problem | None]:
    """When an invitation goes out by this choice; None: not at all. With a warning where that may surprise."""
    at = now()
    if invite == NONE:
        return None, None
    if invite == NOW:
        return at, None
    if invite != START_DATE:
        return datetime.fromisoformat(invite), None
    if start_date is None:
        return None, Problem("missing", "not_invited_without_start_date", "start_date")
    due_at = times.before_start(start_date, timezone or settings.timezone, policy)
    if due_at < at:
        is_ahead = policy.days_before and times.at_local(start_date, policy.time, timezone or settings.timezone) > at
        reason = "invited_now_day_past" if is_ahead else "invited_now_start_date_past"
        params = {"days": policy.days_before} if is_ahead else {}
        return at, Problem("past", reason, "start_date", start_date.isoformat(), params)
    return due_at, None


def plan(
    session: Session,
    settings: Settings,
    planned: Sequence[Planned],
    *,
    actor: Actor,
    cause: Cause = BY_HAND,
) -> list[uuid.UUID]:
    """Write the invitations and queue their messages; returns the invitations' ids."""
    at, policy = now(), invitation_policy(session)
    reminders = cause.reminders or policy.reminding
    rows = []
    for each in planned:
        zone = each.timezone or settings.timezone
        expires_at = times.expiry(each.due_at, each.start_date, zone, policy)
        rows.append(
            (
                new_id(),
                each.agent_id,
                cause.import_id,
                cause.bulk_invite_id,
                "planned",
                _person(actor),
                at,
                each.due_at,
                each.follows_start_date,
                expires_at,
                times.next_reminder(each.due_at, zone, reminders, policy, given=0, until=expires_at),
                reminders.every_days,
                reminders.most,
                0,
            )
        )
    write_rows(session, Invitation, _COLUMNS, rows)
    ids = [row[0] for row in rows]
    outbox.post(
        session,
        MESSAGE,
        ids,
        due_at=[each.due_at for each in planned],
        cause_id=cause.bulk_invite_id or cause.import_id,
        sender_domain=outbox.sender_domain(settings),
    )
    return ids


def _person(actor: Actor) -> str | None:
    """Whom a message may name as the one who invites: a person, not a program."""
    return actor.name if actor.account_id is not None else None


def invite(
    session: Session,
    settings: Settings,
    agents: Sequence[Agent],
    *,
    actor: Actor,
    due_at: datetime | Sequence[datetime] | None = None,
    cause: Cause = BY_HAND,
) -> list[uuid.UUID]:
    """A person asks for these agents to be invited (again), now, at a time, or each at their own: earlier links end,
    a new message goes out.

    Raises NotInvited for somebody who has joined, is disabled or deleted; then nobody is invited.
    """
    for agent in agents:
        _must_be_invitable(agent)
    revoke(session, [agent.id for agent in agents], actor=actor, deed=None)
    due = due_at if isinstance(due_at, Sequence) else [due_at or now()] * len(agents)
    planned = [Planned(a.id, at, a.start_date, a.timezone) for a, at in zip(agents, due, strict=True)]
    ids = plan(session, settings, planned, actor=actor, cause=cause)
    detail = {"bulk_invite": str(cause.bulk_invite_id)} if cause.bulk_invite_id else {}
    audit.note_many(session, actor, "agent.invited", "agent", [(agent.id, detail) for agent in agents])
    return ids


def why_not(agent: Agent) -> Problem | None:
    """Why somebody cannot be invited: deleted, disabled, or has joined."""
    reasons = {
        "invite_deleted": agent.deleted_at,
        "invite_disabled": agent.disabled_at,
        "invite_joined": agent.joined_at,
    }
    for reason, holds in reasons.items():
        if holds is not None:
            return Problem("invalid", reason, None, None, {"name": agent.full_name})
    return None


def _must_be_invitable(agent: Agent) -> None:
    problem = why_not(agent)
    if problem is not None:
        raise NotInvited(problem)


def revoke(
    session: Session, agent_ids: Sequence[uuid.UUID], *, actor: Actor, deed: str | None = "agent.uninvited"
) -> int:
    """End the open invitations of these agents: their links, and the messages that have not gone out."""
    ended: list[uuid.UUID] = []
    for part in batches(agent_ids, 1000):
        ended.extend(
            session.scalars(
                update(Invitation)
                .where(Invitation.agent_id.in_(part), Invitation.state.in_(OPEN))
                .values(state="revoked", revoked_at=now(), remind_at=None)
                .returning(Invitation.id)
                .execution_options(synchronize_session=False)
            )
        )
    if ended:
        tokens.end_all(session, "invite", ended)
        outbox.cancel(session, ended)
    if deed:
        audit.note_many(session, actor, deed, "agent", [(agent_id, {}) for agent_id in agent_ids])
    return len(ended)


def copy_link(session: Session, settings: Settings, agent: Agent, *, actor: Actor) -> tuple[str, datetime]:
    """A link to hand over in person; ends no other. Somebody without an open invitation gets one that is not mailed.

    Returns the link and until when it works. Raises NotInvited.
    """
    _must_be_invitable(agent)
    invitation = latest(session, [agent.id]).get(agent.id)
    if invitation is None or not is_open(invitation):
        invitation = Invitation(
            agent_id=agent.id,
            state="sent",
            invited_by=_person(actor),
            due_at=now(),
            sent_at=now(),
            expires_at=times.expiry(
                now(), agent.start_date, agent.timezone or settings.timezone, invitation_policy(session)
            ),
        )
        session.add(invitation)
        agent.invited_at = agent.invited_at or now()
        session.flush()
    audit.note(session, actor, "agent.link_copied", "agent", agent.id)
    return mint(session, settings, invitation, agent, actor.name), invitation.expires_at


def is_open(invitation: Invitation) -> bool:
    """Whether its links work, or will once it is sent."""
    return invitation.state in ("planned", "sent") and invitation.expires_at > now()


def mint(session: Session, settings: Settings, invitation: Invitation, agent: Agent, created_by: str) -> str:
    """One more link to an invitation."""
    account = accounts.account_of(session, agent.id)
    signed = tokens.mint(session, settings, "invite", invitation.id, account, invitation.expires_at, created_by)
    return link(settings, f"/join/{signed}")


def mint_many(session: Session, settings: Settings, wanted: Sequence[tuple[Invitation, Agent, Account]]) -> list[str]:
    """One more link to each of these invitations, as their messages carry them, in one statement."""
    signed = tokens.mint_many(
        session,
        settings,
        "invite",
        [
            tokens.Asked(invitation.id, account, invitation.expires_at, invitation.invited_by or audit.SERVICE.name)
            for invitation, _, account in wanted
        ],
    )
    return [link(settings, f"/join/{each}") for each in signed]


def latest(session: Session, agent_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Invitation]:
    """The newest invitation of each of these agents."""
    found: dict[uuid.UUID, Invitation] = {}
    for part in batches(list(agent_ids), 1000):
        rows = select(Invitation).where(Invitation.agent_id.in_(part)).order_by(Invitation.created_at, Invitation.id)
        found.update({invitation.agent_id: invitation for invitation in session.scalars(rows)})
    return found
