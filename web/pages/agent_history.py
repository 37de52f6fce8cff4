"""The history of one agent's changes: who changed what, from what to what, and when."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, select

from onboarding.audit import AuditEntry
from onboarding.database import db
from web import guard
from web.pages import agent_entries
from web.pages.actors import actor_word
from web.pages.agent_deed_words import CHANGES, told, who_did
from web.pages.agent_field_words import FIELD_WORDS, field_word, kind_word, value_word
from web.pages.agent_page import find, frame
from web.translating import _

A_PAGE = 50
OF_GROUPS = {"agent.joined_group": (1, 0), "agent.left_group": (0, 1), "agent.changed_in_group": (1, 1)}
"""Deeds about a group, with whether the agent is in it afterwards, and was before."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line: `field` is empty for a deed that changes no field, which `new` then says in words."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What one person did at one moment."""

    at: datetime
    who: str
    lines: list[Change]


def register(blueprint: Blueprint) -> None:
    blueprint.get("/agents/<uuid:agent_id>/history")(history)


@guard.staff
def history(agent_id: uuid.UUID) -> ResponseReturnValue:
    """A page of the history, newest first, of one person or about one field where the address says so."""
    session = db.session()
    listed = find(agent_id)
    who, field = request.args.get("who", ""), request.args.get("field", "")
    field = field if field in FIELD_WORDS else ""
    before = _id(request.args.get("before", ""))
    here = agent_entries.about(session, agent_id)
    asked = [*here, *_filters(who, field), *([AuditEntry.id < before] if before else [])]
    actors = select(AuditEntry.actor).where(*here).distinct().order_by(AuditEntry.actor)
    statement = select(AuditEntry).where(*asked).order_by(AuditEntry.id.desc()).limit(A_PAGE + 1)
    entries = session.scalars(statement).all()
    shown = entries[:A_PAGE]
    kept = {name: value for name, value in (("who", who), ("field", field)) if value}
    older = urlencode({**kept, "before": str(shown[-1].id)}) if len(entries) > A_PAGE else None
    return render_template(
        "agents/history.html",
        **frame(listed),
        days=[Changes(entry.at, who_did(entry), list(_lines(entry, field))) for entry in shown],
        people=[(name, actor_word(name)) for name in session.scalars(actors)],
        fields=FIELD_WORDS,
        who=who,
        field=field,
        older=older,
        newest=urlencode(kept) if before else None,
    )


def _filters(who: str, field: str) -> Iterator[ColumnElement[bool]]:
    if who:
        yield AuditEntry.actor == who
    if field:
        yield AuditEntry.detail["changes"][field].as_string().is_not(None)


def _lines(entry: AuditEntry, only: str) -> Iterator[Change]:
    if entry.deed in CHANGES:
        changes: dict[str, list[Any]] = entry.detail.get("changes", {})
        for name, (old, new) in changes.items():
            if only in ("", name):
                yield Change(field_word(name), value_word(name, old), value_word(name, new))
    elif entry.deed in OF_GROUPS:
        yield _of_group(entry.deed, entry.detail)
    else:
        each = told(entry)
        yield Change("", "", each.title)


def _of_group(deed: str, detail: dict[str, Any]) -> Change:
    name = str(detail.get("name") or _("a group"))
    after, before = OF_GROUPS[deed]
    place = (
        _("%(group)s, penalty %(penalty)s", group=name, penalty=detail["penalty"]) if detail.get("penalty") else name
    )
    return Change(kind_word(detail.get("kind", "")), name if before else "", place if after else "")


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
