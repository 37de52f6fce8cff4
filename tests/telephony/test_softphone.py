"""A code for a phone app: works once, for its owner, and gives what Linphone reads."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.accounts import accounts
from onboarding.accounts.models import Token
from onboarding.accounts.tokens import LinkRefused
from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.database import now
from onboarding.settings import Settings
from onboarding.telephony import softphone
from onboarding.telephony.phones import Phone, PhoneRefused, phone_of
from tests.accounts.people import at_the_same_moment
from tests.telephony.helpers import provisioned

OWNER = Actor("Zoë Müller", role="agent")
LPCONFIG = "{http://www.linphone.org/xsds/lpconfig.xsd}"


def hired(session: Session, settings: Settings, typology: str = "external", **fields: object) -> Agent:
    agent = provisioned(session, settings, typology=typology, **fields)
    accounts.open_for_agents(session, [agent.id])
    session.flush()
    session.refresh(agent)
    return agent


def code_of(session: Session, settings: Settings, agent: Agent) -> str:
    """The signed part of a new code."""
    url = softphone.make_code(session, settings, agent, OWNER).url
    prefix = f"{settings.base_url}/phone-setup/"
    assert url.startswith(prefix)
    return url.removeprefix(prefix)


def applied(document: bytes) -> dict[str, dict[str, str]]:
    """What Linphone keeps of a document: an entry counts that says it overwrites; an empty one takes a key away.

    As its parser does it: sections below `config`, in them entries, each by the attribute `name`.
    """
    root = ET.fromstring(document)
    assert root.tag == f"{LPCONFIG}config"
    kept: dict[str, dict[str, str]] = {}
    for section in root:
        assert section.tag == f"{LPCONFIG}section"
        for entry in section:
            assert (entry.tag, entry.get("overwrite"), len(entry)) == (f"{LPCONFIG}entry", "true", 0)
            if entry.text:
                kept.setdefault(section.attrib["name"], {})[entry.attrib["name"]] = entry.text
    return kept


def phone(**facts: object) -> Phone:
    values = {
        "extension": "1001",
        "sip_user": "1001",
        "secret": "s3cret",
        "transport": "udp",
        "server": "pbx.northwind.example",
        "wss_url": "",
        "mailbox": None,
        "pin": None,
        "provisioned": True,
        "typology": "external",
        "realm": "asterisk",
        "push_gateway": None,
        "remote_control": False,
        "remote_control_port": None,
    }
    return Phone(**{**values, **facts})  # type: ignore[arg-type]


def test_a_code_gives_the_settings_with_which_the_phone_registers(session: Session, settings: Settings) -> None:
    agent = hired(session, settings)
    secret = phone_of(session, settings, agent).secret
    kept = applied(softphone.use_code(session, settings, code_of(session, settings, agent)))
    server = settings.sip_server
    assert kept["auth_info_0"] == {
        "username": "1001",
        "userid": "1001",
        "passwd": secret,
        "realm": "asterisk",
        "domain": server,
        "algorithm": "MD5",
    }
    assert kept["proxy_0"] == {
        "reg_identity": f'"Zoë Müller" <sip:1001@{server}>',
        "reg_proxy": f"<sip:{server};transport=udp>",
        "reg_sendregister": "1",
        "realm": "asterisk",
        "publish": "0",
        "push_notification_allowed": "0",
        "remote_push_notification_allowed": "0",
    }
    assert kept["sip"] == {"default_proxy": "0"}


def test_the_app_is_told_not_to_ask_for_the_document_again(session: Session, settings: Settings) -> None:
    agent = hired(session, settings)
    kept = applied(softphone.use_code(session, settings, code_of(session, settings, agent)))
    assert kept["misc"] == {"transient_provisioning": "1"}


def test_what_an_earlier_account_of_the_app_had_is_taken_away() -> None:
    entries = {
        e.attrib["name"]: e.text
        for e in ET.fromstring(softphone.document(phone(), "Zoë", "x")).iter()
        if e.tag == f"{LPCONFIG}entry"
    }
    assert [name for name, value in entries.items() if value == "" or value is None] == ["reg_route", "ha1"]


@pytest.mark.parametrize(
    ("gateway", "route"),
    [
        ("https://push.northwind.example/send", "<sip:push.northwind.example;transport=tls;lr>"),
        ("http://push.northwind.example:8080/send?a=1&b=2", "<sip:push.northwind.example;transport=tcp;lr>"),
        ("https://[2001:db8::7]/send", "<sip:[2001:db8::7];transport=tls;lr>"),
    ],
)
def test_a_mobile_app_goes_through_its_push_gateway(gateway: str, route: str) -> None:
    kept = applied(softphone.document(phone(typology="mobile", push_gateway=gateway), "Zoë", "x"))
    assert kept["proxy_0"]["reg_route"] == route
    assert kept["proxy_0"]["push_notification_allowed"] == "1"


@pytest.mark.parametrize(
    ("server", "proxy", "host"),
    [
        ("pbx.example:5070", "<sip:pbx.example:5070;transport=udp>", "pbx.example"),
        ("192.0.2.7", "<sip:192.0.2.7;transport=udp>", "192.0.2.7"),
    ],
)
def test_a_port_is_where_the_phone_registers_and_no_part_of_who_it_is(server: str, proxy: str, host: str) -> None:
    kept = applied(softphone.document(phone(server=server), "Zoë", "x"))
    assert kept["proxy_0"]["reg_proxy"] == proxy
    assert kept["proxy_0"]["reg_identity"] == f'"Zoë" <sip:1001@{host}>'
    assert kept["auth_info_0"]["domain"] == host


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('Ana & "Bo" <x>', "Ana & 'Bo' <x>"),
        ("back\\slash", "back/slash"),
        ("  two\tblanks\x07 ", "two blanks"),
        ("עברית 🙂", "עברית 🙂"),
        ("]]>", "]]>"),
    ],
)
def test_a_name_of_any_characters_keeps_the_document_whole(name: str, shown: str) -> None:
    kept = applied(softphone.document(phone(), name, 'a&b<c>"d'))
    assert kept["proxy_0"]["reg_identity"].rpartition(" <sip:")[0] == f'"{shown}"'
    assert kept["auth_info_0"]["passwd"] == 'a&b<c>"d'


def test_the_address_is_one_that_the_app_s_scanner_takes(session: Session, settings: Settings) -> None:
    code = softphone.make_code(session, settings, hired(session, settings), OWNER)
    assert re.fullmatch(r"https?://[^/\s]+/phone-setup/[A-Za-z0-9._-]+", code.url)
    assert code.app_link == f"linphone-config:{code.url}"
    assert timedelta(minutes=9) < code.expires_at - now() <= timedelta(minutes=10)


def test_a_code_works_once(session: Session, settings: Settings) -> None:
    signed = code_of(session, settings, hired(session, settings))
    softphone.use_code(session, settings, signed)
    assert why(session, settings, signed) == "used"


def test_a_newer_code_ends_the_one_before(session: Session, settings: Settings) -> None:
    agent = hired(session, settings)
    first = code_of(session, settings, agent)
    softphone.use_code(session, settings, code_of(session, settings, agent))
    assert why(session, settings, first) == "revoked"


def test_a_code_expires(session: Session, settings: Settings) -> None:
    signed = code_of(session, settings, hired(session, settings))
    session.execute(update(Token).values(expires_at=now()))
    assert why(session, settings, signed) == "expired"


def test_a_link_for_another_purpose_is_no_code(session: Session, settings: Settings) -> None:
    signed = code_of(session, settings, hired(session, settings))
    session.execute(update(Token).values(purpose="reset"))
    assert why(session, settings, signed) == "damaged"
    assert why(session, settings, signed[:-3]) == "damaged"


def why(session: Session, settings: Settings, signed: str) -> str:
    with pytest.raises(LinkRefused) as refused:
        softphone.use_code(session, settings, signed)
    with pytest.raises(LinkRefused) as seen:
        softphone.look(session, settings, signed)
    assert seen.value.why == refused.value.why
    return refused.value.why


@pytest.mark.parametrize("shut_out", ["disabled_at", "deleted_at", "locked_until", "security_version"])
def test_the_code_of_somebody_who_is_shut_out_does_not_work(
    session: Session, settings: Settings, shut_out: str
) -> None:
    agent = hired(session, settings)
    signed = code_of(session, settings, agent)
    account = accounts.account_of(session, agent.id)
    if shut_out == "locked_until":
        account.locked_until = now() + timedelta(minutes=5)
    elif shut_out == "security_version":
        account.security_version += 1
    else:
        setattr(agent, shut_out, now())
    session.flush()
    assert why(session, settings, signed) == "revoked"


def test_there_is_no_code_for_a_phone_in_the_browser(session: Session, settings: Settings) -> None:
    agent = hired(session, settings, "webrtc")
    with pytest.raises(PhoneRefused) as refused:
        softphone.make_code(session, settings, agent, OWNER)
    assert refused.value.problem.reason == "code_not_for_browsers"


def test_a_phone_that_is_taken_away_meanwhile_leaves_the_code_unused(session: Session, settings: Settings) -> None:
    agent = hired(session, settings)
    signed = code_of(session, settings, agent)
    agent.provisioned_extension = None
    session.flush()
    with pytest.raises(PhoneRefused):
        softphone.use_code(session, settings, signed)
    assert softphone.look(session, settings, signed).used_at is None


def test_the_deeds_are_noted_without_code_or_secret(session: Session, settings: Settings) -> None:
    agent = hired(session, settings)
    secret = phone_of(session, settings, agent).secret or ""
    signed = code_of(session, settings, agent)
    softphone.use_code(session, settings, signed)
    noted = session.scalars(select(AuditEntry)).all()
    assert [entry.deed for entry in noted] == ["phone.code_made", "phone.code_used"]
    assert not any(hidden in repr(entry.detail) for entry in noted for hidden in (secret, signed))


def test_a_code_says_nothing_of_itself_in_a_log(session: Session, settings: Settings) -> None:
    code = softphone.make_code(session, settings, hired(session, settings), OWNER)
    assert "phone-setup" not in repr(code)


def test_of_several_apps_at_the_same_moment_one_gets_the_settings(
    app: Flask, session: Session, settings: Settings
) -> None:
    signed = code_of(session, settings, hired(session, settings))
    session.commit()
    given = at_the_same_moment(app, 4, lambda each: None, lambda each, _: softphone.use_code(each, settings, signed))
    assert len([answer for answer in given if isinstance(answer, bytes)]) == 1
    assert [answer.why for answer in given if isinstance(answer, LinkRefused)] == ["used"] * 3
