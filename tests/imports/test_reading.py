"""Whatever program wrote the file: encoding, delimiter, line ends and header are found, and each row has its number."""

import pytest

from tests.imports.files import HEADER, people, table

ANNA = ["Anna Müller", "anna@northwind.example", "2001"]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_found_and_named(encoding: str, name: str) -> None:
    found = table(f"{HEADER}\n{','.join(ANNA)}\n".encode(encoding))
    assert found.encoding == name
    assert found.headings == HEADER.split(",")
    assert [row.cells for row in found.rows()] == [ANNA]


def test_utf_16_with_its_mark_big_end_first_is_read() -> None:
    content = b"\xfe\xff" + f"{HEADER}\n{','.join(ANNA)}".encode("utf-16-be")
    assert [row.cells for row in table(content).rows()] == [ANNA]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    found = table(f"{HEADER}\n{','.join(ANNA)}\n".replace(",", delimiter))
    assert found.delimiter == delimiter
    assert [row.cells for row in found.rows()] == [ANNA]


def test_delimiters_in_quotation_marks_do_not_count() -> None:
    found = table('"Name";"E-Mail";"Note, or, whatever"\n"a,b,c";"a@northwind.example";"x,y,z,w"\n')
    assert found.delimiter == ";"


def test_a_heading_with_commas_does_not_hide_the_semicolons() -> None:
    assert table("Last name, First name;E-Mail\nRossi, Anna;a@northwind.example\n").delimiter == ";"


def test_one_column_is_a_table_too() -> None:
    found = table("email\na@northwind.example\n")
    assert (found.delimiter, found.headings) == (",", ["email"])


def test_excels_sep_line_says_the_delimiter_and_is_no_row() -> None:
    found = table("sep=;\nName;E-Mail\nAnna, called Nana;a@northwind.example\n")
    assert (found.delimiter, found.header_row) == (";", 1)
    assert [(row.row, row.cells[0]) for row in found.rows()] == [(2, "Anna, called Nana")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(line_end: str) -> None:
    content = f"{HEADER}\nAnna,a@northwind.example,\nBea,b@northwind.example,\n".replace("\n", line_end)
    assert [row.row for row in table(content).rows()] == [2, 3]


def test_other_separators_of_lines_are_part_of_the_cell() -> None:
    assert people("A\x0bn\u0085n\u2028a,a@northwind.example,\n") == [
        (2, ["A\x0bn\u0085n\u2028a", "a@northwind.example", ""])
    ]


def test_a_cell_that_spans_lines_does_not_shift_the_rows_below() -> None:
    rows = people('"Anna\r\nMaria",a@northwind.example,\nBea,b@northwind.example,\n')
    assert [(number, cells[0]) for number, cells in rows] == [(2, "Anna\nMaria"), (3, "Bea")]


def test_blank_rows_are_left_out_but_shift_the_rows_below() -> None:
    rows = people("\n,,\nAnna,a@northwind.example,\n \u00a0,\u200b,\n\nBea,b@northwind.example,\n,,\n\n")
    assert [(number, cells[0]) for number, cells in rows] == [(4, "Anna"), (7, "Bea")]


def test_title_lines_above_the_header_count_as_rows() -> None:
    found = table("New hires of December\n\nPrinted on Monday;;\nName;Work email;Team\nAnna;a@northwind.example;\n")
    assert (found.header_row, found.headings) == (4, ["Name", "Work email", "Team"])
    assert [row.row for row in found.rows()] == [5]


def test_without_a_header_the_first_row_with_anything_in_it_is_taken_for_it() -> None:
    found = table("\nRed,Green\n1,2\n")
    assert (found.header_row, found.headings) == (2, ["Red", "Green"])


def test_a_header_below_the_first_fifteen_rows_is_not_looked_for() -> None:
    assert table("Title\n" * 15 + f"{HEADER}\nAnna,a@northwind.example,1\n").header_row == 1


def test_headings_are_stripped_of_all_that_is_not_seen() -> None:
    found = table("\ufeff\u200b full_name\u00a0,\u202aemail\u202c ,,,\nAnna,a@northwind.example\n")
    assert found.headings == ["full_name", "email"]


def test_missing_cells_are_empty() -> None:
    assert people("Anna,a@northwind.example\n") == [(2, ["Anna", "a@northwind.example", ""])]


def test_empty_cells_too_many_are_cut_off() -> None:
    assert people("Anna,a@northwind.example,2001,,,\n") == [(2, ["Anna", "a@northwind.example", "2001"])]


def test_text_beyond_the_last_heading_is_a_mistake_of_the_row() -> None:
    (row,) = table(f"{HEADER}\nRossi, Anna,a@northwind.example,2001\n").rows()
    assert row.problem is not None
    assert (row.problem.code, row.problem.value) == ("invalid", "2001")


def test_text_under_a_blank_heading_is_no_mistake() -> None:
    (row,) = table("full_name,email,\nAnna,a@northwind.example,a remark\n").rows()
    assert (row.cells, row.problem) == (["Anna", "a@northwind.example"], None)


def test_a_cell_longer_than_the_csv_module_takes_is_read() -> None:
    assert people(f"{'x' * 200_000},a@northwind.example,\n")[0][1] == ["x" * 200_000, "a@northwind.example", ""]


def test_a_cell_beyond_all_measure_is_too_long_in_its_row_and_only_there() -> None:
    rows = list(
        table(f'{HEADER}\nAnna,a@northwind.example,\n"{"x" * 3_000_000}",b@northwind.example,\nC,c@d,\n').rows()
    )
    assert [(row.row, row.problem and row.problem.code) for row in rows] == [(2, None), (3, "too_long"), (4, None)]
    assert rows[1].cells[1] == "b@northwind.example"


def test_a_table_can_be_read_again_and_again() -> None:
    found = table(f"{HEADER}\n{','.join(ANNA)}\n")
    assert list(found.rows()) == list(found.rows())
