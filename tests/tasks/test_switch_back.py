"""While the switch's database is away one try speaks for all; when it is back nobody waits for it any longer."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents.models import Agent
from onboarding.database import begin_writing, now, switch_engine
from onboarding.numbering import ranges
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from onboarding.telephony import schema
from onboarding.telephony.provisioning import ask
from onboarding.work import Work
from tasks import upkeep
from tasks.lines import LINES
from tasks.working import SWITCH_AWAY, work_off
from tests.telephony.helpers import hire, provisioned, switch_elsewhere
from tests.telephony.test_contacts import registers


class Switch:
    """A database that can go away: a file that becomes a folder of the same name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept = path.with_suffix(".kept")
        self.url = f"sqlite:///{path}"

    def go_away(self) -> None:
        switch_engine().dispose()
        for rest in ("-wal", "-shm"):
            self.path.with_name(self.path.name + rest).unlink(missing_ok=True)
        self.path.rename(self.kept)
        self.path.mkdir()

    def come_back(self) -> None:
        self.path.rmdir()
        self.kept.rename(self.path)


@pytest.fixture
def switch(tmp_path: Path) -> Switch:
    return Switch(tmp_path / "switch.db")


@pytest.fixture
def place(settings: Settings, sqlite_url: str, switch: Switch) -> Iterator[tuple[Session, Settings]]:
    with switch_elsewhere(replace(settings, database_url=sqlite_url), switch.url) as (session, there):
        schema.ensure_schema(switch_engine())
        logging.getLogger("tasks.working").setLevel(logging.CRITICAL)
        yield session, there
        logging.getLogger("tasks.working").setLevel(logging.NOTSET)


def waiting(session: Session) -> list[Work]:
    session.expire_all()
    return list(session.scalars(select(Work).where(Work.kind == "telephony")))


def hired(session: Session, count: int) -> list[Agent]:
    begin_writing(session)
    agents = [hire(session, 1001 + n) for n in range(count)]
    ask(session, [agent.id for agent in agents])
    session.commit()
    return agents


def test_one_try_puts_off_everybody_who_would_fail_too(place: tuple[Session, Settings], switch: Switch) -> None:
    session, settings = place
    hired(session, 3)
    switch.go_away()
    line = replace(LINES["telephony"], claim_size=1)
    work_off(line, settings, 5)
    rows = waiting(session)
    assert [row.problem for row in rows] == [SWITCH_AWAY.stored()] * 3
    assert all(row.due_at > now() and row.failed_at is None and row.lease_until is None for row in rows)


def test_when_the_switch_is_back_all_are_due_at_once(place: tuple[Session, Settings], switch: Switch) -> None:
    session, settings = place
    agents = hired(session, 3)
    switch.go_away()
    work_off(LINES["telephony"], settings, 5)
    upkeep.look_at_switch()
    assert all(row.due_at > now() for row in waiting(session)), "still away"
    switch.come_back()
    upkeep.look_at_switch()
    assert work_off(LINES["telephony"], settings, 5)
    assert waiting(session) == []
    session.expire_all()
    assert [agent.provisioned_extension for agent in agents] == [1001, 1002, 1003]


def test_work_that_waits_for_another_reason_goes_on_waiting(place: tuple[Session, Settings]) -> None:
    session, _ = place
    hired(session, 1)
    begin_writing(session)
    claim = work.claim(session, "telephony", 5, timedelta(seconds=60))
    work.put_off(session, claim, list(claim.open), {"code": "failed", "reason": "try_again"})
    session.commit()
    upkeep.look_at_switch()
    (row,) = waiting(session)
    assert row.due_at > now()


def test_phones_are_noted_at_the_next_look(place: tuple[Session, Settings]) -> None:
    session, settings = place
    begin_writing(session)
    agent = provisioned(session, settings, 1001)
    session.commit()
    registers(session, 1001)
    upkeep.look_at_switch()
    session.expire_all()
    assert agent.phone_seen is True


def test_a_switch_without_its_tables_gets_them_and_nobody_waits_for_them_any_longer(
    place: tuple[Session, Settings],
) -> None:
    session, settings = place
    (agent,) = hired(session, 1)
    with switch_engine().begin() as connection:
        schema.tables(connection)["ps_contacts"].drop(connection)
    schema._looked_at.clear()
    work_off(LINES["telephony"], settings, 5)
    (row,) = waiting(session)
    assert row.problem is not None
    assert row.problem["reason"] == "switch_table_missing"
    upkeep.look_at_switch()
    assert work_off(LINES["telephony"], settings, 5)
    session.expire_all()
    assert agent.provisioned_extension == 1001


def foreign(session: Session) -> dict[int, str | None]:
    session.expire_all()
    found = select(Number.number, Number.note).where(Number.state == "foreign")
    return {row.number: row.note for row in session.execute(found)}


def test_numbers_that_others_have_on_the_switch_are_set_aside_and_forgotten_with_them(
    place: tuple[Session, Settings], switch: Switch
) -> None:
    session, settings = place
    begin_writing(session)
    ranges.seed(session, settings)
    provisioned(session, settings, 1001)
    session.commit()
    with switch_engine().begin() as connection:
        mailboxes = schema.tables(connection)["voicemail"]
        values = {"context": "default", "password": "4711", "email": "", "attach": "no"}
        connection.execute(mailboxes.insert().values(mailbox="2005", fullname="Reception", **values))
    upkeep.find_foreign_numbers()
    assert foreign(session) == {2005: "Reception"}
    switch.go_away()
    upkeep.find_foreign_numbers()
    assert foreign(session) == {2005: "Reception"}, "nobody knows while it is away"
    switch.come_back()
    with switch_engine().begin() as connection:
        connection.execute(schema.tables(connection)["voicemail"].delete().where(mailboxes.c.mailbox == "2005"))
    upkeep.find_foreign_numbers()
    assert foreign(session) == {}
