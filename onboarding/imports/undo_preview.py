"""What taking an import back would do, said before somebody decides: what goes, what returns, what stays and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.imports import undoing
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.reporting import problem_json
from onboarding.imports.undoing import Applied
from onboarding.staffing import giving_back
from onboarding.wording import Problem

AT_ONCE = 1000
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Stays:
    """Something that cannot be taken back: in which row, and why."""

    row: int
    agent_id: str
    problem: Problem


@dataclass(slots=True)
class Preview:
    """How many agents go, of whom somebody has changed some since; how many are deleted again; of how many fields
    return; and what stays, of which the first are named."""

    goes: int = 0
    goes_changed: int = 0
    deleted_again: int = 0
    returns: int = 0
    fields: int = 0
    stays_count: int = 0
    stays: list[Stays] = field(default_factory=list)

    def keep(self, row: Applied, problem: Problem) -> None:
        self.stays_count += 1
        if len(self.stays) < SHOWN:
            self.stays.append(Stays(row.row, str(row.agent_id), problem))


def preview(session: Session, import_: Import) -> Preview:
    """As things are now; read in sets, and nothing is written."""
    seen = Preview()
    _created(session, import_, seen)
    for rows in _applied(session, import_, "comes_back"):
        _came_back(session, import_, rows, seen)
    for rows in _applied(session, import_, "update"):
        _changed(session, rows, seen)
    return seen


def _created(session: Session, import_: Import, seen: Preview) -> None:
    created = (
        select(func.count(), func.count().filter(Agent.version > 1))
        .join(ImportRow, ImportRow.agent_id == Agent.id)
        .where(ImportRow.import_id == import_.id, ImportRow.state == "applied", ImportRow.verdict == "create")
    )
    seen.goes, seen.goes_changed = session.execute(created.where(Agent.joined_at.is_(None))).one()
    joined = created.where(Agent.joined_at.is_not(None))
    named = joined.with_only_columns(ImportRow.row, Agent.id, Agent.full_name).order_by(ImportRow.row)
    for row, agent_id, name in session.execute(named):
        seen.keep(Applied(row, agent_id, None), Problem("not_now", "has_joined", params={"name": name}))


def _applied(session: Session, import_: Import, verdict: str) -> Iterator[list[Applied]]:
    before: int | None = None
    while rows := undoing.applied_rows(session, import_.id, verdict, AT_ONCE, before):
        yield rows
        before = rows[-1].row
        session.expunge_all()


def _came_back(session: Session, import_: Import, rows: Sequence[Applied], seen: Preview) -> None:
    joined = dict(undoing.joined_since(session, import_, [row.agent_id for row in rows]))
    for row in rows:
        if row.agent_id in joined:
            seen.keep(row, Problem("not_now", "has_joined", params={"name": joined[row.agent_id]}))
        else:
            seen.deleted_again += 1


def _changed(session: Session, rows: Sequence[Applied], seen: Preview) -> None:
    returns = [row.as_return() for row in rows]
    giving_back.look(session, returns)
    for row, each in zip(rows, returns, strict=True):
        seen.returns += bool(each.values)
        seen.fields += len(each.values)
        for problem in each.stays:
            seen.keep(row, problem)


def as_json(seen: Preview) -> dict[str, Any]:
    """As callers outside see it."""
    return {
        "agents": seen.goes,
        "deleted_again": seen.deleted_again,
        "changed_back": seen.returns,
        "fields_back": seen.fields,
        "stays_count": seen.stays_count,
        "stays": [{"row": each.row, "agent_id": each.agent_id, **problem_json(each.problem)} for each in seen.stays],
    }
