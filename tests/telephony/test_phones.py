"""What an agent is shown to set up a phone."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.settings import Settings
from onboarding.telephony.phones import phone_of
from tests.telephony.helpers import again, hire, provisioned, row, switch_connection


def test_a_phone_before_it_is_provisioned_says_so_and_shows_no_secret(session: Session, settings: Settings) -> None:
    phone = phone_of(session, settings, hire(session, 1001))
    assert phone.extension == phone.sip_user == "1001"
    assert (phone.provisioned, phone.secret, phone.mailbox, phone.pin) == (False, None, None, None)


def test_a_provisioned_phone_shows_secret_mailbox_and_pin(session: Session, settings: Settings) -> None:
    phone = phone_of(session, settings, provisioned(session, settings))
    assert phone.provisioned
    assert phone.secret == row(session, "ps_auths")["password"]
    assert (phone.mailbox, phone.pin) == ("1001", row(session, "voicemail")["password"])


@pytest.mark.parametrize(
    ("typology", "transport"), [("webrtc", "wss"), ("phonebar", "udp"), ("external", "udp"), ("mobile", "udp")]
)
def test_a_phone_is_told_where_to_register(session: Session, settings: Settings, typology: str, transport: str) -> None:
    settings = replace(settings, sip_server="pbx.work.example", wss_url="wss://pbx.work.example:8089/ws")
    phone = phone_of(session, settings, provisioned(session, settings, typology=typology))
    assert (phone.transport, phone.server, phone.wss_url) == (
        transport,
        "pbx.work.example",
        "wss://pbx.work.example:8089/ws",
    )


def test_a_phone_without_voicemail_shows_no_mailbox(session: Session, settings: Settings) -> None:
    phone = phone_of(session, settings, provisioned(session, settings, voicemail=False))
    assert phone.provisioned
    assert (phone.mailbox, phone.pin) == (None, None)


def test_a_pin_changed_by_phone_is_the_one_shown(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    with switch_connection(session) as connection:
        connection.execute(text("UPDATE voicemail SET password = '9375021'"))
    assert phone_of(session, settings, agent).pin == "9375021"


def test_a_disabled_agent_has_no_phone(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    again(session, settings, agent, disabled_at=now())
    assert not phone_of(session, settings, agent).provisioned


def test_an_agent_without_extension_has_no_phone(session: Session, settings: Settings) -> None:
    phone = phone_of(session, settings, hire(session, None))
    assert (phone.extension, phone.provisioned) == ("", False)


def test_a_phone_that_is_printed_shows_no_secret(session: Session, settings: Settings) -> None:
    phone = phone_of(session, settings, provisioned(session, settings))
    assert repr(phone) == "Phone(1001)"
