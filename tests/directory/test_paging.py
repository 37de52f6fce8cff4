"""Pages: every row exactly once, forward and back, in every order."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy.orm import Session

from onboarding.agents import readiness
from onboarding.agents.models import CLIENT_LOG_LEVELS, TYPOLOGIES, Agent
from onboarding.database import now
from onboarding.directory.grammar import parse_all
from onboarding.directory.query import SORTS, Query, QueryRefused
from onboarding.directory.search import Page, count, counts, search
from onboarding.settings import Settings
from tests.directory.people import HR, agent

KEYS: dict[str, Callable[[Agent], Any]] = {
    "name": lambda a: a.full_name.lower(),
    "username": lambda a: a.username_key,
    "email": lambda a: a.email_key,
    "extension": lambda a: a.extension,
    "typology": lambda a: a.typology,
    "status": lambda a: ("pending", "active", "disabled").index(readiness.status(a, None, now())),
    "stage": lambda a: readiness.STAGES.index(readiness.stage(a)),
    "client_log": lambda a: CLIENT_LOG_LEVELS.index(a.client_log_level),
    "created": lambda a: a.created_at,
    "updated": lambda a: a.updated_at,
    "start_date": lambda a: a.start_date,
    "employee_id": lambda a: a.employee_id,
    "alias": lambda a: a.alias,
    "language": lambda a: a.language,
    "end_date": lambda a: a.end_date,
}
Turn = Callable[..., Page]


@pytest.fixture
def turn(session: Session, settings: Settings) -> Turn:
    def to(query: Query, cursor: str | None = None) -> Page:
        return search(session, settings, HR, replace(query, cursor=cursor))

    return to


def names(page: Page) -> list[str]:
    return [listed.agent.full_name for listed in page.items]


@pytest.fixture
def crowd(session: Session) -> None:
    """23 people with many equal values, some of them unknown."""
    chance = random.Random(7)
    at = now()
    for number in range(23):
        agent(
            session,
            chance.choice(["Anna", "anna", "Bea", "Cleo"]),
            username=f"user{number}",
            typology=chance.choice(TYPOLOGIES),
            client_log_level=chance.choice(CLIENT_LOG_LEVELS),
            provisioned_at=chance.choice([None, at]),
            joined_at=chance.choice([None, at]),
            queue_count=chance.randint(0, 1),
            disabled_at=chance.choice([None, None, at]),
            extension=2000 + number if chance.random() < 0.7 else None,
            start_date=date(2026, 12, chance.randint(1, 3)) if chance.random() < 0.7 else None,
            employee_id=f"NW-{chance.randint(1, 9)}{number:02}" if chance.random() < 0.7 else None,
            alias=chance.choice([None, "Ann", "Bee"]),
            language=chance.choice([None, "en", "it"]),
            end_date=date(2027, 1, chance.randint(1, 3)) if chance.random() < 0.5 else None,
            created_at=at - timedelta(minutes=chance.randint(0, 3)),
            updated_at=at - timedelta(minutes=chance.randint(0, 3)),
        )


@pytest.mark.usefixtures("crowd")
def test_the_pages_of_every_order_hold_every_row_once_forward_and_back(turn: Turn) -> None:
    for sort in SORTS:
        _leaf_through(turn, sort, descending=False)
        _leaf_through(turn, sort, descending=True)


def _leaf_through(turn: Turn, sort: str, *, descending: bool) -> None:
    query = Query(sort=f"-{sort}" if descending else sort, limit=5)
    page = turn(query)
    pages = [page]
    while page.next_cursor:
        page = turn(query, page.next_cursor)
        pages.append(page)
    agents = [listed.agent for shown in pages for listed in shown.items]

    assert len({a.id for a in agents}) == len(agents) == page.total == 23
    assert [shown.first for shown in pages] == [1, 6, 11, 16, 21]
    values = [KEYS[sort](a) for a in agents]
    known = [value for value in values if value is not None]
    assert values == known + [None] * (23 - len(known)), "who has no value comes last"
    assert all((a >= b) if descending else (a <= b) for a, b in pairwise(known))

    for earlier in reversed(pages[:-1]):
        assert page.previous_cursor is not None
        page = turn(query, page.previous_cursor)
        assert [each.agent.id for each in page.items] == [each.agent.id for each in earlier.items]
        assert page.first == earlier.first
    assert page.previous_cursor is None


def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after(session: Session, turn: Turn) -> None:
    agent(session, "Anna")
    page = turn(Query())
    assert (page.previous_cursor, page.next_cursor, page.first) == (None, None, 1)


def test_an_empty_list_is_a_page_too(turn: Turn) -> None:
    assert turn(Query()) == Page([], 0, None, None, [], 0, False)


def test_somebody_who_is_added_meanwhile_shifts_no_page(session: Session, turn: Turn) -> None:
    for name in ("Bea", "Cleo", "Dana", "Edda"):
        agent(session, name)
    query = Query(limit=2)
    first = turn(query)
    agent(session, "Anna")
    assert names(turn(query, first.next_cursor)) == ["Dana", "Edda"]


def test_going_back_to_the_beginning_shows_a_full_page(session: Session, turn: Turn) -> None:
    for name in ("Bea", "Cleo", "Dana", "Edda"):
        agent(session, name)
    query = Query(limit=2)
    second = turn(query, turn(query).next_cursor)
    session.delete(session.query(Agent).filter_by(full_name="Bea").one())
    page = turn(query, second.previous_cursor)
    assert (names(page), page.first, page.previous_cursor) == (["Cleo", "Dana"], 1, None)


NUMBERS = [
    (1, [1, 2, 3, 4, 5]),
    (3, [1, 2, 3, 4, 5]),
    (5, [3, 4, 5, 6, 7]),
    (7, [4, 5, 6, 7, 8]),
    (8, [4, 5, 6, 7, 8]),
]


@pytest.mark.parametrize(("number", "near"), NUMBERS)
@pytest.mark.usefixtures("crowd")
def test_the_pages_around_one_are_reached_by_their_numbers(turn: Turn, number: int, near: list[int]) -> None:
    query = Query(sort="-start_date", limit=3)
    pages = [turn(query)]
    while cursor := pages[-1].next_cursor:
        pages.append(turn(query, cursor))
    page = pages[number - 1]
    assert [each.number for each in page.numbered] == near
    assert [each.number for each in page.numbered if each.shown] == [number]
    for each in page.numbered:
        if not each.shown:
            there = turn(query, each.cursor)
            assert (names(there), there.first) == (names(pages[each.number - 1]), 3 * each.number - 2)
            assert [shown.number for shown in there.numbered if shown.shown] == [each.number]


def test_all_on_one_page_is_one_page(session: Session, turn: Turn) -> None:
    agent(session, "Anna")
    assert [(each.number, each.cursor, each.shown) for each in turn(Query()).numbered] == [(1, None, True)]


def test_a_page_whose_people_have_gone_is_the_end_of_the_list(session: Session, turn: Turn) -> None:
    made = [agent(session, name) for name in ("Anna", "Bea", "Cleo", "Dana", "Edda")]
    query = Query(limit=2)
    third = turn(query).numbered[2].cursor
    for each in made[3:]:
        each.deleted_at = now()
    session.flush()
    page = turn(query, third)
    assert (names(page), page.first, page.total, page.next_cursor) == (["Bea", "Cleo"], 2, 3, None)
    assert names(turn(query, page.previous_cursor)) == ["Anna", "Bea"]


def test_more_pages_are_numbered_than_rows_are_counted(
    session: Session, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.directory.counting.COUNTED_EXACTLY", 3)
    for number in range(9):
        agent(session, f"Agent {number}")
    query = Query(limit=2)
    assert [each.number for each in turn(query).numbered] == [1, 2]
    fourth = turn(query, turn(query, turn(query, turn(query).next_cursor).next_cursor).next_cursor)
    assert [each.number for each in fourth.numbered] == [1, 2, 3, 4, 5]


@pytest.mark.usefixtures("crowd")
def test_a_page_is_the_same_whichever_way_it_is_found(
    session: Session, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few are sorted, many are met with along the order: both find the same, in every order."""
    questions = [
        Query(q="ann", limit=5),
        Query(stage="created,registered", limit=5),
        Query(status="active,disabled", limit=5),
        Query(typology="webrtc,mobile", limit=5),
        Query(filters=parse_all(["client_log!=off", "start_date!=2026-12-02"]), limit=5),
        Query(filters=parse_all(["extension>2008"]), limit=5),
    ]
    orders = [way + sort for sort in SORTS for way in ("", "-")]
    asked = [replace(questions[number % len(questions)], sort=sort) for number, sort in enumerate(orders)]
    asked += [replace(each, sort=sort) for each in questions for sort in ("-extension", "client_log")]

    def pages(query: Query) -> list[list[str]]:
        page = turn(query)
        found = [names(page)]
        while page.next_cursor:
            page = turn(query, page.next_cursor)
            found.append([listed.agent.username for listed in page.items])
        return found

    sorted_first = [pages(query) for query in asked]
    for most in ("FEW", "COUNTED_EXACTLY"):
        monkeypatch.setattr(f"onboarding.directory.counting.{most}", 0)
    assert [pages(query) for query in asked] == sorted_first


