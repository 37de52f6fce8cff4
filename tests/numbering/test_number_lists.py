"""Lists of numbers as people write them."""

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from onboarding.numbering import number_lists
from onboarding.numbering.number_lists import read


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("2001", {2001: None}),
        ("2001 Reception", {2001: "Reception"}),
        ("2001,Reception", {2001: "Reception"}),
        ("2001;Reception, ground floor", {2001: "Reception, ground floor"}),
        ("2001\tReception", {2001: "Reception"}),
        ('"2001","Reception"', {2001: "Reception"}),
        ("  2001 :  Reception  \r\n", {2001: "Reception"}),
        ("2001-2003", {2001: None, 2002: None, 2003: None}),
        ("2001 – 2002 Warehouse", {2001: "Warehouse", 2002: "Warehouse"}),
        ("\ufeffnumber,name\n2001,Door", {2001: "Door"}),
        ("\n\n2001\n , \n2002", {2001: None, 2002: None}),
        ("2001 2nd floor", {2001: "2nd floor"}),
        ("", {}),
    ],
)
def test_a_line_is_a_number_or_several_with_whose_they_are(text: str, notes: dict[int, str | None]) -> None:
    found = read(text)
    assert (found.notes, found.problems) == (notes, [])


@pytest.mark.parametrize(
    ("text", "line", "code", "sentence"),
    [
        ("2001\nReception", 2, "invalid", "does not begin with a number"),
        ("number\n+39 06 6982", 2, "invalid", "does not begin with a number"),
        ("-5", 1, "invalid", "does not begin with a number"),
        ("2001a", 1, "invalid", "does not begin with a number"),
        ("9" * 40, 1, "invalid", "does not begin with a number"),
        ("2010-2001 Door", 1, "invalid", "ends before it begins. Write 2001-2010."),
        ("1-999999", 1, "too_many_rows", "more numbers than can be entered at once"),
        ("2001 A\n2001 B", 2, "duplicate_in_file", "repeats a number of line 1. That line stands."),
        ("2001-2005\n2000-2001", 2, "duplicate_in_file", "repeats a number of line 1"),
        ("2001 " + "x" * 201, 1, "too_long", "longer than 200 characters"),
        ("2001 a\x07b", 1, "too_long", "characters that nobody can see"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_the_reason(text: str, line: int, code: str, sentence: str) -> None:
    ((found, problem),) = read(text).problems
    assert (found, problem.code) == (line, code)
    assert sentence in problem.sentence()


def test_all_lines_together_have_a_limit_too() -> None:
    found = read("\n".join(f"{start}-{start + 9_999}" for start in range(10_000, 140_000, 10_000)))
    assert len(found.notes) == number_lists.MOST_IN_ALL
    assert len(found.problems) == 3


@any_of(st.text())
def test_any_text_is_read_without_trouble(text: str) -> None:
    found = read(text)
    assert all(problem.sentence() for _, problem in found.problems)
    assert found.notes.keys() == found.lines.keys()
