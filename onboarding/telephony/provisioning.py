"""Making the switch's tables equal to what they should be: in sets, and twice is the same as once.

Ours on the switch is what stands at an agent's `provisioned_extension` or `arriving_extension`, and nothing else. Where
the switch has a database of its own, that is noted and committed (`prepare`) before anything is written there
(`provision`), so that whatever is broken off in between, the next try knows its own rows.
"""

import logging
import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents.models import Agent
from onboarding.database import batches, now
from onboarding.settings import Settings
from onboarding.telephony import foreign, moves, schema, switch
from onboarding.telephony.expected import Expected, expected, expected_rows, paused_anew
from onboarding.telephony.moves import Gathered, Move
from onboarding.telephony.rows import SwitchRows
from onboarding.telephony.seats import SwitchSeats, our_queues
from onboarding.wording import Problem

log = logging.getLogger(__name__)

KIND = "telephony"
MOST_AT_ONCE = 1000

Refused = dict[uuid.UUID, Problem]
"""Agents for whom nothing was done, and why: only another decision of somebody's helps them."""

_NOTHING_SEEN = {"phone_seen": None, "phone_seen_at": None}
"""A phone at another number is another phone."""


def ask(
    session: Session, agent_ids: Sequence[uuid.UUID], *, cause_id: uuid.UUID | None = None, fresh: bool = False
) -> None:
    """Ask for these agents to be provisioned, after the commit; see work.ask."""
    work.ask(session, KIND, agent_ids, cause_id=cause_id, fresh=fresh)


def welcome(session: Session, settings: Settings, newcomers: Sequence[Move]) -> dict[uuid.UUID, str]:
    """Give agents who are about to be added their phones, in the same transaction, where the switch reads our own
    database; returns the digests of what was written, which goes with the agents' rows.

    Who is not among them is to be asked for: where the switch has something at the number already, or its tables did
    not take one of the rows.
    """
    digests: dict[uuid.UUID, str] = {}
    for part in batches(newcomers, MOST_AT_ONCE) if switch.is_shared() else ():
        try:
            with session.begin_nested():
                digests |= _serve(session, settings, part)
        except (schema.TablesMissing, DBAPIError):
            log.warning("the switch's tables did not take %d new phones at once: they are asked for", len(part))
    return digests


def _serve(session: Session, settings: Settings, newcomers: Sequence[Move]) -> dict[uuid.UUID, str]:
    connection = session.connection()
    there = foreign.rows_at(connection, [move.should for move in newcomers if move.should is not None])
    going = [move for move in newcomers if move.should not in there]
    rows = SwitchRows(connection, schema.tables(connection), settings)
    coming = expected_rows(connection, [(move, ()) for move in going])
    rows.remove_contacts([str(move.should) for move in going])
    rows.add(coming.rows, {})
    return coming.digests


def prepare(session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID]) -> Refused:
    """Note where these agents are going to arrive; to be committed before `provision`.

    Refused are those at whose new number the switch has something that is not ours; it stays, and so does what they
    have. Not needed where the switch reads our own database. Raises OperationalError while the switch is away.
    """
    refused: Refused = {}
    for part in batches(agent_ids, MOST_AT_ONCE):
        with switch.writing(session) as connection:
            gathered = moves.gather(session, connection, part)
            arriving = [move for move in gathered.moves if move.arrives and move.arriving != move.should]
            refused |= _refusals(arriving, gathered)
            announced = [move for move in arriving if move.id not in refused]
            _give_up_arrivals(session, settings, connection, announced)
            moves.note(session, [move.id for move in announced], {"arriving_extension": Agent.extension})
    return refused


def provision(session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID]) -> Refused:
    """Give these agents their rows in the switch's tables, or take them away from who is to have none.

    1. Agents who are disabled, deleted or without extension, or whose extension changed, lose their rows and contacts.
    2. Agents new at their extension get theirs; whoever moves keeps the PIN of the mailbox.
    3. For the others what differs is mended; their secret and PIN stay.

    Where the switch has a database of its own, its part is committed before the session's, and who arrives but was not
    prepared for just there is left for the next time. Refused: see prepare.
    """
    refused: Refused = {}
    for part in batches(agent_ids, MOST_AT_ONCE):
        with switch.writing(session) as connection:
            gathered = moves.gather(session, connection, part)
            refused |= _refusals([move for move in gathered.moves if move.arriving != move.should], gathered)
            allowed = [move for move in gathered.moves if move.id not in refused]
            going = allowed if switch.is_shared() else [move for move in allowed if move.is_prepared]
            digests = _write(session, settings, connection, going, gathered.there)
        _note(session, going, digests)
    return refused


