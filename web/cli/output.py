"""How commands print: a table for people, JSON for scripts; both as a stream."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import click

MEASURED_ROWS = 500
GAP = "  "


def table(headings: Sequence[str], rows: Iterable[Sequence[Any]], right: Sequence[str] = ()) -> None:
    """Print rows under headings; widths come from the first rows. `right`: headings of columns of numbers."""
    texts = ([shown(cell) for cell in row] for row in rows)
    first = list(islice(texts, MEASURED_ROWS))
    widths = [max(map(width, column)) for column in zip(headings, *first, strict=True)]
    for row in chain([list(headings)], first, texts):
        cells = [_padded(c, w, h in right) for c, w, h in zip(row, widths, headings, strict=True)]
        click.echo(GAP.join(cells).rstrip())


def shown(cell: Any) -> str:
    """A cell as it may reach a terminal: nothing in it that a terminal would obey."""
    text = "" if cell is None else str(cell)
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def width(text: str) -> int:
    """How many columns of a terminal a text takes: wide letters two, combining marks none."""
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _padded(text: str, wanted: int, right: bool) -> str:
    space = " " * (wanted - width(text))
    return space + text if right else text + space


def json_object(value: Mapping[str, Any]) -> None:
    """Print one object."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def json_items(items: Iterable[Mapping[str, Any]]) -> None:
    """Print {items, next_cursor, total} while the items are read; all of them, so there is no next page."""
    click.echo('{"items": [', nl=False)
    total = 0
    for total, item in enumerate(items, start=1):
        click.echo(("\n" if total == 1 else ",\n") + json.dumps(item, ensure_ascii=False), nl=False)
    click.echo(f'\n], "next_cursor": null, "total": {total}}}')
