"""The tables of the interface, sentence by sentence, through the real check: verdict, codes, columns, values."""

from typing import Any

from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.imports import reporting
from onboarding.imports.models import ImportRow
from onboarding.settings import Settings
from onboarding.staffing.leaving import delete
from tests.imports.flow import HR, csv_of, finished, mistakes, rows_of

HEAD = "employee_id,full_name,email,username,extension,typology,alias,start_date,end_date,employment_status"
ANNA = "E1,Anna Rossi,anna@northwind.example,anna,2001,webrtc,Annie,2031-01-07,,"
OWEN = "E2,Owen Li,owen@northwind.example,owen,2002,external,,,,"
NO_ID = ",Noa Levi,noa@northwind.example,noa,2003,webrtc,,,,"


def there(session: Session, settings: Settings) -> None:
    """Anna and Owen with their numbers, and Noa, who has none."""
    finished(session, settings, csv_of(ANNA, OWEN, NO_ID, head=HEAD), auto_confirm=True)


def check(session: Session, settings: Settings, *rows: str, head: str = HEAD, **more: Any) -> list[ImportRow]:
    """The rows of a file, checked."""
    return list(rows_of(session, finished(session, settings, csv_of(*rows, head=head), **more)).values())


def said(row: ImportRow) -> str:
    """All sentences of a row."""
    return " ".join(each.sentence() for each in (*reporting.problems_of(row), *reporting.warnings_of(row)))


KNOWN = {
    "the same by the number": ("E1,Anna Rossi,anna@northwind.example,,,,,,,", "unchanged", {}, []),
    "the same by the e-mail": (",Anna Rossi,ANNA@northwind.example,,,,,,,", "update", {"email"}, []),
    "a blank cell changes nothing": ("E1,Anna Rossi,anna@northwind.example,,,,,,,", "unchanged", {}, []),
    "a field that is cleared": ("E1,Anna Rossi,anna@northwind.example,,,,(clear),,,", "update", {"alias"}, []),
    "a known number and another e-mail": ("E1,Anna Rossi,new@northwind.example,,,,,,,", "update", {"email"}, []),
    "a new number for a known e-mail without one": (
        "E9,Noa Levi,noa@northwind.example,,,,,,,", "update", {"employee_id"}, [],
    ),
    "another extension": ("E1,Anna Rossi,anna@northwind.example,,2009,,,,,", "update", {"extension"}, []),
    "the own username in other letters": (
        "E1,Anna Rossi,anna@northwind.example,ANNA,,,,,,", "update", {"username"}, [],
    ),
    "number and e-mail of two people": (
        "E1,Anna Rossi,owen@northwind.example,,,,,,,", "invalid", {}, [("employee_id", "taken"), ("email", "taken")],
    ),
    "a known e-mail with another number": (
        "E9,Anna Rossi,anna@northwind.example,,,,,,,", "invalid", {}, [("employee_id", "taken")],
    ),
    "another username": (
        "E1,Anna Rossi,anna@northwind.example,annie,,,,,,", "invalid", {}, [("username", "invalid")],
    ),
    "the username of somebody else": (
        "E1,Anna Rossi,anna@northwind.example,OWEN,,,,,,", "invalid", {}, [("username", "taken")],
    ),
    "the extension of somebody else": (
        "E1,Anna Rossi,anna@northwind.example,,2002,,,,,", "invalid", {}, [("extension", "taken")],
    ),
    "nothing new, but a cell is wrong": (
        "E1,Anna Rossi,anna@northwind.example,,2001.0,,,,,", "invalid", {}, [("extension", "invalid")],
    ),
    "somebody new with a username that is taken": (
        "E8,Cleo Day,cleo@northwind.example,Anna,,,,,,", "invalid", {}, [("username", "taken")],
    ),
    "somebody who has left by the day": ("E1,Anna Rossi,anna@northwind.example,,,,,,2020-01-31,", "skipped", {}, []),
    "somebody who has left by the status": ("E1,Anna Rossi,anna@,,,,,,,Terminated", "skipped", {}, []),
    "somebody who will leave": ("E1,Anna Rossi,anna@northwind.example,,,,,,2039-01-31,", "update", {"end_date"}, []),
}  # fmt: skip


def test_each_row_about_people_whom_we_know_has_its_verdict(session: Session, settings: Settings) -> None:
    there(session, settings)
    found = {case: check(session, settings, row)[0] for case, (row, *_) in KNOWN.items()}
    assert {case: (row.verdict, set(row.changes or {}), mistakes(row)) for case, row in found.items()} == {
        case: (verdict, set(changed), wrong) for case, (_, verdict, changed, wrong) in KNOWN.items()
    }
    assert not [said(row) for row in found.values() if "invalid" in said(row)]


def test_an_update_says_the_old_and_the_new_value_of_each_field(session: Session, settings: Settings) -> None:
    there(session, settings)
    (row,) = check(session, settings, "E1,Anna Bianchi,anna@northwind.example,,2009,phonebar,(clear),2031-02-01,,")
    assert row.changes == {
        "full_name": ["Anna Rossi", "Anna Bianchi"],
        "extension": [2001, 2009],
        "typology": ["webrtc", "phonebar"],
        "alias": ["Annie", None],
        "start_date": ["2031-01-07", "2031-02-01"],
    }


