"""Many who want numbers at once: each number is given once, and none is left over."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask

from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db
from onboarding.numbering import foreign
from onboarding.numbering.allocation import allocate, peek, release
from onboarding.numbering.ranges import RangeRefused, add_range, change_range, list_ranges
from onboarding.settings import Settings
from onboarding.wording import Problem
from tests.numbering.drawing import draw_at_once
from tests.numbering.helpers import only_range, taken, wants

AT_ONCE = 6
PROCESSES = {"postgresql": 16, "sqlite": 4}
T = TypeVar("T")


def at_once(app: Flask, deeds: int, deed: Callable[[int], T]) -> list[T]:
    """Do this so many times, each in a thread, a connection and a transaction of its own, begun at the same instant."""
    together = threading.Barrier(deeds)

    def one(place: int) -> T:
        with app.app_context():
            together.wait(10)
            begin_writing(db.session())
            try:
                result = deed(place)
                db.session.commit()
                return result
            finally:
                db.session.remove()

    with ThreadPoolExecutor(deeds) as threads:
        return list(threads.map(one, range(deeds)))


def prepare(app: Flask, first: int, last: int) -> None:
    with app.app_context():
        only_range(db.session(), first, last)
        db.session.commit()


def test_all_numbers_of_a_range_are_given_each_once(app: Flask) -> None:
    prepare(app, 1000, 1599)
    got = at_once(app, AT_ONCE, lambda _: _draw_in_parts(100, 25))
    numbers = [number for part in got for number in part]
    assert sorted(numbers) == list(range(1000, 1600))
    with app.app_context():
        assert taken(db.session()) == list(range(1000, 1600))
        assert peek(db.session(), "webrtc", 1) == []


def _draw_in_parts(count: int, part: int) -> list[int]:
    numbers: list[int] = []
    for _ in range(count // part):
        begin_writing(db.session())
        answer = allocate(db.session(), wants(part))
        numbers += [number for number in answer.values() if isinstance(number, int)]
        db.session.commit()
    return numbers


@pytest.mark.xdist_group("timing")  # many processes do not run beside what measures time
def test_many_processes_share_5_000_numbers_and_leave_none(
    app: Flask, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    prepare(app, 1000, 5999)
    drawn = draw_at_once(settings.database_url, tmp_path, PROCESSES[database_url.partition(":")[0].partition("+")[0]])
    numbers = [number for part in drawn for number in part]
    assert sorted(numbers) == list(range(1000, 6000))
    with app.app_context():
        assert taken(db.session()) == list(range(1000, 6000))
        assert list_ranges(db.session())[0].free_from == 6000


def test_when_there_are_too_few_exactly_the_missing_ones_are_refused(app: Flask) -> None:
    prepare(app, 1000, 1099)
    got = at_once(app, AT_ONCE, lambda _: list(allocate(db.session(), wants(30)).values()))
    answers = [answer for part in got for answer in part]
    assert sorted(n for n in answers if isinstance(n, int)) == list(range(1000, 1100))
    assert sum(isinstance(answer, Problem) for answer in answers) == 80


def test_what_is_rolled_back_is_free_again(app: Flask) -> None:
    prepare(app, 1000, 1009)
    with app.app_context():
        begin_writing(db.session())
        allocate(db.session(), wants(5))
        db.session.rollback()
        assert peek(db.session(), "webrtc", 1) == [1000]


def test_numbers_given_back_and_drawn_at_the_same_time_are_never_held_twice(app: Flask) -> None:
    prepare(app, 1000, 1199)
    with app.app_context():
        allocate(db.session(), wants(100))
        db.session.commit()

    def give_back_or_draw(place: int) -> list[int]:
        if place % 2:
            release(db.session(), range(1000 + 10 * place, 1010 + 10 * place), None)
            return []
        return _draw_in_parts(20, 10)

    at_once(app, AT_ONCE, give_back_or_draw)
    with app.app_context():
        held = taken(db.session())
        assert len(held) == len(set(held)) == 100 - 30 + 60
        free_from = list_ranges(db.session())[0].free_from
        assert free_from == min(set(range(1000, 1200)) - set(held))


def test_of_two_overlapping_ranges_added_at_once_one_is_refused(app: Flask) -> None:
    prepare(app, 1000, 1009)

    def add(place: int) -> bool:
        try:
            add_range(db.session(), SERVICE, 2000 + place, 2050)
        except RangeRefused:
            return False
        return True

    assert sorted(at_once(app, 2, add)) == [False, True]


def test_a_range_shrinks_or_its_numbers_are_given_out_but_never_both(app: Flask) -> None:
    prepare(app, 1000, 1099)
    with app.app_context():
        range_id = list_ranges(db.session())[0].id

    def shrink_or_draw(place: int) -> object:
        if place % 2:
            return _draw_in_parts(20, 10)
        try:
            change_range(db.session(), SERVICE, range_id, 1050, 1099)
        except RangeRefused:
            db.session.rollback()
        return None

    at_once(app, AT_ONCE, shrink_or_draw)
    with app.app_context():
        (left,) = list_ranges(db.session())
        assert all(left.first <= number <= left.last for number in taken(db.session()))


def test_a_number_that_is_entered_as_foreign_while_numbers_are_drawn_is_given_to_nobody_or_refused(app: Flask) -> None:
    prepare(app, 1000, 1199)

    def enter_or_draw(place: int) -> int:
        if place % 2:
            return len(_draw_in_parts(20, 10))
        return foreign.enter(db.session(), SERVICE, dict.fromkeys(range(1000 + place, 1060, 6))).added

    done = at_once(app, AT_ONCE, enter_or_draw)
    with app.app_context():
        assert len(taken(db.session())) == 60
        assert len(foreign.listed(db.session())) == sum(count for place, count in enumerate(done) if place % 2 == 0)
