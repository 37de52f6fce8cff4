"""Files and their rows are kept for the time that is set; what was imported, by whom and how many, stays for good."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, now
from onboarding.imports import keeping, undoing
from onboarding.imports.models import Import, ImportFilePart, ImportRow
from onboarding.imports.tallies import counts
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.preferences.retention import retention, set_retention
from onboarding.settings import Settings
from tasks import upkeep
from tests.imports.flow import HR, csv_of, finished

ZOE = "E1,Zoë van der Meer,zoe@northwind.example,,webrtc,2090-01-11"


def aged(session: Session, import_: Import, days: float) -> None:
    begin_writing(session)
    session.get_one(Import, import_.id, populate_existing=True).created_at = now() - timedelta(days=days)
    session.commit()


def forgotten(session: Session, import_: Import) -> Import:
    upkeep.forget_uploads()
    session.rollback()
    return session.get_one(Import, import_.id, populate_existing=True)


def stored(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_after_thirty_days_file_and_rows_are_gone_and_counts_and_agents_stay(
    session: Session, settings: Settings
) -> None:
    import_ = finished(session, settings, csv_of(ZOE), auto_confirm=True)
    aged(session, import_, 30.1)
    import_ = forgotten(session, import_)
    assert (stored(session, ImportFilePart), stored(session, ImportRow)) == (0, 0)
    assert (import_.state, counts(session, import_.id).applied, stored(session, Agent)) == ("completed", 1, 1)
    assert import_.forgotten_at is not None


def test_before_that_nothing_goes(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE), auto_confirm=True)
    aged(session, import_, 29.9)
    assert forgotten(session, import_).forgotten_at is None
    assert (stored(session, ImportFilePart), stored(session, ImportRow)) == (1, 1)


def test_the_time_can_be_set_and_counts_for_what_is_there(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE), auto_confirm=True)
    aged(session, import_, 8)
    begin_writing(session)
    set_retention(session, HR, {"upload_days": 7})
    session.commit()
    assert forgotten(session, import_).forgotten_at is not None


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_time_that_cannot_be_is_refused(session: Session, days: int) -> None:
    begin_writing(session)
    with pytest.raises(PreferencesRefused):
        set_retention(session, HR, {"upload_days": days})
    assert retention(session).upload_days == 30
    session.rollback()


def test_rows_go_in_sets(session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "ROWS_AT_ONCE", 2)
    people = [f"E{n},Anna Berg,anna{n}@northwind.example,,," for n in range(5)]
    import_ = finished(session, settings, csv_of(*people))
    aged(session, import_, 31)
    begin_writing(session)
    keeping.forget_some(session)
    session.commit()
    assert stored(session, ImportRow) == 3
    assert forgotten(session, import_).forgotten_at is not None


def test_what_nobody_confirmed_is_cancelled_with_a_sentence(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE))
    aged(session, import_, 31)
    import_ = forgotten(session, import_)
    assert (import_.state, import_.problems[0]["reason"]) == ("cancelled", "import_waited_too_long")
    assert import_.finished_at is not None


def test_what_is_going_on_keeps_its_file(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE), auto_confirm=True)
    aged(session, import_, 31)
    begin_writing(session)
    session.get_one(Import, import_.id, populate_existing=True).state = "applying"
    session.commit()
    assert forgotten(session, import_).forgotten_at is None


def test_then_it_is_too_late_to_take_it_back_and_that_is_said(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE), auto_confirm=True)
    aged(session, import_, 31)
    reason = undoing.why_not(session, forgotten(session, import_))
    assert reason is not None
    assert "cannot be taken back any more" in reason.sentence()


ORIGINALS = {
    "a plain one": ("Full Name,Email\nZoe Meer,zoe@northwind.example\n", True),
    "one with a column that nobody may keep": ("Full Name,Email,Password\nZoe Meer,zoe@northwind.example,x\n", False),
}


@pytest.mark.parametrize("case", ORIGINALS)
def test_a_file_may_be_handed_out_unless_it_holds_what_nobody_may_keep(
    session: Session, settings: Settings, case: str
) -> None:
    text, may = ORIGINALS[case]
    assert keeping.original_may_go_out(finished(session, settings, text.encode())) is may
