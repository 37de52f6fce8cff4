"""The rows to fix as a file: uploaded as it is it says the same again, corrected it is good."""

import csv
import io

import pytest
from sqlalchemy.orm import Session

from onboarding.imports import reporting
from onboarding.settings import Settings
from tests.imports.flow import finished, rows_of

HEAD = ["Personalnummer", "Name", "E-Mail", "Notiz", "Telefon", "Badge colour"]
ROWS = [
    ["0042", "Müller, Hans", "hans@", "=cmd|' /C calc'!A0", "+49 30 901820", "red"],
    ['="0043"', "Zoë Meer", "zoe@firm", 'He said "hi"; then, he | left\nsecond line', "'0049 30 901820", "@blue"],
    ["'0044", "Anna Rossi", "anna at firm.com", "\tindented", "-", "=1+1"],
    ["0045", "Good Person", "good@northwind.example", "", "", ""],
]


def written(rows: list[list[str]], delimiter: str, encoding: str, head: list[str] = HEAD) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([head, *rows])
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_errors_of_any_file_can_be_corrected_and_uploaded_as_they_are(
    delimiter: str, encoding: str, session: Session, settings: Settings
) -> None:
    first = finished(session, settings, written(ROWS, delimiter, encoding))
    wrong = [row for row in rows_of(session, first).values() if row.verdict == "invalid"]
    assert [row.row for row in wrong] == [2, 3, 4]
    errors = "".join(reporting.errors_csv(session, first))
    again = finished(session, settings, errors.encode())
    found = rows_of(session, again).values()
    assert [(row.problems, row.values) for row in found] == [(row.problems, row.values) for row in wrong]
    head, *rows = csv.reader(io.StringIO(errors.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    assert head == [*HEAD, "row", "errors"]
    assert [row[-2] for row in rows] == ["2", "3", "4"]
    for row, address in zip(rows, ("hans", "zoe", "anna"), strict=True):
        row[2] = f"{address}@northwind.example"
    corrected = finished(session, settings, written(rows, delimiter, "utf-8", head))
    values = [row.values for row in rows_of(session, corrected).values()]
    assert [row.verdict for row in rows_of(session, corrected).values()] == ["create"] * 3
    assert [each["employee_id"] for each in values] == ["0042", "0043", "0044"]
    assert [each["full_name"] for each in values] == ["Hans Müller", "Zoë Meer", "Anna Rossi"]


def test_what_is_wrong_is_said_in_the_reader_s_language(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, written(ROWS, ",", "utf-8"))
    head, first, *_ = csv.reader(io.StringIO("".join(reporting.errors_csv(session, import_, "it"))))
    assert head[-2:] == ["row", "errors"]
    assert first[-1].startswith("email: Questo indirizzo si ferma dopo la @.")
