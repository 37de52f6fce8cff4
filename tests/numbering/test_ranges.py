"""Ranges: made at the first start, added, refused, and their use."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.audit import Actor, AuditEntry
from onboarding.database import now
from onboarding.numbering.models import Number, Range
from onboarding.numbering.ranges import RangeRefused, add_range, list_ranges, seed, usage
from onboarding.settings import Settings, SettingsError
from tests.numbering.helpers import not_free, only_range

HR = Actor("hr@example.org")


def test_the_first_start_makes_the_ranges_of_the_settings(session: Session) -> None:
    assert [(r.first, r.last, r.typology) for r in list_ranges(session)] == [(1000, 9999, None)]


def test_a_later_start_changes_nothing(session: Session, settings: Settings) -> None:
    seed(session, replace(settings, extension_ranges=((20, 29),)))
    assert [r.first for r in list_ranges(session)] == [1000]


@pytest.mark.parametrize("number", [110, 112, 113, 115, 118, 911, 999, 116117])
def test_emergency_numbers_are_reserved_from_the_first_start(session: Session, number: int) -> None:
    assert session.get_one(Number, number).state == "reserved"


def test_settings_with_overlapping_ranges_are_refused_by_name(session: Session, settings: Settings) -> None:
    for range_ in list_ranges(session):
        session.delete(range_)
    for number in session.scalars(select(Number)):
        session.delete(number)
    session.flush()
    with pytest.raises(SettingsError, match=r"ONBOARD_EXTENSION_RANGES: The range 25-35 overlaps the range 20-29"):
        seed(session, replace(settings, extension_ranges=((20, 29), (25, 35))))


def test_a_range_can_be_added_for_a_typology(session: Session) -> None:
    added = add_range(session, HR, 20, 29, typology="mobile", name="Field")
    assert (added.name, added.typology, added.free_from) == ("Field", "mobile", 20)
    assert [r.first for r in list_ranges(session)] == [20, 1000]


def test_adding_a_range_is_written_down(session: Session) -> None:
    added = add_range(session, HR, 20, 29)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.deed, entry.subject_id) == (HR.name, "range.added", added.id)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (29, 20, "The range 29-20 ends before it begins. Write 20-29."),
        (9, 29, "9-29 is not a range of extensions. Write two numbers of 2 to 10 digits, such as 1000-9999."),
        (
            20,
            10**10,
            "20-10000000000 is not a range of extensions. Write two numbers of 2 to 10 digits, such as 1000-9999.",
        ),
        (-20, -10, "-20--10 is not a range of extensions. Write two numbers of 2 to 10 digits, such as 1000-9999."),
        (
            900,
            1000,
            "The range 900-1000 overlaps the range 1000-9999 (1000-9999). Choose numbers outside it.",
        ),
        (
            2000,
            2010,
            "The range 2000-2010 overlaps the range 1000-9999 (1000-9999). Choose numbers outside it.",
        ),
    ],
)
def test_a_range_that_cannot_be_is_refused_with_the_reason(
    session: Session, first: int, last: int, sentence: str
) -> None:
    with pytest.raises(RangeRefused) as refused:
        add_range(session, HR, first, last)
    assert refused.value.problem.sentence() == sentence
    assert len(list_ranges(session)) == 1


def test_the_use_of_a_range_adds_up(session: Session) -> None:
    only_range(session, 20, 29)
    session.add(Range(name="empty", first=40, last=49, free_from=40))
    not_free(session, [20, 21, 22])
    not_free(session, [23, 24], "resting", now() + timedelta(days=1))
    not_free(session, [25], "resting", now() - timedelta(days=1))
    not_free(session, [26], "reserved")
    not_free(session, [30])
    found = [(u.range.first, u.taken, u.resting, u.reserved, u.free) for u in usage(session)]
    assert found == [(20, 3, 2, 1, 4), (40, 0, 0, 0, 10)]