def test_a_deleted_person_comes_back(session: Session, settings: Settings) -> None:
    there(session, settings)
    anna = session.query(Agent).filter_by(employee_id="E1").one()
    delete(session, settings, [anna.id], actor=HR)
    session.commit()
    (row,) = check(session, settings, "E1,Anna Rossi,anna@northwind.example,,,,,,,")
    assert row.verdict == "comes_back"


NEW = {
    "email and a name are enough": ("Zoë Meer,zoe@northwind.example", "full_name,email", "create", []),
    "first and last name will do": ("Zoë,Meer,zoe@northwind.example", "first_name,last_name,email", "create", []),
    "no e-mail": ("Zoë Meer,,1", "full_name,email,employee_id", "invalid", [("email", "missing")]),
    "no name": (",zoe@northwind.example", "full_name,email", "invalid", [("full_name", "missing")]),
    "a name equal to the extension": (
        "2001,zoe@northwind.example,2001", "full_name,email,extension", "invalid", [("full_name", "invalid")],
    ),
    "a mobile agent without a push gateway": (
        "Zoë Meer,zoe@northwind.example,Mobile", "full_name,email,typology", "invalid", [("push_gateway", "missing")],
    ),
    "a typology in other letters": ("Zoë Meer,zoe@northwind.example,Web RTC", "full_name,email,typology", "create", []),
    "an extension that is reserved": (
        "Zoë Meer,zoe@northwind.example,112", "full_name,email,extension", "invalid", [("extension", "reserved")],
    ),
    "a queue that there is not": (
        "Zoë Meer,zoe@northwind.example,suport", "full_name,email,queues", "invalid", [("queues", "unknown_value")],
    ),
    "queues with commas between": (
        "Zoë Meer,zoe@northwind.example,support;sales", "full_name,email,queues", "invalid",
        [("queues", "unknown_value")],
    ),
    "a cell that is too long": (
        f"{'x' * 10_000},zoe@northwind.example", "full_name,email", "invalid", [("full_name", "too_long")],
    ),
    "a date that may be two": (
        "Zoë Meer,zoe@northwind.example,01/02/2031", "full_name,email,start_date", "invalid",
        [("start_date", "invalid")],
    ),
    "an unclosed quote": ('"Zoë Meer,zoe@northwind.example', "full_name,email", "invalid", [(None, "invalid")]),
    "several mistakes at once": (
        "2001,zoe@,Softphone,x,perhaps,31.02.2031", "full_name,email,typology,extension,voicemail,start_date",
        "invalid",
        [("full_name", "invalid"), ("email", "invalid"), ("typology", "unknown_value"), ("extension", "invalid"),
         ("voicemail", "invalid"), ("start_date", "invalid")],
    ),
}  # fmt: skip


def test_each_row_about_somebody_new_has_its_verdict(session: Session, settings: Settings) -> None:
    found = {case: check(session, settings, row, head=head)[0] for case, (row, head, *_) in NEW.items()}
    assert {case: (row.verdict, mistakes(row)) for case, row in found.items()} == {
        case: (verdict, wrong) for case, (_, _, verdict, wrong) in NEW.items()
    }
    assert not [said(row) for row in found.values() if "invalid" in said(row)]


def test_dates_are_read_in_the_one_order_that_the_whole_file_agrees_on(session: Session, settings: Settings) -> None:
    head = "full_name,email,start_date"
    ada, bea, cleo = (f"{name} Day,{name}@northwind.example" for name in ("ada", "bea", "cleo"))
    agreed = check(session, settings, f"{ada},01/02/2031", f"{bea},13/02/2031", f"{cleo},2031-02-03", head=head)
    assert [row.values["start_date"] for row in agreed] == ["2031-02-01", "2031-02-13", "2031-02-03"]
    split = check(session, settings, f"{ada},13/02/2031", f"{bea},02/14/2031", f"{cleo},2031-02-03", head=head)
    assert [mistakes(row) for row in split] == [[("start_date", "invalid")], [("start_date", "invalid")], []]
    assert "Write all dates as year-month-day" in said(split[0])


def test_a_number_that_lost_its_zeros_is_told_by_the_e_mail(session: Session, settings: Settings) -> None:
    head = "employee_id,full_name,email"
    finished(session, settings, csv_of("0042,Anna Rossi,anna@northwind.example", head=head), auto_confirm=True)
    (row,) = check(session, settings, "42,Anna Rossi,anna@northwind.example", head=head)
    assert mistakes(row) == [("employee_id", "taken")]
    assert "Spreadsheets take the 0 in front away" in said(row)


def test_nobody_is_changed_by_a_check(session: Session, settings: Settings) -> None:
    there(session, settings)
    before = session.query(Agent.id, Agent.version, Agent.updated_at).order_by(Agent.id).all()
    check(session, settings, *(row for row, *_ in KNOWN.values()))
    session.expire_all()
    assert session.query(Agent.id, Agent.version, Agent.updated_at).order_by(Agent.id).all() == before
