"""The same person, username or extension twice in one file; people who would swap or pass on what is theirs."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.imports import reporting
from onboarding.settings import Settings
from tests.imports.flow import csv_of, finished, mistakes, rows_of

HEAD = "employee_id,full_name,email,username,extension"
ANNA = "E1,Anna Rossi,anna@northwind.example,anna,2001"
OWEN = "E2,Owen Li,owen@northwind.example,owen,2002"
Mistakes = list[tuple[str | None, str]]

TWICE: dict[str, tuple[list[str], Mistakes, str]] = {
    "the same number": (
        ["E5,Ada Day,ada@northwind.example,,", "E5,Ada Day,ada2@northwind.example,,"],
        [("employee_id", "duplicate_in_file")],
        "Row 2 has the same employee number. Row 2 stays; is this a second position of the same person?",
    ),
    "the same number and e-mail, another name": (
        ["E5,Ada Day,ada@northwind.example,,", "E5,Ada Night,ada@northwind.example,,"],
        [("employee_id", "duplicate_in_file"), ("email", "duplicate_in_file")],
        "Row 2 has the same e-mail, too.",
    ),
    "the same e-mail of two numbers": (
        ["E5,Ada Day,ada@northwind.example,,", "E6,Bea Day,ADA@northwind.example,,"],
        [("email", "duplicate_in_file")],
        "Row 2 has the same e-mail. Row 2 stays; give this person their own.",
    ),
    "the same e-mail without numbers": (
        [",Ada Day,ada@northwind.example,,", ",Ada Night,ada@northwind.example,,"],
        [("email", "duplicate_in_file")],
        "is this a second position of the same person?",
    ),
    "all the same": (
        ["E5,Ada Day,ada@northwind.example,ada,2005"] * 2,
        [("employee_id", "duplicate_in_file"), ("email", "duplicate_in_file")],
        "Row 2 says the same, and stays. This one can be taken out.",
    ),
    "the same username without case": (
        ["E5,Ada Day,ada@northwind.example,ada,", "E6,Bea Day,bea@northwind.example,ADA,"],
        [("username", "duplicate_in_file")],
        "Row 2 has the same username.",
    ),
    "the same extension": (
        ["E5,Ada Day,ada@northwind.example,,2005", "E6,Bea Day,bea@northwind.example,,2005"],
        [("extension", "duplicate_in_file")],
        "Row 2 has the same extension.",
    ),
    "by the number, then by the e-mail until now": (
        ["E1,Anna Rossi,new@northwind.example,,", ",Anna Rossi,anna@northwind.example,,"],
        [("email", "duplicate_in_file")],
        "anna@northwind.example is Anna Rossi, whom row 2 is about already.",
    ),
    "by the e-mail, then by the number": (
        [",Anna Rossi,anna@northwind.example,,", "E1,Anna Rossi,new@northwind.example,,"],
        [("employee_id", "duplicate_in_file")],
        "E1 is Anna Rossi, whom row 2 is about already.",
    ),
    "a number is filled in, then somebody else's for the same e-mail": (
        ["E7,Noa Levi,noa@northwind.example,,", "E8,Noa Levi,noa@northwind.example,,"],
        [("email", "duplicate_in_file")],
        "Row 2 has the same e-mail.",
    ),
}


@pytest.mark.parametrize("case", TWICE)
def test_the_first_row_stands_and_the_later_one_says_which_it_repeats(
    case: str, session: Session, settings: Settings
) -> None:
    rows, wrong, sentence = TWICE[case]
    finished(session, settings, csv_of(ANNA, OWEN, ",Noa Levi,noa@northwind.example,,", head=HEAD), auto_confirm=True)
    first, second = rows_of(session, finished(session, settings, csv_of(*rows, head=HEAD))).values()
    assert mistakes(first) == []
    assert sorted(set(mistakes(second)), key=str) == sorted(wrong, key=str)
    assert sentence in " ".join(each.sentence() for each in reporting.problems_of(second))


def test_a_repeated_row_in_the_database_is_another_matter_than_one_in_the_file(
    session: Session, settings: Settings
) -> None:
    finished(session, settings, csv_of(ANNA, head=HEAD), auto_confirm=True)
    (row,) = rows_of(session, finished(session, settings, csv_of(ANNA, head=HEAD))).values()
    assert (row.verdict, mistakes(row)) == ("unchanged", [])


PASSED_ON: dict[str, tuple[list[str], list[Mistakes]]] = {
    "two swap their extensions": (
        ["E1,Anna Rossi,anna@northwind.example,,2002", "E2,Owen Li,owen@northwind.example,,2001"],
        [[("extension", "taken")], [("extension", "taken")]],
    ),
    "two swap their addresses": (
        ["E1,Anna Rossi,owen@northwind.example,,", "E2,Owen Li,anna@northwind.example,,"],
        [[("employee_id", "taken"), ("email", "taken")]] * 2,
    ),
    "two swap their usernames": (
        ["E1,Anna Rossi,anna@northwind.example,owen,", "E2,Owen Li,owen@northwind.example,anna,"],
        [[("username", "taken")], [("username", "taken")]],
    ),
    "one takes the extension that a later row frees": (
        ["E1,Anna Rossi,anna@northwind.example,,2002", "E2,Owen Li,owen@northwind.example,,2009"],
        [[("extension", "taken")], []],
    ),
    "one takes the extension that an earlier row frees": (
        ["E2,Owen Li,owen@northwind.example,,2009", "E1,Anna Rossi,anna@northwind.example,,2002"],
        [[], [("extension", "taken")]],
    ),
    "somebody new takes the address that an earlier row frees": (
        ["E1,Anna Rossi,new@northwind.example,,", "E5,Ada Day,anna@northwind.example,,"],
        [[], [("employee_id", "taken")]],
    ),
    "somebody new takes the username that an earlier row frees": (
        ["E1,Anna Rossi,anna@northwind.example,annie,", "E5,Ada Day,ada@northwind.example,anna,"],
        [[], [("username", "taken")]],
    ),
}


@pytest.mark.parametrize("case", PASSED_ON)
def test_what_belongs_to_somebody_is_not_passed_on_within_one_file(
    case: str, session: Session, settings: Settings
) -> None:
    rows, wrong = PASSED_ON[case]
    finished(session, settings, csv_of(ANNA, OWEN, head=HEAD), auto_confirm=True)
    more = {"auto_confirm": True, "change_usernames": True}
    found = rows_of(session, finished(session, settings, csv_of(*rows, head=HEAD), **more)).values()
    assert [mistakes(row) for row in found] == wrong
    assert {row.state for row in found if not mistakes(row)} <= {"applied"}
    good = [row for row in found if not mistakes(row)]
    if not good:
        kept = session.execute(select(Agent.email, Agent.username, Agent.extension).order_by(Agent.employee_id)).all()
        assert [tuple(row) for row in kept] == [
            ("anna@northwind.example", "anna", 2001),
            ("owen@northwind.example", "owen", 2002),
        ]


def test_a_username_or_extension_that_a_later_row_asks_for_is_proposed_to_nobody_before_it(
    session: Session, settings: Settings
) -> None:
    rows = ["E5,Ada Day,ada@northwind.example,,", "E6,Bea Day,bea@northwind.example,ada.day,1000"]
    import_ = finished(session, settings, csv_of(*rows, head=HEAD), auto_confirm=True)
    assert import_.state == "completed"
    given = session.execute(select(Agent.username, Agent.extension).order_by(Agent.employee_id)).all()
    assert [tuple(row) for row in given] == [("ada.day2", 1001), ("ada.day", 1000)]
