"""Who supervises which teams and queues, and so sees the agents in them."""

import uuid
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.database import among, write_rows
from onboarding.groups import members
from onboarding.groups.models import Group, Supervision

SUPERVISED_KINDS = ("queue", "team")


def supervise(session: Session, actor: Actor, account_id: uuid.UUID, group_ids: Collection[uuid.UUID]) -> None:
    """Let somebody supervise just these teams and queues; groups of other kinds and those that are gone are passed
    over."""
    before = set(supervised(session, account_id))
    may_be = select(Group.id).where(among(session, Group.id, sorted(group_ids)), Group.kind.in_(SUPERVISED_KINDS))
    wanted = members.hold(session, session.scalars(may_be).all())
    if wanted == before:
        return
    session.execute(delete(Supervision).where(Supervision.account_id == account_id))
    write_rows(session, Supervision, ("group_id", "account_id"), [(group_id, account_id) for group_id in wanted])
    changes = {"supervises": [_names(session, before), _names(session, wanted)]}
    audit.note(session, actor, "account.supervises", "account", account_id, changes=changes)


def supervised(session: Session, account_id: uuid.UUID) -> list[uuid.UUID]:
    """The teams and queues that somebody supervises."""
    mine = select(Group.id).join(Supervision, Supervision.group_id == Group.id)
    standing = mine.where(Supervision.account_id == account_id, Group.deleted_at.is_(None))
    return list(session.scalars(standing.order_by(Group.name_key)))


def by_account(session: Session) -> dict[uuid.UUID, list[Group]]:
    """Account → what it supervises, by name."""
    found: dict[uuid.UUID, list[Group]] = {}
    rows = select(Supervision.account_id, Group).join(Group, Group.id == Supervision.group_id)
    for account_id, group in session.execute(rows.where(Group.deleted_at.is_(None)).order_by(Group.name_key)):
        found.setdefault(account_id, []).append(group)
    return found


def _names(session: Session, group_ids: Collection[uuid.UUID]) -> list[str]:
    named = select(Group.name).where(among(session, Group.id, sorted(group_ids)))
    return list(session.scalars(named.order_by(Group.name_key)))
