"""A file of new hires becomes a stream of rows, however large it is and whoever wrote it."""

import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, dropwhile, islice
from typing import BinaryIO

from onboarding.imports import signatures
from onboarding.imports.delimiters import beginning, quote_of
from onboarding.imports.encodings import Chunks, examine, pieces, texts
from onboarding.imports.headers import Header, find_header
from onboarding.imports.records import Row, records
from onboarding.imports.refusal import refused
from onboarding.imports.shaping import shaped
from onboarding.imports.spool import Spool
from onboarding.imports.workbooks import workbook
from onboarding.settings import Settings
from onboarding.wording import Problem

ROWS_A_SIGN = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold. `max_unpacked_bytes` is for workbooks, which are archives."""

    max_bytes: int = 64 * 2**20
    max_unpacked_bytes: int = 512 * 2**20
    max_rows: int = 1_000_000
    max_columns: int = 1_000

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        return cls(
            settings.import_max_mib << 20,
            settings.import_max_unpacked_mib << 20,
            settings.import_max_rows,
            settings.import_max_columns,
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A file that has been recognised as a table. `header_row` is the spreadsheet's line of the headings.

    `format` is csv or xlsx; a csv has an `encoding` and a `delimiter`, an xlsx a `sheet`. `warnings` are about the
    file as a whole.
    """

    format: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int
    headings: list[str]
    warnings: list[Problem]
    _open_rows: Callable[[], Iterator[Row]]

    def rows(self) -> Iterator[Row]:
        """The rows below the header that are not blank, each with as many cells as there are headings.

        Can be called again: each call begins with the first row.
        """
        return self._open_rows()


Reading = Generator[None, None, Table]


def read(open_chunks: Chunks, limits: Limits) -> Table:
    """Find out how a file is to be read: format, encoding and delimiter or sheet, header.

    `open_chunks` starts the file anew with each call. Raises FileRefused: empty, no_rows, not_text, too_large,
    too_many_rows, too_many_columns, missing_column (there is no header).
    """
    steps = read_in_steps(open_chunks, limits)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            found: Table = done.value
            return found


def read_in_steps(open_chunks: Chunks, limits: Limits) -> Reading:
    """The same for whoever has to give a sign of life meanwhile: a large workbook takes minutes."""
    head = next(pieces(open_chunks()), b"")
    if signatures.is_old_office(head):
        raise refused("not_text", signatures.old_office(pieces(open_chunks())))
    if signatures.is_zip(head):
        return (yield from _read_workbook(open_chunks, limits))
    return _read_text(open_chunks, limits)


def _read_text(open_chunks: Chunks, limits: Limits) -> Table:
    examined = examine(open_chunks, limits.max_bytes)
    sample = next(texts(open_chunks, examined.codec), "")
    delimiter, start = beginning(sample)
    quote = quote_of(sample[start:], delimiter)

    def all_rows() -> Iterator[Row]:
        """All records of the file but Excel's `sep=` line, which is no row of the sheet."""
        parts = texts(open_chunks, examined.codec)
        first = next(parts, "")
        return records(chain([first[start:]], parts), delimiter, quote)

    header = _header(all_rows, limits)
    open_rows = partial(_below, all_rows, header)
    _refuse_row_count(open_rows, examined.lines, limits.max_rows)
    return Table("csv", examined.encoding, delimiter, None, header.row, header.headings, [], open_rows)


def _read_workbook(open_chunks: Chunks, limits: Limits) -> Reading:
    """The rows are kept aside, for they take as long to unpack each time."""
    rows = Spool()
    with tempfile.TemporaryFile() as file:
        _copy(open_chunks, file, limits.max_bytes)
        with workbook.opened(file, limits.max_unpacked_bytes) as book:
            header = _header(book.rows, limits)
            for count, row in enumerate(_below(partial(_within, book.rows, len(header.headings)), header)):
                if count == limits.max_rows:
                    raise refused("too_many_rows", "file_too_many_rows", limit=limits.max_rows)
                if count % ROWS_A_SIGN == 0:
                    yield
                rows.add(row)
            if not rows:
                raise refused("no_rows", "file_has_no_rows")
            warnings = book.warnings(header)
    return Table("xlsx", None, None, book.sheet, header.row, header.headings, warnings, rows.__iter__)


def _within(all_rows: Callable[[], Iterator[Row]], width: int) -> Iterator[Row]:
    """Cells of a sheet have places, so what stands beside the table has not moved there: it does not belong to it."""
    return (row if len(row.cells) <= width else row._replace(cells=row.cells[:width]) for row in all_rows())


def _copy(open_chunks: Chunks, file: BinaryIO, most_bytes: int) -> None:
    size = 0
    for chunk in open_chunks():
        size += len(chunk)
        if size > most_bytes:
            raise refused("too_large", "file_too_large", limit=most_bytes >> 20)
        file.write(chunk)


def _header(all_rows: Callable[[], Iterator[Row]], limits: Limits) -> Header:
    header = find_header(all_rows)
    if len(header.headings) > limits.max_columns:
        found = len(header.headings)
        raise refused("too_many_columns", "file_too_many_columns", found=found, limit=limits.max_columns)
    return header


def _below(all_rows: Callable[[], Iterator[Row]], header: Header) -> Iterator[Row]:
    return shaped(dropwhile(lambda row: row.row <= header.last_row, all_rows()), header)


def _refuse_row_count(open_rows: Callable[[], Iterator[Row]], lines: int, limit: int) -> None:
    """Rows are counted only where the file has so many lines that they could be too many."""
    if next(open_rows(), None) is None:
        raise refused("no_rows", "file_has_no_rows")
    if lines > limit and next(islice(open_rows(), limit, None), None) is not None:
        raise refused("too_many_rows", "file_too_many_rows", limit=limit)
