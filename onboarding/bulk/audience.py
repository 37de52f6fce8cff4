"""Whom a bulk invite means: people chosen by hand, whoever a filter leaves, or whom a file brought."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from onboarding.agents.models import Agent
from onboarding.bulk.inviting import invitable
from onboarding.bulk.models import BulkInvite, BulkInvitePerson
from onboarding.directory.grammar import parse_all
from onboarding.directory.query import Query, conditions
from onboarding.invitations.models import Invitation


@dataclass(frozen=True, slots=True)
class Audience:
    """One of the three: the ids of people, a question to the list of agents, an import."""

    agent_ids: tuple[uuid.UUID, ...] = ()
    query: Query | None = None
    import_id: uuid.UUID | None = None

    @property
    def kind(self) -> str:
        if self.query is not None:
            return "filter"
        return "import" if self.import_id is not None else "chosen"

    def meant(self, at: datetime) -> ColumnElement[bool]:
        """Whom it means at a moment."""
        if self.query is not None:
            return conditions(self.query, at)
        if self.import_id is not None:
            return Agent.import_id == self.import_id
        return Agent.id.in_(self.agent_ids)


def saved(query: Query) -> dict[str, Any]:
    """The question as it is kept: what it asks for, not how a page shows it."""
    plain = {name: getattr(query, name) for name in ("q", "typology", "status", "stage")}
    start_date = query.start_date.isoformat() if query.start_date else None
    kept = {**plain, "start_date": start_date, "filters": [str(each) for each in query.filters]}
    return {name: value for name, value in kept.items() if value}


def restored(kept: Mapping[str, Any], timezone: str) -> Query:
    """The question again; the days of moments begin in this time zone."""
    start_date = date.fromisoformat(kept["start_date"]) if kept.get("start_date") else None
    plain = {name: kept[name] for name in ("q", "typology", "status", "stage") if kept.get(name)}
    return Query(**plain, start_date=start_date, filters=parse_all(kept.get("filters", ())), timezone=timezone)


def of(bulk_invite: BulkInvite, timezone: str) -> ColumnElement[bool] | Query:
    """The question that a bulk invite asks, or which people it names."""
    if bulk_invite.query is not None:
        return restored(bulk_invite.query, timezone)
    if bulk_invite.import_id is not None:
        return Agent.import_id == bulk_invite.import_id
    named = select(BulkInvitePerson.agent_id).where(BulkInvitePerson.bulk_invite_id == bulk_invite.id)
    return Agent.id.in_(named)


def left(bulk_invite: BulkInvite, timezone: str, at: datetime) -> ColumnElement[bool]:
    """Who is meant, can be invited, and has not been by this bulk invite: now or later it is their turn."""
    meant = of(bulk_invite, timezone)
    taken = exists().where(Invitation.bulk_invite_id == bulk_invite.id, Invitation.agent_id == Agent.id)
    wanted = [conditions(meant, at) if isinstance(meant, Query) else meant, invitable(), ~taken]
    if bulk_invite.days_before is not None:
        wanted.append(Agent.start_date.is_not(None))
    return and_(*wanted)
