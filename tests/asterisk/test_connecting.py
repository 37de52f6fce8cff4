"""A real Asterisk and the PostgreSQL that it reads: rights, odd passwords, another realm, interruptions."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.orm import Session

from onboarding.database import begin_writing, db
from onboarding.telephony.credentials import rotate
from tests.asterisk.exchange import Exchange, exchange, first_start, settings_of_exchange
from tests.asterisk.installed import Installed
from tests.databases import END_OTHERS
from tests.servers import PostgreSQL
from tests.telephony.helpers import row, rows

ODD_PASSWORD = "a;b'c\\d e^f"
REALM = "pbx.example"
GUIDE = Path(__file__).parents[2] / "docs/telephony.md"


@pytest.fixture(scope="module")
def database(postgresql_server: PostgreSQL) -> str:
    """With Asterisk's own user, as the guide makes it."""
    return postgresql_server.url(postgresql_server.create())


@pytest.fixture(scope="module")
def own_exchange(
    database: str, asterisk_program: Installed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    settings = settings_of_exchange(tmp_path_factory.mktemp("own"), DATABASE_URL=database, SIP_REALM=REALM)
    first_start(settings)
    _make_user(database)
    as_asterisk = database.replace("onboard@", f"asterisk:{quote(ODD_PASSWORD)}@")
    with exchange(asterisk_program, settings, as_asterisk) as opened:
        yield opened


def _make_user(database: str) -> None:
    (statements,) = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    with connected(database) as connection:
        connection.execute(statements.replace("'choose one'", sql.quote(ODD_PASSWORD)))
        row = connection.execute("SHOW hba_file").fetchone()
        assert row is not None
        _ask_for_password(Path(row[0]))
        connection.execute("SELECT pg_reload_conf()")


def _ask_for_password(rules: Path) -> None:
    """The tests' server trusts everybody; but of Asterisk it asks for the password."""
    rules.write_text("host all asterisk 127.0.0.1/32 scram-sha-256\n" + rules.read_text())


def connected(database: str) -> psycopg.Connection:
    return psycopg.connect(database.replace("+psycopg", ""), autocommit=True)


@pytest.fixture
def session(own_exchange: Exchange) -> Iterator[Session]:
    with own_exchange.app.app_context():
        yield db.session()
        db.session.remove()


def test_it_connects_with_a_password_of_odd_characters(own_exchange: Exchange) -> None:
    status = own_exchange.asterisk.command("realtime show pgsql status")
    assert "Connected to" in status
    assert "with username asterisk" in status


def test_the_rights_of_the_guide_are_enough_for_all_that_asterisk_writes(
    own_exchange: Exchange, session: Session
) -> None:
    desk = own_exchange.desk(session)
    before = len(own_exchange.asterisk.troubles())
    with own_exchange.phone(desk) as phone:
        assert phone.register() == 200
        assert phone.register() == 200
        (contact,) = rows(session, "ps_contacts")
        session.commit()
        assert contact["endpoint"] == desk.number
        assert phone.register(seconds=0) == 200
    assert rows(session, "ps_contacts") == []
    own_exchange.asterisk.command(f"realtime update voicemail mailbox {desk.number} password 628500")
    assert row(session, "voicemail", desk.number)["password"] == "628500"
    own_exchange.queue(session, "support", desk)
    (interface,) = own_exchange.seats("support")
    own_exchange.asterisk.action("QueuePause", Interface=interface, Paused="true", Reason="lunch")
    (seat,) = rows(session, "queue_members")
    assert seat["paused"] == 1
    assert own_exchange.asterisk.troubles()[before:] == []


def test_digests_are_those_of_the_realm_in_the_settings(own_exchange: Exchange, session: Session) -> None:
    digests = replace(own_exchange, settings=replace(own_exchange.settings, sip_digest=True))
    desk = digests.desk(session)
    begin_writing(session)
    secret = rotate(session, digests.settings, desk.agent)
    session.commit()
    (kept,) = [auth["password_digest"] for auth in rows(session, "ps_auths") if auth["id"] == desk.number]
    session.commit()
    assert kept == "MD5:" + hashlib.md5(f"{desk.number}:{REALM}:{secret}".encode()).hexdigest()
    assert digests.registers(desk.number, secret) == 200
    assert digests.registers(desk.number, "wrong") == 401


def test_after_the_database_was_away_phones_register_again(own_exchange: Exchange, session: Session) -> None:
    desk = own_exchange.desk(session)
    with connected(own_exchange.settings.database_url) as connection:
        connection.execute(END_OTHERS)
    own_exchange.until(lambda: own_exchange.registers(desk.number, desk.secret) == 200)
