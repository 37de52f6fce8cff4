"""Telephones sign in at a real Asterisk with what we wrote for their agents, and with nothing else."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from onboarding.agents.models import TYPOLOGIES
from onboarding.database import now
from tests.asterisk.conftest import ON_POSTGRESQL
from tests.asterisk.exchange import Exchange
from tests.asterisk.lines import Datagrams, Line, Stream, WebSocket
from tests.telephony.helpers import renumber, rows, switch_connection

ACCEPTED, REFUSED = 200, 401


def contacts(session: Session, number: str) -> list[str]:
    """Where the switch keeps phones of this number."""
    found = [row["uri"] for row in rows(session, "ps_contacts") if row["endpoint"] == number]
    session.commit()
    return found


@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_the_right_secret_is_accepted_and_a_wrong_one_refused(
    exchange: Exchange, session: Session, typology: str
) -> None:
    desk = exchange.desk(session, typology=typology)
    assert exchange.registers(desk.number, desk.secret) == ACCEPTED
    for wrong in ("", "x", desk.secret[:-1], desk.secret.swapcase()):
        assert exchange.registers(desk.number, wrong) == REFUSED


def test_nobody_signs_in_at_a_number_that_nobody_has(exchange: Exchange) -> None:
    assert exchange.registers(str(exchange.new_number()), "secret") == REFUSED


@pytest.mark.parametrize("line", [Datagrams, Stream])
def test_a_telephone_registers_by_udp_and_tcp(
    exchange: Exchange, session: Session, line: Callable[[int], Line]
) -> None:
    desk = exchange.desk(session)
    with exchange.phone(desk, line(exchange.asterisk.sip_port)) as phone:
        assert phone.register() == ACCEPTED


def test_a_browser_registers_by_secure_websocket(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session, typology="webrtc")
    with exchange.phone(desk, WebSocket(exchange.asterisk.web_port)) as phone:
        assert phone.register() == ACCEPTED
        assert phone.next("OPTIONS")


@pytest.mark.parametrize("fact", ["disabled_at", "deleted_at"])
def test_who_is_disabled_or_deleted_is_refused_at_once_and_who_comes_back_is_accepted(
    exchange: Exchange, session: Session, fact: str
) -> None:
    desk = exchange.desk(session)
    with exchange.phone(desk) as phone:
        assert phone.register() == ACCEPTED
        exchange.change(session, desk, **{fact: now()})
        assert phone.register() == REFUSED
    assert contacts(session, desk.number) == []
    exchange.change(session, desk, **{fact: None})
    assert exchange.registers(desk.number, desk.secret) == REFUSED
    assert exchange.registers(desk.number, exchange.secret(session, desk.agent)) == ACCEPTED


def test_who_is_renumbered_is_accepted_at_the_new_number_and_refused_at_the_old(
    exchange: Exchange, session: Session
) -> None:
    desk, new = exchange.desk(session), exchange.new_number()
    renumber(session, desk.agent, new)
    exchange.change(session, desk)
    assert exchange.registers(desk.number, desk.secret) == REFUSED
    assert exchange.registers(str(new), exchange.secret(session, desk.agent)) == ACCEPTED


def test_a_number_given_to_somebody_else_neither_rings_nor_admits_the_former_holders_phone(
    exchange: Exchange, session: Session
) -> None:
    former, new = exchange.desk(session), exchange.new_number()
    with exchange.phone(former) as old_phone, exchange.phone(exchange.desk(session)) as caller:
        assert old_phone.register() == caller.register() == ACCEPTED
        renumber(session, former.agent, new)
        exchange.change(session, former)
        exchange.desk(session, int(former.number), voicemail=False)
        assert old_phone.register() == REFUSED
        assert contacts(session, former.number) == []
        assert caller.call(former.number).status == 480
        assert old_phone.heard.empty() or old_phone.heard.get().method != "INVITE"


def test_a_second_sign_in_takes_the_place_of_the_first(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session)
    with exchange.phone(desk) as first, exchange.phone(desk) as second:
        assert first.register() == ACCEPTED
        (before,) = contacts(session, desk.number)
        assert second.register() == ACCEPTED
        (after,) = contacts(session, desk.number)
        assert before != after


# The switch's SQLite driver cannot delete a row.
@pytest.mark.parametrize("exchange", ON_POSTGRESQL, indirect=True)
def test_a_phone_that_signs_out_is_no_longer_a_contact(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session)
    with exchange.phone(desk) as phone:
        assert phone.register() == ACCEPTED
        assert len(contacts(session, desk.number)) == 1
        assert phone.register(seconds=0) == ACCEPTED
    assert contacts(session, desk.number) == []


def test_a_registration_that_has_expired_rings_no_more(exchange: Exchange, session: Session) -> None:
    caller, desk = exchange.desk(session), exchange.desk(session, voicemail=False)
    with exchange.phone(desk) as phone, exchange.phone(caller) as calling:
        phone.register()
        with switch_connection(session) as connection:
            expired = text("UPDATE ps_contacts SET expiration_time = 1 WHERE endpoint = :number")
            connection.execute(expired, {"number": desk.number})
        session.commit()
        assert calling.call(desk.number).status == 480


def test_a_new_typology_keeps_the_secret(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session, typology="webrtc")
    exchange.change(session, desk, typology="phonebar", full_name="Bo Li")
    assert exchange.registers(desk.number, desk.secret) == ACCEPTED
