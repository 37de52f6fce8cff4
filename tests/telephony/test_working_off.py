"""Provisioning as work: what waits, what failed and why, and what is taken away at once."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, now, switch_engine
from onboarding.groups import groups
from onboarding.settings import Settings
from onboarding.telephony import provisioning, schema
from onboarding.wording import Problem
from onboarding.work import Work
from tasks.lines import LINES
from tasks.working import work_off
from tests.telephony.conftest import Place
from tests.telephony.helpers import counts, hire, provisioned, renumber, rows, switch_connection, switch_elsewhere

AOR = "INSERT INTO ps_aors (id, max_contacts, remove_existing, qualify_frequency) VALUES ('1002', 5, 'no', 0)"


def works(session: Session, settings: Settings, kind: str = "telephony") -> list[Work]:
    """Work off what is due; what is left."""
    session.commit()
    work_off(LINES[kind], settings)
    session.expire_all()
    return list(session.scalars(select(Work).where(Work.kind == kind)))


def asked(session: Session, *extensions: int, **fields: Any) -> list[Agent]:
    begin_writing(session)
    agents = [hire(session, extension, **fields) for extension in extensions]
    provisioning.ask(session, [agent.id for agent in agents])
    session.commit()
    return agents


def test_work_that_is_done_is_gone(place: Place) -> None:
    session, settings = place
    agents = asked(session, 1001, 1002)
    assert works(session, settings) == []
    assert [agent.provisioned_extension for agent in agents] == [1001, 1002]
    assert all(agent.provisioned_digest for agent in agents)


def test_one_whose_number_is_not_free_on_the_switch_fails_with_the_reason_and_the_others_go_on(place: Place) -> None:
    session, settings = place
    with switch_connection(session) as connection:
        connection.execute(text(AOR))
    session.commit()
    first, second, third = asked(session, 1001, 1002, 1003)
    (left,) = works(session, settings)
    assert left.subject_id == second.id
    assert left.failed_at is not None
    assert left.problem is not None
    assert "at 1002 that is not ours" in Problem.restored(left.problem).sentence()
    assert [agent.provisioned_extension for agent in (first, second, third)] == [1001, None, 1003]
    assert len(rows(session, "ps_auths")) == 2


def test_asked_again_with_another_extension_it_succeeds(place: Place) -> None:
    session, settings = place
    with switch_connection(session) as connection:
        connection.execute(text(AOR))
    session.commit()
    (agent,) = asked(session, 1002)
    assert works(session, settings)
    begin_writing(session)
    renumber(session, agent, 1005)
    provisioning.ask(session, [agent.id])
    assert works(session, settings) == []
    assert agent.provisioned_extension == 1005


def test_a_missing_table_is_said_by_its_name_and_waited_for(place: Place) -> None:
    session, settings = place
    with switch_connection(session) as connection:
        connection.execute(text("DROP TABLE queue_members"))
    session.commit()
    schema._looked_at.clear()
    (agent,) = asked(session, 1001)
    (left,) = works(session, settings)
    assert left.failed_at is None
    assert left.problem is not None
    assert "has no table queue_members" in Problem.restored(left.problem).sentence()
    schema.ensure_schema(switch_engine())
    begin_writing(session)
    provisioning.ask(session, [agent.id])
    assert works(session, settings) == []


def test_a_queue_is_made_renamed_and_deleted_by_work(place: Place) -> None:
    session, settings = place
    begin_writing(session)
    group = groups.create(session, SERVICE, "queue", "support")
    assert works(session, settings, "queues") == []
    assert [each["name"] for each in rows(session, "queues")] == ["support"]
    session.commit()
    begin_writing(session)
    groups.change(session, SERVICE, group, name="help", description=None)
    assert works(session, settings, "queues") == []
    assert [each["name"] for each in rows(session, "queues")] == ["help"]
    session.commit()
    begin_writing(session)
    groups.delete(session, SERVICE, group)
    assert works(session, settings, "queues") == []
    assert rows(session, "queues") == []


def test_in_one_database_a_phone_is_taken_away_in_the_same_transaction(session: Session, settings: Settings) -> None:
    agent, other = provisioned(session, settings, 1001), provisioned(session, settings, 1002)
    provisioning.ask(session, [agent.id])
    agent.disabled_at = now()
    provisioning.take_away(session, settings, [agent.id])
    assert counts(session) == {"ps_endpoints": 1, "ps_auths": 1, "ps_aors": 1, "voicemail": 1}
    assert (agent.provisioned_extension, agent.provisioned_at, agent.provisioned_digest) == (None, None, None)
    assert session.scalars(select(Work)).all() == []
    assert other.provisioned_extension == 1002


def test_elsewhere_taking_away_is_asked_for_as_work(settings: Settings, sqlite_url: str, empty_sqlite_url: str) -> None:
    with switch_elsewhere(replace(settings, database_url=sqlite_url), empty_sqlite_url) as (session, there):
        schema.ensure_schema(switch_engine())
        agent = provisioned(session, there)
        session.commit()
        begin_writing(session)
        agent.disabled_at = now()
        provisioning.take_away(session, there, [agent.id])
        assert [work.subject_id for work in session.scalars(select(Work))] == [agent.id]
        assert works(session, there) == []
        assert counts(session) == {}


def test_a_deed_on_a_person_does_not_fail_because_the_switchs_tables_are_missing(
    session: Session, settings: Settings
) -> None:
    agent = provisioned(session, settings)
    session.execute(text("DROP TABLE queues"))
    schema._looked_at.clear()
    agent.disabled_at = now()
    provisioning.take_away(session, settings, [agent.id])
    assert [work.subject_id for work in session.scalars(select(Work))] == [agent.id]
    session.rollback()
    schema._looked_at.clear()


@pytest.fixture(autouse=True)
def _no_noise() -> Iterator[None]:
    logging.getLogger("tasks.working").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("tasks.working").setLevel(logging.NOTSET)
