"""The queues themselves, in the switch's table: added where missing, renamed and removed where ours.

A queue row that was there before is not ours: it gets our members, and is never changed or deleted. `Group.switch_name`
says under which name we have a row; where the switch has a database of its own that is committed (`prepare_queues`)
before the row is written (`provision_queues`).
"""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from onboarding.database import among, batches
from onboarding.groups.models import Group
from onboarding.settings import Settings
from onboarding.telephony import foreign, schema, switch
from onboarding.telephony.seats import former_of
from onboarding.telephony.values import number_of
from onboarding.telephony.writing import Values, fitter, insert_rows

KIND = "queues"

_NEW_QUEUE: Values = {
    "musiconhold": "default",
    "timeout": 15,
    "ringinuse": "no",
    "retry": 5,
    "wrapuptime": 0,
    "autofill": "yes",
    "strategy": "ringall",
    "joinempty": "yes",
    "leavewhenempty": "no",
}
"""How a queue begins; from then on it is changed on the switch, and stays as it is there."""

_ROW = "row"
"""Key of an entry in `former_names` that says: at this former name we have a queue row, too."""


def prepare_queues(session: Session, group_ids: Sequence[uuid.UUID]) -> None:
    """Note which queue rows are going to be ours: those of names that the switch does not have yet, and those that
    another queue of ours had and has left. To be committed before `provision_queues`."""
    queues = _locked(session, group_ids)
    with switch.reading(session) as connection:
        there = _names_there(connection, [queue.name for queue in queues])
    not_ours = there - _our_rows(session)
    for queue in queues:
        has, wanted = queue.switch_name, None if queue.deleted_at or queue.name in not_ours else queue.name
        if has is not None and has != wanted:
            queue.former_names = [*queue.former_names, {_ROW: has}]
        queue.switch_name = wanted
    session.flush()


def provision_queues(session: Session, settings: Settings, group_ids: Sequence[uuid.UUID]) -> None:
    """Make the switch's queue rows equal to these groups, and take away members that stand under former names.

    A deleted group goes itself when the switch knows nothing of it any more.
    """
    if switch.is_shared():
        prepare_queues(session, group_ids)
    queues = _locked(session, group_ids)
    in_use = _names_in_use(session)
    former = {name for queue in queues for name in _former_names(queue)} - in_use
    with switch.writing(session) as connection:
        for queue in queues:
            _rename_or_add(connection, queue, in_use)
        _remove(connection, {name for queue in queues for name in _former_rows(queue)} - in_use)
        _remove_members(session, connection, sorted(former))
    for queue in queues:
        queue.former_names = []
        if queue.deleted_at is not None:
            session.delete(queue)
    session.flush()


def _locked(session: Session, group_ids: Sequence[uuid.UUID]) -> list[Group]:
    """The queues as they are now; whoever changes them waits for us, and asks anew after."""
    held = select(Group).where(among(session, Group.id, group_ids), Group.kind == "queue").order_by(Group.id)
    return list(session.scalars(held.with_for_update(key_share=True).execution_options(populate_existing=True)))


def _former_names(queue: Group) -> list[str]:
    names = former_of(queue.former_names)
    return names if queue.deleted_at is None else [*names, queue.name]


def _former_rows(queue: Group) -> list[str]:
    return [entry[_ROW] for entry in queue.former_names if isinstance(entry, dict)]


def _our_rows(session: Session) -> set[str]:
    queues = session.scalars(select(Group).where(Group.kind == "queue"))
    return {name for queue in queues for name in (queue.switch_name, *_former_rows(queue)) if name is not None}


def _names_in_use(session: Session) -> set[str]:
    return set(session.scalars(select(Group.name).where(Group.kind == "queue", Group.deleted_at.is_(None))))


def _names_there(connection: Connection, names: Collection[str]) -> set[str]:
    table = schema.tables(connection)["queues"]
    return set(connection.scalars(select(table.c.name).where(table.c.name.in_(names))))


def _rename_or_add(connection: Connection, queue: Group, in_use: Collection[str]) -> None:
    """A renamed queue keeps what was set on the switch."""
    if queue.switch_name is None or _names_there(connection, [queue.switch_name]):
        return
    table = schema.tables(connection)["queues"]
    left = [name for name in _former_rows(queue) if name not in in_use]
    for former in sorted(_names_there(connection, left))[:1]:
        connection.execute(update(table).where(table.c.name == former).values(name=queue.switch_name))
        return
    insert_rows(connection, table, [fitter(connection, table)({"name": queue.switch_name, **_NEW_QUEUE})])


def _remove(connection: Connection, names: Collection[str]) -> None:
    table = schema.tables(connection)["queues"]
    if names:
        connection.execute(delete(table).where(table.c.name.in_(names)))


def _remove_members(session: Session, connection: Connection, names: Sequence[str]) -> None:
    """Those that ring our phones; others may have members of their own under the name."""
    table = schema.tables(connection)["queue_members"]
    if not names:
        return
    rings = connection.scalars(select(table.c.interface).where(table.c.queue_name.in_(names)).distinct())
    numbers = {number: ring for ring in rings if (number := number_of(ring)) is not None}
    ours = {number for noted in foreign.noted_at(session, numbers).values() for number in noted}
    for part in batches(sorted(ours), foreign.AT_ONCE):
        theirs = among(connection, table.c.interface, [numbers[number] for number in part])
        connection.execute(delete(table).where(table.c.queue_name.in_(names), theirs))
