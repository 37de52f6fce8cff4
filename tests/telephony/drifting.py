"""A switch with two agents of ours and rows of others; whatever is done to it by hand."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, now
from onboarding.groups import groups, members
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from onboarding.telephony import inspecting, schema
from onboarding.telephony.models import Inspection
from onboarding.telephony.provisioning import ask
from onboarding.work import Work
from tasks.lines import work_off_all
from tests.telephony.helpers import hire, rows, switch_connection

_uniqueids = itertools.count(900_000)

THEIRS = "7000"
"""The number of a phone that is not ours."""


@dataclass
class Switch:
    """`ana` has 1001 and a seat in the queue support, `bo` has 1002 and no voicemail."""

    session: Session
    settings: Settings
    ana: Agent
    bo: Agent

    def set(self, table: str, key: str, **values: Any) -> None:
        """Somebody changes rows by hand."""
        with switch_connection(self.session) as connection:
            target = schema.tables(connection)[table]
            connection.execute(update(target).where(_at(target, key)).values(values))

    def remove(self, table: str, key: str, **which: str) -> None:
        with switch_connection(self.session) as connection:
            target = schema.tables(connection)[table]
            connection.execute(
                delete(target).where(_at(target, key), *(target.c[name] == value for name, value in which.items()))
            )

    def add(self, table: str, like: str, key: str, **values: Any) -> None:
        """One more row by hand, like another one of the same table but at another number."""
        with switch_connection(self.session) as connection:
            target = schema.tables(connection)[table]
            other = connection.execute(select(target).where(_at(target, like)).limit(1)).mappings().one()
            row = {name: value.replace(like, key) if isinstance(value, str) else value for name, value in other.items()}
            if "uniqueid" in row:
                row["uniqueid"] = next(_uniqueids)
            connection.execute(insert(target).values({**row, **values}))

    def add_phone(self, number: str) -> None:
        """All rows of a phone, made by hand."""
        for table in ("ps_aors", "ps_auths", "ps_endpoints", "voicemail"):
            self.add(table, "1001", number)

    def all_rows(self) -> dict[str, list[dict[str, Any]]]:
        return {name: rows(self.session, name) for name in (*_KEYS, "ps_contacts") if name != "queues"}

    def rows_of(self, number: str) -> dict[str, int]:
        """How many rows each table has at a number; those with none are left out."""
        found = {name: sum(_is_at(name, row, number) for row in some) for name, some in self.all_rows().items()}
        return {name: count for name, count in found.items() if count}

    def repaired(self) -> Inspection:
        """Have what differs repaired, by the workers, to the end."""
        return self.inspected(repair=True)

    def inspected(self, *, repair: bool = False) -> Inspection:
        begin_writing(self.session)
        inspection = inspecting.ask(self.session, SERVICE, repair=repair)
        self.session.commit()
        work_off_all(self.settings, 20)
        self.session.expire_all()
        assert inspection.finished_at is not None
        return inspection


def made(session: Session, settings: Settings) -> Switch:
    begin_writing(session)
    ana = hire(session, 1001, full_name="Ana Ruiz")
    bo = hire(session, 1002, full_name="Bo Li", typology="phonebar", voicemail=False)
    support = groups.create(session, SERVICE, "queue", "support")
    members.add(session, SERVICE, support, [ana.id], penalty=2)
    ask(session, [ana.id, bo.id])
    session.commit()
    work_off_all(settings, 20)
    session.expire_all()
    assert session.scalars(select(Work)).all() == []
    switch = Switch(session, settings, ana, bo)
    switch.add_phone(THEIRS)
    switch.add("queue_members", "1001", THEIRS)
    switch.add("queue_members", "1001", "1001", queue_name="night")
    session.commit()
    return switch


def rests(session: Session, number: int, agent: Agent) -> None:
    """The number of an agent, given back and resting."""
    row = session.get_one(Number, number)
    row.state, row.holder_id, row.rests_until = "resting", agent.id, now() + timedelta(days=30)
    agent.extension = None


_KEYS = {
    "ps_aors": "id",
    "ps_auths": "id",
    "ps_endpoints": "id",
    "voicemail": "mailbox",
    "queue_members": "interface",
    "queues": "name",
}


def _at(table: Any, key: str) -> Any:
    return table.c[_KEYS[table.name]] == (f"PJSIP/{key}" if table.name == "queue_members" else key)


def _is_at(name: str, row: dict[str, Any], number: str) -> bool:
    if name == "ps_contacts":
        return bool(row["endpoint"] == number)
    return bool(row[_KEYS[name]] in (number, f"PJSIP/{number}"))
