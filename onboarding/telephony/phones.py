"""What an agent needs to set up a phone, read from where the switch reads it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.settings import Settings
from onboarding.telephony import schema, switch
from onboarding.telephony.values import MAILBOX_CONTEXT


@dataclass(frozen=True, slots=True)
class Phone:
    """An agent's phone and mailbox. `transport` is wss (with `wss_url`) or udp (with `server`).

    Secret, mailbox and PIN are None while the switch has no rows for the agent (`provisioned` is False), or where its
    database does not answer (`switch_away`).
    """

    extension: str
    sip_user: str
    secret: str | None
    transport: str
    server: str
    wss_url: str
    mailbox: str | None
    pin: str | None
    provisioned: bool
    switch_away: bool = False

    def __repr__(self) -> str:
        return f"Phone({self.extension})"


@dataclass(frozen=True, slots=True)
class _Rows:
    secret: str | None = None
    mailbox: str | None = None
    pin: str | None = None
    complete: bool = False
    away: bool = False


def phone_of(session: Session, settings: Settings, agent: Agent) -> Phone:
    """The agent's phone as it is now, with secret and PIN: to be shown to nobody but the agent."""
    extension = "" if agent.extension is None else str(agent.extension)
    is_ours = agent.extension is not None and agent.provisioned_extension == agent.extension
    rows = _rows(session, extension) if is_ours else _Rows()
    return Phone(
        extension=extension,
        sip_user=extension,
        secret=rows.secret,
        transport="wss" if agent.typology == "webrtc" else "udp",
        server=settings.sip_server,
        wss_url=settings.wss_url,
        mailbox=rows.mailbox,
        pin=rows.pin,
        provisioned=rows.complete,
        switch_away=rows.away,
    )


def _rows(session: Session, extension: str) -> _Rows:
    try:
        with switch.reading(session) as connection:
            return _read(connection, extension)
    except OperationalError:
        return _Rows(away=True)


def _read(connection: Connection, extension: str) -> _Rows:
    tables: Any = schema.tables(connection)
    endpoints, auths, aors, mailboxes = (
        tables[name].c for name in ("ps_endpoints", "ps_auths", "ps_aors", "voicemail")
    )
    account = connection.execute(
        select(auths.password).where(endpoints.id == extension, auths.id == endpoints.auth, aors.id == endpoints.aors)
    ).first()
    if account is None:
        return _Rows()
    mailbox = connection.execute(
        select(mailboxes.mailbox, mailboxes.password).where(
            mailboxes.mailbox == extension, mailboxes.context == MAILBOX_CONTEXT
        )
    ).first()
    if mailbox is None:
        return _Rows(account.password, complete=True)
    return _Rows(account.password, mailbox.mailbox, mailbox.password or None, complete=True)
