"""Ranges for a team: its members get their numbers there, and nobody else does."""

import random

import pytest
from sqlalchemy.orm import Session

from onboarding.database import new_id
from onboarding.numbering.allocation import Want, allocate, peek, refusals
from onboarding.numbering.models import Range
from onboarding.wording import Problem
from tests.numbering.helpers import another_range, given, only_range

SALES, SUPPORT = new_id(), new_id()


@pytest.fixture(autouse=True)
def ranges(session: Session) -> None:
    only_range(session, 20, 21)
    another_range(session, 30, 31, "webrtc")
    for first, team in ((50, SALES), (40, SALES), (60, SUPPORT)):
        session.add(Range(name=f"team {first}", first=first, last=first + 1, team_id=team, free_from=first))
    session.flush()


def members(count: int, *teams: object) -> list[Want]:
    return [Want(new_id(), "webrtc", None, frozenset(teams)) for _ in range(count)]  # type: ignore[arg-type]


def test_a_team_s_ranges_come_first_then_those_of_the_typology_then_everybody_s(session: Session) -> None:
    assert given(session, members(9, SALES)) == [40, 41, 50, 51, 30, 31, 20, 21, "exhausted"]


def test_who_is_in_two_teams_uses_the_ranges_of_both(session: Session) -> None:
    assert given(session, members(7, SALES, SUPPORT)) == [40, 41, 50, 51, 60, 61, 30]


def test_who_is_in_no_team_is_never_given_a_team_s_number(session: Session) -> None:
    assert given(session, members(5)) == [30, 31, 20, 21, "exhausted"]


def test_members_and_others_draw_from_shared_ranges_in_the_order_of_the_file(session: Session) -> None:
    asked = [*members(1), *members(5, SUPPORT), *members(1)]
    assert given(session, asked) == [30, 60, 61, 31, 20, 21, "exhausted"]


@pytest.mark.parametrize("seed", range(4))
def test_a_set_is_given_what_its_members_would_be_given_one_after_the_other(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    circles = [
        ("webrtc", ()),
        ("mobile", ()),
        ("webrtc", (SALES,)),
        ("mobile", (SUPPORT,)),
        ("webrtc", (SALES, SUPPORT)),
    ]
    asked = [Want(new_id(), typology, None, frozenset(teams)) for typology, teams in chance.choices(circles, k=14)]
    with session.begin_nested() as together:
        as_a_set = given(session, asked)
        together.rollback()
    assert as_a_set == [given(session, [want])[0] for want in asked]


def test_a_member_may_ask_for_a_number_of_the_team(session: Session) -> None:
    want = Want(new_id(), "webrtc", 51, frozenset({SALES}))
    assert allocate(session, [want]) == {want.holder_id: 51}


def test_nobody_else_may_and_is_told_which_range_it_is(session: Session) -> None:
    want = Want(new_id(), "webrtc", 51, frozenset({SUPPORT}))
    problem = refusals(session, [want])[want.holder_id]
    assert allocate(session, [want]) == {want.holder_id: problem}
    assert isinstance(problem, Problem)
    assert (problem.code, problem.sentence()) == (
        "invalid",
        "Number 51 is in the range team 50, which is for one team. The nearest free one for this person is 60.",
    )


def test_peeking_looks_where_an_allocation_would(session: Session) -> None:
    assert peek(session, "webrtc", 4, teams=frozenset({SALES})) == [40, 41, 50, 51]
    assert peek(session, "webrtc", 4) == [30, 31, 20, 21]
