"""What new agents get who were given nothing else: in one place for form, file and interface."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onboarding.agents import validation
from onboarding.agents.models import TYPOLOGIES
from onboarding.audit import Actor
from onboarding.invitations import inviting
from onboarding.preferences.new_agents import NewAgents, set_new_agents
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.settings import Settings
from onboarding.wording import Problem

INVITE_CHOICES = (inviting.NOW, inviting.START_DATE, inviting.NONE)
NEEDED = ("typology", "remote_control_port")


def fill(values: Mapping[str, Any], new: NewAgents) -> dict[str, Any]:
    """What was given of somebody new, with the defaults for what was not."""
    given = {field: value for field, value in values.items() if value is not None}
    filled = {"voicemail": new.voicemail, "remote_control": False, "typology": new.typology, **given}
    if new.language and "language" not in values:
        filled["language"] = new.language
    if filled["typology"] == "phonebar" and filled["remote_control"]:
        filled.setdefault("remote_control_port", new.remote_control_port)
    if filled["typology"] == "mobile" and new.push_gateway:
        filled.setdefault("push_gateway", new.push_gateway)
    return filled


def as_typed(new: NewAgents) -> dict[str, str]:
    """What a form for a new agent begins with: each field as text, a box that is not ticked left out."""
    filled = {
        "typology": new.typology,
        "voicemail": "yes" if new.voicemail else "",
        "invite": new.invite,
        "language": new.language or "",
        "push_gateway": new.push_gateway or "",
        "remote_control_port": str(new.remote_control_port),
    }
    return {field: text for field, text in filled.items() if text}


def change(session: Session, settings: Settings, actor: Actor, typed: Mapping[str, str]) -> NewAgents:
    """Set other defaults from what was typed, by field (voicemail: yes or no); what is empty is none.

    Raises PreferencesRefused with the sentences that the same mistakes have in a form for one agent.
    """
    today = datetime.now(ZoneInfo(settings.timezone)).date()
    values, problems = _read(settings, typed, today)
    if typed.get("invite") not in INVITE_CHOICES:
        problems.append(Problem("invalid", "invite_choice", "invite", typed.get("invite")))
    if values.get("typology") == "mobile" and not typed.get("push_gateway", "").strip():
        problems.append(Problem("missing", "default_gateway_missing", "push_gateway"))
    if problems:
        raise PreferencesRefused(problems)
    new = NewAgents(invite=typed["invite"], **values)
    set_new_agents(session, actor, new)
    return new


def _read(settings: Settings, typed: Mapping[str, str], today: date) -> tuple[dict[str, Any], list[Problem]]:
    given = validation.Defaults(phone_region=settings.phone_region, today=today, date_order=None)
    values: dict[str, Any] = {}
    problems = []
    for field in ("typology", "voicemail", "language", "push_gateway", "remote_control_port"):
        value, problem = validation.check_one(field, typed.get(field, ""), given)
        if problem is not None:
            problems.append(problem)
        elif value is not None:
            values[field] = value
        elif field in NEEDED:
            known = ", ".join(TYPOLOGIES)
            problems.append(Problem("missing", f"default_{field}_missing", field, params={"known": known}))
    return values, problems
