"""Which sheet of a workbook holds the people."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from onboarding.imports.columns import header_strength
from onboarding.imports.delimiters import HEADER_WITHIN
from onboarding.imports.refusal import refused
from onboarding.imports.workbooks.book import Book, SheetPart
from onboarding.imports.workbooks.package import Package
from onboarding.imports.workbooks.sheet import Marks, rows
from onboarding.imports.workbooks.strings import SharedStrings


@dataclass(frozen=True, slots=True)
class Choice:
    """The sheet that is read, and the names of others that hold something: those that anybody sees, and hidden ones
    that look like a list of people."""

    sheet: SheetPart
    others: list[str]


def choose(package: Package, book: Book, strings: SharedStrings) -> Choice:
    """The visible sheet with the best header, else the first that holds anything. Raises FileRefused: empty."""
    looked = [(sheet, _header(package, book, strings, sheet)) for sheet in book.sheets]
    visible = [(sheet, strength) for sheet, strength in looked if not sheet.hidden and strength is not None]
    if not visible:
        raise refused("empty", "file_sheets_hidden" if any(found for _, found in looked) else "file_empty")
    best = max(visible, key=lambda found: found[1] or 0)[0]
    others = [sheet.name for sheet, found in looked if sheet is not best and _is_of_interest(sheet, found)]
    return Choice(best, others)


def _header(package: Package, book: Book, strings: SharedStrings, sheet: SheetPart) -> int | None:
    """The strength of the best header within the first rows; None for a sheet that is empty."""
    found = rows(package, book, strings, sheet, Marks())
    first = next(found, None)
    if first is None:
        return None
    head: Sequence[Sequence[str]] = [first.cells]
    if first.row <= HEADER_WITHIN:
        head = [first.cells, *(row.cells for row in takewhile(lambda row: row.row <= HEADER_WITHIN, found))]
    return max(map(header_strength, head))


def _is_of_interest(sheet: SheetPart, strength: int | None) -> bool:
    return bool(strength) if sheet.hidden else strength is not None
