"""Deleted agents are erased for good, by hand or when their time is over: no table holds who they were."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, inspect, select, text, update
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, resets
from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import ERASED, Actor, AuditEntry
from onboarding.bulk import actions
from onboarding.bulk.actions import Asked
from onboarding.bulk.audience import Audience
from onboarding.database import begin_writing, new_id, now
from onboarding.groups import groups, members
from onboarding.imports import keeping, tallies
from onboarding.imports.models import Import, ImportRow
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.preferences.retention import set_retention
from onboarding.settings import Settings
from onboarding.staffing import adding, erasing, leaving
from onboarding.work import Work
from tasks.lines import work_off_all
from tasks.upkeep import erase_deleted_agents
from tests.imports.flow import csv_of, finished

HR = Actor("Ingrid Solheim", role="hr")
WHO = ("Zebedee", "zebedee", "Quillfeather", "quillfeather")
"""Words that stand nowhere but in what says who Zebedee Quillfeather is."""
PERSON = {
    "full_name": "Zebedee Quillfeather",
    "email": "zebedee@northwind.example",
    "username": "zebedee.quillfeather",
    "personal_email": "quillfeather@home.example",
}


@pytest.fixture
def zebedee(session: Session, settings: Settings) -> Agent:
    """Somebody whom a file brought, who was invited, changed, joined, asked for passwords, and is deleted."""
    finished(session, settings, csv_of(",".join(PERSON.values()), head=",".join(PERSON)), auto_confirm=True)
    work_off_all(settings, 30)
    agent = session.scalars(select(Agent)).one()
    begin_writing(session)
    inviting.invite(session, settings, [agent], actor=HR)
    adding.change(session, settings, agent, {"alias": "Quillfeather the Great"}, actor=HR)
    members.add(session, HR, groups.create(session, HR, "queue", "support"), [agent.id])
    agent.joined_at = now()
    accounts.set_password(session, settings, accounts.account_of(session, agent.id), "correct horse battery staple")
    resets.ask_for_reset(session, agent.email, "192.0.2.1")
    session.commit()
    work_off_all(settings, 30)
    begin_writing(session)
    resets.ask_for_reset(session, agent.username, "192.0.2.1")
    asked = Asked(new_id(), "delete", Audience((agent.id,)), 1)
    actions.begin(session, settings, asked, actor=HR)
    actions.begin(session, settings, Asked(new_id(), "disable", Audience((agent.id,)), 1), actor=HR)
    session.commit()
    return agent


def erase(session: Session, settings: Settings, agent: Agent) -> list[leaving.Done]:
    begin_writing(session)
    done = erasing.erase(session, [agent.id], actor=HR)
    session.commit()
    work_off_all(settings, 30)
    return done


def read(cell: object) -> str:
    return cell.decode(errors="replace") if isinstance(cell, bytes) else str(cell)


def who_is_named(session: Session) -> Iterator[str]:
    """The columns of any table, the switch's own too, that hold a word that says who somebody is."""
    inspector = inspect(session.connection())
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table):
            quoted = f'"{table}"."{column["name"]}"'
            cells = session.scalars(text(f'SELECT {quoted} FROM "{table}" WHERE {quoted} IS NOT NULL'))
            if any(word in read(cell) for cell in cells for word in WHO):
                yield f"{table}.{column['name']}"


def test_before_they_are_erased_many_tables_say_who_they_are(session: Session, zebedee: Agent) -> None:
    named = set(who_is_named(session))
    assert named >= {"agents.full_name", "messages.recipient", "import_rows.cells", "audit_entries.detail"}
    assert named >= {"audit_entries.actor", "reset_requests.identifier"}


def test_afterwards_no_table_does(session: Session, settings: Settings, zebedee: Agent) -> None:
    (done,) = erase(session, settings, zebedee)
    assert done.ok
    assert list(who_is_named(session)) == []


def test_nothing_points_at_them_any_more(session: Session, settings: Settings, zebedee: Agent) -> None:
    erase(session, settings, zebedee)
    for model in (Agent, Account, Invitation, Message, ImportRow):
        assert session.scalar(select(func.count()).select_from(model)) == 0, model
    assert session.scalar(select(func.count()).where(Work.subject_id == zebedee.id)) == 0


