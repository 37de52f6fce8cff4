"""Agents as a CSV file that a spreadsheet opens safely and that imports again as unchanged."""

import re
import uuid
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from onboarding.agents.cells import literal
from onboarding.agents.fields import FIELDS
from onboarding.audit import Actor
from onboarding.directory.query import Query
from onboarding.directory.search import Listed, everybody

_KINDS = {"teams": "team", "queues": "queue", "profile": "profile", "ai_assistant": "ai_assistant"}
_OF_HR = {"employment_status"}
# Not ="0042", which only says that what is between the marks is text.
_LOOKS_LIKE_A_FORMULA = re.compile(r'[=+\-@\t\r](?!(?<==)"[^"]*"\Z)')
_NEEDS_QUOTES = re.compile(r'[",\r\n\t]|^\s|\s$|^\'')


def export_csv(
    session: Session, actor: Actor, query: Query, only: Collection[uuid.UUID] | None = None
) -> Iterator[str]:
    """The lines of the file (RFC 4180), read as a stream: a heading, then everybody who matches, or `only` these."""
    yield _line(FIELDS)
    for listed in everybody(session, actor, query, only):
        yield _line([literal(_text(listed, column)) for column in FIELDS])


def _text(listed: Listed, column: str) -> str:
    if column in _KINDS:
        return _groups(listed, _KINDS[column])
    # A blank cell changes nothing when the file is imported again: right for what an agent's own row does not hold.
    value: Any = None if column in _OF_HR else getattr(listed.agent, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _groups(listed: Listed, kind: str) -> str:
    """The groups of one kind as a cell holds them: with bars between, a queue with its penalty where it has one."""
    mine = [belonging for belonging in listed.belongings if belonging.kind == kind]
    return "|".join(f"{each.name}:{each.penalty}" if each.penalty and kind == "queue" else each.name for each in mine)


def guarded(text: str) -> str:
    """What a spreadsheet would run as a formula gets an apostrophe in front, which the import takes off again."""
    return "'" + text if _LOOKS_LIKE_A_FORMULA.match(text) else text


def _line(cells: Iterable[str]) -> str:
    return ",".join(_cell(cell) for cell in cells) + "\r\n"


def _cell(text: str) -> str:
    text = guarded(text)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
