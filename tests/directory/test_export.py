"""The export: safe in a spreadsheet, and the same people when it comes back."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy.orm import Session

from onboarding.agents.fields import FIELDS
from onboarding.database import begin_writing
from onboarding.directory.export import export_csv, guarded
from onboarding.directory.query import Query
from onboarding.groups import groups, members
from onboarding.imports import reporting, uploads
from onboarding.imports.reading import Limits
from onboarding.settings import Settings
from onboarding.staffing import adding
from tasks.lines import work_off_all
from tests.directory.people import HR, agent

GROUPS = (
    ("team", "=Milano, sera"),
    ("team", "Night"),
    ("queue", "support"),
    ("queue", "sales"),
    ("profile", "Front office"),
    ("ai_assistant", "Ada"),
)


def exported(session: Session, **query: str) -> list[dict[str, str]]:
    text = "".join(export_csv(session, HR, Query(**query)))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_agent_is_a_row_of_the_canonical_columns(session: Session) -> None:
    agent(
        session, "Zoë van der Meer", username="zoe", extension=2423, phone="+39 02 1234", start_date=date(2026, 12, 1),
        remote_control=True, remote_control_port=9888, voicemail=False, typology="phonebar",
    )  # fmt: skip
    (row,) = exported(session)
    assert tuple(row) == FIELDS
    assert {name: value for name, value in row.items() if value} == {
        "full_name": "Zoë van der Meer",
        "username": "zoe",
        "email": "zoe@northwind.example",
        "typology": "phonebar",
        "extension": "2423",
        "voicemail": "no",
        "phone": "'+39 02 1234",
        "remote_control": "yes",
        "remote_control_port": "9888",
        "start_date": "2026-12-01",
    }


def test_groups_stand_in_the_form_that_a_file_has_them_in(session: Session) -> None:
    anna = agent(session, "Anna")
    made = [groups.create(session, HR, kind, name) for kind, name in GROUPS]
    for group in made:
        members.add(session, HR, group, [anna.id], penalty=2 if group.name == "sales" else 0)
    (row,) = exported(session)
    assert {name: row[name] for name in ("teams", "queues", "profile", "ai_assistant")} == {
        "teams": "'=Milano, sera|Night",
        "queues": "sales:2|support",
        "profile": "Front office",
        "ai_assistant": "Ada",
    }


def test_the_export_follows_the_filter_and_the_order(session: Session) -> None:
    for name, typology in (("Anna", "mobile"), ("Bea", "webrtc"), ("Cleo", "mobile")):
        agent(session, name, typology=typology)
    assert [row["full_name"] for row in exported(session, typology="mobile", sort="-name")] == ["Cleo", "Anna"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+39 02", "'+39 02"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("''=x", "''=x"),
        ("'t Hart", "'t Hart"),
        ("O'Neil", "O'Neil"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(value: str, written: str) -> None:
    assert guarded(value) == written


@pytest.mark.parametrize("alias", ['He said "hi"', "a,b", "two\nlines", "=cmd", "a\u2028b", "😀 مرحبا", " x"])
def test_a_reader_of_csv_gets_each_value_back_as_it_was_written(session: Session, alias: str) -> None:
    agent(session, "Anna", alias=alias)
    (row,) = exported(session)
    assert row["alias"] == guarded(alias)


def test_guarded_cells_are_quoted_and_lines_end_as_the_standard_says(session: Session) -> None:
    agent(session, "Anna", alias="=cmd")
    text = "".join(export_csv(session, HR, Query()))
    assert ',"\'=cmd",' in text
    assert text.count("\r\n") == 2
    assert text.endswith("\r\n")


def test_what_is_exported_imports_again_as_unchanged(session: Session, settings: Settings) -> None:
    everything = {
        "full_name": "Zoë van der Meer", "email": "zoe@northwind.example", "employee_id": "=7", "alias": '-"Zo", née X',
        "typology": "phonebar", "extension": "2423", "description": "=cmd|' /C calc'!A0\nsecond line\n'quoted'",
        "voicemail": "no", "phone": "+39 02 1234567", "mobile": "0170 1234", "remote_control": "yes",
        "remote_control_port": "9999", "language": "it", "timezone": "Europe/Rome", "start_date": "2031-01-07",
        "personal_email": "+zoe@home.example", "end_date": "2039-12-31",
    }  # fmt: skip
    people = [
        everything,
        {"full_name": "@home Åsa Öberg", "email": "asa@northwind.example", "alias": "''=x", "teams": "=Milano, sera",
         "queues": "support|sales:3", "profile": "Front office", "ai_assistant": "Ada"},
        {"full_name": "Ŝámi Ωλ 李 🦊", "email": "sami@northwind.example", "typology": "external"},
        {"full_name": "Mia Mobile", "email": "mia@northwind.example", "typology": "mobile",
         "push_gateway": "https://push.northwind.example/a?b=c,d"},
    ]  # fmt: skip
    begin_writing(session)
    for kind, name in GROUPS:
        groups.create(session, HR, kind, name)
    for raw in people:
        adding.add(session, settings, raw, actor=HR, invite="none")
    text = "".join(export_csv(session, HR, Query()))
    import_ = uploads.receive(session, io.BytesIO(text.encode()), "agents.csv", actor=HR, limits=Limits())
    session.commit()
    work_off_all(settings, 20)
    wrong = [reporting.row_json(row) for row in reporting.rows(session, import_.id) if row.verdict != "unchanged"]
    assert wrong == []
    assert reporting.counts(session, import_.id).unchanged == len(people)
