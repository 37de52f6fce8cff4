"""Lists of numbers as people write them: one a line, with whose it is; also a spreadsheet's CSV."""

import re
from dataclasses import dataclass, field

from onboarding.wording import Problem, say

MOST_IN_A_LINE = 10_000
MOST_IN_ALL = 100_000
LONGEST_NOTE = 200

_BETWEEN = r"[\s,;:\t]"
_LINE = re.compile(
    rf"""["']?\+?(?P<first>[0-9]{{1,18}})["']?
         (?:\s*[-–—]\s*["']?(?P<last>[0-9]{{1,18}})["']?)?
         (?:{_BETWEEN}+(?P<note>.*))?""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class NumberList:
    """The numbers of a list, each with whose it is (or None) and its line; and what is wrong, by line (from 1)."""

    notes: dict[int, str | None] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    problems: list[tuple[int, Problem]] = field(default_factory=list)

    def refusals(self, refused: list[Problem]) -> list[tuple[int, Problem]]:
        """What is wrong with its lines, together with refusals of its numbers, by line; a line of many says it once."""
        by_line: dict[int, Problem] = dict(self.problems)
        for problem in refused:
            by_line.setdefault(self.lines[int(problem.value or 0)], problem)
        return sorted(by_line.items())


def read(text: str) -> NumberList:
    """`2001`, `2001 Reception`, `2001,Reception` or `2001-2010 Warehouse` a line; blank lines and a heading above the
    first number are passed over."""
    found = NumberList()
    for place, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        written = line.strip(" \t,;")
        if not written or (not found.notes and not found.problems and not any(mark.isdigit() for mark in written)):
            continue
        problem = _add(found, place, written)
        if problem is not None:
            found.problems.append((place, problem))
    return found


def _add(found: NumberList, line: int, written: str) -> Problem | None:
    match = _LINE.fullmatch(written)
    if match is None or written.startswith("+"):
        return Problem("invalid", "number_line_unreadable", value=_shown(written))
    first, last = int(match["first"]), int(match["last"] or match["first"])
    note = (match["note"] or "").strip(" \t,;\"'") or None
    if problem := _refusal(found, first, last, note, written):
        return problem
    for number in range(first, last + 1):
        found.notes[number] = note
        found.lines[number] = line
    return None


def _refusal(found: NumberList, first: int, last: int, note: str | None, written: str) -> Problem | None:
    if first > last:
        return Problem("invalid", "number_line_inverted", value=_shown(written), params={"right": f"{last}-{first}"})
    if last - first >= MOST_IN_A_LINE or len(found.notes) + last - first >= MOST_IN_ALL:
        params = {"most": MOST_IN_A_LINE, "most_in_all": MOST_IN_ALL}
        return Problem("too_many_rows", "number_line_too_many", value=_shown(written), params=params)
    if note is not None and (len(note) > LONGEST_NOTE or not note.isprintable()):
        return Problem("too_long", "number_line_note", value=_shown(written), params={"most": LONGEST_NOTE})
    repeated = next((found.lines[number] for number in range(first, last + 1) if number in found.lines), None)
    if repeated is not None:
        return Problem("duplicate_in_file", "number_line_repeats", value=_shown(written), params={"line": repeated})
    return None


def _shown(written: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in written)[:80]


def bounds(text: str) -> tuple[int, int] | None:
    """First and last of a range written as `3000-3499`; None where it is not."""
    match = re.fullmatch(r"\s*([0-9]{1,12})\s*[-–—]\s*([0-9]{1,12})\s*", text)
    return (int(match[1]), int(match[2])) if match else None


def sentences(problems: list[tuple[int, Problem]], language: str = "en") -> list[str]:
    """`Line 3: …` for each."""
    told = [{"line": line, "sentence": problem.sentence(language)} for line, problem in problems]
    return [say("number_line", params, language) for params in told]
