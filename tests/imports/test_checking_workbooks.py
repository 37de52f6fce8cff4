"""What a workbook holds gets the same verdicts as a CSV would, and what is damaged in a cell is named there."""

import io
import uuid
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.imports import checking, reading, reporting, uploads
from onboarding.imports.models import Import
from onboarding.imports.reading import Limits
from onboarding.imports.refusal import FileRefused
from onboarding.settings import Settings
from tests.imports.flow import HR, csv_of, finished, mistakes, rows_of
from tests.imports.workbooks import DAY, cell, one_sheet, row, sheet_xml, workbook

HEAD = row(1, "Employee ID", "Full Name", "Email", "Extension", "Start Date", "Voicemail", "Age")
PEOPLE = csv_of(*(f"E{number},Anna,a{number}@northwind.example,,," for number in range(4)))
NO_VALUE = "<f>A1&amp;A2</f></c>"


def test_dates_zeros_and_truths_mean_what_they_look_like(session: Session, settings: Settings) -> None:
    anna = row(2, cell("A2", 123, s=2), "Anna Rossi", "anna@northwind.example", 2001, cell("E2", 46357, s=DAY), False)
    import_ = finished(session, settings, one_sheet(HEAD, anna, formats=["00000"]))
    values = rows_of(session, import_)[2].values
    assert values["employee_id"] == "00123"
    assert (values["extension"], values["start_date"], values["voicemail"]) == (2001, "2026-12-01", False)
    assert reporting.file_json(import_) == {
        "name": "people.csv", "format": "xlsx", "encoding": None, "delimiter": None, "sheet": "People",
    }  # fmt: skip


def test_errors_of_excel_are_named_in_their_cell(session: Session, settings: Settings) -> None:
    rows = [
        row(2, 1, "Anna", '<c r="C2" t="e"><v>#N/A</v></c>'),
        row(3, 2, "Bea", "b@northwind.example", '<c r="D3" t="e"><v>#REF!</v></c>'),
        row(4, 3, "Carl", f'<c r="C4" t="str">{NO_VALUE}'),
        row(5, 4, "Dora", "d@northwind.example", None, None, None, f'<c r="G5">{NO_VALUE}'),
        row(6, 5, "Emil", "e@northwind.example", 1e15),
        row(7, 6, "Fay", "f@northwind.example", None, cell("E7", -1, s=DAY)),
    ]
    import_ = finished(session, settings, one_sheet(HEAD, *rows))
    found = rows_of(session, import_)
    assert {number: mistakes(each) for number, each in found.items() if each.problems} == {
        2: [("email", "invalid")],
        3: [("extension", "invalid")],
        4: [("email", "invalid")],
        6: [("extension", "invalid")],
        7: [("start_date", "invalid")],
    }
    (problem,) = reporting.problems_of(found[4])
    assert "formula, and the file does not hold its result" in problem.sentence()


def test_what_is_said_of_the_file_reaches_the_report(session: Session, settings: Settings) -> None:
    anna = row(2, 1, "Anna", "anna@northwind.example", attributes=' hidden="1"')
    content = workbook({"New": sheet_xml([HEAD, anna]), "Notes": sheet_xml([row(1, "Call HR")])})
    report = reporting.check_json(session, finished(session, settings, content))
    assert [(warning["code"], warning["column"]) for warning in report["warnings"]] == [
        ("ignored_sheet", None),
        ("hidden_rows", None),
    ]


def test_totals_are_skipped_and_counted_as_such(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of("E1,Anna,anna@northwind.example,,,", "Total: 1,,,,,"))
    counts = reporting.counts(session, import_.id)
    assert (counts.total, counts.create, counts.skipped, counts.invalid) == (2, 1, 1, 0)
    (warning,) = reporting.warnings_of(rows_of(session, import_)[3])
    assert "not a person" in warning.sentence()


def test_the_rows_to_fix_of_a_workbook_are_a_csv_that_can_be_uploaded(session: Session, settings: Settings) -> None:
    rows = [row(2, cell("A2", 7, s=2), "Anna", "anna@", None, cell("E2", 46357, s=DAY))]
    import_ = finished(session, settings, one_sheet(HEAD, *rows, formats=["000"]))
    text = "".join(reporting.errors_csv(session, import_))
    again = finished(session, settings, text.replace("anna@,", "anna@northwind.example,").encode())
    values = rows_of(session, again)[2].values
    assert (values["employee_id"], values["start_date"]) == ("007", "2026-12-01")


@pytest.mark.parametrize(
    ("limit", "content", "code"),
    [
        ({"IMPORT_MAX_ROWS": "3"}, PEOPLE, "too_many_rows"),
        ({"IMPORT_MAX_COLUMNS": "5"}, PEOPLE, "too_many_columns"),
        ({"IMPORT_MAX_MIB": "1"}, PEOPLE + b"x" * 2**20, "too_large"),
        ({"IMPORT_MAX_UNPACKED_MIB": "1"}, one_sheet(HEAD, more={"x": bytes(2**20)}), "too_large"),
    ],
)
def test_each_limit_is_a_setting_and_a_file_beyond_it_is_not_stored(
    sqlite_session_of: Callable[..., tuple[Session, Settings]], limit: dict[str, str], content: bytes, code: str
) -> None:
    session, settings = sqlite_session_of(**limit)
    with pytest.raises(FileRefused) as refused:
        uploads.store(session, io.BytesIO(content), "people.csv", actor=HR, limits=Limits.of(settings))
    assert refused.value.problem.code == code
    assert session.query(Import).count() == 0


def test_a_large_workbook_gives_signs_of_life_while_it_is_unpacked(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [row(number, number, "Anna", f"a{number}@northwind.example") for number in range(2, 9)]
    signs = []
    for rows_a_sign in (10_000, 2):
        monkeypatch.setattr(reading, "ROWS_A_SIGN", rows_a_sign)
        stream = io.BytesIO(one_sheet(HEAD, *people))
        import_ = uploads.store(session, stream, "people.xlsx", actor=HR, limits=Limits())
        session.commit()
        claim = work.Claim(uploads.KIND, uuid.uuid4())
        signs.append(_steps(session, checking.check(session, settings, import_, claim)))
        assert reporting.counts(session, import_.id).create == 7
    assert signs[1] == signs[0] + 3


def test_others_may_write_while_a_large_file_is_read(session: Session) -> None:
    class Stream(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert not session.in_transaction()
            return super().read(size)

    uploads.store(session, Stream(PEOPLE), "people.csv", actor=HR, limits=Limits())
    assert session.in_transaction()


def _steps(session: Session, steps: Iterator[bool]) -> int:
    """Take all steps, as a worker does: each is committed."""
    taken = 0
    for _ in steps:
        session.commit()
        taken += 1
    return taken
