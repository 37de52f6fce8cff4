"""Supervisors get their teams and queues, and see the agents in them."""

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, Actor, AuditEntry
from onboarding.database import new_id
from onboarding.directory.visible import visible_to
from onboarding.groups import groups, members, supervision
from tests.groups.people import HR, agents, group


@pytest.fixture
def sam(session: Session) -> uuid.UUID:
    """The account of a supervisor."""
    return accounts.create_staff(session, SERVICE, "sam@northwind.example", "supervisor", "Sam Okafor").id


def test_a_supervisor_supervises_just_what_was_chosen_last(session: Session, sam: uuid.UUID) -> None:
    support, sales, north = (group(session, *one) for one in (("queue", "support"), ("queue", "sales"), ("team", "N")))
    supervision.supervise(session, HR, sam, [support.id, sales.id])
    supervision.supervise(session, HR, sam, [support.id, north.id])
    assert set(supervision.supervised(session, sam)) == {support.id, north.id}
    assert supervision.by_account(session) == {sam: [north, support]}


def test_only_teams_and_queues_that_there_are_can_be_supervised(session: Session, sam: uuid.UUID) -> None:
    supervision.supervise(session, HR, sam, [group(session, "profile", "Standard").id, new_id()])
    assert supervision.supervised(session, sam) == []


def test_what_is_deleted_is_supervised_by_nobody(session: Session, sam: uuid.UUID) -> None:
    support, north = group(session, "queue", "support"), group(session, "team", "North")
    supervision.supervise(session, HR, sam, [support.id, north.id])
    groups.delete(session, HR, support)
    groups.delete(session, HR, north)
    assert supervision.supervised(session, sam) == []


def test_choosing_is_written_down_by_name_and_only_where_it_changes_something(session: Session, sam: uuid.UUID) -> None:
    support = group(session, "queue", "support")
    for _ in range(2):
        supervision.supervise(session, HR, sam, [support.id])
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "account.supervises")).one()
    assert (entry.subject_id, entry.detail) == (sam, {"changes": {"supervises": [[], ["support"]]}})


def test_a_supervisor_sees_the_agents_of_their_teams_and_queues(session: Session, sam: uuid.UUID) -> None:
    ids = agents(session, 3)
    support, north = group(session, "queue", "support"), group(session, "team", "North")
    members.add(session, HR, support, ids[:1])
    members.add(session, HR, north, ids[1:2])
    supervision.supervise(session, HR, sam, [support.id, north.id])
    seen = session.scalars(select(Agent.id).where(visible_to(Actor("Sam", sam, "supervisor"))))
    assert set(seen) == set(ids[:2])
