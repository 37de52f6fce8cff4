"""The list of agents: searched, filtered, sorted, a page at a time or all of it."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents import readiness
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import among, now
from onboarding.directory import paging, standing
from onboarding.directory.paging import Order, Place
from onboarding.directory.query import Query, conditions
from onboarding.directory.visible import visible_to
from onboarding.groups.belonging import Belonging, of
from onboarding.invitations.inviting import latest
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings

COUNTED_EXACTLY = 10_000
_AT_A_TIME = 500
_LISTED: tuple[Any, ...] = (Agent, Account.locked_until, standing.phone_failed().label("phone_failed"))


@dataclass(frozen=True, slots=True)
class Listed:
    """An agent as lists show it. `invitation_state`: of the latest invitation, expired as soon as its time is over;
    `phone_failed`: setting the phone up did not work; `belongings`: the groups, by kind and name."""

    agent: Agent
    status: str
    stage: str
    account_locked_until: datetime | None
    invitation_state: str | None
    phone_failed: bool
    belongings: list[Belonging]

    def names(self, kind: str) -> list[str]:
        """The names of the groups of one kind."""
        return [belonging.name for belonging in self.belongings if belonging.kind == kind]


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `first`: the place of its first item in the list, from 1; 0 where there is none."""

    items: list[Listed]
    first: int
    next_cursor: str | None
    previous_cursor: str | None
    total: int
    total_is_lower_bound: bool


def search(session: Session, settings: Settings, actor: Actor, query: Query) -> Page:
    """The page of the list that the query asks for. Raises QueryRefused for a cursor that is not ours."""
    order = paging.order(query.sort)
    place = paging.read(settings, order, query.cursor) if query.cursor else None
    at = now()
    selection = _selection(actor, query, order, at)
    rows = session.execute(paging.one_page(selection, order, place, query.limit)).all()
    if place is not None and place.backward and len(rows) <= query.limit:
        # Nothing lies before: this is the beginning, which has a full page although rows before it may have gone.
        place = None
        rows = session.execute(paging.one_page(selection, order, place, query.limit)).all()
    more, rows = len(rows) > query.limit, rows[: query.limit]
    before, after = place is not None, more
    if place is not None and place.backward:
        rows, before, after = rows[::-1], more, True
    passed = _passed(place, len(rows))
    total, is_lower_bound = count(session, actor, query)
    return Page(
        items=_listed(session, rows, at),
        first=passed + 1 if rows else 0,
        next_cursor=_cursor(settings, order, rows[-1], passed + len(rows), False) if after and rows else None,
        previous_cursor=_cursor(settings, order, rows[0], passed, True) if before and rows else None,
        total=total,
        total_is_lower_bound=is_lower_bound,
    )


def everybody(
    session: Session, actor: Actor, query: Query, only: Collection[uuid.UUID] | None = None
) -> Iterator[Listed]:
    """All that match, or `only` these of them, in order, as a stream; the query's limit and cursor do not count."""
    at = now()
    order = paging.order(query.sort)
    statement = _selection(actor, query, order, at).order_by(*order.by(backward=False))
    if only is not None:
        statement = statement.where(among(session, Agent.id, only))
    result = session.execute(statement, execution_options={"yield_per": _AT_A_TIME})
    for rows in result.partitions():
        yield from _listed(session, rows, at)


def count(session: Session, actor: Actor, query: Query) -> tuple[int, bool]:
    """How many match, exact to 10,000; beyond that 10,000 and True."""
    matching = select(Agent.id).where(visible_to(actor), conditions(query, now())).limit(COUNTED_EXACTLY + 1)
    counted = session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    return min(counted, COUNTED_EXACTLY), counted > COUNTED_EXACTLY


def one(session: Session, actor: Actor, agent_id: uuid.UUID) -> Listed | None:
    """One agent, deleted ones too, or None where there is none that the actor may see."""
    statement = select(*_LISTED).outerjoin(Account, Account.agent_id == Agent.id)
    rows = session.execute(statement.where(Agent.id == agent_id, visible_to(actor))).all()
    return next(iter(_listed(session, rows, now())), None)


def _selection(actor: Actor, query: Query, order: Order, at: datetime) -> Select[Any]:
    return (
        select(*_LISTED, order.key.label("key"))
        .outerjoin(Account, Account.agent_id == Agent.id)
        .where(visible_to(actor), conditions(query, at))
    )


def _passed(place: Place | None, shown: int) -> int:
    if place is None:
        return 0
    return max(place.passed - shown, 0) if place.backward else place.passed


def _cursor(settings: Settings, order: Order, row: Any, passed: int, backward: bool) -> str:
    return paging.sign(settings, order, Place(row.key, row.Agent.id, passed, backward))


def _listed(session: Session, rows: Sequence[Any], at: datetime) -> list[Listed]:
    ids = [row.Agent.id for row in rows]
    invitations, belongings = latest(session, ids), of(session, ids)
    return [
        Listed(
            agent=row.Agent,
            status=readiness.status(row.Agent, row.locked_until, at),
            stage=readiness.stage(row.Agent, row.locked_until, at),
            account_locked_until=row.locked_until,
            invitation_state=_state(invitations.get(row.Agent.id), at),
            phone_failed=row.phone_failed,
            belongings=belongings[row.Agent.id],
        )
        for row in rows
    ]


def _state(invitation: Invitation | None, at: datetime) -> str | None:
    if invitation is None:
        return None
    over = invitation.state == "sent" and invitation.expires_at <= at
    return "expired" if over else invitation.state
