"""Which character stands between the cells."""

import re
from collections import Counter
from itertools import islice

from onboarding.imports.columns import header_strength
from onboarding.imports.records import records

CANDIDATES = (",", ";", "\t", "|")
HEADER_WITHIN = 15
_SAMPLE_RECORDS = 40
_SEP_LINE = re.compile(r'\ufeff?"?sep=([^\w\s"]|\t)"?[,;\t|]*(?:\n|\Z)', re.IGNORECASE)


def sep_line(text: str) -> tuple[str, int] | None:
    """Excel's first line `sep=;`: the delimiter and the length of the line, or None where there is no such line."""
    found = _SEP_LINE.match(text)
    return (found[1], found.end()) if found else None


def beginning(sample: str) -> tuple[str, int]:
    """The delimiter of a text, and where its first row begins: behind Excel's `sep=` line, which is believed unless
    only another delimiter makes headings of the first rows."""
    said = sep_line(sample)
    if said is None:
        return delimiter_of(sample), 0
    found = delimiter_of(sample[said[1] :])
    is_wrong = _fitness(sample[said[1] :], said[0])[0] < _fitness(sample[said[1] :], found)[0]
    return found if is_wrong else said[0], said[1]


def delimiter_of(sample: str) -> str:
    """The delimiter of a text: what makes a heading row, else what cuts most rows into the same number of cells.

    `sample` is the beginning of the file, with line feeds. Text in quotation marks does not count.
    """
    return max(CANDIDATES, key=lambda candidate: _fitness(sample, candidate))


def quote_of(sample: str, delimiter: str) -> str:
    """The mark around cells: single where each cell of the first row with several is in such marks, else double."""
    for row in islice(records([sample], delimiter), HEADER_WITHIN):
        cells = [cell.strip() for cell in row.cells]
        if sum(map(bool, cells)) > 1:
            return "'" if all(re.fullmatch("'.*'", cell, re.DOTALL) for cell in cells if cell) else '"'
    return '"'


def _fitness(sample: str, delimiter: str) -> tuple[int, int, int]:
    rows = [found.cells for found in islice(records([sample], delimiter), _SAMPLE_RECORDS)]
    strongest = max((header_strength(cells) for cells in rows[:HEADER_WITHIN]), default=0)
    widths = Counter(len(cells) for cells in rows if len(cells) > 1)
    width, agreeing = widths.most_common(1)[0] if widths else (0, 0)
    return strongest, agreeing, width
