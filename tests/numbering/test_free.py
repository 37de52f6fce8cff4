"""The search for free numbers agrees with counting on one's fingers, and costs what is taken, not what is free."""

import time
from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given as any_of
from hypothesis import settings as effort
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from onboarding.database import db, new_id, now
from onboarding.numbering import free
from onboarding.numbering.allocation import Want, allocate, peek
from onboarding.numbering.models import Range
from onboarding.wording import Problem
from tests.numbering.helpers import given, not_free, only_range, wants

pytestmark = pytest.mark.xdist_group("timing")  # what measures time does not run beside others that do

FIRST, LAST = 20, 45
NUMBERS = st.integers(FIRST - 3, LAST + 3)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_any_allocation_is_what_counting_gives(app: Flask) -> None:
    @effort(max_examples=80)
    @any_of(
        rows=st.dictionaries(NUMBERS, st.sampled_from(["taken", "reserved", "resting", "rested"])),
        asked=st.lists(NUMBERS, max_size=6),
        drawn=st.integers(0, 12),
    )
    def agree(rows: dict[int, str], asked: list[int], drawn: int) -> None:
        with app.app_context():
            session = db.session()
            only_range(session, FIRST, LAST)
            _write(session, rows)
            open_ones = [n for n in range(FIRST, LAST + 1) if rows.get(n, "rested") == "rested"]
            granted = [n for n in dict.fromkeys(asked) if n in open_ones]
            lowest = [n for n in open_ones if n not in granted][:drawn]
            answer = given(session, [*wants(drawn), *(Want(new_id(), "webrtc", n) for n in asked)])
            assert answer[:drawn] == lowest + ["exhausted"] * (drawn - len(lowest))
            assert [n for n in answer[drawn:] if isinstance(n, int)] == granted
            left = [n for n in open_ones if n not in granted and n not in lowest]
            assert peek(session, "webrtc", 99) == left
            without_row = [n for n in left if n not in rows]
            assert free.spans(session)[0].free_from == min(without_row, default=LAST + 1)
            session.rollback()

    agree()


def _write(session: Session, rows: dict[int, str]) -> None:
    for number, state in rows.items():
        until = {"resting": now() + timedelta(days=1), "rested": now() - timedelta(days=1)}.get(state)
        not_free(session, [number], "resting" if until else state, until)
    gap = next(n for n in range(FIRST, LAST + 2) if n not in rows or n > LAST)
    session.execute(update(Range).values(free_from=gap))


def test_500_numbers_in_a_range_of_100_000_used_in_its_first_part_cost_what_they_cost_in_an_unused_one(
    session: Session,
) -> None:
    unused = _quickest_of_some(session)
    _used(session, range(100_000, 190_000), free_from=190_000)
    assert _quickest_of_some(session) < 4 * unused


def test_500_numbers_in_a_range_used_in_shreds_cost_a_few_times_as_much(session: Session) -> None:
    unused = _quickest_of_some(session)
    _used(session, (n for n in range(100_000, 200_000) if n % 10), free_from=100_000)
    assert _quickest_of_some(session) < 12 * unused


def test_a_range_of_millions_costs_no_more_than_a_small_one(session: Session) -> None:
    small = _quickest_of_some(session)
    only_range(session, 10_000_000, 99_999_999)
    assert _quickest_of_some(session) < 4 * small


def _used(session: Session, numbers: Iterable[int], free_from: int) -> None:
    only_range(session, 100_000, 199_999)
    not_free(session, numbers)
    session.execute(update(Range).values(free_from=free_from))


def _quickest_of_some(session: Session) -> float:
    """Seconds that 500 numbers take; of a few tries, so that a busy machine does not fail the test."""
    return min(_seconds(session, wants(500)) for _ in range(6))


def _seconds(session: Session, asked: Sequence[Want]) -> float:
    start = time.perf_counter()
    answer = allocate(session, asked)
    taken = time.perf_counter() - start
    assert not any(isinstance(number, Problem) for number in answer.values())
    return taken
