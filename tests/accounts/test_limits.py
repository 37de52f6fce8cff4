"""Counting tries in a window of time, across all processes."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from onboarding.accounts.limits import Limit, clear, count, network, wait
from onboarding.accounts.models import Attempt
from onboarding.database import now
from tests.accounts.people import at_the_same_moment

THREE = Limit("test", 3, timedelta(minutes=10))


def test_up_to_the_limit_nobody_waits(session: Session) -> None:
    assert wait(session, THREE, "a") is None
    assert [count(session, THREE, "a") for _ in range(2)] == [1, 2]
    assert wait(session, THREE, "a") is None


def test_at_the_limit_one_waits_for_the_rest_of_the_window(session: Session) -> None:
    for _ in range(3):
        count(session, THREE, "a")
    left = wait(session, THREE, "a")
    assert left is not None
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    assert wait(session, THREE, "b") is None


def test_a_window_that_is_over_begins_anew(session: Session) -> None:
    for _ in range(3):
        count(session, THREE, "a")
    session.execute(update(Attempt).values(window_start=now() - timedelta(minutes=10)))
    assert wait(session, THREE, "a") is None
    assert count(session, THREE, "a") == 1


def test_a_cleared_count_begins_anew(session: Session) -> None:
    count(session, THREE, "a")
    clear(session, THREE, "a")
    assert count(session, THREE, "a") == 1


def test_counts_from_many_connections_add_up(app: Flask, session: Session) -> None:
    counted = at_the_same_moment(app, 6, lambda s: None, lambda s, _: count(s, THREE, "a"))
    assert sorted(counted) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_one_customer_is_one_address(address: str, counted_as: str) -> None:
    assert network(address) == counted_as
