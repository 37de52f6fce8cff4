"""Dates as they are typed and exported, and what they say of somebody's employment."""

import pytest

from onboarding.agents.dates import DateOrder, date_order
from tests.agents.people import checked, problem, value, warnings


@pytest.mark.parametrize(
    "text", ["2026-12-01", "2026/12/1", "2026.12.01.", "20261201", "2026-12-01T00:00:00", "2026-12-01 00:00"]
)
def test_a_date_with_the_year_first_needs_no_order(text: str) -> None:
    assert value("start_date", text) == "2026-12-01"


@pytest.mark.parametrize(
    ("text", "order", "iso"),
    [
        ("01/12/2026", "dmy", "2026-12-01"),
        ("12/01/2026", "mdy", "2026-12-01"),
        ("1.12.2026", "dmy", "2026-12-01"),
        ("1-12-2026", "dmy", "2026-12-01"),
    ],
)
def test_other_dates_are_read_in_the_order_of_the_whole_file(text: str, order: DateOrder, iso: str) -> None:
    assert value("start_date", text, date_order=order) == iso


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["01/02/2026", "13/02/2026", ""], "dmy"),
        (["01/02/2026", "02/13/2026"], "mdy"),
        (["01.02.2026"], "dmy"),
        (["01.02.2026", "01.13.2026"], "dmy"),
        (["01.02.2026", "01/13/2026"], None),
        (["13/13/2026", "31/02/2026"], "dmy"),
        (["01/02/2026", "2026-12-31", "not a date"], None),
        (["13/02/2026", "02/13/2026"], None),
        ([], None),
    ],
)
def test_one_number_above_twelve_or_dots_settle_the_order(samples: list[str], order: DateOrder | None) -> None:
    assert date_order(samples) == order


def test_a_date_that_may_be_two_names_both() -> None:
    assert problem("start_date", "01/02/2027") == (
        "invalid",
        "01/02/2027 may be 1 February 2027 or 2 January 2027. Write all dates as year-month-day, such as 2026-12-01.",
    )


def test_where_the_file_disagrees_with_itself_no_order_is_guessed() -> None:
    assert problem("start_date", "25/12/2026")[0] == "invalid"


@pytest.mark.parametrize(
    ("text", "said"), [("45992", "1 December 2025"), ("46357", "1 December 2026"), ("46357.5", "1 December 2026")]
)
def test_a_number_in_the_place_of_a_date_is_named_as_excels_doing(text: str, said: str) -> None:
    assert problem("start_date", text) == ("invalid", f"Excel turned a date into a number. Did you mean {said}?")


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "2026-13-01", "2026-00-10", "1/12/26", "0026-12-01", "next Monday", "1st Dec", "4.6E+04", "2026-12"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert problem("start_date", text, date_order="dmy")[0] == "invalid"


def test_a_start_in_the_past_is_a_warning_and_today_is_not() -> None:
    assert warnings("start_date", "2026-11-21") == ["past"]
    assert warnings("start_date", "2026-11-22") == []


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ({"end_date": "2026-11-21"}, True),
        ({"end_date": "2026-11-22"}, False),
        ({"end_date": "2027-01-31"}, False),
        ({"employment_status": "Terminated"}, True),
        ({"employment_status": "INAKTIV"}, True),
        ({"employment_status": "Falso"}, True),
        ({"employment_status": "Active"}, False),
        ({"employment_status": "Leave"}, False),
        ({"employment_status": "Onboarding"}, False),
        ({"employment_status": "Terminated", "end_date": "2027-01-31"}, False),
        ({"employment_status": "Terminated", "email": "zoe@"}, True),
        ({"start_date": "2020-01-01", "end_date": "2019-01-01"}, True),
        ({"start_date": "2026-12-01", "end_date": "2019-01-01"}, False),
    ],
)
def test_who_has_left_is_known_by_the_last_day_else_by_the_status(raw: dict[str, str], left: bool) -> None:
    found = checked(raw)
    assert found.has_left is left
    assert "employment_status" not in found.values


def test_a_last_day_before_the_first_is_a_mistake() -> None:
    (only,) = checked({"start_date": "2026-12-01", "end_date": "2026-11-30"}).problems
    assert (only.column, only.code) == ("end_date", "invalid")
    assert only.sentence().startswith("The last day, 30 November 2026, is before the first, 1 December 2026.")
