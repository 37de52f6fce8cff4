"""What a deed is to do, read from the texts of a form."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents import cells
from onboarding.agents.cells import Finding
from onboarding.agents.memberships import MOST_PENALTY
from onboarding.agents.models import TYPOLOGIES, Agent
from onboarding.agents.readers import READERS
from onboarding.agents.validation import Defaults
from onboarding.bulk.action_groups import IN, OUT
from onboarding.database import among
from onboarding.groups.models import Group
from onboarding.preferences.new_agents import PHONEBAR_PORT
from onboarding.wording import Problem

MOST_GROUPS = 200
_NOTHING_FROM_ELSEWHERE = Defaults(phone_region=None, today=date.min, date_order=None)


class ChoicesRefused(Exception):
    """Choices that cannot be; each problem names its field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.reason for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form's fields; `groups`: the ids that were chosen."""

    groups: Sequence[uuid.UUID]
    fields: Mapping[str, str]


def read(session: Session, deed: str, typed: Typed) -> dict[str, Any]:
    """The choices of a deed, as its action keeps them. Raises ChoicesRefused with all mistakes."""
    if deed == "add":
        return _belonging(session, typed)
    return _typology(typed.fields) if deed == "typology" else {}


def _belonging(session: Session, typed: Typed) -> dict[str, Any]:
    problems = []
    if not typed.groups:
        problems.append(Problem("missing", "action_groups_missing", "groups"))
    penalty = typed.fields.get("penalty", "").strip() or "0"
    if not (penalty.isascii() and penalty.isdigit() and int(penalty[:6]) <= MOST_PENALTY):
        problems.append(Problem("invalid", "penalty_not_digits", "penalty", penalty, {"most": MOST_PENALTY}))
    standing = select(Group.id).where(among(session, Group.id, typed.groups[:MOST_GROUPS]), Group.deleted_at.is_(None))
    groups = session.scalars(standing).all() if typed.groups else ()
    if typed.groups and not groups:
        problems.append(Problem("unknown", "action_groups_gone", "groups"))
    if problems:
        raise ChoicesRefused(problems)
    return {
        "how": OUT if typed.fields.get("how") == OUT else IN,
        "groups": [str(each) for each in groups],
        "penalty": int(penalty),
        "paused": typed.fields.get("paused") == "yes",
    }


def _typology(fields: Mapping[str, str]) -> dict[str, Any]:
    """A typology with what counts for it alone."""
    typology = fields.get("typology", "")
    if typology not in TYPOLOGIES:
        raise ChoicesRefused([Problem("missing", "action_typology_missing", "typology")])
    values: dict[str, Any] = {"typology": typology}
    if typology == "mobile":
        values |= _read("push_gateway", fields)
    if typology == "phonebar":
        values["remote_control"] = fields.get("remote_control") == "yes"
        if values["remote_control"]:
            values |= {"remote_control_port": PHONEBAR_PORT} | _read("remote_control_port", fields)
    return values


def _read(name: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """The field's value by the rules of the form of one person; nothing where it is empty."""
    text = fields.get(name, "")
    limit = getattr(Agent.__table__.c[name].type, "length", None) or len(text)
    try:
        if len(text) > limit:
            raise Finding("too_long", "cell_too_long", limit=limit)
        text = cells.cleaned(text)
        return {name: READERS[name](text, _NOTHING_FROM_ELSEWHERE)[0]} if text else {}
    except Finding as wrong:
        raise ChoicesRefused([wrong.problem(name, text)]) from None
