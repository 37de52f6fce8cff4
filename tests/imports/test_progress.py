"""How far an import has come is read from what its chunks noted, in few statements however many rows there are."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db, new_id, now
from onboarding.imports import confirming, outlook, second_tries, tallies
from onboarding.imports.models import Import, ImportRow, ImportTally
from onboarding.imports.progress import progress
from onboarding.settings import Settings
from onboarding.wording import Problem
from onboarding.work import Work
from tests.imports.flow import HR, csv_of, finished, rows_of, worked_off

PEOPLE = [f"E{n},Anna Berg,anna{n}@northwind.example,,,{'2090-01-0' + str(n) if n else ''}" for n in range(4)]


def failing(session: Session, import_: Import, kind: str = "telephony", given_up: bool = False) -> None:
    """The phone of the first person did not work."""
    agent = session.scalars(select(Agent).order_by(Agent.extension)).first()
    assert agent is not None
    work = Work(id=new_id(), kind=kind, subject_id=agent.id, cause_id=import_.id, request_id="-", created_at=now())
    work.due_at, work.attempts = now() + timedelta(minutes=3), 2
    work.failed_at = now() if given_up else None
    work.problem = Problem("failed", "switch_away").stored()
    session.add(work)
    session.commit()


def test_counts_are_those_of_the_rows(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(*PEOPLE, "E9,Bob,bob@,,,"), auto_confirm=True)
    rows = rows_of(session, import_).values()
    found = tallies.counts(session, import_.id)
    assert found.total == len(rows)
    assert found.applied == sum(row.state == "applied" for row in rows)
    assert (found.create, found.invalid) == (4, 1)


def test_who_came_meanwhile_counts_as_what_they_turned_out_to_be(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(*PEOPLE))
    finished(session, settings, csv_of(PEOPLE[0]), auto_confirm=True)
    begin_writing(session)
    confirming.confirm(session, session.get_one(Import, import_.id, populate_existing=True), actor=HR)
    session.commit()
    worked_off(session, settings, import_)
    found = tallies.counts(session, import_.id)
    assert (found.create, found.unchanged, found.applied, found.total) == (3, 1, 4, 4)


def test_checking_again_counts_anew(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(*PEOPLE))
    begin_writing(session)
    confirming.check_again(session, session.get_one(Import, import_.id, populate_existing=True), actor=HR)
    session.commit()
    worked_off(session, settings, import_)
    assert tallies.counts(session, import_.id).total == 4


def test_somebody_who_needs_a_second_try_is_named_with_row_step_and_reason(
    session: Session, settings: Settings
) -> None:
    import_ = finished(session, settings, csv_of(*PEOPLE), auto_confirm=True)
    failing(session, import_)
    seen = progress(session, import_)
    (retry,) = seen.retrying
    assert (retry.name, retry.row, retry.step, seen.retry_count) == ("Anna Berg", 2, "telephony", 1)
    assert retry.problem
    assert "switch" in retry.problem.sentence()
    assert retry.next_try is not None
    assert not seen.finished


@pytest.mark.parametrize("given_up", [False, True])
def test_trying_again_makes_it_due_now(session: Session, settings: Settings, given_up: bool) -> None:
    import_ = finished(session, settings, csv_of(*PEOPLE), auto_confirm=True)
    failing(session, import_, given_up=given_up)
    begin_writing(session)
    assert second_tries.again(session, import_, actor=HR) == 1
    session.commit()
    (work,) = session.scalars(select(Work), execution_options={"populate_existing": True})
    assert (work.due_at <= now(), work.failed_at, work.attempts) == (True, None, 0)


def test_a_chart_shows_how_many_a_second(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(*PEOPLE), auto_confirm=True)
    begin_writing(session)
    begun = now() - timedelta(seconds=100)
    session.execute(update(Import).values(confirmed_at=begun))
    session.execute(update(ImportTally).values(at=begun, rows=0))
    for second in range(10, 101, 10):
        session.add(
            ImportTally(
                id=new_id(), import_id=import_.id, at=begun + timedelta(seconds=second), counted="applied", rows=500
            )
        )
    session.commit()
    seen = progress(session, session.get_one(Import, import_.id, populate_existing=True))
    assert [round(rate) for rate in seen.chart] == [50] * len(seen.chart)
    assert len(seen.chart) >= 4


def test_progress_reads_no_row_of_the_file(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(*PEOPLE), auto_confirm=True, invite="now")
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        progress(session, import_)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) <= 5
    assert not [statement for statement in asked if ImportRow.__tablename__ + " " in statement]


def test_before_somebody_decides_it_is_said_whom_each_choice_of_invitations_reaches(
    session: Session, settings: Settings
) -> None:
    import_ = finished(session, settings, csv_of(*PEOPLE))
    assert outlook.outlook(session, import_, date(2090, 1, 2)) == outlook.Outlook(4, 1, 1)
