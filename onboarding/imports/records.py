"""Text to records: the csv module in bulk, and a way back when a quotation mark does not close."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import NamedTuple

from onboarding.imports.refusal import refused
from onboarding.wording import Problem

RECORD_LIMIT = 2**20
_REPLAY_LIMIT = 16 * RECORD_LIMIT
TOO_LONG = Problem("too_long", "row_too_long", params={"limit": RECORD_LIMIT})

# The module's own limit ends the reading of the whole file; here a long cell is the matter of its row.
csv.field_size_limit(max(csv.field_size_limit(), 2**31 - 1))


class Row(NamedTuple):
    """One row: its number as a spreadsheet shows it, its cells, and what keeps it from being read, if anything."""

    row: int
    cells: list[str]
    problem: Problem | None = None


_row = partial(tuple.__new__, Row)  # a named tuple's own constructor takes a tenth of the time of parsing


class _Endless(Exception):
    """A record that goes on for longer than any record does: its quotation mark never closes."""


def records(texts: Iterable[str], delimiter: str, quote: str = '"') -> Iterator[Row]:
    """Every record of the text, also blank ones, numbered from 1; a cell that spans lines is one record.

    Where a quotation mark is left open, or followed by text, only the line where the record begins is given up: the
    lines after it are read again. Raises FileRefused where the marks of the file make no sense at all.
    """
    lines, again, held = _lines(texts), deque[str](), list[str]()
    number = replayed = 0
    while True:
        reader = csv.reader(
            _feed(lines, again, held), delimiter=delimiter, quotechar=quote, skipinitialspace=True, strict=True
        )
        try:
            for cells in reader:
                number += 1
                yield _row((number, cells, None if len(held[0]) <= RECORD_LIMIT else TOO_LONG))
                held.clear()
            return
        except (csv.Error, _Endless):
            pass
        number += 1
        opening, *rest = held
        held.clear()
        replayed += sum(map(len, rest))
        if replayed > _REPLAY_LIMIT:
            raise refused("not_text", "file_quotes", row=number)
        again.extendleft(reversed(rest))
        yield Row(number, _unquoted(opening, delimiter, quote), Problem("invalid", "row_quote"))


def _lines(texts: Iterable[str]) -> Iterator[str]:
    """Lines with their line feed. Of a line longer than any row the middle is left out, to bound memory."""
    tail = ""
    for text in texts:
        whole, feed, rest = text.rpartition("\n")
        if feed:
            yield from io.StringIO(tail + whole + feed, newline="\n")
            tail = rest
        elif len(tail) <= RECORD_LIMIT:
            tail += text
        else:
            tail = tail[:RECORD_LIMIT] + text
    if tail:
        yield tail


def _feed(lines: Iterator[str], again: deque[str], held: list[str]) -> Iterator[str]:
    """The lines, those to be read again first; `held` keeps those of the record in hand."""
    size = 0
    for line in chain(_drained(again), lines):
        if held:
            size += len(line)
            if size > RECORD_LIMIT:
                again.appendleft(line)
                raise _Endless
        else:
            size = 0
        held.append(line)
        yield line


def _drained(again: deque[str]) -> Iterator[str]:
    while again:
        yield again.popleft()


def _unquoted(line: str, delimiter: str, quote: str) -> list[str]:
    """The cells of a line whose quotation marks cannot be relied on."""
    return [cell.strip().strip(quote) for cell in line.split(delimiter)]
