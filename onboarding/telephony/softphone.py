"""Setting up a phone app by a code: a link that gives the app its settings once.

The settings are written as Linphone reads them (its remote provisioning, an lpconfig XML document).
"""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import accounts, tokens
from onboarding.accounts.links import link
from onboarding.accounts.models import Token
from onboarding.accounts.people import Person, person
from onboarding.accounts.tokens import LinkRefused
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.settings import Settings
from onboarding.telephony import phones
from onboarding.telephony.phones import Phone, PhoneRefused
from onboarding.wording import Problem

PURPOSE = "phone"
CODE_LASTS = timedelta(minutes=10)
NAMESPACE = "http://www.linphone.org/xsds/lpconfig.xsd"

_WITHIN_QUOTES = str.maketrans({'"': "'", "\\": "/"})


@dataclass(frozen=True, slots=True)
class Code:
    """What a phone app scans: an address that works once, until it expires."""

    url: str
    expires_at: datetime

    @property
    def app_link(self) -> str:
        """The same for an app on the device that shows it: Linphone opens links of this scheme."""
        return f"linphone-config:{self.url}"

    def __repr__(self) -> str:
        return f"Code(until {self.expires_at})"


def make_code(session: Session, settings: Settings, agent: Agent, actor: Actor) -> Code:
    """A new code for the agent's phone app; earlier ones end. Raises PhoneRefused where there is nothing to set up."""
    _ready(phones.phone_of(session, settings, agent))
    tokens.end_all(session, PURPOSE, [agent.id])
    expires_at = now() + CODE_LASTS
    account = accounts.account_of(session, agent.id)
    signed = tokens.mint(session, settings, PURPOSE, agent.id, account, expires_at, actor.name)
    audit.note(session, actor, "phone.code_made", "agent", agent.id)
    return Code(link(settings, f"/phone-setup/{signed}"), expires_at)


def look(session: Session, settings: Settings, signed: str) -> Token:
    """The row of a code that still works; changes nothing. Raises LinkRefused."""
    token, _ = _open(session, settings, signed)
    return token


def use_code(session: Session, settings: Settings, signed: str) -> bytes:
    """Use a code up: the document for the app. Where the switch keeps only a digest, with a new secret.

    Raises LinkRefused, or PhoneRefused, which leaves the code as it was if the transaction is rolled back.
    """
    token, owner = _open(session, settings, signed)
    agent = session.get_one(Agent, token.subject_id)
    phones.hold(session, agent)  # before the account, as everybody does who changes both
    phone = _ready(phones.phone_of(session, settings, agent))
    if not tokens.consume(session, token):
        raise LinkRefused("used", token)
    actor = Actor(owner.name, owner.account.id, owner.account.role)
    audit.note(session, actor, "phone.code_used", "agent", agent.id)
    secret = phone.secret or phones.new_secret(session, settings, agent, actor)
    return document(phone, agent.full_name, secret)


def document(phone: Phone, full_name: str, secret: str) -> bytes:
    """The settings of one account as an lpconfig document, which replaces the app's first account.

    Sections and keys are those of the app's configuration file; an empty value takes away what an earlier account had.
    The app keeps the address of the document and would ask for it at each start, so it is told to forget it.
    """
    server, host = phone.server, _host(phone.server)
    route = _route(phone)
    name = " ".join(
        "".join(mark if mark.isprintable() else " " for mark in full_name).translate(_WITHIN_QUOTES).split()
    )
    pushed = "1" if route else "0"
    return _written(
        {
            "misc": {"transient_provisioning": "1"},
            "sip": {"default_proxy": "0"},
            "proxy_0": {
                "reg_identity": f'"{name}" <sip:{phone.sip_user}@{host}>',
                "reg_proxy": f"<sip:{server};transport={phone.transport}>",
                "reg_route": route,
                "reg_sendregister": "1",
                "realm": phone.realm,
                "publish": "0",
                "push_notification_allowed": pushed,
                "remote_push_notification_allowed": pushed,
            },
            "auth_info_0": {
                "username": phone.sip_user,
                "userid": phone.sip_user,
                "passwd": secret,
                "ha1": "",
                "realm": phone.realm,
                "domain": host,
                "algorithm": "MD5",
            },
        }
    )


def _open(session: Session, settings: Settings, signed: str) -> tuple[Token, Person]:
    token = tokens.open_signed(session, settings, PURPOSE, signed)
    owner = person(session, token.account_id)
    if owner is None or not owner.may_enter or _is_locked(owner):
        raise LinkRefused("revoked", token)
    return token, owner


def _is_locked(owner: Person) -> bool:
    return owner.account.locked_until is not None and owner.account.locked_until > now()


def _ready(phone: Phone) -> Phone:
    """The phone, if an app can be set up for it. Raises PhoneRefused."""
    if phone.typology == "webrtc":
        raise PhoneRefused(Problem("invalid", "code_not_for_browsers"))
    if phone.switch_away:
        raise PhoneRefused(Problem("away", "switch_away_now"))
    if not phone.provisioned:
        raise PhoneRefused(Problem("missing", "phone_not_set_up"))
    return phone


def _route(phone: Phone) -> str:
    """A mobile app goes through its push gateway, which wakes it for a call: by TLS where its address says https."""
    if phone.typology != "mobile" or not phone.push_gateway:
        return ""
    gateway = urlsplit(phone.push_gateway)
    transport = "tls" if gateway.scheme == "https" else "tcp"
    return f"<sip:{_host(gateway.netloc)};transport={transport};lr>"


def _host(address: str) -> str:
    """The host of host:port, as a SIP address has it."""
    host = urlsplit(f"//{address.rpartition('@')[2]}").hostname or address
    return f"[{host}]" if ":" in host else host


def _written(sections: dict[str, dict[str, str]]) -> bytes:
    config = ET.Element("config", {"xmlns": NAMESPACE})
    for name, entries in sections.items():
        section = ET.SubElement(config, "section", {"name": name})
        for key, value in entries.items():
            ET.SubElement(section, "entry", {"name": key, "overwrite": "true"}).text = value
    ET.indent(config)
    body: bytes = ET.tostring(config, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"
