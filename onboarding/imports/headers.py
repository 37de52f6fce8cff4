"""Where in a file the headings stand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from onboarding.imports.columns import header_strength
from onboarding.imports.delimiters import CANDIDATES, HEADER_WITHIN
from onboarding.imports.records import Row
from onboarding.imports.refusal import refused
from onboarding.imports.tidying import bare, is_blank

_SHOWN = 12
_OTHER_DELIMITERS = ("^", "~", ":", "  ", " ")


@dataclass(frozen=True, slots=True)
class Header:
    """`row` is the line of the headings, `last_row` that of a second row of headings below them, if there is one.

    `cells` are the headings as they are written, with the blank ones at the end; `headings` are tidy.
    """

    row: int
    last_row: int
    cells: list[str]
    headings: list[str]


def find_header(all_rows: Callable[[], Iterator[Row]]) -> Header:
    """The first row that reads like headings, below whatever titles; else the fullest row above the first address,
    whose columns a person will have to name. Raises FileRefused: empty, missing_column.
    """
    top = list(takewhile(lambda row: row.row <= HEADER_WITHIN, all_rows()))
    for place, row in enumerate(top):
        if header_strength(row.cells):
            below = top[place + 1] if place + 1 < len(top) else None
            return _with_second(row, below)
    filled = [row for row in top if not all(map(is_blank, row.cells))]
    if not filled:
        filled = [row for row in all_rows() if not all(map(is_blank, row.cells))][:1]
    if not filled:
        raise refused("empty", "file_empty")
    width = max(map(_count_of_filled, filled))
    titles = list(takewhile(lambda row: not _is_person(row, width), filled))
    found = ", ".join(bare(cell) for cell in filled[0].cells[:_SHOWN] if not is_blank(cell))
    if width == 1 and _is_a_row_in_one_cell(found):
        raise refused("missing_column", "file_one_cell", headings=found)
    if not titles:
        raise refused("missing_column", "file_no_header", within=HEADER_WITHIN, headings=found)
    return _header(max(titles, key=_count_of_filled))


def _is_person(row: Row, width: int) -> bool:
    """An address stands in rows of people; by itself in a row, where others have several cells, in titles too."""
    return _has_address(row.cells) and (width == 1 or _count_of_filled(row) > 1)


def _is_a_row_in_one_cell(text: str) -> bool:
    return any(header_strength(text.split(sign)) for sign in (*CANDIDATES, *_OTHER_DELIMITERS))


def _with_second(row: Row, below: Row | None) -> Header:
    """Some systems write two rows of headings, keys and labels: the stronger one counts, and neither is a person."""
    if below is None or below.row != row.row + 1 or not header_strength(below.cells) or _has_address(below.cells):
        return _header(row)
    stronger = below if header_strength(below.cells) > header_strength(row.cells) else row
    return _header(stronger, last_row=below.row)


def _header(row: Row, last_row: int = 0) -> Header:
    headings = [bare(cell) for cell in row.cells]
    while not headings[-1]:
        headings.pop()
    return Header(row.row, max(row.row, last_row), row.cells, headings)


def _has_address(cells: Sequence[str]) -> bool:
    return any("@" in cell for cell in cells)


def _count_of_filled(row: Row) -> int:
    return sum(not is_blank(cell) for cell in row.cells)
