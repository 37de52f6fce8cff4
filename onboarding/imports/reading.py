"""A file of new hires becomes a stream of rows, however large it is and whoever wrote it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from onboarding.imports.columns import header_strength
from onboarding.imports.delimiters import HEADER_WITHIN, delimiter_of, sep_line
from onboarding.imports.encodings import Chunks, examine, texts
from onboarding.imports.records import Row, records
from onboarding.imports.refusal import refused
from onboarding.imports.tidying import bare
from onboarding.wording import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold."""

    max_bytes: int = 64 * 2**20
    max_rows: int = 1_000_000
    max_columns: int = 1_000


@dataclass(frozen=True, slots=True)
class Table:
    """A file that has been recognised as a table. `header_row` is the spreadsheet's line of the headings."""

    format: str
    encoding: str
    delimiter: str
    header_row: int
    headings: list[str]
    _width: int
    _codec: str
    _open_chunks: Chunks

    def rows(self) -> Iterator[Row]:
        """The rows below the header that are not blank, each with as many cells as there are headings.

        Can be called again: each call reads the file from its beginning.
        """
        width = len(self.headings)
        for row in islice(_records(self._open_chunks, self._codec, self.delimiter), self.header_row, None):
            cells = row.cells
            if len(cells) == width and cells[0].isalnum():  # nearly all rows: nothing to look at
                yield row
            elif row.problem or not all(map(_is_blank, cells)):
                yield Row(row.row, _fitted(cells, width), row.problem or _surplus(cells[self._width :]))


def read(open_chunks: Chunks, limits: Limits) -> Table:
    """Find out how a file is to be read: encoding, delimiter, header. `open_chunks` starts it anew with each call.

    Raises FileRefused: empty, no_rows, not_text, too_large, too_many_rows, too_many_columns.
    """
    examined = examine(open_chunks, limits.max_bytes)
    sample = next(texts(open_chunks, examined.codec), "")
    said = sep_line(sample)
    delimiter = said[0] if said else delimiter_of(sample)
    header = _header(open_chunks, examined.codec, delimiter)
    headings = [bare(cell) for cell in header.cells]
    while not headings[-1]:
        headings.pop()
    if len(headings) > limits.max_columns:
        raise refused("too_many_columns", "file_too_many_columns", found=len(headings), limit=limits.max_columns)
    table = Table(
        "csv", examined.encoding, delimiter, header.row, headings, len(header.cells), examined.codec, open_chunks
    )
    _refuse_row_count(table, examined.lines, limits.max_rows)
    return table


def _records(open_chunks: Chunks, codec: str, delimiter: str) -> Iterator[Row]:
    """All records of the file but Excel's `sep=` line, which is no row of the sheet."""
    pieces = texts(open_chunks, codec)
    first = next(pieces, "")
    said = sep_line(first)
    return records(chain([first[said[1] :] if said else first], pieces), delimiter)


def _header(open_chunks: Chunks, codec: str, delimiter: str) -> Row:
    """The first row that reads like headings, below whatever titles; else the first row with anything in it."""
    for row in islice(_records(open_chunks, codec, delimiter), HEADER_WITHIN):
        if header_strength(row.cells):
            return row
    for row in _records(open_chunks, codec, delimiter):
        if not all(map(_is_blank, row.cells)):
            return row
    raise refused("empty", "file_empty")


def _refuse_row_count(table: Table, lines: int, limit: int) -> None:
    """Rows are counted only where the file has so many lines that they could be too many."""
    if next(table.rows(), None) is None:
        raise refused("no_rows", "file_has_no_rows")
    if lines > limit and next(islice(table.rows(), limit, None), None) is not None:
        raise refused("too_many_rows", "file_too_many_rows", limit=limit)


def _is_blank(cell: str) -> bool:
    return not cell or not bare(cell)


def _fitted(cells: list[str], width: int) -> list[str]:
    return cells[:width] if len(cells) > width else cells + [""] * (width - len(cells))


def _surplus(beyond: list[str]) -> Problem | None:
    """A row with text beyond the last heading: a delimiter was typed inside a cell, and all behind it has moved."""
    cells = [cell for cell in beyond if not _is_blank(cell)]
    if not cells:
        return None
    return Problem("invalid", "row_surplus", value=cells[0][:200], params={"cells": len(cells)})
