"""Where the switch's tables differ from what they should hold: set by set over all agents, only rows that are ours."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import among, now
from onboarding.groups.models import Group
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from onboarding.telephony import schema, seats, switch
from onboarding.telephony.differing import Drift, Person, drifts_of, left_over
from onboarding.telephony.expected import expected
from onboarding.telephony.provisioning import KIND as PROVISIONING
from onboarding.telephony.queues import KIND as QUEUES
from onboarding.telephony.there import by_number, rows_there
from onboarding.work import Work

AT_ONCE = 500

_PERSON: tuple[Any, ...] = (
    Agent.id,
    Agent.extension,
    Agent.disabled_at,
    Agent.deleted_at,
    Agent.typology,
    Agent.full_name,
    Agent.email,
    Agent.voicemail,
    Agent.voicemail_notice,
    Agent.provisioned_extension,
    Agent.arriving_extension,
    Agent.provisioned_digest,
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one set of agents, or of numbers given up, showed: how many agents were compared, and how many were left
    out because their own work still waits."""

    drifts: list[Drift]
    compared: int = 0
    waiting: int = 0

    @property
    def counts(self) -> Counter[str]:
        kinds = Counter(drift.kind for drift in self.drifts)
        return kinds + Counter(compared=self.compared, waiting=self.waiting)


def compare(session: Session, settings: Settings) -> Iterator[Drift]:
    """All differences, read as a stream. Raises what the database raises when it is away, or TablesMissing."""
    return chain.from_iterable(part.drifts for part in parts(session, settings))


def parts(session: Session, settings: Settings) -> Iterator[Part]:
    """The same set by set; between two of them the session may be committed."""
    yield from _of_agents(session, settings)
    yield _of_queues(session)
    yield from _given_up(session)


def total(session: Session) -> int:
    """How many agents there are to compare."""
    return session.scalar(select(func.count()).select_from(Agent).where(_is_concerned())) or 0


def _is_concerned() -> ColumnElement[bool]:
    stays = Agent.extension.is_not(None) & Agent.disabled_at.is_(None) & Agent.deleted_at.is_(None)
    return stays | Agent.provisioned_extension.is_not(None) | Agent.arriving_extension.is_not(None)


def _of_agents(session: Session, settings: Settings) -> Iterator[Part]:
    after = uuid.UUID(int=0)
    while True:
        chosen = select(*_PERSON).where(_is_concerned(), Agent.id > after).order_by(Agent.id).limit(AT_ONCE)
        people = [Person(*row) for row in session.execute(chosen)]
        if not people:
            return
        after = people[-1].id
        yield _compared(session, settings, people)


def _compared(session: Session, settings: Settings, people: Sequence[Person]) -> Part:
    waits = _waiting(session, [person.id for person in people])
    settled = [person for person in people if person.id not in waits]
    numbers = {number for person in settled for number in person.numbers}
    elsewhere, queues = _of_others(session, numbers, {person.id for person in people}), seats.our_queues(session)
    with switch.reading(session) as connection:
        wanted = expected(session, settings, [who for who in settled if who.extension is not None], connection)
        there = rows_there(connection, [str(number) for number in sorted(numbers)], queues, wanted.rows)
    should = by_number(wanted.rows)
    drifts = [
        drift
        for person in settled
        for drift in drifts_of(person, should, there, wanted.digests.get(person.id), settings, elsewhere)
    ]
    return Part(drifts, compared=len(settled), waiting=len(waits))


def _waiting(session: Session, ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those whose work waits or was given up: it says itself what is wrong."""
    mine = (Work.kind == PROVISIONING) & among(session, Work.subject_id, ids)
    return set(session.scalars(select(Work.subject_id).where(mine)))


def _of_others(session: Session, numbers: set[int], ids: set[uuid.UUID]) -> set[int]:
    """At which of the numbers agents outside this set have their rows."""
    found: set[int] = set()
    for column in (Agent.provisioned_extension, Agent.arriving_extension):
        holders = session.execute(select(Agent.id, column).where(among(session, column, sorted(numbers))))
        found.update(number for id_, number in holders if id_ not in ids and number is not None)
    return found


def _of_queues(session: Session) -> Part:
    """Queues that the switch has from us and has no longer; what they are set to there is the switch's own."""
    waits = select(Work.subject_id).where(Work.kind == QUEUES)
    ours = select(Group.switch_name).where(Group.kind == "queue", Group.deleted_at.is_(None), Group.id.not_in(waits))
    names = [name for name in session.scalars(ours.order_by(Group.switch_name)) if name is not None]
    with switch.reading(session) as connection:
        table = schema.tables(connection)["queues"]
        there = set(connection.scalars(select(table.c.name)))
    return Part([Drift("missing", None, None, None, table.name, queue=name) for name in names if name not in there])


def _given_up(session: Session) -> Iterator[Part]:
    """Numbers that rest because one of our agents gave them back: nothing should be there any more."""
    after = -1
    while True:
        resting = select(Number.number, Number.holder_id, Agent.full_name).outerjoin(
            Agent, Agent.id == Number.holder_id
        )
        is_next = (Number.number > after) & (Number.state == "resting") & (Number.rests_until > now())
        rows = session.execute(resting.where(is_next).order_by(Number.number).limit(AT_ONCE)).all()
        if not rows:
            return
        after = rows[-1][0]
        elsewhere = _of_others(session, {number for number, *_ in rows}, set())
        numbers = {number: (holder, name) for number, holder, name in rows if number not in elsewhere}
        queues = seats.our_queues(session)
        with switch.reading(session) as connection:
            there = rows_there(connection, [str(number) for number in numbers], queues, {})
        yield Part(
            [
                drift
                for number, (holder, name) in numbers.items()
                for drift in left_over(number, there, holder, name, given_up=True)
            ]
        )
