"""Whose phone has been seen: read from the contacts, where the switch keeps them in its table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import among, batches, now
from onboarding.telephony import schema, switch

AT_ONCE = 1000
_STREAMED = 5000

_HOLDER = re.compile(r"([0-9]{1,18})(?:\^3B|;)@")
"""A contact's id is its holder's, a semicolon (written ^3B where the switch's driver asks for it), and a hash."""


@dataclass(frozen=True, slots=True)
class Phones:
    """What the contacts say. `kept`: the switch keeps them in its table; `seen`: extensions of agents whose phone had
    not been seen, and has registered; `unsaid`: whether agents are noted otherwise than the switch says."""

    kept: bool
    seen: Sequence[int]
    unsaid: bool

    @property
    def is_news(self) -> bool:
        return bool(self.seen) or self.unsaid


def look(session: Session) -> Phones:
    """Read the contacts; changes nothing. Raises what the database raises when it is away, or TablesMissing."""
    with switch.reading(session) as connection:
        kept = (
            _any_contact(connection)
            or session.scalar(select(Agent.id).where(Agent.phone_seen.is_(True)).limit(1)) is not None
        )
        seen = _registered(connection, _unseen(session)) if kept else []
    return Phones(kept, seen, session.scalar(select(Agent.id).where(_unsaid(kept)).limit(1)) is not None)


def are_kept(session: Session) -> bool:
    """Whether the switch keeps contacts in its table, as far as has been seen. Raises as look does."""
    if session.scalar(select(Agent.id).where(Agent.phone_seen.is_(True)).limit(1)) is not None:
        return True
    with switch.reading(session) as connection:
        return _any_contact(connection)


def note(session: Session, phones: Phones) -> int:
    """1. Whose phone is there now was seen, and stays so. 2. The phones of the others were not seen yet; 3. or, where
    the switch keeps no contacts, nobody knows."""
    changed = _mark_seen(session, phones.seen)
    return changed + _set(session, _unsaid(phones.kept), phone_seen=False if phones.kept else None)


def _unsaid(kept: bool) -> ColumnElement[bool]:
    """Agents of whom nothing is noted where the switch says something, or something where it says nothing."""
    if kept:
        return Agent.phone_seen.is_(None) & Agent.provisioned_extension.is_not(None)
    return Agent.phone_seen.is_(False)


def _any_contact(connection: Connection) -> bool:
    contacts = schema.tables(connection)["ps_contacts"]
    return connection.scalar(select(contacts.c.id).limit(1)) is not None


def _unseen(session: Session) -> set[int]:
    """The extensions of those whose phone was not seen yet; numbers only, so that 100,000 take a few megabytes."""
    not_seen = Agent.phone_seen.is_not(True) & Agent.provisioned_extension.is_not(None)
    return set(session.scalars(select(Agent.provisioned_extension).where(not_seen)))


def _registered(connection: Connection, wanted: set[int]) -> list[int]:
    """Those of the extensions at which a phone is registered now."""
    return sorted(wanted.intersection(_holders(connection))) if wanted else []


def _holders(connection: Connection) -> Iterator[int]:
    contacts = schema.tables(connection)["ps_contacts"]
    valid = select(contacts.c.endpoint, contacts.c.id).where(contacts.c.expiration_time > int(now().timestamp()))
    with connection.execute(valid, execution_options={"yield_per": _STREAMED}) as found:
        for endpoint, id_ in found:
            holder = endpoint or (match[1] if (match := _HOLDER.match(id_)) else "")
            if holder.isascii() and holder.isdigit():
                yield int(holder)


def _mark_seen(session: Session, extensions: Sequence[int]) -> int:
    changed = 0
    for part in batches(extensions, AT_ONCE):
        at_these = among(session, Agent.provisioned_extension, part) & Agent.phone_seen.is_not(True)
        changed += _set(session, at_these, phone_seen=True, phone_seen_at=now())
    return changed


def _set(session: Session, which: ColumnElement[bool], **values: object) -> int:
    """Who is being changed by somebody else is left for the next time: nobody waits for this, nor this for anybody."""
    ids = select(Agent.id).where(which).with_for_update(skip_locked=True, key_share=True)
    done = session.execute(
        update(Agent).where(Agent.id.in_(ids)).values(**values).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
