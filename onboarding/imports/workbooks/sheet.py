"""One sheet in a stream: its rows as a person sees them, and what a person may not have seen of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from onboarding.agents.cells import NO_VALUE
from onboarding.imports.records import RECORD_LIMIT, TOO_LONG, Row
from onboarding.imports.workbooks.book import Book, SheetPart
from onboarding.imports.workbooks.formats import MOST_DIGITS, plain
from onboarding.imports.workbooks.markup import is_on, local, parsed
from onboarding.imports.workbooks.package import Package, damaged
from onboarding.imports.workbooks.strings import SharedStrings, unescaped

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PARTS = frozenset({"c", "v", "f", "t", "is", "rPh", "row", "mergeCell", "col"})


@dataclass(slots=True)
class Marks:
    """What the rows do not show: hidden ones that hold something, merged ranges (such as B5:B7), and whether there
    are dates. Complete once the sheet has been read to its end."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    dates: bool = False


def rows(package: Package, book: Book, strings: SharedStrings, sheet: SheetPart, marks: Marks) -> Iterator[Row]:
    """The rows of a sheet that hold something, with their numbers; fills `marks` on the way. Raises FileRefused."""
    reader = _Reader(book, strings, marks)
    last = 0
    for _ in parsed(package.pieces(sheet.part), reader.start, reader.end, reader.text):
        for row in reader.found:
            if not last < row.row <= MOST_ROWS:
                raise damaged()
            last = row.row
            yield row
        reader.found.clear()


class _Reader:
    """Handlers for the XML of a sheet. The names of its elements: row, c a cell, v its value, f its formula, is/t text
    within the cell; of a cell, r says where it is, s its style, t its type."""

    def __init__(self, book: Book, strings: SharedStrings, marks: Marks) -> None:
        self.found: list[Row] = []
        self._book, self._strings, self._marks = book, strings, marks
        self._row, self._hidden, self._cells = 0, False, list[str]()
        self._attributes = dict[str, str]()
        self._text, self._listening, self._phonetic = "", False, False
        self._value = self._formula = self._too_long = False
        self._columns = dict[str, int]()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name if name in _PARTS else local(name)
        if kind == "v":
            self._listening = self._value = True
        elif kind == "c":
            self._attributes = attributes
            self._text, self._value, self._formula = "", False, False
        elif kind == "row":
            self._start_row(attributes)
        elif kind in _PARTS:
            self._start_other(kind, attributes)

    def end(self, name: str) -> None:
        kind = name if name in _PARTS else local(name)
        self._listening = False
        if kind == "c":
            self._end_cell()
        elif kind == "row":
            self._end_row()
        elif kind == "rPh":
            self._phonetic = False

    def text(self, data: str) -> None:
        if self._listening:
            if len(self._text) <= RECORD_LIMIT:
                self._text += data
            else:
                self._too_long = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
        self._hidden = is_on(attributes.get("hidden"))
        self._cells, self._too_long = [], False

    def _start_other(self, kind: str, attributes: dict[str, str]) -> None:
        if kind == "f":
            self._formula = True
        elif kind == "is":
            self._value = True
        elif kind == "t":
            self._listening = not self._phonetic
        elif kind == "rPh":
            self._phonetic = True
        elif kind == "mergeCell":
            self._marks.merged.append(attributes["ref"])
        elif kind == "col" and is_on(attributes.get("hidden")):
            self._marks.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))

    def _end_cell(self) -> None:
        cells = self._cells
        place = self._place()
        text = self._shown()
        if not text:
            return
        if place >= MOST_COLUMNS:
            raise damaged()
        if place > len(cells):
            cells.extend([""] * (place - len(cells)))
        if place == len(cells):
            cells.append(text)
        else:
            cells[place] = text

    def _end_row(self) -> None:
        if any(self._cells) and not all(map(str.isspace, self._cells)):
            if self._hidden:
                self._marks.hidden_rows.append(self._row)
            self.found.append(Row(self._row, self._cells, TOO_LONG if self._too_long else None))
        self._cells = []

    def _place(self) -> int:
        """The column of the cell, counted from 0; without a reference it is the next one."""
        reference = self._attributes.get("r")
        if reference is None:
            return len(self._cells)
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            self._columns[letters] = column_number(letters)
        return self._columns[letters]

    def _shown(self) -> str:
        kind = self._attributes.get("t", "n")
        if self._formula and not (self._text or (self._value and kind == "str")):
            return NO_VALUE
        if not self._text:
            return ""
        if kind == "s":
            return self._strings[int(self._text)]
        if kind == "n":
            return self._number()
        if kind == "b":
            return "TRUE" if is_on(self._text) else "FALSE"
        return unescaped(self._text)

    def _number(self) -> str:
        text = self._text.strip()
        style = int(self._attributes.get("s", "0"))
        shown = self._book.styles[style] if style < len(self._book.styles) else None
        if shown is None and len(text) <= MOST_DIGITS and text.isascii() and text.isdigit():
            return text
        if not _NUMBER.fullmatch(text) or abs(value := float(text)) == float("inf"):
            return text
        if shown is None:
            return plain(value)
        self._marks.dates = self._marks.dates or shown.is_date
        return shown.show(value)


def column_number(letters: str) -> int:
    """A is 0, Z 25, AA 26. Raises ValueError for what is no column."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(letters)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """The name of a column, counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def corners(reference: str) -> tuple[int, int, int, int] | None:
    """(first column, first row, last column, last row) of a range such as B5:C7; None where it is none."""
    found = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(found) != 2 or not found[0] or not found[1]:
        return None
    first, last = found[0], found[1]
    return column_number(first[1]), int(first[2]), column_number(last[1]), int(last[2])
