"""What the first values of a column look like: they tell a job from a form of address, and raise doubts."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from onboarding.imports.headings import folded
from onboarding.imports.records import Row

ROWS = 200
"""How many rows are looked at."""
MOST_OF = 0.8


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FORMS_OF_ADDRESS = _words(
    "mr mrs ms miss mx dr prof profdr drmed dring herr frau herrn m mme mlle monsieur madame sig sigra signor signora"
    " dott dottssa sr sra srta don dona d dhr mevr mevrouw meneer ing dipling mag pan pani hr fr"
)
_ROW_ACTIONS = _words(
    "nieuw wijziging wijzigen verwijderen new add insert create update change modify delete remove neu anderung"
    " loschen nouveau modification suppression nuovo modifica nuevo cambio i u d"
)


def of(rows: Iterable[Row], width: int) -> list[list[str]]:
    """The filled cells of each column in the first rows."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in islice(rows, ROWS):
        for column, cell in zip(columns, row.cells, strict=False):
            if text := cell.strip():
                column.append(text)
    return columns


def are_forms_of_address(values: Sequence[str]) -> bool:
    """Whether these are Mr, Frau, Dr., in whatever mixture, and nothing else."""
    return bool(values) and all(folded(value) in _FORMS_OF_ADDRESS for value in values)


def are_row_actions(values: Sequence[str]) -> bool:
    """Whether these say what is to be done with a row (Visma's `nieuw`), not whether somebody is employed."""
    return bool(values) and all(folded(value) in _ROW_ACTIONS for value in values)


def are_numbers(values: Sequence[str]) -> bool:
    return share(values, lambda value: re.fullmatch(r"[0-9]{2,6}", value)) >= MOST_OF


def share(values: Sequence[str], holds: Callable[[str], object]) -> float:
    """Of which part of the values something holds; 0 of none."""
    return sum(bool(holds(value)) for value in values) / len(values) if values else 0.0
