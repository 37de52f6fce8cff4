"""Rows below the header in the shape of the header; what is no person there is told apart."""

import re
from collections.abc import Iterable, Iterator, Sequence

from onboarding.imports.headers import Header
from onboarding.imports.records import Row
from onboarding.imports.tidying import bare, is_blank
from onboarding.wording import Problem

_REPEATED = Problem("skipped", "row_repeats_header")
_TOTAL = Problem("skipped", "row_is_total")

_SUMS = (
    "total", "totals", "grand total", "subtotal", "sum", "count", "record count", "summe", "gesamt", "gesamtsumme",
    "zwischensumme", "anzahl", "totale", "somma", "somme", "total général", "sous-total", "nombre", "suma",
    "total general", "soma", "total geral", "totaal", "aantal",
)  # fmt: skip
_NUMBER = re.compile(r"[\d.,\s]*")
_SUM = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, _SUMS), key=len, reverse=True))})"
    r"(?:\s+(?:of\s+)?(?:rows?|records?|employees|people|users|mitarbeiter|personen))?\s*:?\s*[\d.,\s]*",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:filters?|filtered by|applied filters?|filters? applied|angewandte filter|filtri|filtres|filtros)\b.*[:=].*"
    r"|(?:this report was |report )?(?:generated|created|printed|exported|erstellt|gedruckt|exportiert|généré|imprimé"
    r"|exporté|generato|stampato|esportato|generado|impreso|exportado)(?: (?:on|by|at|am|von|le|par|il|da|el|por|em)\b"
    r"|:).*"
    r"|(?:page|seite|pagina|página)\s*\d+.*"
    r"|[\W_]*(?:end of (?:report|file|list)|ende des berichts|fin du rapport|fine del report|fin del informe)[\W_]*"
    r"|\d+\s+(?:rows?|records?|employees|zeilen|datensätze|lignes|righe|filas|registros)\b[\w\s]*\.?",
    re.IGNORECASE | re.DOTALL,
)


def shaped(rows: Iterable[Row], header: Header) -> Iterator[Row]:
    """The rows that are not blank, each with as many cells as there are headings."""
    width = len(header.headings)
    for row in rows:
        cells = row.cells
        # Nearly all rows: somebody with an address, so there is nothing to look at.
        if 0 < len(cells) <= width and "@" in "".join(cells):
            yield row if len(cells) == width else row._replace(cells=_fitted(cells, width))
        elif row.problem or not all(map(is_blank, cells)):
            problem = row.problem or _no_person(cells, header) or _surplus(cells[len(header.cells) :])
            yield Row(row.row, _fitted(cells, width), problem)


def _no_person(cells: Sequence[str], header: Header) -> Problem | None:
    """Headings that a print layout repeats on each page; totals and notes that a report adds to its people."""
    filled = [bare(cell) for cell in cells if not is_blank(cell)]
    if len(filled) > 1 and filled == [heading for heading in header.headings if heading]:
        return _REPEATED
    if any("@" in cell for cell in filled):
        return None
    first, *others = filled
    is_sum = bool(_SUM.fullmatch(first)) and all(map(_NUMBER.fullmatch, others))
    is_note = not others and bool(_NOTE.fullmatch(first))
    return _TOTAL if is_sum or is_note else None


def _fitted(cells: list[str], width: int) -> list[str]:
    return cells[:width] if len(cells) > width else cells + [""] * (width - len(cells))


def _surplus(beyond: Sequence[str]) -> Problem | None:
    """A row with text beyond the last heading: a delimiter was typed inside a cell, and all behind it has moved."""
    cells = [cell for cell in beyond if not is_blank(cell)]
    if not cells:
        return None
    return Problem("invalid", "row_surplus", value=cells[0][:200], params={"cells": len(cells)})
