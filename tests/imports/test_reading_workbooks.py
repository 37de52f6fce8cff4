"""An Excel workbook is read as a person sees it: dates, whole numbers, leading zeros, truths, errors."""

from datetime import date, timedelta

import pytest

from onboarding.agents.cells import NO_VALUE
from tests.imports.files import table
from tests.imports.workbooks import DAY, MAIN, cell, one_sheet, row, sheet_xml, workbook

HEAD = row(1, "Name", "Email", "Value")
SERIAL = (date(2026, 12, 1) - date(1899, 12, 30)).days


def shown(written: str, **more: object) -> str:
    """What is read of a cell C2."""
    content = one_sheet(HEAD, row(2, "Anna", "a@northwind.example", written), **more)
    (only,) = table(content).rows()
    return only.cells[2]


def number(value: str | float, code: str, **more: object) -> str:
    """What is read of a number in a cell of that format."""
    return shown(f'<c r="C2" s="2"><v>{value}</v></c>', formats=[code], **more)


def test_a_workbook_says_which_sheet_was_read_and_has_no_encoding() -> None:
    found = table(one_sheet(HEAD, row(2, "Anna", "a@northwind.example")))
    assert (found.format, found.encoding, found.delimiter, found.sheet) == ("xlsx", None, None, "People")
    assert (found.header_row, found.headings, found.warnings) == (1, ["Name", "Email", "Value"], [])
    assert [(each.row, each.cells) for each in found.rows()] == [(2, ["Anna", "a@northwind.example", ""])]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1001", "1001"),
        ("1001.0", "1001"),
        ("1.001E3", "1001"),
        ("123456789012345", "123456789012345"),
        ("123456789012345.0", "123456789012345"),
        ("1.23456789012345E+17", "1.23456789012345E+17"),
        ("0.1", "0.1"),
        ("0.30000000000000004", "0.3"),
        ("-7", "-7"),
        ("-0", "0"),
        ("1E-7", "1e-07"),
        ("1E999", "1E999"),
        ("", ""),
    ],
)
def test_numbers_have_all_their_digits_and_none_that_was_not_typed(written: str, read: str) -> None:
    assert shown(f'<c r="C2"><v>{written}</v></c>') == read


