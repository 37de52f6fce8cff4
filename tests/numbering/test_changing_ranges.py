"""Ranges that grow, shrink, move, change hands and go away."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.audit import Actor, AuditEntry
from onboarding.database import new_id
from onboarding.numbering.models import Range
from onboarding.numbering.ranges import RangeRefused, add_range, change_range, list_ranges, remove_range
from tests.numbering.helpers import another_range, given, not_free, only_range, wants

HR = Actor("hr@example.org")


def bounds(session: Session) -> list[tuple[int, int]]:
    return [(found.first, found.last) for found in list_ranges(session)]


@pytest.mark.parametrize(
    ("first", "last", "free_from"),
    [(10, 29, 10), (20, 39, 24), (20, 25, 24), (22, 29, 24), (23, 23, 24), (21, 60, 24)],
)
def test_a_range_takes_other_bounds_and_knows_its_lowest_free_number(
    session: Session, first: int, last: int, free_from: int
) -> None:
    range_ = only_range(session, 20, 29)
    not_free(session, [23])
    not_free(session, [20, 21, 22], "reserved")
    changed = change_range(session, HR, range_.id, first, last)
    assert (changed.first, changed.last, changed.free_from) == (first, last, free_from)
    assert given(session, wants(1)) == ([free_from] if free_from <= last else ["exhausted"])


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (23, 29, "Somebody has a number in the range 20-29 that would no longer be in it (22)."),
        (
            20,
            21,
            "7 people have numbers in the range 20-29 that would no longer be in it (22, 24, 25, 26, 27, …). Give them",
        ),
        (60, 69, "7 people have numbers"),
        (20, 45, "overlaps the range 40-49"),
        (29, 20, "ends before it begins. Write 20-29."),
        (5, 29, "is not a range of extensions"),
    ],
)
def test_a_range_that_cannot_be_so_stays_as_it_is_and_says_why(
    session: Session, first: int, last: int, sentence: str
) -> None:
    range_ = only_range(session, 20, 29)
    another_range(session, 40, 49)
    not_free(session, [22, *range(24, 30)])
    with pytest.raises(RangeRefused) as refused:
        change_range(session, HR, range_.id, first, last)
    assert sentence in refused.value.problem.sentence()
    assert bounds(session) == [(20, 29), (40, 49)]


def test_only_numbers_that_people_have_keep_a_range_from_shrinking(session: Session) -> None:
    range_ = only_range(session, 20, 29)
    for number, state in ((27, "reserved"), (28, "resting"), (29, "foreign")):
        not_free(session, [number], state)
    change_range(session, HR, range_.id, 20, 25)
    assert bounds(session) == [(20, 25)]


def test_a_range_changes_hands_and_its_people_keep_their_numbers(session: Session) -> None:
    range_ = only_range(session, 20, 29)
    given(session, wants(2))
    changed = change_range(session, HR, range_.id, 20, 29, typology="mobile", name="Field")
    assert (changed.typology, changed.name) == ("mobile", "Field")
    assert given(session, [*wants(1), *wants(1, "mobile")]) == ["exhausted", 22]


def test_a_range_is_for_a_typology_or_a_team_never_both(session: Session) -> None:
    with pytest.raises(RangeRefused, match="not for both"):
        add_range(session, HR, 20, 29, typology="mobile", team_id=new_id())


def test_what_changed_is_written_down(session: Session) -> None:
    range_ = only_range(session, 20, 29)
    change_range(session, HR, range_.id, 20, 39, name="20-29")
    change_range(session, HR, range_.id, 20, 39, name="20-29")
    (entry,) = session.scalars(select(AuditEntry))
    assert (entry.deed, entry.subject_id, entry.detail) == ("range.changed", range_.id, {"last": [29, 39]})


def test_a_range_that_nobody_uses_is_removed(session: Session) -> None:
    range_ = only_range(session, 20, 29)
    another_range(session, 40, 49)
    remove_range(session, HR, range_.id)
    assert bounds(session) == [(40, 49)]
    assert [entry.deed for entry in session.scalars(select(AuditEntry))] == ["range.removed"]


def test_a_range_in_use_is_not_removed(session: Session) -> None:
    range_ = only_range(session, 20, 29)
    another_range(session, 40, 49)
    not_free(session, [25])
    with pytest.raises(RangeRefused, match="Somebody has a number in the range 20-29"):
        remove_range(session, HR, range_.id)


def test_the_only_range_is_not_removed_because_nobody_could_be_added(session: Session) -> None:
    range_ = only_range(session, 20, 29)
    with pytest.raises(RangeRefused, match="20-29 is the only range. Add another one before you remove it."):
        remove_range(session, HR, range_.id)


def test_a_range_that_is_gone_says_so(session: Session) -> None:
    with pytest.raises(RangeRefused, match="Somebody has removed this range meanwhile"):
        change_range(session, HR, new_id(), 20, 29)


def test_a_new_range_over_numbers_that_are_not_free_knows_its_lowest_free_one(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [100, 101, 103], "reserved")
    added = add_range(session, HR, 100, 199)
    assert session.get_one(Range, added.id).free_from == 102