def test_several_questions_are_counted_at_once(session: Session) -> None:
    at = now()
    agent(session, "Zoë Gone", username="zoe", deleted_at=at)
    agent(session, "Zoë Here", username="zoe2", provisioned_at=at)
    agent(session, "Amara")
    asked = [Query(), Query(q="zoe"), Query(stage="provisioned"), Query(deleted=True), Query(q="zoe", stage="created")]
    assert counts(session, HR, asked) == [(2, False), (1, False), (1, False), (1, False), (0, False)]
    assert counts(session, HR, asked) == [count(session, HR, each) for each in asked]
    assert counts(session, HR, []) == []


@pytest.mark.usefixtures("crowd")
def test_a_cursor_that_was_tampered_with_is_refused(turn: Turn) -> None:
    query = Query(limit=5)
    cursor = turn(query).next_cursor
    assert cursor is not None
    for damaged in ("x", cursor[:-1], "A" + cursor, cursor.replace(".", "..")):
        with pytest.raises(QueryRefused) as refused:
            turn(query, damaged)
        assert refused.value.problem.sentence() == "This cursor is not one of ours. Begin again without a cursor."


@pytest.mark.usefixtures("crowd")
def test_a_cursor_of_another_order_is_refused(turn: Turn) -> None:
    cursor = turn(Query(limit=5)).next_cursor
    with pytest.raises(QueryRefused, match="belongs to a list sorted by name"):
        turn(Query(limit=5, sort="-name"), cursor)


@pytest.mark.usefixtures("crowd")
def test_a_cursor_stays_good_while_keys_are_changed(session: Session, settings: Settings) -> None:
    query = Query(limit=5)
    cursor = search(session, settings, HR, query).next_cursor
    renewed = replace(settings, secret_keys=("n" * 32, *settings.secret_keys))
    assert search(session, renewed, HR, replace(query, cursor=cursor)).first == 6
    with pytest.raises(QueryRefused):
        search(session, replace(settings, secret_keys=("n" * 32,)), HR, replace(query, cursor=cursor))
