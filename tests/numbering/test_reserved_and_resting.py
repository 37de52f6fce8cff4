"""Numbers that are kept back by hand, and the rest of those that somebody had."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.audit import Actor, AuditEntry
from onboarding.database import now
from onboarding.numbering import reserved, resting, setting_aside
from onboarding.numbering.allocation import allocate, release
from onboarding.preferences.numbers import NumberPolicy, PolicyRefused, number_policy, set_number_policy
from tests.numbering.helpers import given, not_free, only_range, wants

HR = Actor("hr@example.org")


def test_a_number_reserved_by_hand_is_not_given_out_until_it_is_freed(session: Session) -> None:
    only_range(session, 20, 29)
    assert reserved.reserve(session, HR, {20: "Hotline", 21: None}).added == 2
    assert given(session, wants(1)) == [22]
    assert reserved.unreserve(session, HR, [20, 25]) == 1
    assert given(session, wants(2)) == [20, 23]


def test_an_emergency_number_is_freed_by_the_deed_alone_and_that_is_written_down(session: Session) -> None:
    only_range(session, 100, 199)
    reserved.reserve(session, HR, {112: None})
    assert reserved.unreserve(session, HR, [112]) == 1
    told = [(entry.deed, entry.detail["numbers"]) for entry in session.scalars(select(AuditEntry))]
    assert told == [("numbers.reserved", "112"), ("numbers.unreserved", "112")]


@pytest.mark.parametrize(
    ("state", "reason"), [("taken", "aside_is_an_agents"), ("foreign", "aside_is_foreign"), (None, "reserved_digits")]
)
def test_what_cannot_be_reserved_is_refused_with_the_reason(session: Session, state: str | None, reason: str) -> None:
    only_range(session, 20, 29)
    number = 20 if state else 10**11
    not_free(session, [20], state or "taken")
    entered = reserved.reserve(session, HR, {number: None})
    assert (entered.added, [problem.reason for problem in entered.refused]) == (0, [reason])


def test_the_rest_of_a_number_is_ended_by_hand(session: Session) -> None:
    only_range(session, 20, 29)
    allocate(session, wants(3))
    release(session, [20, 21], now() + timedelta(days=3))
    assert [row.number for row in setting_aside.listed(session, "resting")] == [20, 21]
    assert resting.free_now(session, HR, [21, 22]) == 1
    assert given(session, wants(2)) == [21, 23]


def test_numbers_whose_rest_is_over_are_not_listed_as_resting(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [20], "resting", now() - timedelta(days=1))
    assert (setting_aside.listed(session, "resting"), setting_aside.count(session, "resting")) == ([], 0)


def test_freed_numbers_rest_for_30_days_unless_somebody_sets_another_time(session: Session) -> None:
    assert number_policy(session).rest_days == 30
    set_number_policy(session, HR, 7)
    until = number_policy(session).rest_until
    assert until is not None
    assert timedelta(days=7) - timedelta(minutes=1) < until - now() <= timedelta(days=7)
    set_number_policy(session, HR, 0)
    assert number_policy(session).rest_until is None
    told = [entry.detail for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert [(each["old"]["rest_days"], each["new"]["rest_days"]) for each in told] == [(30, 7), (7, 0)]


@pytest.mark.parametrize("days", [-1, 3651])
def test_a_rest_of_other_than_0_to_3650_days_is_refused(session: Session, days: int) -> None:
    with pytest.raises(PolicyRefused) as refused:
        set_number_policy(session, HR, days)
    assert refused.value.problem.sentence().endswith("Write a number from 0 to 3650.")
    assert number_policy(session) == NumberPolicy()


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([5], "5"), ([3, 1, 2, 7], "1-3, 7"), (range(1, 200, 2), None)],
)
def test_numbers_are_told_as_stretches_and_of_very_many_the_first(numbers: list[int], text: str | None) -> None:
    told = setting_aside.written(numbers)
    assert told == text if text is not None else told.endswith("77, 79, …")