def take_away(session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID]) -> None:
    """Take the phones of agents away who have just been disabled or deleted: in this transaction where the switch reads
    our own database, else by work that is rung for right after it."""
    if switch.is_shared() and _has_tables(session):
        provision(session, settings, agent_ids)
        work.forget(session, KIND, agent_ids)
    else:
        ask(session, agent_ids)


def _has_tables(session: Session) -> bool:
    try:
        schema.tables(session.connection())
    except schema.TablesMissing:
        return False
    return True


def _refusals(arriving: Sequence[Move], gathered: Gathered) -> Refused:
    return {
        move.id: _not_ours(move.should, gathered.foreign[move.should])
        for move in arriving
        if move.arrives and move.should in gathered.foreign
    }


def _not_ours(number: int, name: str | None) -> Problem:
    reason = "number_on_switch_of" if name else "number_on_switch"
    return Problem("taken", reason, "extension", str(number), {"name": name} if name else {})


def _give_up_arrivals(session: Session, settings: Settings, connection: Connection, elsewhere: Sequence[Move]) -> None:
    """Whoever was arriving at one number and is now to arrive at another may have rows at the first."""
    given_up = [move for move in elsewhere if move.arriving is not None]
    numbers = {move.arriving for move in given_up if move.arriving is not None}
    gone = moves.nobody_elses(session, numbers, given_up)
    tables = schema.tables(connection)
    SwitchSeats(connection, tables["queue_members"], our_queues(session) if gone else ()).remove(gone)
    SwitchRows(connection, tables, settings).remove(gone)


def _write(
    session: Session, settings: Settings, connection: Connection, going: Sequence[Move], there: Collection[int]
) -> dict[uuid.UUID, str]:
    """All that is removed goes before what is added, so that two may swap their numbers. `there`: numbers of those who
    arrive, at which the switch still has something."""
    tables = schema.tables(connection)
    rows = SwitchRows(connection, tables, settings)
    seats = SwitchSeats(connection, tables["queue_members"], our_queues(session))
    arriving = [move for move in going if move.arrives]
    staying = [move for move in going if move.stays]
    coming = expected(session, settings, arriving, connection)
    here = expected(session, settings, staying, connection)

    pins = _pins(session, rows, arriving, coming, there)
    leaving = [move for move in going if not move.stays]
    left = moves.nobody_elses(session, {number for move in going for number in move.left}, leaving)
    emptied = {*left, *(str(move.should) for move in arriving if move.should in there)}
    seats.remove(sorted({*left, *(str(move.should) for move in arriving)}))
    rows.remove(sorted(emptied))
    rows.remove_contacts([str(move.should) for move in arriving if str(move.should) not in emptied])

    rows.add(coming.rows, pins)
    rows.mend(here.rows, [str(move.should) for move in staying])
    anew = [str(move.should) for move in staying if paused_anew(move.digest, here.digests[move.id])]
    wanted = [*coming.rows["queue_members"], *here.rows["queue_members"]]
    seats.mend(wanted, [str(move.should) for move in (*arriving, *staying)], anew)
    return coming.digests | here.digests


def _pins(
    session: Session, rows: SwitchRows, arriving: Sequence[Move], coming: Expected, there: Collection[int]
) -> dict[str, str]:
    """Read before anything is removed."""
    numbers = {move.has for move in arriving} | {move.should for move in arriving if move.should in there}
    mailboxes = rows.mailboxes([str(number) for number in numbers if number is not None])
    return moves.kept_pins(session, arriving, mailboxes, {row["mailbox"]: row for row in coming.rows["voicemail"]})


def _note(session: Session, going: Sequence[Move], digests: Mapping[uuid.UUID, str]) -> None:
    """Who came is there now, who went is not, and no one is on the way any more."""
    arrived = {move.id: digests[move.id] for move in going if move.arrives}
    here = {"provisioned_extension": Agent.extension, "provisioned_at": now(), "arriving_extension": None}
    moves.note_digests(session, arrived, here | _NOTHING_SEEN)
    stayed = [move for move in going if move.stays]
    changed = {m.id: digests[m.id] for m in stayed if digests[m.id] != m.digest or m.arriving is not None}
    moves.note_digests(session, changed, {"arriving_extension": None})
    gone = [move.id for move in going if move.should is None and move.left]
    nothing = {"provisioned_extension": None, "provisioned_at": None, "arriving_extension": None}
    moves.note(session, gone, nothing | {"provisioned_digest": None} | _NOTHING_SEEN)
