"""Numbers of telephones and users outside this service: entered by hand or found on the switch, never given out."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.audit import Actor, AuditEntry
from onboarding.database import new_id, now
from onboarding.numbering import foreign
from onboarding.numbering.allocation import Want, allocate
from onboarding.numbering.models import Number
from onboarding.numbering.ranges import list_ranges, usage
from onboarding.wording import Problem
from tests.numbering.helpers import another_range, given, not_free, only_range, wants

HR = Actor("hr@example.org")
TOMORROW, YESTERDAY = now() + timedelta(days=1), now() - timedelta(days=1)


def known(session: Session) -> dict[int, tuple[str | None, bool]]:
    """The foreign numbers: whose, and whether they were found on the switch."""
    rows = select(Number.number, Number.note, Number.seen_on_switch).where(Number.state == "foreign")
    return {number: (note, seen) for number, note, seen in session.execute(rows)}


def free_from(session: Session) -> int:
    session.expire_all()
    return list_ranges(session)[0].free_from


def test_a_foreign_number_is_never_given_out(session: Session) -> None:
    only_range(session, 20, 29)
    foreign.enter(session, HR, {20: "Reception", 22: None})
    assert given(session, wants(3)) == [21, 23, 24]


@pytest.mark.parametrize(
    ("whose", "sentence"),
    [
        ("Reception", "Number 25 is taken outside this service: Reception. The nearest free one is 24."),
        (None, "Number 25 is taken by a telephone or user outside this service. The nearest free one is 24."),
    ],
)
@pytest.mark.parametrize("number_is_in_a_range", [True, False])
def test_who_asks_for_one_is_told_whose_it_is(
    session: Session, whose: str | None, sentence: str, number_is_in_a_range: bool
) -> None:
    only_range(session, 20, 29) if number_is_in_a_range else only_range(session, 20, 24)
    foreign.enter(session, HR, {25: whose})
    (problem,) = allocate(session, [Want(new_id(), "webrtc", 25)]).values()
    assert isinstance(problem, Problem)
    assert (problem.code, problem.column, problem.value) == ("taken", "extension", "25")
    assert problem.sentence() == sentence


def test_without_any_free_number_the_refusal_recommends_a_new_range(session: Session) -> None:
    only_range(session, 20, 20)
    foreign.enter(session, HR, {20: "Lift"})
    (problem,) = allocate(session, [Want(new_id(), "webrtc", 20)]).values()
    assert isinstance(problem, Problem)
    assert problem.sentence() == (
        "Number 20 is taken outside this service: Lift. No other is free for webrtc agents. Add a range."
    )


def test_what_cannot_be_entered_is_refused_by_itself_and_the_rest_is_in(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [21])
    not_free(session, [22], "reserved")
    not_free(session, [23], "resting", TOMORROW)
    entered = foreign.enter(session, HR, {20: None, 21: "A", 22: "B", 23: "C", 5: "D", 10**12: "E"})
    assert entered.added == 2
    assert known(session).keys() == {20, 23}
    assert {problem.value: (problem.code, problem.reason) for problem in entered.refused} == {
        "21": ("taken", "aside_is_an_agents"),
        "22": ("reserved", "aside_is_reserved"),
        "5": ("invalid", "aside_digits"),
        "1000000000000": ("invalid", "aside_digits"),
    }


def test_entering_again_gives_the_new_name_and_takes_none_away(session: Session) -> None:
    foreign.enter(session, HR, {2001: "Reception", 2002: "Door"})
    again = foreign.enter(session, HR, {2001: None, 2002: "Gate"})
    assert again.added == 1
    assert known(session) == {2001: ("Reception", False), 2002: ("Gate", False)}


def test_a_number_that_is_forgotten_is_given_out_again(session: Session) -> None:
    only_range(session, 20, 29)
    foreign.enter(session, HR, dict.fromkeys(range(20, 25)))
    assert foreign.forget(session, HR, [20, 22, 28]) == 2
    assert given(session, wants(3)) == [20, 22, 25]


def test_only_foreign_numbers_are_forgotten(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [20])
    not_free(session, [21], "reserved")
    assert foreign.forget(session, HR, [20, 21]) == 0
    assert given(session, wants(1)) == [22]


def test_both_deeds_are_written_down(session: Session) -> None:
    foreign.enter(session, HR, dict.fromkeys([2001, 2002, 2003, 2010]))
    foreign.forget(session, HR, [2001])
    told = [(e.deed, e.actor, e.detail["numbers"]) for e in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert told == [
        ("numbers.foreign", HR.name, "2001-2003, 2010"),
        ("numbers.foreign_removed", HR.name, "2001"),
    ]


def test_they_count_as_taken_in_the_use_of_a_range(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [20])
    foreign.enter(session, HR, {21: None, 22: None})
    (use,) = usage(session)
    assert (use.taken, use.foreign, use.free) == (3, 2, 7)


def test_what_is_found_while_giving_out_is_set_aside_unless_somebody_has_it(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [21])
    not_free(session, [22], "resting", TOMORROW)
    not_free(session, [23], "resting", YESTERDAY)
    foreign.mark(session, {20: "Reception", 21: "x", 22: "x", 23: None})
    assert known(session) == {20: ("Reception", True), 23: (None, True)}
    assert free_from(session) == 24


def test_what_the_switch_has_is_set_aside_and_forgotten_when_it_is_gone(session: Session) -> None:
    only_range(session, 20, 29)
    foreign.switch_has(session, {20: "Reception", 21: None, 25: "Lift"})
    assert given(session, wants(1)) == [22]
    foreign.switch_has(session, {21: None, 25: "Elevator"})
    assert known(session) == {21: (None, True), 25: ("Elevator", True)}
    assert free_from(session) == 20
    assert given(session, wants(2)) == [20, 23]


def test_what_was_entered_by_hand_stays_whatever_the_switch_has(session: Session) -> None:
    foreign.enter(session, HR, {2001: "Reception"})
    foreign.switch_has(session, {2001: "6001"})
    foreign.switch_has(session, {})
    assert known(session) == {2001: ("Reception", False)}


def test_what_was_found_and_is_then_entered_by_hand_stays(session: Session) -> None:
    foreign.switch_has(session, {2001: "6001"})
    foreign.enter(session, HR, {2001: "Reception"})
    foreign.switch_has(session, {})
    assert known(session) == {2001: ("Reception", False)}


def test_a_number_that_an_agent_has_stays_the_agent_s_whatever_the_switch_has(session: Session) -> None:
    only_range(session, 20, 29)
    not_free(session, [20])
    not_free(session, [21], "reserved")
    foreign.switch_has(session, {20: "x", 21: "x"})
    assert known(session) == {}


def test_thousands_of_numbers_of_a_switch_are_set_aside_in_sets(session: Session) -> None:
    only_range(session, 10_000, 99_999)
    another_range(session, 100_000, 199_999, "mobile")
    everything = dict.fromkeys(range(100_000, 110_000), "Old phone")
    foreign.switch_has(session, everything)
    assert [use.free for use in usage(session)] == [90_000, 90_000]
    foreign.switch_has(session, everything)
    foreign.switch_has(session, {})
    assert [use.free for use in usage(session)] == [90_000, 100_000]
