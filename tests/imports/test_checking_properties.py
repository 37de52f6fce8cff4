"""Whatever stands in the cells, every row ends in a verdict and in sentences; never in an exception."""

import csv
import io
import sys
import unicodedata
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from onboarding.agents.fields import FIELDS
from onboarding.database import begin_writing
from onboarding.imports import looking, reporting
from onboarding.imports.checking import Merging
from onboarding.imports.looking import Looker
from onboarding.imports.models import VERDICTS, Import
from onboarding.imports.records import Row
from onboarding.imports.refusal import FileRefused
from onboarding.settings import Settings
from tests.imports.flow import finished, rows_of, upload, worked_off

TYPICAL = {
    "full_name": ["Anna Rossi", "Rossi, Anna", "2001"],
    "email": ["anna@northwind.example", "ANNA@northwind.example", "a@", "bea@northwind.example"],
    "employee_id": ["E1", "0042", "42", "2.0E+03"],
    "username": ["anna", "ANNA", "bea"],
    "extension": ["2001", "2002", "99999999999999999999", "9999999999", "10"],
    "typology": ["webrtc", "Mobile", "fax"],
    "teams": ["North|South", "|", "a:b"],
    "queues": ["support:2", "support:99999", ":"],
    "start_date": ["01/02/2031", "2031-01-01", "99999", "9999-12-31", "0000-00-00", "1.1.1"],
    "end_date": ["31.12.9999", "2019-01-01", "46000"],
    "employment_status": ["Active", "Left"],
    "remote_control_port": ["9" * 5000, "80"],
    "language": ["it", "_", "-", "a_b_c_d_e", "@"],
    "timezone": ["CET", "../..", "+"],
    "phone": ["+", "x", "tel:", "06" * 50, "+39 06 6982 1234"],
}
ANY = st.text(st.characters(codec=None), max_size=30) | st.integers().map(str) | st.just("x" * 10_000)
ROW = st.fixed_dictionaries(
    {}, optional={field: st.sampled_from(TYPICAL[field]) | ANY if field in TYPICAL else ANY for field in FIELDS}
)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=8, suppress_health_check=QUIET)
@given(people=st.lists(ROW, min_size=4, max_size=30), region=st.sampled_from([None, "IT"]))
def test_any_cells_end_in_a_verdict(
    session: Session, settings: Settings, people: list[dict[str, str]], region: str | None
) -> None:
    begin_writing(session)
    import_ = Import(
        file_name="x.csv",
        file_size=0,
        file_sha256="",
        uploaded_by="HR",
        columns=[[name, name, True] for name in FIELDS],
        file={"today": "2026-11-22", "date_order": None, "defaults": {}},
    )
    session.add(import_)
    session.flush()
    # As a file brings them: what no file can hold does not get so far.
    rows = [
        Row(number, [_storable(person.get(field, "")) for field in FIELDS]) for number, person in enumerate(people, 2)
    ]
    looked = Looker(settings, import_).look(rows)
    Merging(session, import_).merge(looking.looked_from_text(looking.looked_to_text(looked)))
    session.flush()
    for row in reporting.rows(session, import_.id, limit=1000):
        assert row.verdict in VERDICTS
        assert (row.verdict == "invalid") == bool(row.problems)
        for each in (*reporting.problems_of(row), *reporting.warnings_of(row)):
            assert "invalid" not in each.sentence()
    assert reporting.counts(session, import_.id).total == len(people)
    session.rollback()


def _storable(text: str) -> str:
    return "".join(mark for mark in text if mark != "\0" and not "\ud800" <= mark <= "\udfff")


def test_every_kind_of_character_in_every_field_ends_in_a_verdict(session: Session, settings: Settings) -> None:
    kinds: dict[str, list[str]] = defaultdict(list)
    for code in range(1, sys.maxunicode + 1, 7):
        mark = chr(code)
        if (kind := unicodedata.category(mark)) != "Cs" and len(kinds[kind]) < 3 and mark not in "\r\n":
            kinds[kind].append(mark)
    marks = sorted(mark for found in kinds.values() for mark in found)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    for number, mark in enumerate(marks):
        writer.writerow([f"{number}{mark}{number}" for _ in FIELDS])
        writer.writerow([mark for _ in FIELDS])
    import_ = finished(session, settings, text.getvalue().encode())
    assert import_.state == "ready"
    found = rows_of(session, import_)
    assert {row.verdict for row in found.values()} <= {"create", "invalid", "skipped"}
    assert len(found) > len(marks)


@settings(max_examples=6, suppress_health_check=QUIET)
@given(cells=st.lists(ANY, min_size=3, max_size=3))
def test_what_a_file_can_hold_of_it_is_refused_as_a_file_or_checked(
    session: Session, settings: Settings, cells: list[str]
) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([["full_name", "email", "description"], cells, ["Anna Rossi", "anna@northwind.example", ""]])
    content = text.getvalue().encode("utf-8", "surrogatepass")
    if any(mark == "\0" or "\ud800" <= mark <= "\udfff" for mark in "".join(cells)):
        with pytest.raises(FileRefused) as refused:
            upload(session, content)
        session.rollback()
        assert refused.value.problem.code == "not_text"
        return
    import_ = upload(session, content)
    assert worked_off(session, settings, import_).state == "ready"
    assert rows_of(session, import_)
