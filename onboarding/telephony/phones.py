"""What an agent needs to set up a phone, read from where the switch reads it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.settings import Settings
from onboarding.telephony import credentials, provisioning, schema, switch
from onboarding.telephony.credentials import NotRotated
from onboarding.telephony.values import MAILBOX_CONTEXT
from onboarding.wording import Problem
from onboarding.work import Work

REMOTE_CONTROL_PORT = 9888
"""Where a Phonebar listens to other programs on its machine, unless it was given another port."""


@dataclass(frozen=True, slots=True)
class Phone:
    """An agent's phone and mailbox. `transport` is wss (with `wss_url`) or udp (with `server`).

    `remote_control` and its port are a Phonebar's, `push_gateway` a mobile app's: elsewhere False and None.
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
    typology: str
    realm: str
    push_gateway: str | None
    remote_control: bool
    remote_control_port: int | None
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
    remote_control = agent.typology == "phonebar" and agent.remote_control
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
        typology=agent.typology,
        realm=settings.sip_realm,
        push_gateway=agent.push_gateway if agent.typology == "mobile" else None,
        remote_control=remote_control,
        remote_control_port=(agent.remote_control_port or REMOTE_CONTROL_PORT) if remote_control else None,
        switch_away=rows.away,
    )


def is_given_up(session: Session, agent: Agent) -> bool:
    """Whether the agent's phone could not be set up, and waits for a decision of the staff's."""
    given_up = select(Work.id).where(
        Work.kind == provisioning.KIND, Work.subject_id == agent.id, Work.failed_at.is_not(None)
    )
    return session.scalar(given_up) is not None


class PhoneRefused(Exception):
    """A phone that cannot be set up now; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def hold(session: Session, agent: Agent) -> None:
    """Wait for whoever writes this agent's rows on the switch, and keep others from it; the agent is read afresh."""
    session.refresh(agent, with_for_update={"key_share": True})


def new_secret(session: Session, settings: Settings, agent: Agent, actor: Actor) -> str:
    """Rotate the phone's secret; the phone that has the old one is shut out. Raises PhoneRefused."""
    hold(session, agent)
    audit.note(session, actor, "phone.secret_rotated", "agent", agent.id, extension=agent.extension)
    try:
        return credentials.rotate(session, settings, agent)
    except NotRotated as refused:
        raise PhoneRefused(refused.problem) from None


def _rows(session: Session, extension: str) -> _Rows:
    try:
        with switch.reading(session) as connection:
            return _read(connection, extension)
    except (OperationalError, schema.TablesMissing):
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
        return _Rows(account.password or None, complete=True)
    return _Rows(account.password or None, mailbox.mailbox, mailbox.password or None, complete=True)
