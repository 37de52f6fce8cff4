"""A quotation mark that is not closed costs its own row, never the rows after it."""

import pytest

from onboarding.imports.refusal import FileRefused
from tests.imports.files import HEADER, table

B, C = "Bea,b@northwind.example,", "Carl,c@northwind.example,"


@pytest.mark.parametrize(
    "broken",
    [
        '"Anna,a@northwind.example,2001',
        'Anna,"a@northwind.example,2001',
        'Anna,a@northwind.example,"2001',
        '"Anna" Rossi,a@northwind.example,2001',
    ],
)
def test_the_row_where_the_mark_opens_is_a_mistake_and_the_others_are_read(broken: str) -> None:
    rows = list(table(f"{HEADER}\n{B}\n{broken}\n{C}\n{B}\n").rows())
    assert [(row.row, row.problem and row.problem.code) for row in rows] == [
        (2, None),
        (3, "invalid"),
        (4, None),
        (5, None),
    ]
    assert [row.cells[0] for row in rows] == ["Bea", rows[1].cells[0], "Carl", "Bea"]


def test_the_cells_of_the_row_are_kept_as_well_as_they_can_be_told() -> None:
    (row, _) = table(f'{HEADER}\n"Anna,a@northwind.example,2001\n{B}\n').rows()
    assert row.cells == ["Anna", "a@northwind.example", "2001"]


def test_an_open_mark_before_rows_with_marks_of_their_own_costs_one_row() -> None:
    rows = list(table(f'{HEADER}\n"Anna,a@northwind.example,\n"Bea",b@northwind.example,"2001"\n{C}\n').rows())
    assert [(row.row, row.cells[0], row.problem is None) for row in rows] == [
        (2, "Anna", False),
        (3, "Bea", True),
        (4, "Carl", True),
    ]


def test_an_open_mark_far_from_the_end_is_noticed_without_reading_to_the_end() -> None:
    rows = table(f'{HEADER}\n"Anna,a@northwind.example,\n' + f"{B}\n" * 120_000).rows()
    assert (next(rows).problem is None, next(rows).cells[0]) == (False, "Bea")


def test_two_marks_within_marks_are_one() -> None:
    (row,) = table(f'{HEADER}\n"Anna ""Nana"" Rossi",a@northwind.example,\n').rows()
    assert row.cells[0] == 'Anna "Nana" Rossi'


def test_a_mark_inside_a_cell_without_marks_is_a_character() -> None:
    (row,) = table(f'{HEADER}\nAnna 5",a@northwind.example,\n').rows()
    assert (row.cells[0], row.problem) == ('Anna 5"', None)


def test_a_blank_before_the_mark_does_no_harm() -> None:
    (row,) = table(f'{HEADER}\nAnna, "a@northwind.example", "2001"\n').rows()
    assert row.cells == ["Anna", "a@northwind.example", "2001"]


def test_a_file_of_nothing_but_open_marks_is_refused_before_it_costs_hours() -> None:
    with pytest.raises(FileRefused) as refused:
        for _ in table(f"{HEADER}\n" + 'a",b,"\n' * 300_000).rows():
            pass
    assert refused.value.problem.code == "not_text"
