"""Numbers at which the switch has a phone or a mailbox that is not ours: they count as taken, and are never touched."""

import re
import time
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, null, select, union
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import among, batches, switch_engine
from onboarding.telephony import schema, switch
from onboarding.telephony.rows import KEYS, at_numbers, our_context
from onboarding.telephony.text import decoding_for

AT_ONCE = 1000
_STREAMED = 10_000
_AWAY_FOR_SECONDS = 10.0
_away_until: WeakKeyDictionary[Engine, float] = WeakKeyDictionary()

_NUMBER = re.compile("[1-9][0-9]{0,17}")
_NAMED_BY = {"ps_endpoints": "callerid", "voicemail": "fullname"}
_CALLERID = re.compile(r'"(?P<name>.*)" <[^>]*>')


class Span(Protocol):
    """A range of numbers, both ends included."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def at(session: Session, numbers: Collection[int]) -> dict[int, str | None]:
    """At which of these numbers the switch has something that is not ours, and whose it says that is.

    None of them where the switch's database is another one that is away or has no tables: provisioning looks again. It
    is then left alone for some seconds, so that a file of many people does not wait for it over and over.
    """
    if not numbers or time.monotonic() < _away_until.get(switch_engine(), 0.0):
        return {}
    try:
        with switch.reading(session) as connection:
            found = _found_at(connection, numbers)
    except schema.TablesMissing:
        return {}
    except OperationalError:
        if switch.is_shared():
            raise
        _away_until[switch_engine()] = time.monotonic() + _AWAY_FOR_SECONDS
        return {}
    ours = {number for noted in noted_at(session, found).values() for number in noted}
    return {number: name for number, name in found.items() if number not in ours}


def all_in(session: Session, ranges: Iterable[Span]) -> dict[int, str | None]:
    """The same for all numbers of these ranges. Raises OperationalError or TablesMissing where nobody can tell."""
    spans = [(span.first, span.last) for span in ranges]
    ours = _noted(session)
    with switch.reading(session) as connection:
        there = {n for n in _numbers(connection) if n not in ours and any(first <= n <= last for first, last in spans)}
        there -= _noted(session)  # whoever arrived or left while we looked
        return _found_at(connection, sorted(there))


def noted_at(session: Session, numbers: Collection[int]) -> dict[Any, set[int]]:
    """Agent id → those of the numbers at which the switch has, or may already have, that agent's rows."""
    noted: dict[Any, set[int]] = {}
    for part in batches(sorted(numbers), AT_ONCE):
        for column in (Agent.provisioned_extension, Agent.arriving_extension):
            for id_, number in session.execute(select(Agent.id, column).where(among(session, column, part))):
                if number is not None:
                    noted.setdefault(id_, set()).add(number)
    return noted


def rows_at(connection: Connection, numbers: Collection[int]) -> dict[int, str | None]:
    """At which of these numbers the switch has something, ours or not, with the name it has there. One query a table,
    each by an index."""
    tables = schema.tables(connection)
    extensions = [str(number) for number in numbers]
    decode = decoding_for(connection.dialect.name)
    found: dict[int, str | None] = {}
    for name, key in KEYS.items() if extensions else ():
        table = tables[name]
        label = table.c.get(_NAMED_BY.get(name, ""), null())
        rows = select(table.c[key], label).where(at_numbers(connection, table, extensions))
        for extension, text in connection.execute(rows):
            found[int(extension)] = found.get(int(extension)) or _name(decode(text or ""))
    return found


def _found_at(connection: Connection, numbers: Collection[int]) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for part in batches(sorted(numbers), AT_ONCE):
        found |= rows_at(connection, part)
    return found


def _name(said: str) -> str | None:
    quoted = _CALLERID.fullmatch(said)
    return (quoted["name"] if quoted else said.partition("<")[0]).strip() or None


def _noted(session: Session) -> set[int]:
    noted: set[int] = set()
    for column in (Agent.provisioned_extension, Agent.arriving_extension):
        noted.update(number for number in session.scalars(select(column).where(column.is_not(None))) if number)
    return noted


def _numbers(connection: Connection) -> Iterator[int]:
    tables = schema.tables(connection)
    ids = union(*(select(tables[name].c[key]).where(*our_context(tables[name])) for name, key in KEYS.items()))
    with connection.execute(ids, execution_options={"yield_per": _STREAMED}) as found:
        for (id_,) in found:
            if _NUMBER.fullmatch(id_):
                yield int(id_)
