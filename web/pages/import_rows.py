"""One row of a file as the check shows it: each cell as given, as understood, as it changes, or with its mistake."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from onboarding.agents.models import Agent
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.reporting import problems_of, warnings_of
from onboarding.wording import Problem
from web import formats
from web.translating import _, later, later_of, ngettext, pgettext, sentence

ALWAYS = ("full_name", "username", "email", "typology", "extension", "start_date")
WORDS = {
    "employee_id": later("Employee ID"),
    "full_name": later("Full name"),
    "first_name": later("First name"),
    "last_name": later("Last name"),
    "username": later("Username"),
    "email": later("E-mail"),
    "personal_email": later("Personal e-mail"),
    "alias": later("Alias"),
    "typology": later("Typology"),
    "extension": later("Extension"),
    "description": later("Description"),
    "voicemail": later("Voicemail"),
    "phone": later("Phone"),
    "mobile": later_of("field", "Mobile"),
    "remote_control": later("Remote control"),
    "remote_control_port": later("Remote control port"),
    "push_gateway": later("Push gateway"),
    "teams": later("Teams"),
    "queues": later("Queues"),
    "profile": later("Profile"),
    "ai_assistant": later("AI assistant"),
    "language": later("Language"),
    "timezone": later("Time zone"),
    "start_date": later("Start date"),
    "end_date": later("End date"),
    "employment_status": later("Employment status"),
}
"""Each field of a file as pages call it."""
WHOLE = ""
"""Where a sentence stands that concerns the row, not one cell."""
DATES = ("start_date", "end_date")
VERDICTS = {
    "create": (later_of("row", "New"), "plus-circle", "accent"),
    "update": (later_of("row", "Changed"), "pencil", "ok"),
    "comes_back": (later("Comes back"), "arrow-counterclockwise", "accent"),
    "unchanged": (later_of("row", "Unchanged"), "dash-circle", ""),
    "skipped": (later_of("row", "Skipped"), "skip-forward", ""),
    "invalid": (later("Fix"), "exclamation-octagon-fill", "bad"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: `text`; `old` where it changes; `proposed` where we chose it; `why` where it is wrong,
    and `note` where it is worth knowing."""

    field: str
    text: str
    old: str | None = None
    proposed: bool = False
    why: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One row: its verdict as word, icon and tone, and its cells in the order of columns().

    `wrong` and `note` concern all of it, or what no column shows; `agent_id` is who it became, or who it was about.
    """

    row: int
    word: str
    icon: str
    tone: str
    cells: list[Cell]
    wrong: str | None = None
    note: str | None = None
    agent_id: uuid.UUID | None = None


def columns(import_: Import) -> list[tuple[str, str]]:
    """The fields that are shown, with their words: those of everybody, then what else the file has."""
    mapped = [field for _, field, _ in import_.columns if field]
    others = [field for field in dict.fromkeys(mapped) if field not in ALWAYS and not _in_full_name(field)]
    always = [field for field in ALWAYS if field != "start_date" or field in mapped]
    return [(field, WORDS[field]) for field in (*always, *others)]


def _in_full_name(field: str | None) -> bool:
    return field in ("first_name", "last_name")


def present(import_: Import, row: ImportRow, there: Agent | None = None) -> Shown:
    """The row as it is shown; `there` is the agent whom it is about already, who has what the file leaves open."""
    shown = [field for field, _ in columns(import_)]
    why, notes = _by_cell(problems_of(row), shown), _by_cell(warnings_of(row), shown)
    given, usual = _given(import_, row), import_.file["defaults"]["typology"]
    cells = [replace(_cell(field, row, given, why.get(field), usual), note=notes.get(field)) for field in shown]
    cells = [_as_it_is(cell, there) if there else cell for cell in cells]
    word, icon, tone = _verdict(row, sum(cell.why is not None for cell in cells))
    is_there = row.state == "applied" or row.verdict in ("update", "unchanged")
    agent_id = row.agent_id if is_there else None
    return Shown(row.row, word, icon, tone, cells, why.get(WHOLE), notes.get(WHOLE), agent_id)


def _by_cell(problems: list[Problem], shown: list[str]) -> dict[str, str]:
    """The sentences by the cell in which they stand; those of no cell that is shown are the row's."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        # A name is mended where it is shown.
        field = "full_name" if _in_full_name(problem.column) else problem.column
        found.setdefault(field if field in shown else WHOLE, []).append(sentence(problem))
    return {field: " ".join(sentences) for field, sentences in found.items()}


def _verdict(row: ImportRow, wrong: int) -> tuple[str, str, str]:
    if row.state == "failed":
        return pgettext("row", "Not in"), "exclamation-octagon-fill", "bad"
    word, icon, tone = VERDICTS[row.verdict]
    if row.verdict == "invalid":
        word = ngettext("Fix %(num)s cell", "Fix %(num)s cells", wrong) if wrong else _("Fix this row")
    return word, icon, tone


def _given(import_: Import, row: ImportRow) -> dict[str, str]:
    """The uploader's own words by our fields; of several columns for one field, all that say something."""
    given: dict[str, list[str]] = {}
    for (_heading, field, _kept), cell in zip(import_.columns, row.cells, strict=False):
        if field and cell:
            given.setdefault(field, []).append(str(cell))
    return {field: " ".join(texts) for field, texts in given.items()}


def _cell(field: str, row: ImportRow, given: Mapping[str, str], why: str | None, usual: str) -> Cell:
    if why:
        return Cell(field, given.get(field) or _name_given(field, given) or _("(empty)"), why=why)
    change = (row.changes or {}).get(field)
    if change and row.verdict in ("update", "comes_back"):
        return Cell(field, worded(field, change[1]) or _("(cleared)"), old=worded(field, change[0]) or _("(empty)"))
    chosen = (row.proposed or {}).get(field)
    if chosen is None and field == "typology" and row.verdict == "create" and "typology" not in row.values:
        chosen = usual
    if chosen is not None and not row.values.get(field):
        return Cell(field, worded(field, chosen), proposed=row.state != "applied")
    value = row.values.get(field)
    return Cell(field, worded(field, value) if value is not None else given.get(field) or _name_given(field, given))


def _as_it_is(cell: Cell, there: Agent) -> Cell:
    return cell if cell.text else replace(cell, text=worded(cell.field, getattr(there, cell.field, None)))


def _name_given(field: str, given: Mapping[str, str]) -> str:
    if field != "full_name":
        return ""
    return " ".join(part for part in (given.get("first_name"), given.get("last_name")) if part)


def worded(field: str, value: Any) -> str:
    """A stored value as it is read: dates by weekday, typologies by their names, yes and no."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field in DATES:
        return formats.day(date.fromisoformat(str(value)))
    if field == "typology":
        return formats.TYPOLOGY_WORDS.get(str(value), str(value))
    if isinstance(value, list):
        return ", ".join(_group(*item) if isinstance(item, list) else str(item) for item in value)
    return str(value)


def _group(name: str, penalty: int | None) -> str:
    return f"{name}:{penalty}" if penalty else name