@pytest.mark.parametrize(
    ("value", "code", "read"),
    [
        (123, "00000", "00123"),
        (123456, "00000", "123456"),
        (0, "000", "000"),
        (-5, "000", "-005"),
        (391234567, '"+"0', "+391234567"),
        (391234567, "\\+0", "+391234567"),
        (12345, '"E"000000', "E012345"),
        (49123456, "00 00 00 00", "49 12 34 56"),
        (5551234, "000-0000", "555-1234"),
        (7, '0" days"', "7 days"),
        (1001, "0", "1001"),
        (1001, "#,##0", "1001"),
        (1001, "0.00", "1001"),
        (12.5, "0.00", "12.5"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (1001, '[Red]#,##0;"-"#', "1001"),
        (1001, "General", "1001"),
        (1001, "@", "1001"),
        (1001, "0.00E+00", "1001"),
        (1001, '"a;b"', "1001"),
        (1001, "", "1001"),
        (1234567890, "[<=9999999]###-####;(###) ###-####", "1234567890"),
        (1e17, "00000", "1.00000000000000E+17"),
    ],
)
def test_a_number_format_says_how_many_zeros_are_seen(value: float, code: str, read: str) -> None:
    assert number(value, code) == read


@pytest.mark.parametrize(
    ("value", "code", "read"),
    [
        (SERIAL, "dd/mm/yyyy", "2026-12-01"),
        (SERIAL, "[$-407]d. mmmm yyyy", "2026-12-01"),
        (SERIAL, "m/d/yy;@", "2026-12-01"),
        (SERIAL, "mmm yy", "2026-12-01"),
        (SERIAL, "d-mmm", "2026-12-01"),
        (SERIAL, '"Tag" dd\\.mm\\.yyyy', "2026-12-01"),
        (SERIAL + 0.375, "dd/mm/yyyy hh:mm", "2026-12-01T09:00:00"),
        (SERIAL + 0.375, "dd/mm/yyyy", "2026-12-01"),
        (SERIAL, "dd/mm/yyyy hh:mm", "2026-12-01"),
        (SERIAL + 0.999999999, "yyyy-mm-dd", "2026-12-02"),
        (0.375, "hh:mm", "09:00:00"),
        (1.5, "[h]:mm", "36:00:00"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-1, "yyyy-mm-dd", "########"),
        (3_000_000, "yyyy-mm-dd", "########"),
        (1e300, "yyyy-mm-dd", "########"),
    ],
)
def test_a_date_is_read_year_first_whatever_its_format(value: float, code: str, read: str) -> None:
    assert number(value, code) == read


def test_a_format_that_workbooks_do_not_write_down_is_known_too() -> None:
    assert shown(cell("C2", SERIAL, s=DAY)) == "2026-12-01"


def test_days_that_count_from_1904_are_right_and_named() -> None:
    content = one_sheet(
        HEAD,
        row(2, "Anna", "a@northwind.example", cell("C2", SERIAL - 1462, s=DAY)),
        properties='<workbookPr date1904="1"/>',
    )
    found = table(content)
    assert [each.cells[2] for each in found.rows()] == ["2026-12-01"]
    assert [warning.code for warning in found.warnings] == ["dates_1904"]
    assert (date(1904, 1, 1) + timedelta(days=SERIAL - 1462)).isoformat() == "2026-12-01"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (cell("C2", True), "TRUE"),
        (cell("C2", False), "FALSE"),
        ('<c r="C2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="C2" t="e"><f>VLOOKUP(1,2)</f><v>#REF!</v></c>', "#REF!"),
        ('<c r="C2" t="e"><v>#NAME?</v></c>', "#NAME?"),
        ('<c r="C2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="C2" t="str"><f>A2&amp;"!"</f><v>Anna!</v></c>', "Anna!"),
        ('<c r="C2" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="C2"><f>A2</f></c>', NO_VALUE),
        ('<c r="C2"><f>A2</f><v/></c>', NO_VALUE),
        ('<c r="C2" t="str"><f>A2</f></c>', NO_VALUE),
        ('<c r="C2" t="d"><v>2026-12-01</v></c>', "2026-12-01"),
        ('<c r="C2" t="s"><v>0</v></c>', "shared"),
        ('<c r="C2" t="s"><v>1</v></c>', "two runs"),
        ('<c r="C2" t="s"><v>2</v></c>', "東京"),
        ('<c r="C2" t="s"><v>3</v></c>', "a\rb_x"),
        ('<c r="C2" t="s"><v>4</v></c>', "a\ufffdb"),
        ('<c r="C2" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>', "inline"),
        ('<c r="C2" t="inlineStr"/>', ""),
        ('<c r="C2"><v>not a number</v></c>', "not a number"),
        ('<c r="C2" s="99"><v>7</v></c>', "7"),
    ],
)
def test_each_type_of_cell_is_read_as_it_is_seen(written: str, read: str) -> None:
    strings = (
        "<t>shared</t>",
        "<r><rPr><b/></rPr><t>two </t></r><r><t>runs</t></r>",
        '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>',
        "<t>a_x000D_b_x</t>",
        "<t>a_x0000_b</t>",
    )
    assert shown(written, strings=strings) == read


def test_rows_have_the_numbers_of_the_sheet_and_blank_ones_count() -> None:
    content = one_sheet(
        row(2, "New hires of December"), row(4, "Name", "Email"), row(7, "Anna", "a@northwind.example"), row(9, " ")
    )
    found = table(content)
    assert (found.header_row, [each.row for each in found.rows()]) == (4, [7])


def test_rows_and_cells_without_numbers_of_their_own_follow_one_another() -> None:
    text = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in ("Anna", "a@northwind.example"))
    head = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in ("Name", "Email"))
    found = table(one_sheet(f"<row>{head}</row>", f"<row>{text}</row>"))
    assert [(each.row, each.cells) for each in found.rows()] == [(2, ["Anna", "a@northwind.example"])]


def test_prefixes_of_names_and_strict_documents_make_no_difference() -> None:
    content = sheet_xml([HEAD, row(2, "Anna", "a@northwind.example")])
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t"):
        content = content.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}>", f"</x:{tag}>")
    content = content.replace(f'xmlns="{MAIN}"', 'xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"')
    content = content.replace("x:tx:", "x:t")
    found = table(workbook({"People": content}))
    assert [each.cells[0] for each in found.rows()] == ["Anna"]


