"""Agents are put into groups and taken out; how many queues they are in is always right, and the switch is told."""

import threading
import uuid

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from onboarding.database import begin_writing, db, new_id, now
from onboarding.groups import members
from onboarding.groups.members import Seat
from onboarding.groups.models import SINGLE_KINDS, Group
from tests.groups.people import HR, agents, asked_of_the_switch, belongs, group, nothing_asked, queue_counts


def test_agents_join_a_queue_with_a_penalty_and_paused(session: Session) -> None:
    ids = agents(session, 2)
    support = group(session, "queue", "support")
    assert members.add(session, HR, support, ids, penalty=3, paused=True) == 2
    assert members.seats(session, ids) == {id_: [Seat("support", 3, True)] for id_ in ids}
    assert queue_counts(session, ids) == [1, 1]
    assert asked_of_the_switch(session) == set(ids)


def test_who_is_in_a_group_already_stays_as_they_are(session: Session) -> None:
    amara, zoe = agents(session, 2)
    support = group(session, "queue", "support")
    members.add(session, HR, support, [amara], penalty=3)
    assert members.add(session, HR, support, [amara, zoe, zoe]) == 1
    assert members.seats(session, [amara])[amara] == [Seat("support", 3, False)]


@pytest.mark.parametrize("kind", ["team", "profile", "ai_assistant", "list", "channel_account"])
def test_belonging_to_anything_but_a_queue_is_no_matter_of_the_switch(session: Session, kind: str) -> None:
    (amara,) = agents(session, 1)
    members.add(session, HR, group(session, kind, "One"), [amara])
    assert belongs(session, amara) == [(kind, "One")]
    assert asked_of_the_switch(session) == set()
    assert queue_counts(session, [amara]) == [0]


@pytest.mark.parametrize("kind", SINGLE_KINDS)
def test_another_profile_or_assistant_takes_the_place_of_the_first(session: Session, kind: str) -> None:
    (amara,) = agents(session, 1)
    for name in ("Standard", "Back office"):
        members.add(session, HR, group(session, kind, name), [amara])
    assert belongs(session, amara) == [(kind, "Back office")]


def test_an_agent_may_be_in_many_teams_and_queues(session: Session) -> None:
    (amara,) = agents(session, 1)
    for kind, name in (("team", "North"), ("team", "Nights"), ("queue", "sales"), ("queue", "support")):
        members.add(session, HR, group(session, kind, name), [amara])
    assert belongs(session, amara) == [("queue", "sales"), ("queue", "support"), ("team", "Nights"), ("team", "North")]
    assert queue_counts(session, [amara]) == [2]


def test_deleted_agents_and_people_who_are_not_there_are_passed_over(session: Session) -> None:
    amara, zoe = agents(session, 2)
    session.get_one(Agent, zoe).deleted_at = now()
    session.flush()
    assert members.add(session, HR, group(session, "queue", "support"), [amara, zoe, new_id()]) == 1


def test_nobody_joins_a_group_that_was_deleted_meanwhile(session: Session) -> None:
    (amara,) = agents(session, 1)
    support = group(session, "queue", "support")
    support.deleted_at = now()
    session.flush()
    assert members.add(session, HR, support, [amara]) == 0


def test_who_leaves_a_queue_loses_the_seat(session: Session) -> None:
    ids = agents(session, 3)
    support = group(session, "queue", "support")
    members.add(session, HR, support, ids[:2])
    nothing_asked(session)
    assert members.remove(session, HR, support, ids[1:]) == 1
    assert queue_counts(session, ids) == [1, 0, 0]
    assert asked_of_the_switch(session) == {ids[1]}


def test_a_seat_is_changed_only_for_those_for_whom_that_is_new(session: Session) -> None:
    ids = agents(session, 3)
    support = group(session, "queue", "support")
    members.add(session, HR, support, ids[:2])
    members.change(session, HR, support, [ids[0]], penalty=2, paused=True)
    nothing_asked(session)
    assert members.change(session, HR, support, ids, penalty=2, paused=True) == 1
    assert members.seats(session, ids)[ids[1]] == [Seat("support", 2, True)]
    assert asked_of_the_switch(session) == {ids[1]}


def test_only_queues_have_penalties_and_pauses(session: Session) -> None:
    (amara,) = agents(session, 1)
    north = group(session, "team", "North")
    members.add(session, HR, north, [amara], penalty=3, paused=True)
    assert members.change(session, HR, north, [amara], penalty=2, paused=True) == 0
    (one,) = members.of(session, [amara])[amara]
    assert (one.penalty, one.paused) == (0, False)


def test_whoever_looked_at_an_agent_before_sees_that_it_has_changed(session: Session) -> None:
    (amara,) = agents(session, 1)
    north = group(session, "team", "North")
    members.add(session, HR, north, [amara])
    members.remove(session, HR, north, [amara])
    session.expire_all()
    assert session.get_one(Agent, amara).version == 3


def test_each_deed_is_written_down_with_the_agent(session: Session) -> None:
    (amara,) = agents(session, 1)
    support = group(session, "queue", "support")
    members.add(session, HR, support, [amara], penalty=1)
    members.change(session, HR, support, [amara], penalty=2, paused=False)
    members.remove(session, HR, support, [amara])
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == amara).order_by(AuditEntry.id)).all()
    assert [(entry.deed, entry.detail["name"]) for entry in entries] == [
        ("agent.joined_group", "support"),
        ("agent.changed_in_group", "support"),
        ("agent.left_group", "support"),
    ]


def test_who_would_be_in_no_queue_any_more_is_counted(session: Session) -> None:
    ids = agents(session, 3)
    support, sales = group(session, "queue", "support"), group(session, "queue", "sales")
    members.add(session, HR, support, ids)
    members.add(session, HR, sales, ids[:1])
    assert members.only_here(session, support) == 2
    assert members.only_here(session, sales) == 0


def test_a_thousand_members_take_no_more_statements_than_ten(session: Session) -> None:
    support = group(session, "queue", "support")
    ids = agents(session, 1010)

    counted: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: counted.append(given[2]))
    members.add(session, HR, support, ids[:10])
    of_ten = len(counted)
    members.add(session, HR, support, ids[10:])
    assert len(counted) - of_ten == of_ten


def test_two_who_put_an_agent_into_two_queues_at_once_are_both_counted(app: Flask, session: Session) -> None:
    begin_writing(session)
    (amara,) = agents(session, 1)
    queues = [group(session, "queue", f"queue {number}").id for number in range(4)]
    session.commit()
    ready = threading.Barrier(len(queues))

    def join(group_id: uuid.UUID) -> None:
        with app.app_context():
            ready.wait()
            begin_writing(db.session())
            members.add(db.session(), HR, db.session().get_one(Group, group_id), [amara])
            db.session.commit()

    threads = [threading.Thread(target=join, args=(group_id,)) for group_id in queues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert queue_counts(session, [amara]) == [4]
