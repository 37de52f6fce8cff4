"""Where agents stand, as SQL: the same functions of the facts as in agents/readiness.py, and what stands in the way.

What is true of few (locked, phone work) is looked up once as a set, so that none of it costs a look-up for each agent.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BinaryExpression, Boolean, ColumnElement, Select, and_, case, func, not_, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler

from onboarding.accounts.models import Account
from onboarding.agents.models import DELETED_FROM, Agent
from onboarding.agents.readiness import STAGES
from onboarding.invitations import expiring
from onboarding.telephony.provisioning import KIND as PHONE_WORK
from onboarding.work import Work

REASONS = (
    "disabled",
    "no_extension",
    "phone_failed",
    "phone_waiting",
    "bounced",
    "expired",
    "not_invited",
    "planned",
    "no_password",
    "phone_not_seen",
    "locked",
    "no_queue",
    "none",
)
"""What stands in the way of being ready, the first thing first; none: nothing does."""
_OF_INVITATIONS = {
    "bounced": "bounced",
    "failed": "bounced",
    "expired": "expired",
    "planned": "planned",
    "sent": "no_password",
}
"""State of the latest invitation of somebody who has not joined → what stands in the way."""


class _Among(BinaryExpression[bool]):
    """Whether the agent's id is one of a few: PostgreSQL looks them up first and finds them by its index, also where
    something else might be true instead."""

    inherit_cache = True


def _among(few: Select[Any]) -> ColumnElement[bool]:
    return _Among(Agent.id.expression, few.correlate(None).scalar_subquery(), operators.in_op, type_=Boolean())


@compiles(_Among, "postgresql")
def _among_in_postgresql(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    return f"agents.id = ANY (ARRAY {compiler.process(element.right, **kw)})"


def locked(at: datetime) -> ColumnElement[bool]:
    """Whether the agent's account is locked at this moment."""
    return _among(_whoever_is_locked(at))


def _whoever_is_locked(at: datetime) -> Select[Any]:
    return select(Account.agent_id).where(Account.locked_until > at, Account.agent_id.is_not(None))


def status(at: datetime) -> ColumnElement[str]:
    """deleted > disabled > locked > pending > active."""
    return case(
        (Agent.deleted_at.is_not(None), "deleted"),
        (Agent.disabled_at.is_not(None), "disabled"),
        (locked(at), "locked"),
        (Agent.joined_at.is_(None), "pending"),
        else_="active",
    )


def stage(at: datetime) -> ColumnElement[str]:
    """The last of the unbroken run of facts that hold.

    Each line names the stage at which somebody stands for whom the next fact does not hold. Those who have joined
    count as invited, and a phone of which nothing is known counts as seen.
    """
    joined = Agent.joined_at.is_not(None)
    return case(
        (Agent.provisioned_at.is_(None), "created"),
        (and_(Agent.invited_at.is_(None), ~joined), "provisioned"),
        (~joined, "invited"),
        (Agent.phone_seen.is_(False), "joined"),
        (
            or_(
                Agent.queue_count <= 0,
                Agent.disabled_at.is_not(None),
                Agent.deleted_at.is_not(None),
                locked(at),
            ),
            "registered",
        ),
        else_="ready",
    )


def has_stage(stages: Collection[str], at: datetime, deleted: bool | None = None) -> ColumnElement[bool]:
    """Whether stage() is one of these, as an index finds it; `deleted`: whether only those who are, or who are not."""
    return at_stages(stages, at, deleted).holds


@dataclass(frozen=True, slots=True)
class Apart:
    """A condition in parts that are counted one by one: just one of `these` holds, and `but`, true of a few of whom
    they hold, does not."""

    these: tuple[ColumnElement[bool], ...]
    but: ColumnElement[bool] | None = None

    @property
    def holds(self) -> ColumnElement[bool]:
        return or_(*self.these) if self.but is None else and_(or_(*self.these), not_(self.but))


