"""The teams, queues and the like that a file names and that there are not: counted, and made on demand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.groups import groups
from onboarding.groups.groups import GroupRefused
from onboarding.groups.names import key
from onboarding.imports.models import Import
from onboarding.staffing.memberships import KIND_OF
from onboarding.wording import Problem

MOST = 200
"""How many names of a field are kept: whoever has more of them has the wrong column."""
_KEPT_AS = "unknown_groups"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that is no group of this kind, and how many rows have it."""

    field: str
    kind: str
    name: str
    rows: int


class UnknownGroups:
    """Counts through one check; a name counts as it was spelled first."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, str]] = {field: {} for field in KIND_OF}
        self._rows: dict[str, dict[str, int]] = {field: {} for field in KIND_OF}

    def count(self, names: Iterable[tuple[str, str]]) -> None:
        """One row's unknown names, each with its field."""
        for field, name in names:
            folded, rows = key(name), self._rows[field]
            if folded in rows or len(rows) < MOST:
                self._names[field].setdefault(folded, name)
                rows[folded] = rows.get(folded, 0) + 1

    def stored(self) -> dict[str, list[list[str | int]]]:
        """Field → [name, rows], in the order of the file."""
        return {
            field: [[self._names[field][folded], count] for folded, count in rows.items()]
            for field, rows in self._rows.items()
            if rows
        }


def note(import_: Import, found: UnknownGroups) -> None:
    """Keep with the import what has been counted so far."""
    if stored := found.stored():
        import_.file = {**import_.file, _KEPT_AS: stored}


def of(import_: Import) -> list[Unknown]:
    """What a checked file names that there was not, by kind, most rows first."""
    return [
        Unknown(field, KIND_OF[field], name, rows)
        for field, names in import_.file.get(_KEPT_AS, {}).items()
        for name, rows in sorted(names, key=lambda named: -named[1])
    ]


def create(session: Session, actor: Actor, wanted: Sequence[Unknown]) -> tuple[int, list[Problem]]:
    """Make these groups. Says how many were made, and why the others could not be; one that is there meanwhile is no
    trouble."""
    made, problems = 0, []
    for unknown in wanted:
        if groups.find(session, unknown.kind, [unknown.name]):
            continue
        try:
            groups.create(session, actor, unknown.kind, unknown.name)
            made += 1
        except GroupRefused as refused:
            problems.append(refused.problem)
    return made, problems
