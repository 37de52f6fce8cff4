"""What needs somebody of the staff, over all start dates."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.directory import standing
from onboarding.directory.visible import visible_to
from onboarding.telephony.provisioning import KIND as PHONE_WORK
from onboarding.wording import Problem
from onboarding.work import Work


@dataclass(frozen=True, slots=True)
class Attention:
    """How many invitations have expired or bounced, how many have no extension, how many are locked after wrong
    passwords, how many phones could not be set up, and why the first of them could not."""

    expired: int
    bounced: int
    no_extension: int
    locked: int
    phones_failed: int
    phone_problem: Problem | None


def attention(session: Session, actor: Actor) -> Attention:
    """Counted among those whom the actor may see; the filters reason=… and phone_setup=failed list the same people."""
    stuck = (
        select(standing.reason(now()).label("reason"), standing.phone_failed().label("failed"))
        .where(visible_to(actor), Agent.deleted_at.is_(None), or_(Agent.joined_at.is_(None), standing.phone_failed()))
        .subquery()
    )
    by = (stuck.c.reason, stuck.c.failed)
    reasons: Counter[str] = Counter()
    phones_failed = 0
    for reason, failed, count in session.execute(select(*by, func.count()).group_by(*by)):
        reasons[reason] += count
        phones_failed += count if failed else 0
    return Attention(
        expired=reasons["expired"],
        bounced=reasons["bounced"],
        no_extension=reasons["no_extension"],
        locked=_locked(session, actor),
        phones_failed=phones_failed,
        phone_problem=_phone_problem(session, actor) if phones_failed else None,
    )


def _locked(session: Session, actor: Actor) -> int:
    """Few are locked at any time, and an index holds just them."""
    locked = select(func.count()).select_from(Agent).join(Account, Account.agent_id == Agent.id)
    concerned = (
        visible_to(actor),
        Agent.deleted_at.is_(None),
        Agent.disabled_at.is_(None),
        Account.locked_until > now(),
    )
    return session.scalar(locked.where(*concerned)) or 0


def _phone_problem(session: Session, actor: Actor) -> Problem | None:
    kept = session.scalar(
        select(Work.problem)
        .join(Agent, Agent.id == Work.subject_id)
        .where(Work.kind == PHONE_WORK, Work.problem.is_not(None), visible_to(actor))
        .order_by(Work.created_at, Work.id)
        .limit(1)
    )
    return Problem.restored(kept) if kept else None
