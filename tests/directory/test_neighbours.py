"""Where somebody stands in a list, and who is next to them."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.database import now
from onboarding.directory import neighbours as neighbours_
from onboarding.directory.grammar import parse_all
from onboarding.directory.neighbours import neighbours
from onboarding.directory.query import Query
from tests.directory.people import HR, agent

MONDAY = date(2026, 12, 7)


@pytest.mark.parametrize(
    ("sort", "who", "position", "before", "after"),
    [
        ("name", "Anna", 1, None, "Bea"),
        ("name", "Bea", 2, "Anna", "Cleo"),
        ("name", "Cleo", 3, "Bea", None),
        ("-name", "Bea", 2, "Cleo", "Anna"),
        ("start_date", "Cleo", 2, "Bea", "Anna"),
        ("-extension", "Cleo", 3, "Anna", None),
    ],
)
def test_the_neighbours_are_those_of_the_list_s_order(
    session: Session, sort: str, who: str, position: int, before: str | None, after: str | None
) -> None:
    people = {
        "Anna": agent(session, "Anna", extension=2002),
        "Bea": agent(session, "Bea", extension=2003, start_date=MONDAY),
        "Cleo": agent(session, "Cleo", start_date=MONDAY),
    }
    if sort == "start_date":
        people["Bea"].start_date = date(2026, 12, 1)
        session.flush()
    names = {person.id: name for name, person in people.items()}
    found = neighbours(session, HR, Query(sort=sort), people[who].id)
    assert found is not None
    assert (found.position, found.total) == (position, 3)
    assert (names.get(found.before), names.get(found.after)) == (before, after)


def test_only_those_whom_the_list_shows_are_neighbours(session: Session) -> None:
    first = agent(session, "Anna", typology="mobile")
    agent(session, "Bea", typology="webrtc")
    agent(session, "Bruno", typology="mobile", deleted_at=now())
    last = agent(session, "Cleo", typology="mobile")
    found = neighbours(session, HR, Query(filters=parse_all(["typology=mobile"])), first.id)
    assert found is not None
    assert (found.total, found.after) == (2, last.id)


def test_who_is_not_in_the_list_has_no_neighbours_there(session: Session) -> None:
    somebody = agent(session, "Anna", typology="webrtc")
    assert neighbours(session, HR, Query(typology="mobile"), somebody.id) is None
    assert neighbours(session, Actor("Sue", role="supervisor"), Query(), somebody.id) is None


def test_beyond_those_that_are_counted_the_place_is_not_said(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours_, "COUNTED_EXACTLY", 2)
    people = [agent(session, name) for name in ("Anna", "Bea", "Cleo")]
    found = [neighbours(session, HR, Query(), person.id) for person in people]
    assert [each.position for each in found if each] == [1, 2, None]
