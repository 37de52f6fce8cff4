"""Where the switch has an agent, where it is to have them, and what that means for rows."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, Uuid, bindparam, func, literal, not_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from onboarding.agents.models import VOICEMAIL_NOTICES, Agent
from onboarding.database import among, is_postgresql
from onboarding.telephony import foreign
from onboarding.telephony.writing import Values


@dataclass(frozen=True, slots=True)
class Move:
    """An agent as it is now (a values.Person).

    `has`: the extension under which the switch has it; `arriving`: under which it is being written, and may be there
    already; `should`: under which it is to be had, None for whoever is to have no phone.
    """

    id: uuid.UUID
    has: int | None
    arriving: int | None
    should: int | None
    digest: str | None
    typology: str
    full_name: str
    email: str
    voicemail: bool
    voicemail_notice: str

    @property
    def extension(self) -> int | None:
        return self.should

    @property
    def arrives(self) -> bool:
        return self.should is not None and self.has != self.should

    @property
    def stays(self) -> bool:
        return self.should is not None and self.has == self.should

    @property
    def is_prepared(self) -> bool:
        return not self.arrives or self.arriving == self.should

    @property
    def left(self) -> set[int]:
        """Where rows of this agent are, or may be, that should not."""
        return {number for number in (self.has, self.arriving) if number is not None and number != self.should}


def arrival(agent_id: uuid.UUID, extension: int, typology: str, full_name: str, email: str, *, voicemail: bool) -> Move:
    """Somebody new, who has been nowhere yet."""
    return Move(
        agent_id,
        None,
        None,
        extension,
        None,
        typology,
        full_name,
        email,
        voicemail,
        voicemail_notice=VOICEMAIL_NOTICES[0],
    )


@dataclass(frozen=True, slots=True)
class Gathered:
    """`moves`: the agents asked for, and those whose numbers they take over; `there`: numbers at which somebody arrives
    and the switch has something; `foreign`: those of them at which it is not ours, with the name it has there."""

    moves: list[Move]
    there: set[int]
    foreign: dict[int, str | None]


def gather(session: Session, connection: Connection, agent_ids: Sequence[uuid.UUID]) -> Gathered:
    """The agents, held until the transaction ends: whoever changes them waits for us, and asks anew after.

    Who still has the rows at a number that another one takes over moves with that one, lest a PIN is lost.
    """
    moves: dict[uuid.UUID, Move] = {}
    there: set[int] = set()
    not_ours: dict[int, str | None] = {}
    fresh = _locked(session, agent_ids)
    while fresh:
        moves.update((move.id, move) for move in fresh)
        found = foreign.rows_at(connection, [move.should for move in fresh if move.arrives and move.should is not None])
        there.update(found)
        noted = foreign.noted_at(session, found)
        ours = {number for numbers in noted.values() for number in numbers}
        not_ours.update((number, name) for number, name in found.items() if number not in ours)
        fresh = _locked(session, [id_ for id_ in noted if id_ not in moves])
    return Gathered(list(moves.values()), there, not_ours)


def _locked(session: Session, agent_ids: Sequence[uuid.UUID]) -> list[Move]:
    if not agent_ids:
        return []
    columns = select(
        Agent.id,
        Agent.provisioned_extension,
        Agent.arriving_extension,
        Agent.extension,
        (Agent.disabled_at.is_not(None) | Agent.deleted_at.is_not(None)).label("away"),
        Agent.provisioned_digest,
        Agent.typology,
        Agent.full_name,
        Agent.email,
        Agent.voicemail,
        Agent.voicemail_notice,
    )
    held = columns.where(among(session, Agent.id, agent_ids)).order_by(Agent.id).with_for_update(key_share=True)
    return [
        Move(id_, has, arriving, None if away else extension, *rest)
        for id_, has, arriving, extension, away, *rest in session.execute(held)
    ]


def nobody_elses(session: Session, numbers: Iterable[int], leaving: Sequence[Move]) -> list[str]:
    """Of the numbers left behind, those at which nobody else has rows by now, or is getting them."""
    left = set(numbers)
    if left:
        others = select(Agent.extension).where(
            among(session, Agent.extension, sorted(left)),
            (Agent.provisioned_extension == Agent.extension) | (Agent.arriving_extension == Agent.extension),
            not_(among(session, Agent.id, [move.id for move in leaving])),
        )
        left.difference_update(number for number in session.scalars(others) if number is not None)
    return [str(number) for number in sorted(left)]


def kept_pins(
    session: Session,
    arriving: Sequence[Move],
    mailboxes: Mapping[str, Mapping[str, Any]],
    wanted: Mapping[str, Values],
) -> dict[str, str]:
    """The PINs that move with their owners: extension → PIN.

    An owner's mailbox is at the number that is left, or already at the new one where an earlier try was broken off
    between the switch's commit and ours. Where two agents are noted at one number, the mailbox tells by its name and
    address whose it is. `mailboxes`: what is there, `wanted`: what is to be there, by extension.
    """
    claims = foreign.noted_at(session, [int(extension) for extension in mailboxes])
    pins = {}
    for move in arriving:
        new = wanted.get(str(move.should))
        for number in (move.has, move.should) if new is not None else ():
            there = mailboxes.get(str(number))
            others = any(number in noted for id_, noted in claims.items() if id_ != move.id)
            if there is not None and new is not None and (not others or _is_of(there, new)):
                pins[str(move.should)] = str(there["password"])
                break
    return pins


def _is_of(there: Mapping[str, Any], wanted: Values) -> bool:
    return all(there[column] == wanted[column] for column in ("fullname", "email") if column in wanted)


def note(session: Session, agent_ids: Collection[uuid.UUID], what: Mapping[str, Any]) -> None:
    """Note facts of agents, also of those that the session has loaded."""
    if agent_ids:
        changes = update(Agent).where(among(session, Agent.id, list(agent_ids))).values(what)
        session.execute(changes, execution_options=_FAST)
        _forget_loaded(session, agent_ids, what)


def note_digests(session: Session, digests: Mapping[uuid.UUID, str], what: Mapping[str, Any]) -> None:
    """The same with the digest of what was written for each."""
    if not digests:
        return
    if is_postgresql(session):
        both = func.unnest(literal(list(digests), ARRAY(Uuid)), literal(list(digests.values()), ARRAY(Text)))
        written = both.table_valued("agent", "digest", name="written").render_derived()
        of_each = update(Agent).where(Agent.id == written.c.agent)
        session.execute(of_each.values(provisioned_digest=written.c.digest, **what), execution_options=_FAST)
    else:
        table: Any = Agent.__table__
        of_one = update(table).where(table.c.id == bindparam("agent"))
        rows = [{"agent": id_, "digest": digest} for id_, digest in digests.items()]
        session.connection().execute(of_one.values(provisioned_digest=bindparam("digest"), **what), rows)
    _forget_loaded(session, digests, ["provisioned_digest", *what])


_FAST = {"synchronize_session": False}


def _forget_loaded(session: Session, agent_ids: Iterable[uuid.UUID], columns: Iterable[str]) -> None:
    names = list(columns)
    for agent_id in agent_ids:
        loaded = session.identity_map.get(identity_key(Agent, agent_id))
        if loaded is not None:
            session.expire(loaded, names)
