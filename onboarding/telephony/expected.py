"""What each of the switch's tables should hold for agents: what provisioning writes, and what drift is measured by."""

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from onboarding.groups import members
from onboarding.groups.members import Seat
from onboarding.settings import Settings
from onboarding.telephony import schema, values
from onboarding.telephony.text import form_for
from onboarding.telephony.values import Person, Subscriber
from onboarding.telephony.writing import Values, fitter

TABLES = ("ps_aors", "ps_auths", "ps_endpoints", "voicemail", "queue_members")
"""In the order in which rows are added: an endpoint comes after what it names. Removed in reverse."""

SWITCH_WRITES = {"queue_members": frozenset({"paused"})}
"""Columns that the switch changes itself: written with the row, and again only when we want something else."""

_PLAN_DIGITS, _PAUSED_DIGITS = 48, 16


@dataclass(frozen=True, slots=True)
class Expected:
    """`rows`: table → rows, with the columns that the table has and the values as it keeps them; no secret and no PIN.
    `digests`: agent → what its `provisioned_digest` is when these rows have been written."""

    rows: dict[str, list[Values]]
    digests: dict[uuid.UUID, str]


def expected(session: Session, settings: Settings, agents: Sequence[Person], connection: Connection) -> Expected:
    """What should be there for agents who are to have a phone: each has an extension. In sets: some queries for all.

    `connection` is to the switch's database. Raises TablesMissing.
    """
    seats = members.seats(session, [agent.id for agent in agents])
    return expected_rows(connection, [(agent, seats.get(agent.id, ())) for agent in agents])


def expected_rows(connection: Connection, seated: Iterable[tuple[Person, Sequence[Seat]]]) -> Expected:
    """The same for agents whose seats in queues are known."""
    rows: dict[str, list[Values]] = {table: [] for table in TABLES}
    digests = {}
    writer = _Writer(connection)
    for agent, seats in seated:
        theirs = writer.rows(values.subscriber(agent, seats))
        digests[agent.id] = _digest(theirs)
        for table, found in theirs.items():
            rows[table] += found
    return Expected(rows, digests)


def paused_anew(former: str | None, digest: str) -> bool:
    """Whether somebody has decided anew in which queues an agent is to be paused, since `former` was written."""
    return former is not None and former[_PLAN_DIGITS:] != digest[_PLAN_DIGITS:]


class _Writer:
    def __init__(self, connection: Connection) -> None:
        tables = schema.tables(connection)
        self._form = form_for(connection, tables)
        self._fit = {name: fitter(connection, tables[name]) for name in TABLES}
        self._auth_type = {"auth_type": "userpass"} if "password_digest" in tables["ps_auths"].c else {}

    def rows(self, who: Subscriber) -> dict[str, list[Values]]:
        """Without a column for digests, how a secret is kept says its auth_type."""
        wanted = {
            "ps_aors": [values.aor(who)],
            "ps_auths": [{**values.auth(who), **self._auth_type}],
            "ps_endpoints": [values.endpoint(who, self._form)],
            "voicemail": [values.mailbox(who, self._form)] if who.voicemail else [],
            "queue_members": values.members(who, self._form),
        }
        return {table: [self._fit[table](row) for row in rows] for table, rows in wanted.items()}


def _digest(rows: dict[str, list[Values]]) -> str:
    """Of all that is written once and stays, then of how the seats begin, which the switch may change."""
    begins = [[row.get(column) for row in rows[table]] for table, column in _RUNS]
    stays = {
        table: _without(SWITCH_WRITES[table], found) if table in SWITCH_WRITES else found
        for table, found in rows.items()
    }
    return _hash(stays)[:_PLAN_DIGITS] + _hash(begins)[:_PAUSED_DIGITS]


_RUNS = [(table, column) for table, columns in SWITCH_WRITES.items() for column in sorted(columns)]


def _without(columns: Collection[str], rows: Sequence[Values]) -> list[Values]:
    return [{name: value for name, value in row.items() if name not in columns} for row in rows]


_in_order = json.JSONEncoder(sort_keys=True, ensure_ascii=False, check_circular=False).encode


def _hash(content: object) -> str:
    return hashlib.sha256(_in_order(content).encode()).hexdigest()
