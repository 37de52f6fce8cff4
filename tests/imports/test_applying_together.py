"""Workers apply one import together, and the outcome is that of one worker who does it all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.imports import applying, confirming, reporting, undoing
from onboarding.imports.models import Import, ImportRow
from onboarding.numbering import allocation
from onboarding.numbering.allocation import Want
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from tests.imports.flow import HR, csv_of, finished, worked_off

PEOPLE = 10
CHUNK = 2
ROWS = tuple(f"E{n},Person {n},p{n}@northwind.example,,," for n in range(PEOPLE))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, chunk_rows=CHUNK)


@pytest.fixture
def confirmed(session: Session, settings: Settings) -> Import:
    """An import of ten people in chunks of two, which nobody has taken up yet."""
    import_ = finished(session, settings, csv_of(*ROWS))
    begin_writing(session)
    confirming.confirm(session, session.merge(import_), actor=HR)
    session.commit()
    return import_


def steps(session: Session, settings: Settings, import_: Import) -> Iterator[bool]:
    """The steps of the worker that has the import in hand."""
    begin_writing(session)
    claim = work.claim(session, "imports", 1, timedelta(seconds=60))
    session.commit()
    return applying.apply(session, settings, import_, claim)


def helping(session: Session, settings: Settings, import_: Import) -> Iterator[bool]:
    begin_writing(session)
    claim = work.claim(session, applying.KIND, 1, timedelta(seconds=60))
    session.commit()
    return applying.help_with(session, settings, import_.id, claim)


def take(session: Session, worker: Iterator[bool], times: int = 1) -> None:
    for _ in range(times):
        next(worker)
        session.commit()


def until_drawn(session: Session, worker: Iterator[bool]) -> None:
    """The extensions of all are drawn, the first chunk is in: helpers are asked for."""
    while not session.scalar(select(func.count()).where(ImportRow.state == "applied")):
        take(session, worker)


def extensions(session: Session) -> list[int | None]:
    """Of all, in the order of the file."""
    session.rollback()
    by_id = dict(session.execute(select(Agent.employee_id, Agent.extension)).all())
    return [by_id.get(f"E{n}") for n in range(PEOPLE)]


def taken(session: Session) -> set[int]:
    return set(session.scalars(select(Number.number).where(Number.state == "taken")))


IN_ORDER = list(range(1000, 1000 + PEOPLE))
ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
"""SQLite lets one write at a time, so nobody helps there."""


@ON_POSTGRESQL
def test_two_workers_in_turn_give_everybody_what_one_would_have(
    session: Session, settings: Settings, confirmed: Import
) -> None:
    with Session(db.engine, expire_on_commit=False) as other:
        first = steps(session, settings, confirmed)
        until_drawn(session, first)
        second = helping(other, settings, confirmed)
        take(other, second)
        next(second)
        next(first)  # while the other has rows in hand
        session.commit()
        other.commit()
        for _ in first:
            session.commit()
        for _ in second:
            other.commit()
    assert extensions(session) == IN_ORDER
    assert session.get_one(Import, confirmed.id, populate_existing=True).state == "completed"


@ON_POSTGRESQL
def test_rows_in_the_hands_of_a_worker_that_is_killed_are_taken_up_by_another(
    session: Session, settings: Settings, confirmed: Import
) -> None:
    first = steps(session, settings, confirmed)
    until_drawn(session, first)
    with Session(db.engine, expire_on_commit=False) as killed:
        second = helping(killed, settings, confirmed)
        take(killed, second)
        next(second)
        take(session, first, 3)  # all that the other does not have in hand
        killed.rollback()
    for _ in first:
        session.commit()
    assert extensions(session) == IN_ORDER


def test_whoever_is_killed_between_chunks_loses_nothing(
    session: Session, settings: Settings, confirmed: Import
) -> None:
    until_drawn(session, steps(session, settings, confirmed))
    session.rollback()
    begin_writing(session)
    work.ask(session, "imports", [confirmed.id], cause_id=confirmed.id)
    session.commit()
    assert worked_off(session, settings, confirmed).state == "completed"
    assert extensions(session) == IN_ORDER
    assert taken(session) == set(IN_ORDER)


def test_cancelling_stops_after_the_chunk_in_hand_and_frees_the_extensions_drawn_for_the_rest(
    session: Session, settings: Settings, confirmed: Import
) -> None:
    worker = steps(session, settings, confirmed)
    until_drawn(session, worker)
    assert taken(session) == set(IN_ORDER)
    begin_writing(session)
    confirming.cancel(session, session.get_one(Import, confirmed.id, populate_existing=True), actor=HR)
    session.commit()
    for _ in worker:
        session.commit()
    assert extensions(session) == [1000, 1001, *[None] * (PEOPLE - CHUNK)]
    assert taken(session) == {1000, 1001}
    worked_off(session, settings, confirmed)
    assert session.scalar(select(func.count()).select_from(work.Work).where(work.Work.kind != "mail")) == 0


def test_an_import_that_is_stopped_and_taken_back_before_a_worker_looks_again_frees_them_too(
    session: Session, settings: Settings, confirmed: Import
) -> None:
    until_drawn(session, steps(session, settings, confirmed))
    begin_writing(session)
    stopped = session.get_one(Import, confirmed.id, populate_existing=True)
    confirming.cancel(session, stopped, actor=HR)
    undoing.undo(session, session.get_one(Import, confirmed.id, populate_existing=True), actor=HR)
    session.commit()
    assert worked_off(session, settings, confirmed).state == "undone"
    assert taken(session) == set()


def test_an_extension_taken_meanwhile_is_replaced_and_everybody_else_keeps_what_was_proposed(
    session: Session, settings: Settings
) -> None:
    import_ = finished(session, settings, csv_of(*ROWS))
    begin_writing(session)
    allocation.allocate(session, [Want(import_.id, "webrtc", 1003)])
    confirming.confirm(session, session.merge(import_), actor=HR)
    session.commit()
    worked_off(session, settings, import_)
    assert extensions(session) == [1000, 1001, 1002, 1010, *range(1004, 1010)]
    told = [warning for row in reporting.rows(session, import_.id) for warning in reporting.warnings_of(row)]
    assert [each.params for each in told if each.code == "taken"] == [{"promised": 1003, "actual": 1010}]


def test_an_extension_drawn_for_somebody_who_is_an_agent_already_is_free_again(
    session: Session, settings: Settings, confirmed: Import
) -> None:
    worker = steps(session, settings, confirmed)
    until_drawn(session, worker)
    begin_writing(session)
    work.forget(session, applying.KIND, session.scalars(select(work.Work.subject_id)).all())
    session.commit()
    finished(session, settings, csv_of("E9,Person 9,p9@northwind.example,,,"), auto_confirm=True)
    for _ in worker:
        session.commit()
    assert extensions(session) == [*IN_ORDER[:-1], 1010]
    assert taken(session) == {*IN_ORDER[:-1], 1010}
