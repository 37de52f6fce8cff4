"""The same file twice is noticed, and never refused."""

from sqlalchemy.orm import Session

from onboarding.database import begin_writing
from onboarding.imports import repeats, reporting
from onboarding.imports.models import Import
from onboarding.settings import Settings
from tests.imports.flow import csv_of, finished

FILE = csv_of("E1,Zoe Meer,zoe@northwind.example,,,", "E2,Owen Li,owen@northwind.example,,,")


def reason(session: Session, import_: Import) -> str | None:
    found = repeats.warning(session, import_)
    return found.reason if found else None


def test_a_file_that_was_imported_before_says_when_by_whom_and_how_many(session: Session, settings: Settings) -> None:
    first = finished(session, settings, FILE, auto_confirm=True)
    again = finished(session, settings, FILE)
    assert reason(session, first) is None
    found = repeats.warning(session, again)
    assert found is not None
    assert "by Ingrid Solheim: 2 rows. Import it again?" in found.sentence()
    assert found.params["import"] == str(first.id)


def test_one_that_is_going_on_is_said_first(session: Session, settings: Settings) -> None:
    finished(session, settings, FILE, auto_confirm=True)
    going_on = finished(session, settings, FILE, auto_confirm=True)
    begin_writing(session)
    session.get_one(Import, going_on.id, populate_existing=True).state = "applying"
    session.commit()
    assert reason(session, finished(session, settings, FILE)) == "file_being_imported"


def test_one_that_waits_is_told_to_the_later_one(session: Session, settings: Settings) -> None:
    first, second = finished(session, settings, FILE), finished(session, settings, FILE)
    assert (reason(session, first), reason(session, second)) == (None, "file_waits_already")


def test_one_that_was_taken_back_does_not_count_nor_does_another_file(session: Session, settings: Settings) -> None:
    first = finished(session, settings, FILE, auto_confirm=True)
    begin_writing(session)
    session.get_one(Import, first.id, populate_existing=True).state = "undone"
    session.commit()
    assert reason(session, finished(session, settings, FILE)) is None
    assert reason(session, finished(session, settings, FILE + b"\n")) is None


def test_callers_outside_see_it_among_the_warnings_of_the_file(session: Session, settings: Settings) -> None:
    finished(session, settings, FILE, auto_confirm=True)
    again = finished(session, settings, FILE)
    for told in (reporting.as_json(session, again), reporting.check_json(session, again)):
        assert [warning["code"] for warning in told["warnings"]] == ["repeated"]