def test_the_visible_sheet_with_the_best_header_is_read_and_the_others_are_named() -> None:
    people = sheet_xml([HEAD, row(2, "Anna", "a@northwind.example")])
    content = workbook(
        {
            "Read me": sheet_xml([row(1, "How to fill in this file")]),
            "Empty": sheet_xml([]),
            "New hires": people,
            "Leavers": people,
            "Lists": sheet_xml([row(1, "webrtc"), row(2, "mobile")]),
        },
        hidden=["Lists"],
    )
    found = table(content)
    assert found.sheet == "New hires"
    (warning,) = found.warnings
    assert (warning.code, warning.params["others"]) == ("ignored_sheet", "Read me, Leavers")
    assert "Only the sheet “New hires” was read" in warning.sentence()


def test_a_hidden_sheet_is_never_read_but_named_where_it_holds_people() -> None:
    people = sheet_xml([HEAD, row(2, "Anna", "a@northwind.example")])
    found = table(workbook({"Old": people, "New": people}, hidden=["Old"]))
    assert (found.sheet, [warning.params["others"] for warning in found.warnings]) == ("New", ["Old"])


def test_hidden_rows_are_read_counted_and_named() -> None:
    rows = [row(n, f"P{n}", f"p{n}@northwind.example", attributes=' hidden="1"' if n % 2 else "") for n in range(2, 14)]
    found = table(one_sheet(HEAD, *rows, row(20, None, attributes=' hidden="1"')))
    assert len(list(found.rows())) == 12
    (warning,) = found.warnings
    assert (warning.code, warning.params) == ("hidden_rows", {"rows": "3, 5, 7, 9, 11 …", "count": 6})
    assert "copy the visible rows" in warning.sentence()


def test_hidden_columns_are_read_and_named() -> None:
    before = '<cols><col min="2" max="3" hidden="1"/><col min="9" max="16384" hidden="1"/></cols>'
    found = table(one_sheet(HEAD, row(2, "Anna", "a@northwind.example", 7), before=before))
    assert [each.cells for each in found.rows()] == [["Anna", "a@northwind.example", "7"]]
    assert [(w.code, w.params["columns"]) for w in found.warnings] == [("hidden_columns", "B (Email), C (Value)")]


def test_merged_cells_among_people_are_named_and_a_title_across_the_sheet_is_not() -> None:
    merged = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="C4:C5"/><mergeCell ref="K9:K10"/></mergeCells>'
    content = one_sheet(
        row(1, "New hires"),
        row(3, "Name", "Email", "Team"),
        row(4, "Anna", "a@northwind.example", "West"),
        row(5, "Bea", "b@northwind.example"),
        after=merged,
    )
    found = table(content)
    assert [each.cells[2] for each in found.rows()] == ["West", ""]
    assert [(w.code, w.params["ranges"]) for w in found.warnings] == [("merged_cells", "C4:C5")]


def test_a_note_beside_the_table_is_not_in_it_and_one_at_the_far_corner_costs_nothing() -> None:
    anna = row(2, "Anna", "a@northwind.example", None, None, "call her first")
    found = table(one_sheet(HEAD, anna, row(1_048_576, cell("XFD1048576", "x"))))
    assert list(found.rows()) == [(2, ["Anna", "a@northwind.example", ""], None)]


def test_formatting_at_the_far_corner_is_nothing() -> None:
    content = one_sheet(HEAD, row(2, "Anna", "a@northwind.example"), row(1_048_576, cell("XFD1048576", None, s=1)))
    assert [each.row for each in table(content).rows()] == [2]


def test_a_name_does_not_make_a_workbook() -> None:
    assert table(one_sheet(HEAD, row(2, "A", "a@northwind.example"))).format == "xlsx"
    assert table("Name,Email\nA,a@northwind.example\n").format == "csv"


def test_rows_of_a_workbook_can_be_read_again_and_by_two_at_a_time() -> None:
    rows = [row(n, f"Person {n}", f"p{n}@northwind.example") for n in range(2, 5000)]
    found = table(one_sheet(HEAD, *rows))
    assert len(list(found.rows())) == 4998
    assert all(one == other for one, other in zip(found.rows(), found.rows(), strict=True))
