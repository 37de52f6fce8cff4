"""Agents to be provisioned, and the switch's tables as it sees them."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Table, select
from sqlalchemy.orm import Session

from onboarding import schema as tables
from onboarding.agents.models import Agent
from onboarding.database import db, new_id, now, switch_engine
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from onboarding.telephony import provisioning, schema, switch
from onboarding.telephony.phones import Phone, phone_of
from onboarding.telephony.provisioning import Refused
from tasks.app import create_bare_app
from tests.applications import Applications

SEVEN_TABLES = ("ps_endpoints", "ps_auths", "ps_aors", "ps_contacts", "voicemail", "queues", "queue_members")


def hire(session: Session, extension: int | None, **fields: Any) -> Agent:
    """An agent with this extension, not provisioned yet."""
    id_ = new_id()
    name = f"agent{id_.hex}"
    values = {
        "id": id_,
        "full_name": "Zoë Müller",
        "username": name,
        "username_key": name,
        "email": f"{name}@work.example",
        "email_key": f"{name}@work.example",
        "typology": "webrtc",
        "voicemail": True,
        **fields,
    }
    take(session, extension, id_)
    agent = Agent(extension=extension, **values)
    session.add(agent)
    session.flush()
    return agent


def take(session: Session, extension: int | None, holder: Any) -> None:
    if extension is not None and session.get(Number, extension) is None:
        session.add(Number(number=extension, state="taken", holder_id=holder))
        session.flush()


def renumber(session: Session, agent: Agent, extension: int) -> None:
    take(session, extension, agent.id)
    agent.extension = extension
    session.flush()


def provision(session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID]) -> Refused:
    """Both steps, as the worker takes them."""
    refused: Refused = {}
    if not switch.is_shared():
        refused = provisioning.prepare(session, settings, agent_ids)
        session.commit()
    return refused | provisioning.provision(session, settings, agent_ids)


def provisioned(session: Session, settings: Settings, extension: int = 1001, **fields: Any) -> Agent:
    agent = hire(session, extension, **fields)
    provision(session, settings, [agent.id])
    return agent


def again(session: Session, settings: Settings, *agents: Agent, **changes: Any) -> None:
    """Change these agents and provision them once more."""
    for agent in agents:
        for field, value in changes.items():
            setattr(agent, field, value)
    session.flush()
    provision(session, settings, [agent.id for agent in agents])


@contextmanager
def switch_connection(session: Session) -> Iterator[Connection]:
    if switch_engine() is db.engine:
        yield session.connection()
    else:
        with switch_engine().begin() as connection:
            yield connection


def rows(session: Session, name: str) -> list[dict[str, Any]]:
    """All rows of one of the switch's tables."""
    with switch_connection(session) as connection:
        table: Table = schema.tables(connection)[name]
        return [dict(row) for row in connection.execute(select(table).order_by(*table.c)).mappings()]


def row(session: Session, name: str, extension: int | str = 1001) -> dict[str, Any]:
    key = "mailbox" if name == "voicemail" else "id"
    (found,) = [each for each in rows(session, name) if each[key] == str(extension)]
    return found


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    return {name: rows(session, name) for name in SEVEN_TABLES}


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has; those with none are left out."""
    return {name: len(found) for name, found in everything(session).items() if found}


def add_contact(session: Session, extension: int) -> None:
    """What the switch writes when a phone registers."""
    with switch_connection(session) as connection:
        contacts = schema.tables(connection)["ps_contacts"]
        values = {"id": f"{extension}^3B@abc", "uri": "sip:x@10.0.0.9:5060", "endpoint": str(extension)}
        connection.execute(contacts.insert().values(expiration_time=int(now().timestamp()) + 60, **values))


def phone(session: Session, settings: Settings, agent: Agent) -> Phone:
    return phone_of(session, settings, agent)


@contextmanager
def switch_elsewhere(settings: Settings, url: str) -> Iterator[tuple[Session, Settings]]:
    """The service with the switch's tables in another database, which is left as it is found."""
    settings = replace(settings, telephony_database_url=url)
    app: Flask = create_bare_app(settings)
    with app.app_context():
        tables.create_all(db.engine)
        yield db.session(), settings
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def inside(
    apps: Applications[Flask], settings: Settings, url: str, switchs_url: str
) -> Iterator[tuple[Session, Settings]]:
    """The service on these databases, whose tables are there."""
    there = replace(settings, database_url=url, telephony_database_url=switchs_url)
    with apps.on(there) as app, app.app_context():
        yield db.session(), there
        db.session.remove()
