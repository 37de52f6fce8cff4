"""Every row gets a verdict; all its mistakes are said at once, and nothing but the verdicts is written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import begin_writing
from onboarding.imports import reporting
from onboarding.imports.models import Import
from onboarding.imports.refusal import FileRefused
from onboarding.settings import Settings
from tasks.lines import work_off_all
from tests.imports.flow import csv_of, finished, mistakes, rows_of, upload

ZOE = "E1,Zoë van der Meer,zoe@northwind.example,,webrtc,2027-01-11"
OWEN = "E2,Owen Li,owen@northwind.example,,external,2027-01-11"


def test_a_good_file_is_ready_and_nobody_is_on_board_yet(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE, OWEN))
    counts = reporting.counts(session, import_.id)
    assert (import_.state, counts.total, counts.create) == ("ready", 2, 2)
    assert session.scalar(select(func.count()).select_from(Agent)) == 0


def test_the_check_proposes_a_username_and_the_next_free_extension_to_each(
    session: Session, settings: Settings
) -> None:
    import_ = finished(session, settings, csv_of(ZOE, OWEN, "E3,Zoe van der Meer,z2@northwind.example,1001,,"))
    proposed = {row.row: row.proposed for row in rows_of(session, import_).values()}
    assert proposed == {
        2: {"username": "zoe.van.der.meer", "extension": 1000},
        3: {"username": "owen.li", "extension": 1002},
        4: {"username": "zoe.van.der.meer2", "extension": 1001},
    }


def test_what_was_proposed_is_what_people_get(session: Session, settings: Settings) -> None:
    content = csv_of(ZOE, OWEN, "E3,Zoe van der Meer,z2@northwind.example,1001,,")
    proposed = rows_of(session, finished(session, settings, content))
    finished(session, settings, content, auto_confirm=True)
    found = session.execute(
        select(Agent.employee_id, Agent.username, Agent.extension).order_by(Agent.employee_id)
    ).all()
    expected = [
        (f"E{n - 1}", row.proposed["username"], row.proposed["extension"])
        for n, row in proposed.items()
        if row.proposed
    ]
    assert [tuple(row) for row in found] == expected


def test_all_mistakes_of_a_row_are_said_at_once(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of("E1,Zoë,zoe@,112,Softphone,01/02/2027", ZOE.replace("E1", "E9")))
    assert sorted(mistakes(rows_of(session, import_)[2]), key=str) == [
        ("email", "invalid"),
        ("extension", "reserved"),
        ("start_date", "invalid"),
        ("typology", "unknown_value"),
    ]


REPEATED = {
    "employee_id": "E1,Owen Li,owen@northwind.example,,,",
    "email": "E2,Owen Li,ZOE@northwind.example,,,",
}


@pytest.mark.parametrize("field", REPEATED)
def test_the_same_person_twice_in_a_file_is_said_in_the_later_row(
    field: str, session: Session, settings: Settings
) -> None:
    row = rows_of(session, finished(session, settings, csv_of(ZOE, REPEATED[field])))[3]
    assert mistakes(row) == [(field, "duplicate_in_file")]
    assert "Row 2" in reporting.problems_of(row)[0].sentence()


def test_an_extension_twice_in_a_file_is_said_in_the_later_row(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE.replace(",,", ",2000,"), OWEN.replace(",,", ",2000,")))
    assert mistakes(rows_of(session, import_)[3]) == [("extension", "duplicate_in_file")]


def test_a_row_that_is_wrong_itself_does_not_stand_in_the_way_of_a_later_one(
    session: Session, settings: Settings
) -> None:
    import_ = finished(session, settings, csv_of(ZOE.replace("webrtc", "fax"), ZOE))
    assert [row.verdict for row in rows_of(session, import_).values()] == ["invalid", "create"]


def test_the_same_file_again_is_unchanged_and_a_change_says_old_and_new(session: Session, settings: Settings) -> None:
    finished(session, settings, csv_of(ZOE, OWEN), auto_confirm=True)
    import_ = finished(session, settings, csv_of(ZOE, OWEN.replace("external", "phonebar")))
    rows = rows_of(session, import_)
    assert [row.verdict for row in rows.values()] == ["unchanged", "update"]
    assert rows[3].changes == {"typology": ["external", "phonebar"]}


def test_somebody_who_has_left_is_skipped_and_not_counted_as_wrong(session: Session, settings: Settings) -> None:
    head = "Employee ID,Full Name,Email,Status"
    content = csv_of("E1,Zoë Meer,zoe@northwind.example,Terminated", head=head.replace("Status", "employment_status"))
    counts = reporting.counts(session, finished(session, settings, content).id)
    assert (counts.skipped, counts.invalid) == (1, 0)


def test_a_department_of_another_system_is_a_warning_and_not_applied(session: Session, settings: Settings) -> None:
    content = csv_of("Zoë Meer,zoe@northwind.example,Orders", head="Full Name,Email,Department")
    row = rows_of(session, finished(session, settings, content))[2]
    assert row.verdict == "create"
    assert [warning.column for warning in reporting.warnings_of(row)] == ["teams"]


def test_a_column_that_is_missing_fails_the_file_and_says_which(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of("Zoë", head="Full Name"))
    assert import_.state == "failed"
    assert [problem["code"] for problem in reporting.as_json(session, import_)["errors"]] == ["missing_column"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "not_text"),
        (b"%PDF-1.7\n", "not_text"),
        (b"Full Name,Email\n", "no_rows"),
    ],
)
def test_what_is_no_table_is_refused_and_nothing_is_stored(
    content: bytes, code: str, session: Session, settings: Settings
) -> None:
    with pytest.raises(FileRefused) as refused:
        upload(session, content)
    session.rollback()
    assert refused.value.problem.code == code
    assert session.scalar(select(func.count()).select_from(Import)) == 0


def test_what_nobody_here_may_keep_is_not_kept(session: Session, settings: Settings) -> None:
    content = csv_of("Zoë Meer,zoe@northwind.example,DE89370400440532013000", head="Full Name,Email,IBAN")
    row = rows_of(session, finished(session, settings, content))[2]
    assert row.cells == ["Zoë Meer", "zoe@northwind.example", ""]


def test_a_mobile_agent_who_has_a_push_gateway_needs_none_in_the_file(session: Session, settings: Settings) -> None:
    head = "Employee ID,Full Name,Email,Typology,push_gateway"
    given = "E1,Zoë Meer,zoe@northwind.example,mobile,https://push.northwind.example"
    finished(session, settings, csv_of(given, head=head), auto_confirm=True)
    again = finished(session, settings, csv_of("E1,Zoë Meer,zoe@northwind.example,mobile,", head=head))
    assert rows_of(session, again)[2].verdict == "unchanged"


def test_a_check_that_was_interrupted_begins_again(session: Session, settings: Settings) -> None:
    from sqlalchemy import update

    import_ = upload(session, csv_of(ZOE, OWEN))
    begin_writing(session)
    session.execute(update(Import).values(state="checking"))
    session.commit()
    from tests.imports.flow import worked_off

    assert worked_off(session, settings, import_).state == "ready"
    assert len(rows_of(session, import_)) == 2


def test_a_row_that_is_refused_takes_no_extension_from_a_later_one(session: Session, settings: Settings) -> None:
    wrong = "E1,Zoë Meer,zoe@,2001,,"
    import_ = finished(session, settings, csv_of(wrong, OWEN.replace(",,", ",2001,"), ZOE.replace(",,", ",2001,")))
    rows = rows_of(session, import_)
    assert [row.verdict for row in rows.values()] == ["invalid", "create", "invalid"]
    assert mistakes(rows[4]) == [("extension", "duplicate_in_file")]


def test_a_taken_extension_is_said_to_be_taken_in_every_row_that_asks_for_it(
    session: Session, settings: Settings
) -> None:
    finished(session, settings, csv_of(ZOE.replace(",,", ",2001,")), auto_confirm=True)
    third = "E3,Amara Okonkwo,amara@northwind.example,2001,,"
    import_ = finished(session, settings, csv_of(OWEN.replace(",,", ",2001,"), third))
    assert [mistakes(row) for row in rows_of(session, import_).values()] == [[("extension", "taken")]] * 2


def test_eight_files_at_once_on_sqlite_are_checked_without_a_locked_database(
    sqlite_session_of: Callable[..., tuple[Session, Settings]], caplog: pytest.LogCaptureFixture
) -> None:
    session, settings = sqlite_session_of(CHUNK_ROWS="20")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    people = [f"E{n},Person {n},p{n}@northwind.example,,,2027-01-11" for n in range(100)]
    for _ in range(8):
        upload(session, csv_of(*people))
    session.rollback()

    def work(_: int) -> None:
        with app.app_context():
            work_off_all(settings, 60)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    session.rollback()
    assert set(session.scalars(select(Import.state))) == {"ready"}
    assert "did not succeed" not in caplog.text
