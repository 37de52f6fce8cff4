"""The first look at the rows of a file: all that can be said of a row by itself, without the database."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onboarding.agents import validation
from onboarding.imports.claims import LISTS, place_in_last_name
from onboarding.imports.models import Import
from onboarding.imports.records import Row
from onboarding.preferences.new_agents import new_agents
from onboarding.settings import Settings
from onboarding.staffing.people import Newcomer, Plan
from onboarding.wording import Problem


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the fields stand in a row; `kept` are the places that may be stored."""

    fields: list[tuple[str, list[int]]]
    kept: list[bool]

    @classmethod
    def of(cls, import_: Import) -> "Layout":
        places: dict[str, list[int]] = {}
        for place, (_, field, _) in enumerate(import_.columns):
            if field is not None:
                places.setdefault(field, []).append(place)
        # What stands before the last name is put there, wherever its column stands.
        places.get("last_name", []).sort(key=lambda place: place_in_last_name(import_.columns[place][0]))
        kept = [kept for _, _, kept in import_.columns]
        return cls(list(places.items()), kept)

    def raw(self, cells: Sequence[str]) -> dict[str, str]:
        """Canonical field → text, for the cells that are filled."""
        count = len(cells)
        found = {}
        for field, places in self.fields:
            texts = [cells[place] for place in places if place < count and cells[place]]
            if texts:
                found[field] = texts[0] if len(texts) == 1 else ("\n" if field in LISTS else " ").join(texts)
        return found

    def storable(self, cells: list[str]) -> list[str]:
        if all(self.kept):
            return cells[: len(self.kept)]
        return [cell if kept else "" for cell, kept in zip(cells, self.kept, strict=False)]


@dataclass(slots=True)
class Looked:
    """A row with what the first look found: a plan whose verdict is create, skipped or invalid so far."""

    cells: list[str]
    plan: Plan

    @property
    def row(self) -> int:
        return self.plan.newcomer.row


class Looker:
    """Looks at rows of one import; every process that helps makes its own, from the import's row."""

    def __init__(self, settings: Settings, import_: Import) -> None:
        self._layout = Layout.of(import_)
        self._defaults = validation.Defaults(
            phone_region=settings.phone_region,
            today=date.fromisoformat(import_.file["today"]),
            date_order=import_.file["date_order"],
            **import_.file["defaults"],
        )

    def look(self, rows: Iterable[Row]) -> list[Looked]:
        return [Looked(self._layout.storable(row.cells), self._plan(row)) for row in rows]

    def _plan(self, row: Row) -> Plan:
        if row.problem is not None and row.problem.code == "skipped":
            return Plan(Newcomer({}, row.row), "skipped", warnings=[row.problem])
        if row.problem is not None:
            return Plan(Newcomer({}, row.row), "invalid", problems=[row.problem])
        checked = validation.check(self._layout.raw(row.cells), self._defaults)
        plan = Plan(Newcomer(checked.values, row.row), problems=checked.problems, warnings=checked.warnings)
        if checked.has_left or validation.is_example_person(checked.values):
            plan.verdict, plan.problems = "skipped", []
            plan.warnings = [Problem("skipped", "has_left" if checked.has_left else "example_person")]
            return plan
        plan.verdict = "invalid" if plan.problems else "create"
        return plan


def today(settings: Settings) -> str:
    """The day by which a file is checked, in ISO 8601."""
    return datetime.now(ZoneInfo(settings.timezone)).date().isoformat()


def defaults(session: Session) -> dict[str, str | None]:
    """What somebody new gets that decides what is missing in a file, as it is when the check begins."""
    new = new_agents(session)
    return {"typology": new.typology, "push_gateway": new.push_gateway}


def rows_to_text(rows: Iterable[Row]) -> str:
    """Rows as they wait for their first look."""
    return json.dumps([[row.row, row.cells, row.problem and row.problem.stored()] for row in rows])


def rows_from_text(text: str) -> list[Row]:
    return [Row(row, cells, Problem.restored(problem) if problem else None) for row, cells, problem in json.loads(text)]


def looked_to_text(looked: Iterable[Looked]) -> str:
    """What a helper found, for the process that has the whole file in hand."""
    return json.dumps([_as_list(each) for each in looked])


def _as_list(each: Looked) -> list[Any]:
    plan = each.plan
    problems, warnings = ([problem.stored() for problem in found] for found in (plan.problems, plan.warnings))
    return [each.row, each.cells, plan.newcomer.values, plan.verdict, problems, warnings]


def looked_from_text(text: str) -> list[Looked]:
    return [_from_list(*each) for each in json.loads(text)]


def _from_list(
    row: int, cells: list[str], values: dict[str, Any], verdict: str, problems: list[Any], warnings: list[Any]
) -> Looked:
    plan = Plan(Newcomer(values, row), verdict)
    plan.problems = [Problem.restored(kept) for kept in problems]
    plan.warnings = [Problem.restored(kept) for kept in warnings]
    return Looked(cells, plan)
