"""The table that `make bench` prints: work · figure · limit in the same run · ratio."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement beside its limit, both of the same run and in the same unit; `goal` is the ratio aimed at."""

    work: str
    figure: float
    limit: str
    limit_figure: float
    goal: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.figure / self.limit_figure


HEADINGS = ("work", "figure", "limit in the same run", "ratio", "goal")


def printed(lines: list[Line]) -> str:
    """The lines as a table for people."""
    rows = [HEADINGS] + [
        (
            line.work,
            f"{line.figure:.2f} {line.unit}",
            f"{line.limit} {line.limit_figure:.2f} {line.unit}",
            f"{line.ratio:.2f} ×",
            f"≤ {line.goal:g} ×  {'met' if line.ratio <= line.goal else 'MISSED'}",
        )
        for line in lines
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    return "\n".join(
        " · ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
