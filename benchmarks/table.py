"""The table that `make bench` prints: work · figure · limit in the same run · ratio."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement beside its limit, both in seconds and of the same run; `goal` is the ratio aimed at."""

    work: str
    seconds: float
    limit: str
    limit_seconds: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.limit_seconds


HEADINGS = ("work", "figure", "limit in the same run", "ratio", "goal")


def printed(lines: list[Line]) -> str:
    """The lines as a table for people."""
    rows = [HEADINGS] + [
        (
            line.work,
            f"{line.seconds:.2f} s",
            f"{line.limit} {line.limit_seconds:.2f} s",
            f"{line.ratio:.1f} ×",
            f"≤ {line.goal:g} ×  {'met' if line.ratio <= line.goal else 'MISSED'}",
        )
        for line in lines
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    return "\n".join(
        " · ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
