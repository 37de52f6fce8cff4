"""Adding, mending and removing rows in the switch's tables, in sets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    Connection,
    RowMapping,
    Table,
    any_,
    bindparam,
    delete,
    insert,
    literal,
    select,
    update,
)

from onboarding.database import copy_rows
from onboarding.telephony import credentials
from onboarding.telephony.values import MAILBOX_CONTEXT, Values

KEYS = {"ps_aors": "id", "ps_auths": "id", "ps_endpoints": "id", "voicemail": "mailbox"}
"""The tables in the order in which rows are added: an endpoint comes after what it names. Removed in reverse."""


@dataclass(frozen=True, slots=True)
class SwitchRows:
    """The rows of extensions in the switch's tables; columns that a table lacks are left out of what is written."""

    connection: Connection
    tables: Mapping[str, Table]

    def add(self, rows: Mapping[str, list[Values]]) -> None:
        """New rows, with new secrets and PINs."""
        for name in KEYS:
            self._insert(name, rows[name])

    def mend(self, rows: Mapping[str, list[Values]], extensions: Sequence[str]) -> None:
        """Add what is missing, change what differs, but never a secret or a PIN; remove mailboxes nobody is to have."""
        if not extensions:
            return
        for name, key in KEYS.items():
            there = self._there(name, extensions)
            wanted = {row[key]: row for row in rows[name]}
            self._insert(name, [row for id_, row in wanted.items() if id_ not in there])
            self._update(name, [row for id_, row in wanted.items() if id_ in there and _differs(row, there[id_])])
            if name == "voicemail":
                self._delete(name, [id_ for id_ in there if id_ not in wanted])

    def remove(self, extensions: Sequence[str]) -> None:
        """Everything at these extensions: also where a phone was last seen, lest it rings for the next holder."""
        if not extensions:
            return
        for name in reversed(KEYS):
            self._delete(name, extensions)
        contacts = self.tables["ps_contacts"]
        self.connection.execute(delete(contacts).where(among(self.connection, contacts.c.endpoint, extensions)))

    def _insert(self, name: str, rows: Sequence[Values]) -> None:
        if not rows:
            return
        table = self.tables[name]
        rows = [_with_credentials(name, row) for row in rows]
        columns = [column for column in rows[0] if column in table.c]
        if self.connection.dialect.name == "postgresql":
            copy_rows(self.connection, table, columns, ([row[column] for column in columns] for row in rows))
        else:
            self.connection.execute(insert(table), [{column: row[column] for column in columns} for row in rows])

    def _update(self, name: str, rows: Sequence[Values]) -> None:
        if not rows:
            return
        table, key = self.tables[name], KEYS[name]
        columns = [column for column in rows[0] if column in table.c and column != key]
        self.connection.execute(
            update(table)
            .where(table.c[key] == bindparam(f"old_{key}"), *self._ours(name))
            .values({column: bindparam(f"new_{column}") for column in columns}),
            [{f"old_{key}": row[key], **{f"new_{column}": row[column] for column in columns}} for row in rows],
        )

    def _delete(self, name: str, extensions: Sequence[str]) -> None:
        table, key = self.tables[name], KEYS[name]
        self.connection.execute(
            delete(table).where(among(self.connection, table.c[key], extensions), *self._ours(name))
        )

    def _there(self, name: str, extensions: Sequence[str]) -> dict[str, RowMapping]:
        table, key = self.tables[name], KEYS[name]
        found = self.connection.execute(
            select(table).where(among(self.connection, table.c[key], extensions), *self._ours(name))
        )
        return {row[key]: row for row in found.mappings()}

    def _ours(self, name: str) -> list[Any]:
        """A switch may have mailboxes of the same number in other contexts."""
        return [self.tables[name].c.context == MAILBOX_CONTEXT] if name == "voicemail" else []


def among(connection: Connection, column: Any, values: Collection[Any]) -> Any:
    """Whether the column is one of many values: on PostgreSQL one array instead of a parameter each, to be quick."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(column.type)))
    return column.in_(values)


def _with_credentials(name: str, row: Values) -> Values:
    if name == "ps_auths":
        return {**row, "password": credentials.new_secret()}
    if name == "voicemail":
        return {**row, "password": credentials.new_pin(row["mailbox"])}
    return row


def _differs(wanted: Values, there: RowMapping) -> bool:
    return any(column in there and there[column] != value for column, value in wanted.items())
