"""The list of agents: searched, filtered, sorted, a page at a time or all of it."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents import readiness
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import among, now
from onboarding.directory import counting, orders, paging, standing
from onboarding.directory.counting import count, counted, counts, few, is_counted_apart, matching
from onboarding.directory.orders import Place
from onboarding.directory.paging import Cursor, Numbered, Shown
from onboarding.directory.query import Query, conditions
from onboarding.directory.visible import visible_to
from onboarding.groups.belonging import Belonging, of
from onboarding.invitations.inviting import latest
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings

__all__ = ["Listed", "Page", "count", "counts", "everybody", "one", "search"]

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
    numbered: list[Numbered]
    total: int
    total_is_lower_bound: bool


def search(session: Session, settings: Settings, actor: Actor, query: Query) -> Page:
    """The page of the list that the query asks for. Raises QueryRefused for a cursor that is not ours."""
    at, order = now(), orders.order(query.sort)
    look = partial(_look, session, actor, query, at)
    cursor = paging.read(settings, order, query.cursor) if query.cursor else paging.START
    found = look(cursor)
    if cursor.backward and len(found.places) <= query.limit:
        # Nothing lies before: this is the beginning, which has a full page although rows before it may have gone.
        cursor = paging.START
        found = look(cursor)
    elif cursor.place is not None and not found.places:
        # Whoever stood there has gone: this is the end.
        cursor = Cursor(None, cursor.passed if found.is_lower_bound else found.total, backward=True)
        found = look(cursor)
    shown = _shown(cursor, found, query.limit)
    turns = paging.turns(settings, order, shown)
    return Page(
        items=_listed(session, _in_order(session, shown.places), at),
        first=shown.passed + 1 if shown.places else 0,
        next_cursor=turns.next,
        previous_cursor=turns.previous,
        numbered=turns.numbered,
        total=found.total,
        total_is_lower_bound=found.is_lower_bound,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """How many match, and the places of a page and one more, which tells whether the list goes on."""

    total: int
    is_lower_bound: bool
    places: list[Place]


def _look(session: Session, actor: Actor, query: Query, at: datetime, cursor: Cursor) -> _Found:
    place, backward, most = cursor.place, cursor.backward, cursor.skip + query.limit + 1
    total: int | None = None
    if not is_counted_apart(session, query):
        rows = few(actor, query, at)
        order = orders.order(query.sort, rows)
        total, places = orders.places_of_few(session, rows, order, place, most, backward=backward)
        if total is not None and total <= counting.COUNTED_EXACTLY:
            return _Found(total, False, places[cursor.skip :])
    number, is_lower_bound = count(session, actor, query) if total is None else counted(total)
    among = matching(actor, query, at, None if is_lower_bound else number)
    order = orders.order(query.sort, among.rows)
    places = orders.places(session, among.holds, order, place, most, backward=backward)
    return _Found(number, is_lower_bound, places[cursor.skip :])


def _shown(cursor: Cursor, found: _Found, limit: int) -> Shown:
    """The page that was found by this cursor, as its rows stand in the list."""
    more, places, away = len(found.places) > limit, found.places[:limit], cursor.place is not None
    before, after = (more, away) if cursor.backward else (away, more)
    passed = max(cursor.passed - len(places), 0) if cursor.backward else cursor.passed
    known = found.total + 1 if found.is_lower_bound else found.total
    return Shown(
        places=places[::-1] if cursor.backward else places,
        passed=passed,
        before=before,
        beyond=max(known - passed - len(places), 1) if after else 0,
        limit=limit,
    )


def _in_order(session: Session, places: Sequence[Place]) -> list[Any]:
    ids = [place.agent_id for place in places]
    statement = select(Agent, Account.locked_until, standing.phone_failed(of_few=True).label("phone_failed"))
    rows = session.execute(statement.outerjoin(Account, Account.agent_id == Agent.id).where(Agent.id.in_(ids)))
    found = {row.Agent.id: row for row in rows}
    return [found[each] for each in ids if each in found]


def everybody(
    session: Session, actor: Actor, query: Query, only: Collection[uuid.UUID] | None = None
) -> Iterator[Listed]:
    """All that match, or `only` these of them, in order, as a stream; the query's limit and cursor do not count."""
    at = now()
    statement = (
        select(*_LISTED)
        .outerjoin(Account, Account.agent_id == Agent.id)
        .where(visible_to(actor), conditions(query, at))
        .order_by(*orders.order(query.sort).by())
    )
    if only is not None:
        statement = statement.where(among(session, Agent.id, only))
    result = session.execute(statement, execution_options={"yield_per": _AT_A_TIME})
    for rows in result.partitions():
        yield from _listed(session, rows, at)


def one(session: Session, actor: Actor, agent_id: uuid.UUID) -> Listed | None:
    """One agent, deleted ones too, or None where there is none that the actor may see."""
    statement = select(*_LISTED).outerjoin(Account, Account.agent_id == Agent.id)
    rows = session.execute(statement.where(Agent.id == agent_id, visible_to(actor))).all()
    return next(iter(_listed(session, rows, now())), None)


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
