"""The seats of our phones in our queues, in the switch's table of queue members.

A row is ours when it rings one of our phones in a queue of ours; whoever seats our phones in other queues, or other
phones in ours, keeps their rows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, select, tuple_
from sqlalchemy.orm import Session

from onboarding.database import among
from onboarding.groups.models import Group
from onboarding.telephony.expected import SWITCH_WRITES
from onboarding.telephony.values import interface
from onboarding.telephony.writing import Values, differs, insert_rows, update_rows

_KEYS = ("queue_name", "interface")
_BEGINS = SWITCH_WRITES["queue_members"]


def our_queues(session: Session) -> set[str]:
    """Under which names the switch has, or may still have, members of ours."""
    names = session.execute(select(Group.name, Group.former_names).where(Group.kind == "queue"))
    return {name for present, former in names for name in (present, *former_of(former))}


def former_of(kept: Iterable[Any]) -> list[str]:
    """The names among what is kept of a queue's past; the rest says where we have a row, see queues."""
    return [name for name in kept if isinstance(name, str)]


@dataclass(frozen=True, slots=True)
class SwitchSeats:
    """`queues`: see our_queues."""

    connection: Connection
    table: Table
    queues: Collection[str]

    def mend(self, rows: Sequence[Values], extensions: Sequence[str], paused_anew: Collection[str]) -> None:
        """Make the seats of these extensions those wanted. Whether somebody is paused stays as the switch has it, but
        for the extensions for which that was decided anew."""
        if not extensions or not self.queues:
            return
        there = self._there(extensions)
        wanted = {_key(row): row for row in rows}
        self._delete([key for key in there if key not in wanted])
        insert_rows(self.connection, self.table, [row for key, row in wanted.items() if key not in there])
        anew = {interface(extension) for extension in paused_anew}
        staying = [(row, there[key]) for key, row in wanted.items() if key in there]
        self._update([pair for pair in staying if pair[0]["interface"] in anew], leaving_out=frozenset())
        self._update([pair for pair in staying if pair[0]["interface"] not in anew], leaving_out=_BEGINS)

    def remove(self, extensions: Sequence[str]) -> None:
        if extensions and self.queues:
            self.connection.execute(delete(self.table).where(*self._ours(extensions)))

    def _update(self, pairs: Sequence[tuple[Values, Mapping[str, Any]]], *, leaving_out: frozenset[str]) -> None:
        kept = [({k: v for k, v in row.items() if k not in leaving_out}, there) for row, there in pairs]
        update_rows(self.connection, self.table, [row for row, there in kept if differs(row, there)], _KEYS)

    def _delete(self, keys: Sequence[tuple[str, str]]) -> None:
        if keys:
            columns = tuple_(*(self.table.c[key] for key in _KEYS))
            self.connection.execute(delete(self.table).where(columns.in_(keys)))

    def _there(self, extensions: Sequence[str]) -> dict[tuple[str, str], Mapping[str, Any]]:
        found = self.connection.execute(select(self.table).where(*self._ours(extensions)))
        return {_key(row): dict(row) for row in found.mappings()}

    def _ours(self, extensions: Sequence[str]) -> tuple[Any, Any]:
        rings = [interface(extension) for extension in extensions]
        columns = self.table.c
        return (
            among(self.connection, columns.interface, rings),
            among(self.connection, columns.queue_name, sorted(self.queues)),
        )


def _key(row: Mapping[Any, Any]) -> tuple[str, str]:
    return row["queue_name"], row["interface"]
