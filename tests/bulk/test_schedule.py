"""Local times: clock changes, year ends, the ends of the world."""

from datetime import UTC, date, datetime, time

import pytest

from onboarding.bulk.schedule import Schedule
from onboarding.invitations.times import at_local

LOCAL_TIMES = {
    "in winter": (date(2027, 1, 15), "09:00", "Europe/Rome", datetime(2027, 1, 15, 8, tzinfo=UTC)),
    "in summer": (date(2027, 7, 15), "09:00", "Europe/Rome", datetime(2027, 7, 15, 7, tzinfo=UTC)),
    "the morning after the clocks go forward": (
        date(2027, 3, 28), "09:00", "Europe/Rome", datetime(2027, 3, 28, 7, tzinfo=UTC),
    ),
    "2:30 on the night that skips it comes an hour later": (
        date(2027, 3, 28), "02:30", "Europe/Rome", datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
    ),
    "2:30 on the night that has it twice is the first": (
        date(2027, 10, 31), "02:30", "Europe/Rome", datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    ),
    "clocks that go forward by half an hour": (
        date(2027, 10, 3), "02:15", "Australia/Lord_Howe", datetime(2027, 10, 2, 15, 45, tzinfo=UTC),
    ),
    "midnight at which a new year begins": (
        date(2028, 1, 1), "00:00", "Pacific/Kiritimati", datetime(2027, 12, 31, 10, tzinfo=UTC),
    ),
    "the last minute of a year": (
        date(2027, 12, 31), "23:59", "America/Los_Angeles", datetime(2028, 1, 1, 7, 59, tzinfo=UTC),
    ),
    "the day that only leap years have": (
        date(2028, 2, 29), "09:00", "Asia/Kathmandu", datetime(2028, 2, 29, 3, 15, tzinfo=UTC),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LOCAL_TIMES)
def test_a_local_time_is_the_moment_at_which_clocks_there_show_it(case: str) -> None:
    day, clock, zone, moment = LOCAL_TIMES[case]
    assert at_local(day, time.fromisoformat(clock), zone) == moment


def test_days_before_a_start_in_january_are_in_december() -> None:
    schedule = Schedule(days_before=4, clock=time(9), home="Europe/Rome")
    assert schedule.day_for(date(2028, 1, 3)) == date(2027, 12, 30)
    assert schedule.first(date(2028, 1, 3)) == datetime(2027, 12, 29, 19, tzinfo=UTC)
    assert schedule.last(date(2028, 1, 3)) == datetime(2027, 12, 30, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minute", "latest"), [(59, date(2027, 12, 31)), (60, date(2028, 1, 1))], ids=["before nine", "at nine"]
)
def test_at_the_hour_the_next_start_date_is_due(minute: int, latest: date) -> None:
    schedule = Schedule(days_before=0, clock=time(9))
    moment = datetime(2028, 1, 1, 8, minute, tzinfo=UTC) if minute < 60 else datetime(2028, 1, 1, 9, tzinfo=UTC)
    assert f"'{latest}'" in str(schedule.due(["UTC"], moment).compile(compile_kwargs={"literal_binds": True}))


def test_the_next_moment_is_the_soonest_of_all_places() -> None:
    schedule = Schedule(day=date(2027, 3, 4), clock=time(9), home="UTC")
    zones = ["Asia/Manila", "Africa/Lagos", None]
    assert schedule.next(zones, datetime(2027, 3, 4, 1, tzinfo=UTC)) == datetime(2027, 3, 4, 8, tzinfo=UTC)
    assert schedule.next(zones, datetime(2027, 3, 4, 9, tzinfo=UTC)) is None


def test_one_time_zone_for_everybody_counts_before_their_own() -> None:
    schedule = Schedule(day=date(2027, 3, 4), clock=time(9), timezone="Europe/Rome")
    assert schedule.next(["Asia/Manila"], datetime(2027, 3, 4, tzinfo=UTC)) == datetime(2027, 3, 4, 8, tzinfo=UTC)
