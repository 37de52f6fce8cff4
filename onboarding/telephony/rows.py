"""Adding, mending and removing the rows of phones in the switch's tables, in sets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Table, and_, delete, func, literal, select, tuple_

from onboarding.database import among
from onboarding.settings import Settings
from onboarding.telephony import credentials
from onboarding.telephony.values import MAILBOX_CONTEXT
from onboarding.telephony.writing import Values, differs, fitter, insert_rows, update_rows

KEYS = {"ps_aors": "id", "ps_auths": "id", "ps_endpoints": "id", "voicemail": "mailbox"}
"""The tables in the order in which rows are added: an endpoint comes after what it names. Removed in reverse."""


@dataclass(frozen=True, slots=True)
class SwitchRows:
    """The rows of phones and mailboxes in the switch's tables. Rows to be written are those of `expected`."""

    connection: Connection
    tables: Mapping[str, Table]
    settings: Settings

    def add(self, rows: Mapping[str, list[Values]], pins: Mapping[str, str]) -> None:
        """New rows, with new secrets; a mailbox gets the PIN that is given for it, or a new one."""
        for name in KEYS:
            self._insert(name, rows[name], pins)

    def mend(self, rows: Mapping[str, list[Values]], extensions: Sequence[str]) -> None:
        """Add what is missing, change what differs, but never a secret or a PIN; remove mailboxes nobody is to have."""
        if not extensions:
            return
        for name, key in KEYS.items():
            there = self._there(name, extensions)
            wanted = {row[key]: row for row in rows[name]}
            self._insert(name, [row for id_, row in wanted.items() if id_ not in there], {})
            self._update(name, [(row, there[id_]) for id_, row in wanted.items() if id_ in there])
            if name == "voicemail":
                self._delete(name, [id_ for id_ in there if id_ not in wanted])

    def remove(self, extensions: Sequence[str]) -> None:
        """Everything at these extensions: also where a phone was last seen, lest it rings for the next holder."""
        if not extensions:
            return
        for name in reversed(KEYS):
            self._delete(name, extensions)
        self.remove_contacts(extensions)

    def remove_contacts(self, extensions: Sequence[str]) -> None:
        if not extensions:
            return
        contacts = self.tables["ps_contacts"]
        self.connection.execute(delete(contacts).where(among(self.connection, contacts.c.endpoint, extensions)))

    def mailboxes(self, extensions: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """The mailboxes that are there now."""
        return self._there("voicemail", extensions) if extensions else {}

    def _insert(self, name: str, rows: Sequence[Values], pins: Mapping[str, str]) -> None:
        if name == "ps_auths":
            auths, fit = self.tables[name], fitter(self.connection, self.tables[name])
            new = credentials.new_secret
            rows = [{**row, **fit(credentials.kept(self.settings, auths, row["id"], new()))} for row in rows]
        elif name == "voicemail":
            new_pin = credentials.new_pin
            rows = [{**row, "password": pins.get(row["mailbox"]) or new_pin(row["mailbox"])} for row in rows]
        insert_rows(self.connection, self.tables[name], rows)

    def _update(self, name: str, pairs: Sequence[tuple[Values, Mapping[str, Any]]]) -> None:
        if name == "ps_auths":
            auths, fit = self.tables[name], fitter(self.connection, self.tables[name])
            mended = credentials.mended
            pairs = [({**row, **fit(mended(self.settings, auths, row["id"], there))}, there) for row, there in pairs]
        keys = ("mailbox", "context") if name == "voicemail" else (KEYS[name],)
        changed = [row for row, there in pairs if differs(row, there)]
        update_rows(self.connection, self.tables[name], changed, keys)

    def _delete(self, name: str, extensions: Sequence[str]) -> None:
        table = self.tables[name]
        self.connection.execute(delete(table).where(at_numbers(self.connection, table, extensions)))

    def _there(self, name: str, extensions: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        table, key = self.tables[name], KEYS[name]
        found = self.connection.execute(select(table).where(at_numbers(self.connection, table, extensions)))
        return {row[key]: dict(row) for row in found.mappings()}


def at_numbers(connection: Connection, table: Table, extensions: Collection[str]) -> ColumnElement[bool]:
    """The rows at these extensions; mailboxes only those of our context."""
    key = table.c[KEYS[table.name]]
    if table.name != "voicemail":
        return among(connection, key, extensions)
    if connection.dialect.name != "postgresql":
        return and_(among(connection, key, extensions), *our_context(table))
    # Both columns at once: of a context by itself PostgreSQL expects next to nothing in a table that has grown since it
    # was analysed, and would compare each of its rows with each of the extensions.
    numbers = func.unnest(literal(list(extensions), ARRAY(key.type)))
    return tuple_(key, table.c.context).in_(select(numbers, literal(MAILBOX_CONTEXT, table.c.context.type)))


def our_context(table: Table) -> list[Any]:
    """A switch may have mailboxes of the same number in other contexts."""
    return [table.c.context == MAILBOX_CONTEXT] if table.name == "voicemail" else []
