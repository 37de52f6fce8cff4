"""A phone that has registered is seen where the switch keeps contacts in its table; where not, nobody knows."""

import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import new_id, now, write_rows
from onboarding.settings import Settings
from onboarding.telephony import contacts, schema
from tests.telephony.helpers import hire, provisioned, switch_connection, switch_elsewhere


def registers(session: Session, extension: int, *, seconds: int = 60, **columns: Any) -> None:
    """What the switch writes when a phone registers."""
    values = {"id": f"{extension}^3B@8f3c", "uri": "sip:x@10.0.0.9:5060", "endpoint": str(extension), **columns}
    with switch_connection(session) as connection:
        table = schema.tables(connection)["ps_contacts"]
        connection.execute(insert(table).values(expiration_time=int(now().timestamp()) + seconds, **values))


def seen(session: Session, *agents: Agent) -> list[bool | None]:
    session.expire_all()
    return [agent.phone_seen for agent in agents]


def test_a_phone_that_is_registered_is_seen_and_those_of_others_are_not_yet(
    session: Session, settings: Settings
) -> None:
    here, not_here = provisioned(session, settings, 1001), provisioned(session, settings, 1002)
    registers(session, 1001)
    assert contacts.note(session, contacts.look(session)) == 2
    assert seen(session, here, not_here) == [True, False]
    assert here.phone_seen_at is not None
    assert not_here.phone_seen_at is None


def test_where_the_switch_keeps_no_contacts_nobody_knows(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings, 1001)
    assert not contacts.are_kept(session)
    assert contacts.note(session, contacts.look(session)) == 0
    assert seen(session, agent) == [None]


def test_a_phone_that_was_seen_stays_seen_when_it_is_switched_off(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings, 1001)
    registers(session, 1001)
    contacts.note(session, contacts.look(session))
    with switch_connection(session) as connection:
        connection.execute(schema.tables(connection)["ps_contacts"].delete())
    later = provisioned(session, settings, 1002)
    contacts.note(session, contacts.look(session))
    assert seen(session, agent, later) == [True, False]
    assert contacts.are_kept(session)


def test_when_the_contacts_have_left_the_table_before_anybody_was_seen_nobody_knows_again(
    session: Session, settings: Settings
) -> None:
    agent = provisioned(session, settings, 1001)
    registers(session, 7777)
    contacts.note(session, contacts.look(session))
    assert seen(session, agent) == [False]
    with switch_connection(session) as connection:
        connection.execute(schema.tables(connection)["ps_contacts"].delete())
    contacts.note(session, contacts.look(session))
    assert seen(session, agent) == [None]


@pytest.mark.parametrize(
    ("contact", "is_seen"),
    [
        ({}, True),
        ({"endpoint": None}, True),
        ({"endpoint": None, "id": "1001;@8f3c"}, True),
        ({"endpoint": None, "id": "10012^3B@8f3c"}, False),
        ({"endpoint": "1001", "id": "anything"}, True),
        ({"endpoint": "trunk-1001", "id": "1001^3B@8f3c"}, False),
        ({"endpoint": "١٠٠١"}, False),
        ({"seconds": -1}, False),
    ],
)
def test_the_endpoint_or_else_the_id_says_whose_a_contact_is_for_as_long_as_it_is_valid(
    session: Session, settings: Settings, contact: dict[str, Any], is_seen: bool
) -> None:
    agent = provisioned(session, settings, 1001)
    registers(session, 1001, **contact)
    contacts.note(session, contacts.look(session))
    assert seen(session, agent) == [is_seen]


def test_whoever_has_no_phone_on_the_switch_stays_unknown(session: Session, settings: Settings) -> None:
    waiting = hire(session, 1001)
    registers(session, 1001)
    contacts.note(session, contacts.look(session))
    assert seen(session, waiting) == [None]


def test_when_nothing_is_new_nothing_is_to_be_noted(session: Session, settings: Settings) -> None:
    provisioned(session, settings, 1001)
    registers(session, 1001)
    assert contacts.look(session).is_news
    contacts.note(session, contacts.look(session))
    assert not contacts.look(session).is_news


def test_contacts_in_another_database_are_seen_too(elsewhere: tuple[Session, Settings]) -> None:
    session, settings = elsewhere
    here, not_here = provisioned(session, settings, 1001), provisioned(session, settings, 1002)
    session.commit()
    registers(session, 1001)
    contacts.note(session, contacts.look(session))
    assert seen(session, here, not_here) == [True, False]


def test_a_switch_that_is_away_leaves_what_was_noted(settings: Settings, sqlite_url: str) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    with switch_elsewhere(replace(settings, database_url=sqlite_url), nowhere) as (session, _):
        agent = hire(session, 1001, provisioned_extension=1001, phone_seen=False)
        with pytest.raises(OperationalError):
            contacts.note(session, contacts.look(session))
        assert seen(session, agent) == [False]


def test_twenty_thousand_contacts_are_looked_through_in_a_moment(session: Session) -> None:
    """The bound is many times what it takes, and far below what one statement for each would take."""
    count, at = 20_000, now()
    expires = int(at.timestamp()) + 600
    with switch_connection(session) as connection:
        table = schema.tables(connection)["ps_contacts"]
    rows = [(f"{n}^3B@{n:x}", expires, str(n)) for n in range(100_000, 100_000 + count)]
    write_rows(session, table, ("id", "expiration_time", "endpoint"), rows)
    columns = ("id", "version", "full_name", "username", "username_key", "email", "email_key", "typology")
    more = ("voicemail", "remote_control", "created_at", "updated_at", "queue_count", "provisioned_extension")
    people = [
        (new_id(), 1, "A B", f"u{n}", f"u{n}", f"u{n}@w.example", f"u{n}@w.example", "webrtc")
        + (True, False, at, at, 0, n)
        for n in range(100_000, 100_000 + count)
    ]
    write_rows(session, Agent, columns + more, people)
    began = time.monotonic()
    assert contacts.note(session, contacts.look(session)) == count
    assert time.monotonic() - began < 5
    assert len(session.scalars(select(Agent.id).where(Agent.phone_seen.is_(True))).all()) == count
