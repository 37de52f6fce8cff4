"""The rows that the switch's tables have at numbers, by table, number and queue: read in sets."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from onboarding.database import among
from onboarding.telephony import schema
from onboarding.telephony.rows import KEYS, at_numbers
from onboarding.telephony.values import interface

Row = Mapping[str, Any]
Rows = dict[str, dict[str, dict[str, Row]]]
"""Table → number → queue (for all but queue members "") → row."""

SEATS = "queue_members"
SECRETS = ("password", "password_digest", "md5_cred")
"""The columns that may keep a phone's secret."""


def rows_there(
    connection: Connection, numbers: Sequence[str], queues: Collection[str], wanted: Mapping[str, Sequence[Row]]
) -> Rows:
    """The rows of phones and mailboxes at these numbers, and of their seats in these queues.

    With the columns of the rows that are wanted there, and of phones' secrets. Raises TablesMissing.
    """
    if not numbers:
        return by_number({})
    tables, found = schema.tables(connection), {}
    for name, column in KEYS.items():
        found[name] = _read(tables[name], wanted.get(name), column).where(at_numbers(connection, tables[name], numbers))
    if queues:
        seats = tables[SEATS]
        rings = among(connection, seats.c.interface, [interface(number) for number in numbers])
        in_ours = among(connection, seats.c.queue_name, sorted(queues))
        found[SEATS] = _read(seats, wanted.get(SEATS), "interface", "queue_name").where(rings, in_ours)
    return by_number({name: connection.execute(chosen).mappings() for name, chosen in found.items()})


def by_number(rows: Mapping[str, Iterable[Any]]) -> Rows:
    """Rows of each table, arranged."""
    found: Rows = {name: defaultdict(dict) for name in (*KEYS, SEATS)}
    for name, some in rows.items():
        for row in some:
            if name == SEATS:
                found[name][row["interface"].rpartition("/")[2]][row["queue_name"]] = row
            else:
                found[name][row[KEYS[name]]][""] = row
    return found


def _read(table: Table, wanted: Sequence[Row] | None, *keys: str) -> Select[Any]:
    """A switch's own tables may have 150 columns: only those are read that are compared."""
    names = {*keys, *(wanted[0] if wanted else ()), *(SECRETS if table.name == "ps_auths" else ())}
    return select(*(column for column in table.c if column.name in names))