def at_stages(stages: Collection[str], at: datetime, deleted: bool | None = None) -> Apart:
    """has_stage() taken apart."""
    gone = {None: (0, DELETED_FROM), False: (0,), True: (DELETED_FROM,)}[deleted]
    holds = Agent.stage_rank.in_([STAGES.index(each) + beginning for each in stages for beginning in gone])
    if deleted:
        return Apart((holds,))
    # The sum keeps databases from looking for the few who are locked among all who are ready.
    was_ready = Agent.stage_rank + 0 == STAGES.index("ready")
    if "registered" in stages and "ready" not in stages:
        return Apart((holds, and_(locked(at), was_ready)))
    if "ready" in stages and "registered" not in stages:
        # Of many, each is looked up in a table of the few that is made once.
        is_locked = Agent.id.in_(_whoever_is_locked(at).correlate(None))
        return Apart((holds,), but=and_(is_locked, was_ready))
    return Apart((holds,))


_STATUS_RANKS = {"pending": 0, "active": 1, "disabled": 2, "deleted": 3}
_LOCKABLE = (_STATUS_RANKS["pending"], _STATUS_RANKS["active"])


def has_status(statuses: Collection[str], at: datetime) -> ColumnElement[bool]:
    """Whether status() is one of these, as an index finds it."""
    ranks = [_STATUS_RANKS[each] for each in statuses if each != "locked"]
    locked_now = and_(locked(at), (Agent.status_rank + 0).in_(_LOCKABLE))
    if "locked" in statuses:
        return or_(Agent.status_rank.in_(ranks), locked_now)
    if set(ranks).isdisjoint(_LOCKABLE):
        return Agent.status_rank.in_(ranks)
    return and_(Agent.status_rank.in_(ranks), not_(locked_now))


_RANKS_OF_REASONS: dict[str, tuple[str, ...]] = {
    "no_extension": ("created",),
    "phone_failed": ("created",),
    "phone_waiting": ("created",),
    **dict.fromkeys((*_OF_INVITATIONS.values(), "not_invited"), ("provisioned", "invited")),
    "phone_not_seen": ("joined",),
}
"""What stands in the way → the only stages at which it can."""


def has_reason(reasons: Collection[str], at: datetime) -> ColumnElement[bool]:
    """Whether reason() is one of these; asked of those alone whom an index finds."""
    holds: list[ColumnElement[bool]] = [reason(at).in_(reasons)]
    if {"expired", "bounced"} >= set(reasons):
        holds.append(Agent.id.in_(expiring.in_vain(at)))
    elif _RANKS_OF_REASONS.keys() >= set(reasons):
        holds.append(has_stage({each for reason_ in reasons for each in _RANKS_OF_REASONS[reason_]}, at))
    return and_(true(), *holds)


def reason(at: datetime) -> ColumnElement[str]:
    """What stands in the way of being ready: one of REASONS."""
    return case(
        (Agent.disabled_at.is_not(None), "disabled"),
        (and_(Agent.provisioned_at.is_(None), Agent.extension.is_(None)), "no_extension"),
        (and_(Agent.provisioned_at.is_(None), phone_failed()), "phone_failed"),
        (Agent.provisioned_at.is_(None), "phone_waiting"),
        (Agent.joined_at.is_(None), case(_OF_INVITATIONS, value=invitation(at), else_="not_invited")),
        (Agent.phone_seen.is_(False), "phone_not_seen"),
        (locked(at), "locked"),
        (Agent.queue_count <= 0, "no_queue"),
        else_="none",
    )


def invitation(at: datetime) -> ColumnElement[str]:
    """The state of the latest invitation, expired as soon as its time is over; none where there is no invitation."""
    return func.coalesce(expiring.latest_state(at), "none")


def phone_failed(*, of_few: bool = False) -> ColumnElement[bool]:
    """Whether setting the phone up did not work; it may be tried again by itself. `of_few`: asked of a page only."""
    failed = select(Work.subject_id).where(Work.kind == PHONE_WORK, Work.problem.is_not(None))
    return failed.where(Work.subject_id == Agent.id).exists() if of_few else Agent.id.in_(failed)


def phone_setup() -> ColumnElement[str]:
    """How the phone's account on the switch stands: failed, waiting, done, or none where there is none to be."""
    asked = Agent.id.in_(select(Work.subject_id).where(Work.kind == PHONE_WORK))
    wanted = and_(Agent.extension.is_not(None), Agent.disabled_at.is_(None), Agent.deleted_at.is_(None))
    return case(
        (phone_failed(), "failed"),
        (or_(asked, and_(Agent.provisioned_at.is_(None), wanted)), "waiting"),
        (Agent.provisioned_at.is_not(None), "done"),
        else_="none",
    )
