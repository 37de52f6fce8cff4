"""Who sees whom."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, Actor
from onboarding.database import now
from onboarding.directory.export import export_csv
from onboarding.directory.query import Query
from onboarding.directory.readiness import readiness
from onboarding.directory.search import count, everybody, one
from onboarding.directory.visible import supervises_nothing
from onboarding.groups import groups, members, supervision
from tests.directory.people import agent

Supervise = Callable[..., Actor]


@pytest.fixture
def ana(session: Session) -> Agent:
    return agent(session, "Ana Berg")


@pytest.fixture
def bea(session: Session) -> Agent:
    return agent(session, "Bea Cole")


@pytest.fixture
def supervisor(session: Session) -> Actor:
    made = Account(role="supervisor", full_name="Sam", email="sam@northwind.example", email_key="sam@northwind.example")
    session.add(made)
    session.flush()
    return Actor("Sam", made.id, "supervisor")


def names(session: Session, actor: Actor) -> list[str]:
    return [listed.agent.full_name for listed in everybody(session, actor, Query())]


def test_a_supervisor_sees_the_agents_of_their_groups_each_once(
    session: Session, ana: Agent, bea: Agent, supervisor: Actor
) -> None:
    queue, team = (groups.create(session, SERVICE, kind, "support") for kind in ("queue", "team"))
    members.add(session, SERVICE, queue, [ana.id])
    members.add(session, SERVICE, team, [ana.id])
    supervision.supervise(session, SERVICE, supervisor.account_id, [queue.id, team.id])
    assert names(session, supervisor) == ["Ana Berg"]
    assert count(session, supervisor, Query()) == (1, False)
    assert readiness(session, supervisor, None).total == 1
    assert "".join(export_csv(session, supervisor, Query())).count("\r\n") == 2
    assert one(session, supervisor, bea.id) is None


def test_a_supervisor_without_a_group_sees_nobody(session: Session, ana: Agent, supervisor: Actor) -> None:
    assert names(session, supervisor) == []
    assert one(session, supervisor, ana.id) is None
    assert supervises_nothing(session, supervisor)


def test_a_group_that_was_deleted_shows_nobody(session: Session, ana: Agent, supervisor: Actor) -> None:
    queue = groups.create(session, SERVICE, "queue", "support")
    members.add(session, SERVICE, queue, [ana.id])
    supervision.supervise(session, SERVICE, supervisor.account_id, [queue.id])
    assert not supervises_nothing(session, supervisor)
    queue.deleted_at = now()
    session.flush()
    assert names(session, supervisor) == []
    assert supervises_nothing(session, supervisor)


@pytest.mark.usefixtures("ana", "bea")
def test_a_program_that_acts_as_a_supervisor_sees_nobody(session: Session) -> None:
    assert names(session, Actor("a program", role="supervisor")) == []


@pytest.mark.usefixtures("ana", "bea")
def test_the_service_itself_sees_everybody(session: Session) -> None:
    assert names(session, SERVICE) == ["Ana Berg", "Bea Cole"]
    assert not supervises_nothing(session, SERVICE)
