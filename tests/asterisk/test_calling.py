"""Calls through the dialplan that we print."""

import pytest
from sqlalchemy.orm import Session

from tests.asterisk.exchange import Exchange

ANSWERED, BUSY, NOBODY, ABSENT = 200, 486, 404, 480


def the_mailbox_opens(exchange: Exchange, number: str) -> None:
    exchange.until((exchange.asterisk.spool / "voicemail/default" / number).exists)


def test_a_call_rings_the_agents_phone_and_says_who_calls(exchange: Exchange, session: Session) -> None:
    caller = exchange.desk(session, full_name="Zoë; Müller")
    called = exchange.desk(session, voicemail=False)
    with exchange.phone(caller) as phone, exchange.phone(called) as ringing:
        phone.register()
        ringing.register()
        ringing.on_call = "486 Busy Here"
        assert phone.call(called.number).status == BUSY
        assert ringing.next("INVITE")["From"].startswith(f'"Zoë; Müller" <sip:{caller.number}@')


def test_a_busy_agents_mailbox_takes_the_call(exchange: Exchange, session: Session) -> None:
    caller, called = exchange.desk(session), exchange.desk(session)
    with exchange.phone(caller) as phone, exchange.phone(called) as ringing:
        phone.register()
        ringing.register()
        ringing.on_call = "486 Busy Here"
        assert phone.call(called.number).status == ANSWERED
        assert ringing.next("INVITE")
    the_mailbox_opens(exchange, called.number)


def test_the_mailbox_of_an_agent_without_a_phone_takes_the_call(exchange: Exchange, session: Session) -> None:
    caller, called = exchange.desk(session), exchange.desk(session)
    with exchange.phone(caller) as phone:
        phone.register()
        assert phone.call(called.number).status == ANSWERED
    the_mailbox_opens(exchange, called.number)


def test_without_phone_and_mailbox_the_caller_hears_that_nobody_is_there(exchange: Exchange, session: Session) -> None:
    caller, called = exchange.desk(session), exchange.desk(session, voicemail=False)
    with exchange.phone(caller) as phone:
        assert phone.call(called.number).status == ABSENT


@pytest.mark.parametrize("number", ["9998", "0999"])
def test_a_number_that_nobody_has_does_not_exist(exchange: Exchange, session: Session, number: str) -> None:
    with exchange.phone(exchange.desk(session)) as phone:
        assert phone.call(number).status == NOBODY


def test_star_97_opens_ones_own_mailbox(exchange: Exchange, session: Session) -> None:
    with exchange.phone(exchange.desk(session)) as phone:
        assert phone.call("*97").status == ANSWERED
    with exchange.phone(exchange.desk(session, voicemail=False)) as phone:
        assert phone.call("*97").status >= 400


def test_whoever_has_no_right_secret_cannot_call(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session)
    stranger = type(desk)(desk.agent, desk.number, "wrong")
    with exchange.phone(stranger) as phone:
        assert phone.call("*97").status == 401


def test_a_colleagues_lamp_shows_whether_the_phone_is_there(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session)
    with exchange.phone(desk) as phone:
        phone.register()
        assert phone.next("OPTIONS")
        exchange.until(lambda: state(exchange, desk.number) == "NOT_INUSE")


def state(exchange: Exchange, number: str) -> str:
    """As the hint that the dialplan has for the number says."""
    (answer,) = exchange.asterisk.action("Getvar", Variable=f"EXTENSION_STATE({number}@agents)")
    return answer["Value"]
