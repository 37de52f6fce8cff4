"""What was confirmed comes on board, in chunks, each person once; what does not work is named and stops nobody."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents.models import Agent
from onboarding.database import begin_writing
from onboarding.imports import confirming, progress, reporting
from onboarding.imports.models import Import, ImportRow
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings
from tests.imports.flow import HR, csv_of, finished, rows_of, upload, worked_off

ZOE = "E1,Zoë van der Meer,zoe@northwind.example,,webrtc,2027-01-11"
OWEN = "E2,Owen Li,owen@northwind.example,,external,2027-01-11"
WRONG = "E3,Amara Okonkwo,amara@,,,"


def agents(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Agent)) or 0


def confirmed(session: Session, settings: Settings, content: bytes, **choices: str) -> Import:
    import_ = finished(session, settings, content)
    begin_writing(session)
    confirming.confirm(session, session.merge(import_), actor=HR, **choices)
    session.commit()
    return worked_off(session, settings, import_)


def test_the_good_rows_come_on_board_and_the_wrong_ones_stay_to_be_fixed(session: Session, settings: Settings) -> None:
    import_ = confirmed(session, settings, csv_of(ZOE, WRONG, OWEN))
    counts = reporting.counts(session, import_.id)
    assert import_.state == "completed_with_errors"
    assert (counts.applied, counts.invalid, agents(session)) == (2, 1, 2)


def test_all_or_nothing_refuses_a_file_with_a_mistake_and_lets_nobody_in(session: Session, settings: Settings) -> None:
    with pytest.raises(confirming.WrongState) as refused:
        confirmed(session, settings, csv_of(ZOE, WRONG), on_error="abort")
    session.rollback()
    assert "need fixing" in refused.value.problem.sentence()
    assert agents(session) == 0


def test_confirming_twice_is_refused_the_second_time(session: Session, settings: Settings) -> None:
    import_ = confirmed(session, settings, csv_of(ZOE))
    begin_writing(session)
    with pytest.raises(confirming.WrongState):
        confirming.confirm(session, import_, actor=HR)
    session.rollback()
    assert agents(session) == 1


def test_cancelling_before_it_is_confirmed_lets_nobody_in(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE))
    begin_writing(session)
    confirming.cancel(session, import_, actor=HR)
    session.commit()
    assert worked_off(session, settings, import_).state == "cancelled"
    assert agents(session) == 0


def test_a_cancelled_check_stays_cancelled(session: Session, settings: Settings) -> None:
    import_ = upload(session, csv_of(ZOE))
    begin_writing(session)
    confirming.cancel(session, import_, actor=HR)
    session.commit()
    assert worked_off(session, settings, import_).state == "cancelled"


def test_somebody_added_between_check_and_confirmation_is_not_added_twice(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE, OWEN))
    finished(session, settings, csv_of(ZOE), auto_confirm=True)
    begin_writing(session)
    confirming.confirm(session, import_, actor=HR)
    session.commit()
    worked_off(session, settings, import_)
    assert agents(session) == 2
    assert rows_of(session, import_)[2].verdict == "unchanged"


def test_an_extension_taken_meanwhile_is_replaced_and_the_row_says_so(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE))
    finished(session, settings, csv_of(OWEN), auto_confirm=True)
    begin_writing(session)
    confirming.confirm(session, import_, actor=HR)
    session.commit()
    worked_off(session, settings, import_)
    warnings = [warning.sentence() for warning in reporting.warnings_of(rows_of(session, import_)[2])]
    assert warnings == ["1000 was taken meanwhile; this person's extension is 1001."]


def test_progress_counts_accounts_phones_and_invitations(session: Session, settings: Settings) -> None:
    import_ = confirmed(session, settings, csv_of(ZOE, OWEN), invite="now")
    seen = progress.progress(session, import_)
    phases = {phase.key: (phase.done, phase.total) for phase in seen.phases}
    assert phases == {"accounts": (2, 2), "phones": (2, 2), "invitations": (2, 2)}
    assert (seen.percent, seen.finished) == (100, True)


def test_invitations_on_the_start_date_wait_for_it(session: Session, settings: Settings) -> None:
    import_ = confirmed(session, settings, csv_of(ZOE), invite="start-date")
    assert session.scalars(select(Invitation.state)).all() == ["planned"]
    assert work.left_of(session, import_.id) == work.Left(now=0, retrying=0, later=1, failed=0)


def test_an_import_larger_than_a_chunk_is_applied_chunk_by_chunk(
    sqlite_session_of: Callable[..., tuple[Session, Settings]],
) -> None:
    session, settings = sqlite_session_of(CHUNK_ROWS="2")
    content = csv_of(*(f"E{n},Person {n},p{n}@northwind.example,,," for n in range(5)))
    import_ = finished(session, settings, content, auto_confirm=True)
    assert import_.state == "completed"
    assert agents(session) == 5
    assert session.scalar(select(func.count()).where(ImportRow.state == "applied")) == 5


def test_what_a_later_row_asks_for_is_given_to_no_row_before_it(
    sqlite_session_of: Callable[..., tuple[Session, Settings]],
) -> None:
    session, settings = sqlite_session_of(CHUNK_ROWS="2")
    head = "Full Name,Email,Extension,Username"
    names = [f"Owen Li,owen{n}@northwind.example,," for n in range(3)]
    content = csv_of(*names, "Zoe Meer,zoe@northwind.example,1001,owen.li", head=head)
    import_ = finished(session, settings, content, auto_confirm=True)
    assert import_.state == "completed"
    zoe = session.scalars(select(Agent).where(Agent.full_name == "Zoe Meer")).one()
    assert (zoe.extension, zoe.username) == (1001, "owen.li")
    assert set(session.scalars(select(Agent.extension))) == {1000, 1001, 1002, 1003}


def test_the_error_file_has_the_uploaders_columns_and_can_be_uploaded_again(
    session: Session, settings: Settings
) -> None:
    head = "Employee ID;Full Name;Email;Badge colour"
    content = csv_of("E1;Zoë Meer;zoe@;red", "E2;Owen Li;owen@northwind.example;blue", head=head)
    import_ = finished(session, settings, content)
    text = "".join(reporting.errors_csv(session, import_))
    lines = text.removeprefix("\ufeff").splitlines()
    assert lines[0] == head + ";row;errors"
    assert lines[1].startswith("E1;Zoë Meer;zoe@;red;2;")
    assert len(lines) == 2
    mended = text.replace("zoe@;", "zoe@northwind.example;").encode()
    assert reporting.counts(session, finished(session, settings, mended).id).create == 1


def test_an_error_file_that_still_has_errors_gives_one_of_the_same_columns(
    session: Session, settings: Settings
) -> None:
    first = finished(session, settings, csv_of("Zoë Meer,zoe@,red", head="Full Name,Email,=Badge"))
    text = "".join(reporting.errors_csv(session, first))
    again = finished(session, settings, text.encode())
    assert "".join(reporting.errors_csv(session, again)) == text
    assert text.startswith("\ufeffFull Name,Email,'=Badge,row,errors\r\n")