def test_the_deeds_stay_without_what_they_say(session: Session, settings: Settings, zebedee: Agent) -> None:
    before = session.scalar(select(func.count()).where(AuditEntry.subject_id == zebedee.id)) or 0
    account = accounts.account_of(session, zebedee.id).id
    erase(session, settings, zebedee)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == zebedee.id)).all()
    assert len(entries) == before + 1
    assert {entry.deed for entry in entries} >= {"agent.created", "agent.changed", "agent.deleted", "agent.erased"}
    assert all(entry.detail == {} for entry in entries)
    assert {entry.actor for entry in entries} == {HR.name}
    own = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == account)).all()
    assert {entry.actor for entry in own} == {ERASED.name}


def test_the_import_keeps_its_counts_and_no_longer_gives_the_file_out(
    session: Session, settings: Settings, zebedee: Agent
) -> None:
    import_ = session.scalars(select(Import)).one()
    assert keeping.original_may_go_out(import_)
    erase(session, settings, zebedee)
    import_ = session.get_one(Import, import_.id, populate_existing=True)
    assert not keeping.original_may_go_out(import_)
    assert tallies.counts(session, import_.id).create == 1


def test_the_same_person_can_come_anew(session: Session, settings: Settings, zebedee: Agent) -> None:
    erase(session, settings, zebedee)
    begin_writing(session)
    assert adding.add(session, settings, PERSON, actor=HR, invite="none").agent.id != zebedee.id
    session.commit()


def test_whoever_is_not_deleted_is_not_erased(session: Session, settings: Settings, zebedee: Agent) -> None:
    begin_writing(session)
    leaving.restore(session, settings, [zebedee.id], actor=HR)
    session.commit()
    (done,) = erase(session, settings, zebedee)
    assert done.problem is not None
    assert done.problem.reason == "is_not_deleted"
    assert session.get(Agent, zebedee.id) is not None


def test_a_phone_that_the_switch_still_has_is_waited_for(session: Session, settings: Settings, zebedee: Agent) -> None:
    session.execute(update(Agent).values(provisioned_extension=1000))
    session.commit()
    (done,) = erase(session, settings, zebedee)
    assert done.problem is not None
    assert done.problem.reason == "phone_still_on_switch"


def test_somebody_else_of_the_file_stays_in_it(session: Session, settings: Settings, zebedee: Agent) -> None:
    session.execute(delete(ImportRow))
    other = {"row": 3, "verdict": "create", "state": "applied", "cells": ["Amara"], "values": {}, "agent_id": new_id()}
    import_id = session.scalars(select(Import.id)).one()
    session.add(ImportRow(import_id=import_id, **other))
    session.commit()
    erase(session, settings, zebedee)
    assert session.scalars(select(ImportRow.cells)).all() == [["Amara"]]


def test_while_their_file_is_being_worked_on_they_wait_to_be_taken_out(
    session: Session, settings: Settings, zebedee: Agent
) -> None:
    session.execute(update(Import).values(state="undoing"))
    session.commit()
    erase(session, settings, zebedee)
    waiting = session.scalars(select(Work).where(Work.kind == erasing.FORGETTING)).one()
    assert waiting.due_at > now()
    session.execute(update(Import).values(state="undone"))
    session.execute(update(Work).values(due_at=now()))
    session.commit()
    work_off_all(settings, 30)
    assert list(who_is_named(session)) == []


@pytest.mark.parametrize(("days_ago", "there"), [(89, 1), (91, 0)])
def test_when_their_time_is_over_they_are_erased_by_themselves(
    session: Session, settings: Settings, zebedee: Agent, days_ago: int, there: int
) -> None:
    session.execute(update(Agent).values(deleted_at=now() - timedelta(days=days_ago)))
    session.commit()
    erase_deleted_agents()
    assert session.scalar(select(func.count()).select_from(Agent)) == there


def test_the_time_can_be_set(session: Session, settings: Settings, zebedee: Agent) -> None:
    begin_writing(session)
    set_retention(session, HR, {"deleted_days": 7})
    session.execute(update(Agent).values(deleted_at=now() - timedelta(days=8)))
    session.commit()
    erase_deleted_agents()
    assert session.scalar(select(func.count()).select_from(Agent)) == 0
