"""An opened workbook: the sheet that holds the people, and what to say about it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from onboarding.imports.headers import Header
from onboarding.imports.records import Row
from onboarding.imports.workbooks import sheet
from onboarding.imports.workbooks.book import Book, open_book
from onboarding.imports.workbooks.choosing import Choice, choose
from onboarding.imports.workbooks.package import Package
from onboarding.imports.workbooks.sheet import Marks
from onboarding.imports.workbooks.strings import SharedStrings
from onboarding.wording import Problem

_NAMED = 5


class Workbook:
    """A workbook whose sheet has been chosen."""

    def __init__(self, package: Package, book: Book, strings: SharedStrings, choice: Choice) -> None:
        self.sheet = choice.sheet.name
        self._package, self._book, self._strings, self._choice = package, book, strings, choice
        self._marks = Marks()

    def rows(self) -> Iterator[Row]:
        """The rows of the sheet that hold something; each call begins with the first."""
        self._marks = Marks()
        return sheet.rows(self._package, self._book, self._strings, self._choice.sheet, self._marks)

    def warnings(self, header: Header) -> list[Problem]:
        """What a person may not expect of the rows that have just been read to their end."""
        marks = self._marks
        hidden = [row for row in marks.hidden_rows if row > header.row]
        found = [
            _warning("ignored_sheet", "sheets_not_read", others=self._choice.others, sheet=self.sheet),
            _warning("hidden_rows", "rows_hidden", rows=list(map(str, hidden)), count=len(hidden)),
            _warning("hidden_columns", "columns_hidden", columns=_hidden(marks.hidden_columns, header.headings)),
            _warning("merged_cells", "cells_merged", ranges=[at for at in marks.merged if _matters(at, header)]),
        ]
        if self._book.from_1904 and marks.dates:
            found.append(Problem("dates_1904", "dates_from_1904"))
        return [problem for problem in found if problem is not None]


@contextmanager
def opened(file: BinaryIO, most_bytes: int) -> Iterator[Workbook]:
    """Raises FileRefused: empty, not_text, too_large."""
    package = Package(file, most_bytes)
    book = open_book(package)
    with SharedStrings(package, book.strings_part) as strings:
        yield Workbook(package, book, strings, choose(package, book, strings))


def _warning(code: str, reason: str, **params: Any) -> Problem | None:
    """A warning with the names of what it is about (the parameter that is a list); None where there is nothing."""
    ((parameter, names),) = [(key, value) for key, value in params.items() if isinstance(value, list)]
    if not names:
        return None
    shown = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    return Problem(code, reason, params={**params, parameter: shown})


def _hidden(ranges: Sequence[tuple[int, int]], headings: Sequence[str]) -> list[str]:
    """Hidden columns with a heading, by their letter and heading."""
    return [
        f"{sheet.column_letters(place)} ({heading})"
        for place, heading in enumerate(headings)
        if heading and any(first <= place + 1 <= last for first, last in ranges)
    ]


def _matters(reference: str, header: Header) -> bool:
    """Whether merged cells lie among those of people; a title across the sheet does no harm."""
    found = sheet.corners(reference)
    return found is not None and found[3] >= header.row and found[0] < len(header.headings)
