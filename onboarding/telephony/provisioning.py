"""Making the switch's tables equal to what they should be: in sets, and twice is the same as once."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, not_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from onboarding import work
from onboarding.agents.models import Agent
from onboarding.database import batches, now
from onboarding.settings import Settings
from onboarding.telephony import schema, switch, values
from onboarding.telephony.rows import SwitchRows, among
from onboarding.telephony.text import encoding_for
from onboarding.telephony.values import Subscriber, Values

KIND = "telephony"
MOST_AT_ONCE = 1000


def ask(
    session: Session, agent_ids: Sequence[uuid.UUID], *, cause_id: uuid.UUID | None = None, fresh: bool = False
) -> None:
    """Ask for these agents to be provisioned, after the commit; see work.ask."""
    work.ask(session, KIND, agent_ids, cause_id=cause_id, fresh=fresh)


def provision(session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID]) -> None:
    """Give these agents their rows in the switch's tables, or take them away from who is to have none.

    1. Agents who are disabled, deleted or without extension, or whose extension changed, lose their rows and contacts.
    2. Agents new at their extension get theirs, in place of whatever was left there.
    3. For the others what differs is mended; their secret and PIN stay.

    Where the switch has a database of its own, its part is committed before the session's.
    """
    for part in batches(agent_ids, MOST_AT_ONCE):
        _provision(session, part)


def _provision(session: Session, agent_ids: Sequence[uuid.UUID]) -> None:
    agents = _locked(session, agent_ids)
    leaving = [agent for agent in agents if agent.has is not None and agent.has != agent.should]
    arriving = [agent.subscriber for agent in agents if agent.should is not None and agent.has != agent.should]
    staying = [agent.subscriber for agent in agents if agent.should is not None and agent.has == agent.should]
    going = _nobody_elses(session, leaving)
    with switch.writing(session) as connection:
        switch_rows = SwitchRows(connection, schema.tables(connection))
        switch_rows.remove([*going, *(who.extension for who in arriving)])
        switch_rows.add(_rows(arriving, connection))
        switch_rows.mend(_rows(staying, connection), [who.extension for who in staying])
    _note(session, [who.agent_id for who in arriving], [agent.id for agent in leaving if agent.should is None])


@dataclass(frozen=True, slots=True)
class _Provisioned:
    """An agent, the extension under which the switch has it, and the one under which it should have it."""

    id: uuid.UUID
    has: int | None
    should: int | None
    typology: str
    full_name: str
    email: str
    voicemail: bool

    @property
    def subscriber(self) -> Subscriber:
        return Subscriber(self.id, str(self.should), self.typology, self.full_name, self.email, self.voicemail)


def _locked(session: Session, agent_ids: Sequence[uuid.UUID]) -> list[_Provisioned]:
    """The agents as they are now; whoever changes them waits for us, and asks anew after."""
    columns = select(
        Agent.id,
        Agent.provisioned_extension,
        Agent.extension,
        (Agent.disabled_at.is_not(None) | Agent.deleted_at.is_not(None)).label("away"),
        Agent.typology,
        Agent.full_name,
        Agent.email,
        Agent.voicemail,
    )
    return [
        _Provisioned(id_, has, None if away else extension, typology, full_name, email, voicemail)
        for id_, has, extension, away, typology, full_name, email, voicemail in session.execute(
            columns.where(among(session.connection(), Agent.id, agent_ids))
            .order_by(Agent.id)
            .with_for_update(key_share=True)
        )
    ]


def _nobody_elses(session: Session, leaving: Sequence[_Provisioned]) -> list[str]:
    """The extensions left behind, but for those at which somebody else has rows by now."""
    left = {agent.has for agent in leaving if agent.has is not None}
    if left:
        connection = session.connection()
        others = select(Agent.extension).where(
            among(connection, Agent.extension, left),
            Agent.provisioned_extension == Agent.extension,
            not_(among(connection, Agent.id, [agent.id for agent in leaving])),
        )
        left.difference_update(session.scalars(others))
    return [str(extension) for extension in sorted(left)]


def _rows(people: Sequence[Subscriber], connection: Connection) -> dict[str, list[Values]]:
    encode = encoding_for(connection.dialect.name)
    return {
        "ps_aors": [values.aor(who) for who in people],
        "ps_auths": [values.auth(who) for who in people],
        "ps_endpoints": [values.endpoint(who, encode) for who in people],
        "voicemail": [values.mailbox(who, encode) for who in people if who.voicemail],
    }


def _note(session: Session, arrived: Sequence[uuid.UUID], gone: Sequence[uuid.UUID]) -> None:
    _set(session, arrived, {"provisioned_at": now(), "provisioned_extension": Agent.extension})
    _set(session, gone, {"provisioned_at": None, "provisioned_extension": None})


def _set(session: Session, agent_ids: Sequence[uuid.UUID], what: Mapping[str, Any]) -> None:
    if not agent_ids:
        return
    session.execute(
        update(Agent)
        .where(among(session.connection(), Agent.id, agent_ids))
        .values(what)
        .execution_options(synchronize_session=False)
    )
    for agent_id in agent_ids:
        loaded = session.identity_map.get(identity_key(Agent, agent_id))
        if loaded is not None:
            session.expire(loaded, list(what))
