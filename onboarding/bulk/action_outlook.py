"""What an action would do, before somebody confirms it: how many, the first of them, and who would be left out why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk.action_deeds import DEEDS
from onboarding.bulk.audience import Audience
from onboarding.database import now
from onboarding.directory import standing
from onboarding.directory.visible import visible_to

FIRST = 4
REASONS = ("deleted", "not_deleted", "disabled", "not_disabled", "not_locked", "joined")
"""Why somebody is left out, as far as it can be told cheaply."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """`first`: names of the first of them, by name; `left_out`: reason → how many, each counted once."""

    total: int
    first: list[str]
    left_out: dict[str, int]


def look(session: Session, actor: Actor, deed: str, audience: Audience) -> Outlook:
    """What the deed would do now to those whom the actor may see."""
    at = now()
    meant = and_(visible_to(actor), audience.meant(at))
    reasons = _reasons(deed, at)
    each = select(case(*((holds, reason) for reason, holds in reasons.items())).label("why")).where(meant).subquery()
    found = session.execute(select(each.c.why, func.count()).group_by(each.c.why))
    counted: dict[str | None, int] = {row.why: row[1] for row in found}
    names = select(Agent.full_name).where(meant).order_by(Agent.full_name, Agent.id).limit(FIRST)
    total = sum(counted.values())
    counted.pop(None, None)
    return Outlook(
        total, list(session.scalars(names)), {reason: counted[reason] for reason in REASONS if reason in counted}
    )


def _reasons(deed: str, at: datetime) -> dict[str, ColumnElement[bool]]:
    if DEEDS[deed].of_deleted:
        return {"not_deleted": Agent.deleted_at.is_(None)}
    disabled = Agent.disabled_at.is_not(None)
    of_deed: dict[str, dict[str, ColumnElement[bool]]] = {
        "invite": {"disabled": disabled, "joined": Agent.joined_at.is_not(None)},
        "disable": {"disabled": disabled},
        "enable": {"not_disabled": ~disabled},
        "unlock": {"not_locked": ~standing.locked(at)},
    }
    return {"deleted": Agent.deleted_at.is_not(None), **of_deed.get(deed, {})}
