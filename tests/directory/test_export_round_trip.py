"""Whatever is exported is the same when it is read again: each cell by itself, and whole people through the import."""

import csv
import io
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.cells import literal
from onboarding.agents.models import Agent
from onboarding.database import begin_writing
from onboarding.directory.export import export_csv, guarded
from onboarding.directory.query import Query
from onboarding.groups import groups, members
from onboarding.imports import reporting, uploads
from onboarding.imports.reading import Limits
from onboarding.settings import Settings
from onboarding.staffing import adding
from onboarding.staffing.adding import NotAdded
from onboarding.staffing.leaving import delete
from tasks.lines import work_off_all
from tests.agents.people import checked
from tests.directory.people import HR, agent

TEXT_FIELDS = (
    "full_name", "first_name", "last_name", "alias", "description", "employee_id", "username", "email", "phone",
    "mobile", "personal_email", "push_gateway", "language", "timezone",
)  # fmt: skip
MARKS = st.sampled_from("aAzZé ßİıΩж王😀\u200d\u200c\u202eא م'’=+-@\t\r\n|:;,\"?()#0189.\u00a0\u2028\u0301\ufeff\\<&")
WORDS = st.sampled_from(
    ["(clear)", "none", "n/a", "-", "TRUE", "#REF!", "'=x", "''=x", "=cmd|' /C calc'!A0", "+39 06 6982 1234", "2.0E+03",
     "Rossi, Anna", "'0042", "’0042", '="0042"', "'(clear)", "|", "support:2", "👩‍👩‍👧", "مرحبا", "@SUM(A1)", "’t Hart"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(MARKS, max_size=15),
    WORDS,
    st.builds("".join, st.tuples(WORDS, st.text(MARKS, max_size=3))),
    st.builds("".join, st.tuples(st.text(MARKS, max_size=3), WORDS)),
)
NUMBER = count(1)


def written_and_read(value: str) -> str:
    """A value as a cell of the export, as a reader of CSV gets it back."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([guarded(literal(value)), "x"])
    (row,) = csv.reader(io.StringIO(buffer.getvalue(), newline=""), strict=True, skipinitialspace=True)
    return row[0]


@settings(max_examples=300)
@given(field=st.sampled_from(TEXT_FIELDS), text=TEXTS, region=st.sampled_from([None, "IT", "DE"]))
@example(field="alias", text="''(clear)", region=None)
@example(field="description", text="'(clear)", region=None)
@example(field="employee_id", text="''0042", region=None)
def test_whatever_a_cell_was_understood_as_is_understood_again(field: str, text: str, region: str | None) -> None:
    found = checked({field: text}, phone_region=region)
    value = found.values.get(field)
    if value is None or found.problems:
        return
    again = checked({field: written_and_read(str(value))}, phone_region=region)
    assert (again.problems, again.values.get(field)) == ([], value)


@pytest.mark.parametrize("value", ["'=x", "''=x", "'0042", "(clear)", "(CLEAR)", "'(clear)", "=1+1", "’-x", "'t Hart"])
def test_what_is_read_otherwise_gets_an_apostrophe_more(value: str) -> None:
    assert checked({"alias": written_and_read(value)}).values["alias"] == value


def imported(session: Session, app_settings: Settings, text: str) -> list[dict[str, object]]:
    """The rows that are not unchanged."""
    import_ = uploads.receive(session, io.BytesIO(text.encode()), "agents.csv", actor=HR, limits=Limits())
    session.commit()
    work_off_all(app_settings, 60)
    rows = reporting.rows(session, import_.id, limit=1000)
    assert len(rows) > 0
    return [reporting.row_json(row) for row in rows if row.verdict != "unchanged"]


PERSON = st.fixed_dictionaries(
    {"full_name": TEXTS, "alias": TEXTS, "description": TEXTS},
    optional={
        "first_name": TEXTS,
        "employee_id": TEXTS,
        "phone": st.sampled_from(["+39 06 6982 1234", "06 6982 1234", "0039 06 6982 1234", "(06) 69.82-1234"]),
        "teams": st.sampled_from(["A, B", "A; B|=C", "D:2|A, B", "none of them"]),
        "queues": st.sampled_from(["support:3", "support|sales:1", "sales"]),
        "profile": st.sampled_from(["=Front", "Back office"]),
        "language": st.sampled_from(["Italian", "pt_BR"]),
        "start_date": st.sampled_from(["2031-01-07", "1. März 2031"]),
        "end_date": st.sampled_from(["2039-12-31", "31.12.9999"]),
        "voicemail": st.sampled_from(["ja", "no"]),
    },
)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(people=st.lists(PERSON, min_size=8, max_size=12))
def test_people_of_any_kind_are_unchanged_when_they_come_back(
    session: Session, settings: Settings, people: list[dict[str, str]]
) -> None:
    begin_writing(session)
    for kind, name in (
        ("team", "A, B"), ("team", "A; B"), ("team", "=C"), ("team", "D:2"), ("team", "none of them"),
        ("queue", "support"), ("queue", "sales"), ("profile", "=Front"), ("profile", "Back office"),
    ):  # fmt: skip
        if not groups.find(session, kind, [name]):
            groups.create(session, HR, kind, name)
    adding.add(
        session, settings, {"full_name": "Anna Rossi", "email": f"anna{next(NUMBER)}@northwind.example"}, actor=HR
    )
    for raw in people:
        try:
            adding.add(
                session, settings, {**raw, "email": f"p{next(NUMBER)}@northwind.example"}, actor=HR, invite="none"
            )
        except NotAdded:
            continue
    text = "".join(export_csv(session, HR, Query()))
    session.commit()
    assert imported(session, settings, text) == []


def test_values_that_only_a_database_can_hold_are_unchanged_too(session: Session, settings: Settings) -> None:
    begin_writing(session)
    for number, alias in enumerate(["(clear)", "'(clear)", "none", "'=x", "'0042", "-", "n/a"]):
        agent(session, f"Anna {'abcdefg'[number]}", alias=alias, extension=3000 + number)
    text = "".join(export_csv(session, HR, Query()))
    session.commit()
    assert imported(session, settings, text) == []


def test_the_deleted_are_not_exported(session: Session, settings: Settings) -> None:
    begin_writing(session)
    adding.add(session, settings, {"full_name": "Anna Rossi", "email": "anna@northwind.example"}, actor=HR)
    gone = adding.add(session, settings, {"full_name": "Bea Rossi", "email": "bea@northwind.example"}, actor=HR).agent
    delete(session, settings, [gone.id], actor=HR)
    text = "".join(export_csv(session, HR, Query()))
    session.commit()
    assert "bea@" not in text
    assert session.scalars(select(Agent.full_name).where(Agent.deleted_at.is_not(None))).all() == ["Bea Rossi"]
    assert imported(session, settings, text) == []


def test_a_queue_with_a_penalty_and_teams_with_marks_in_their_names_come_back(
    session: Session, settings: Settings
) -> None:
    begin_writing(session)
    anna = adding.add(session, settings, {"full_name": "Anna", "email": "anna@northwind.example"}, actor=HR).agent
    for kind, name in (("team", "Sales: North, (South)"), ("team", "=2"), ("queue", "support")):
        members.add(session, HR, groups.create(session, HR, kind, name), [anna.id], penalty=4 if kind == "queue" else 0)
    text = "".join(export_csv(session, HR, Query()))
    session.commit()
    assert imported(session, settings, text) == []
