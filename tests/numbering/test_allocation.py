"""Giving out numbers: which one, to whom, and why not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.database import new_id, now
from onboarding.numbering.allocation import Want, allocate, peek, refusals, release
from onboarding.numbering.models import Number, Range
from onboarding.wording import Problem
from tests.numbering.helpers import another_range, given, not_free, only_range, taken, wants

YESTERDAY = now() - timedelta(days=1)
TOMORROW = now() + timedelta(days=1)


def refusal(session: Session, number: int, typology: str = "webrtc") -> Problem:
    want = Want(new_id(), typology, number)
    previewed = refusals(session, [want])[want.holder_id]
    allocated = allocate(session, [want])[want.holder_id]
    assert allocated == previewed, "the preview says what the allocation does"
    return previewed


def test_the_lowest_free_numbers_are_given_in_the_order_of_the_wishes(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [20, 22, 23])
    assert given(session, wants(4)) == [21, 24, 25, 26]


def test_each_number_given_is_taken_by_its_holder(session: Session) -> None:
    only_range(session, 20, 29)
    asked = wants(2)
    allocate(session, asked)
    rows = session.execute(select(Number.number, Number.state, Number.holder_id).order_by(Number.number)).all()
    assert [tuple(row) for row in rows] == [(20, "taken", asked[0].holder_id), (21, "taken", asked[1].holder_id)]


def test_a_second_allocation_goes_on_after_the_first(session: Session) -> None:
    only_range(session, 20, 29)
    assert given(session, wants(2)) + given(session, wants(2)) == [20, 21, 22, 23]


def test_a_typology_uses_its_own_ranges_first_and_then_those_for_everybody(session: Session) -> None:
    only_range(session, 20, 22)
    another_range(session, 50, 51, "webrtc")
    another_range(session, 40, 41, "webrtc")
    another_range(session, 30, 31, "mobile")
    asked = [*wants(5), *wants(1, "mobile"), *wants(1, "phonebar")]
    assert given(session, asked) == [40, 41, 50, 51, 20, 30, 21]


def test_a_number_asked_for_is_given_even_if_somebody_earlier_in_the_order_would_have_drawn_it(
    session: Session,
) -> None:
    only_range(session, 20, 29)
    someone, other = new_id(), new_id()
    answer = allocate(session, [Want(someone, "webrtc", None), Want(other, "webrtc", 20)])
    assert answer == {someone: 21, other: 20}


def test_of_two_who_ask_for_the_same_number_the_first_has_it(session: Session) -> None:
    only_range(session, 20, 29)
    asked = [Want(new_id(), "webrtc", 25), Want(new_id(), "webrtc", 25)]
    assert given(session, asked) == [25, "taken"]


def test_a_holder_may_ask_for_the_number_it_has(session: Session) -> None:
    only_range(session, 20, 29)
    holder = not_free(session, [25])
    want = Want(holder, "webrtc", 25)
    assert refusals(session, [want]) == {}
    assert allocate(session, [want]) == {holder: 25}
    assert taken(session) == [25]


def test_a_holder_keeps_its_number_when_its_typology_changes(session: Session) -> None:
    only_range(session, 20, 29, "mobile")
    holder = not_free(session, [25])
    assert allocate(session, [Want(holder, "webrtc", 25)]) == {holder: 25}


def test_who_comes_back_may_have_its_resting_number(session: Session) -> None:
    only_range(session, 20, 29)
    holder = not_free(session, [25], "resting", TOMORROW)
    assert allocate(session, [Want(holder, "webrtc", 25)]) == {holder: 25}
    assert taken(session) == [25]


@pytest.mark.parametrize(
    ("state", "code", "sentence"),
    [
        ("taken", "taken", "Number 25 is taken. The nearest free one is 24."),
        ("reserved", "reserved", "Number 25 is reserved and never given out. The nearest free one is 24."),
        (
            "resting",
            "resting",
            f"Number 25 was somebody else's and rests until {TOMORROW:%Y-%m-%d}. The nearest free one is 24.",
        ),
    ],
)
def test_a_number_that_is_not_free_is_refused_with_the_reason(
    session: Session, state: str, code: str, sentence: str
) -> None:
    only_range(session, 20, 29)
    not_free(session, [25, 26], state, TOMORROW if state == "resting" else None)
    problem = refusal(session, 25)
    assert (problem.code, problem.column, problem.value, problem.sentence()) == (code, "extension", "25", sentence)


@pytest.mark.parametrize("number", [-5, 0, 19, 30, 10**40])
def test_a_number_outside_all_ranges_is_refused_with_the_ranges(session: Session, number: int) -> None:
    only_range(session, 20, 29)
    problem = refusal(session, number)
    assert problem.code == "invalid"
    assert "is outside the ranges (20-29)" in problem.sentence()
    assert problem.params["nearest"] == (29 if number >= 30 else 20)


def test_a_number_in_the_range_of_another_typology_is_refused(session: Session) -> None:
    only_range(session, 20, 29, "mobile")
    another_range(session, 40, 49)
    problem = refusal(session, 25)
    assert problem.code == "invalid"
    assert problem.sentence() == (
        "Number 25 is in a range that is not for webrtc agents. The nearest free one for them is 40."
    )


def test_a_reserved_number_says_so_also_outside_the_ranges(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [112], "reserved")
    assert refusal(session, 112).code == "reserved"


@pytest.mark.parametrize(
    ("not_free_ones", "asked", "nearest"),
    [([25], 25, 24), ([24, 25], 25, 26), ([23, 24, 25], 24, 22), (range(20, 27), 20, 27), (range(23, 30), 29, 22)],
)
def test_the_nearest_free_number_is_the_closest_on_either_side(
    session: Session, not_free_ones: list[int], asked: int, nearest: int
) -> None:
    only_range(session, 20, 29)
    not_free(session, not_free_ones)
    assert refusal(session, asked).params["nearest"] == nearest


def test_a_preview_does_not_recommend_a_number_that_another_row_asks_for(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [25])
    asked = [Want(new_id(), "webrtc", 25), Want(new_id(), "webrtc", 24)]
    (problem,) = refusals(session, asked).values()
    assert problem.params["nearest"] == 26


def test_without_any_free_number_the_refusal_recommends_a_new_range(session: Session) -> None:
    only_range(session, 20, 21)
    not_free(session, [20, 21])
    assert refusal(session, 20).sentence() == "Number 20 is taken, and no other is free for webrtc agents. Add a range."


def test_a_range_that_runs_out_says_how_many_are_missing_and_gives_what_there_is(session: Session) -> None:
    only_range(session, 20, 22)
    asked = wants(5)
    answer = allocate(session, asked)
    assert [answer[want.holder_id] for want in asked[:3]] == [20, 21, 22]
    problem = answer[asked[4].holder_id]
    assert isinstance(problem, Problem)
    assert problem.code == "exhausted"
    assert problem.sentence() == "No number is left for webrtc agents: 2 more are needed. Add a range."


def test_a_number_whose_rest_is_over_is_given_again_to_somebody_else(session: Session) -> None:
    only_range(session, 20, 29)
    allocate(session, wants(5))
    release(session, [22], YESTERDAY)
    assert given(session, wants(2)) == [22, 25]
    assert session.get_one(Number, 22, populate_existing=True).rests_until is None


def test_a_number_that_rests_is_not_given_out(session: Session) -> None:
    only_range(session, 20, 29)
    allocate(session, wants(5))
    release(session, [22], TOMORROW)
    assert given(session, wants(1)) == [25]


def test_a_number_never_used_is_free_at_once(session: Session) -> None:
    only_range(session, 20, 29)
    allocate(session, wants(5))
    release(session, [22, 23], None)
    assert given(session, wants(3)) == [22, 23, 25]


def test_a_reserved_number_cannot_be_released(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [20], "reserved")
    release(session, [20], None)
    release(session, [20], YESTERDAY)
    assert given(session, wants(1)) == [21]


def test_peeking_shows_the_next_free_numbers_and_takes_none(session: Session) -> None:
    only_range(session, 20, 29)
    another_range(session, 40, 41, "webrtc")
    not_free(session, [20, 21], "resting", YESTERDAY)
    not_free(session, [23])
    assert peek(session, "webrtc", 5) == [40, 41, 20, 21, 22]
    assert peek(session, "webrtc", 5, avoid=[41, 20, 24]) == [40, 21, 22, 25, 26]
    assert peek(session, "webrtc", 100)[-1] == 29
    assert taken(session) == [23]


@pytest.mark.parametrize(
    ("deed", "free_from"),
    [
        ("nothing", 20),
        ("draw three", 23),
        ("ask for 20 and 21", 22),
        ("ask for 22", 20),
        ("draw three around 21", 24),
        ("draw all", 30),
        ("draw three, one comes back", 21),
        ("draw three, one rests", 23),
    ],
)
def test_free_from_is_always_the_lowest_number_without_a_row(session: Session, deed: str, free_from: int) -> None:
    range_ = only_range(session, 20, 29)
    deeds: dict[str, list[Callable[[], object]]] = {
        "nothing": [],
        "draw three": [lambda: given(session, wants(3))],
        "ask for 20 and 21": [lambda: given(session, [Want(new_id(), "webrtc", n) for n in (20, 21)])],
        "ask for 22": [lambda: given(session, [Want(new_id(), "webrtc", 22)])],
        "draw three around 21": [lambda: given(session, [Want(new_id(), "webrtc", 21), *wants(3)])],
        "draw all": [lambda: given(session, wants(12))],
        "draw three, one comes back": [lambda: given(session, wants(3)), lambda: release(session, [21], None)],
        "draw three, one rests": [lambda: given(session, wants(3)), lambda: release(session, [21], YESTERDAY)],
    }
    for do in deeds[deed]:
        do()
    assert session.get_one(Range, range_.id, populate_existing=True).free_from == free_from


def test_numbers_of_ten_digits_fit(session: Session) -> None:
    only_range(session, 9_999_999_990, 9_999_999_999)
    assert given(session, [*wants(1), Want(new_id(), "webrtc", 9_999_999_999)]) == [9_999_999_990, 9_999_999_999]
