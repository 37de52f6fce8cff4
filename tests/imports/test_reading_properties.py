"""What holds for every file."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.imports.reading import Limits, read
from onboarding.imports.refusal import FileRefused
from tests.imports.files import HEADER, chunks, table
from tests.imports.workbooks import DAY, cell, one_sheet, row, zipped

BYTES = st.binary(max_size=300) | st.text(alphabet='",;\t|\r\n aé=#\ufeff\0', max_size=200).map(str.encode)
CELLS = st.text('",;|\n\t aÉ王\u2028', max_size=8)
TYPED = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8).map("x@{}".format)
WORKBOOK = one_sheet(
    row(1, "full_name", "email", "start_date"),
    row(2, '<c r="A2" t="s"><v>0</v></c>', "anna@northwind.example", cell("C2", 46357, s=DAY)),
    row(3, '<c r="A3" t="s"><v>1</v></c>', "bea@northwind.example", cell("C3", 46358, s=2)),
    strings=["<t>Anna</t>", "<r><t>Be</t></r><r><t>a</t></r>"],
    formats=["00000"],
)
with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
    MEMBERS = {name: archive.read(name) for name in archive.namelist()}
SHEET = "xl/worksheets/sheet1.xml"
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5)


@settings(max_examples=200)
@given(content=BYTES, below=st.booleans(), size=st.integers(1, 64))
def test_any_bytes_end_in_rows_or_in_a_refusal(content: bytes, below: bool, size: int) -> None:
    content = f"{HEADER}\n".encode() + content if below else content
    with suppress(FileRefused):
        found = read(chunks(content, size), Limits())
        rows = list(found.rows())
        numbers = [row.row for row in rows]
        assert numbers == sorted(set(numbers))
        assert all(number > found.header_row for number in numbers)
        assert {len(row.cells) for row in rows} == {len(found.headings)}


@settings(max_examples=100)
@given(rows=ROWS, delimiter=st.sampled_from(",;\t|"), line_end=st.sampled_from(["\n", "\r\n"]), bom=st.booleans())
def test_what_the_csv_module_writes_is_read_as_it_was(
    rows: list[tuple[str, str, str]], delimiter: str, line_end: str, bom: bool
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([HEADER.split(","), *([f"x{cell}" for cell in row] for row in rows)])
    found = table(("\ufeff" if bom else "") + written.getvalue())
    assert [row.cells for row in found.rows()] == [[f"x{cell}" for cell in row] for row in rows]
    assert [row.row for row in found.rows()] == list(range(2, len(rows) + 2))


PARTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml", SHEET)


@settings(max_examples=150)
@given(data=st.data(), below_the_archive=st.booleans())
def test_any_change_of_a_workbook_ends_in_rows_or_in_a_refusal(data: st.DataObject, below_the_archive: bool) -> None:
    if below_the_archive:
        name = data.draw(st.sampled_from(PARTS))
        content = zipped({**MEMBERS, name: changed(MEMBERS[name], data)})
    else:
        content = changed(WORKBOOK, data)
    with suppress(FileRefused):
        found = read(chunks(content, 4096), Limits())
        rows = list(found.rows())
        assert {len(row.cells) for row in rows} == {len(found.headings)}
        assert [row.row for row in rows] == sorted({row.row for row in rows})


def changed(content: bytes, data: st.DataObject) -> bytes:
    """The content with some pieces taken out, doubled or overwritten."""
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 12)))
        put = data.draw(st.binary(max_size=6) | st.sampled_from([b"", b"9", b'"', b"<", b"-1", b"1e9"]))
        content = content[:start] + put + content[end:]
    return content


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(TYPED, TYPED, TYPED), min_size=1, max_size=5))
def test_what_a_sheet_shows_is_read_as_it_is(rows: list[tuple[str, str, str]]) -> None:
    head = row(1, *HEADER.split(","))
    content = one_sheet(head, *(row(number, *cells) for number, cells in enumerate(rows, start=2)))
    assert [list(each.cells) for each in table(content).rows()] == [list(cells) for cells in rows]


def test_memory_does_not_grow_with_the_file() -> None:
    person = f"Anna Rossi,anna@northwind.example,{'x' * 2000}\n".encode()

    def opened() -> Iterator[bytes]:
        yield f"{HEADER}\n".encode()
        yield from (person * 100 for _ in range(80))

    tracemalloc.start()
    try:
        rows = sum(1 for _ in read(opened, Limits()).rows())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows == 8_000
    assert peak < len(person) * 8_000 / 4
