"""What holds for every file."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.imports.reading import Limits, read
from onboarding.imports.refusal import FileRefused
from tests.imports.files import HEADER, chunks, table

BYTES = st.binary(max_size=300) | st.text(alphabet='",;\t|\r\n aé=#\ufeff\0', max_size=200).map(str.encode)
CELLS = st.text('",;|\n\t aÉ王\u2028', max_size=8)
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
