"""The form for one new agent."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from onboarding.agents.models import TYPOLOGIES
from onboarding.database import begin_writing, db
from onboarding.groups import groups
from onboarding.preferences.new_agents import new_agents
from onboarding.staffing import adding, defaults
from onboarding.staffing.memberships import KIND_OF
from onboarding.wording import Problem
from web import guard
from web.pages.agent_deeds import flash_warnings
from web.translating import sentence

TEXT_FIELDS = (
    "full_name",
    "email",
    "username",
    "employee_id",
    "alias",
    "extension",
    "remote_control_port",
    "push_gateway",
    "personal_email",
    "phone",
    "mobile",
    "language",
    "timezone",
    "start_date",
    "description",
)
ONLY_FOR = {"remote_control": "phonebar", "remote_control_port": "phonebar", "push_gateway": "mobile"}
"""Fields that count for one typology only; what was typed for another one is kept in the form and not used."""
LISTS_OF_GROUPS = ("teams", "queues")
ONE_GROUP = ("profile", "ai_assistant")
INVITE_CHOICES = ("now", "start-date", "none")


def register(blueprint: Blueprint) -> None:
    blueprint.get("/agents/new")(form)
    blueprint.post("/agents/new")(add)
    blueprint.get("/agents/new/proposals")(proposals)


@guard.editors
def form() -> ResponseReturnValue:
    return _page(MultiDict(defaults.as_typed(new_agents(db.session()))), [])


@guard.editors
def add() -> ResponseReturnValue:
    """Add the person, or show the form again as it was typed, each mistake beside its field."""
    typed = request.form
    session = db.session()
    begin_writing(session)
    try:
        added = adding.add(session, guard.settings(), _raw(typed), actor=guard.actor(), invite=_invite(typed))
    except adding.NotAdded as refused:
        session.rollback()
        return _page(typed, refused.problems), 422
    session.commit()
    agent = added.agent
    flash(f"{agent.full_name} added with extension {agent.extension}")
    flash_warnings(added.warnings)
    return redirect(f"/agents/{agent.id}", 303)


@guard.editors
def proposals() -> ResponseReturnValue:
    """The username and extension that somebody with what is typed so far would get."""
    return adding.proposals(db.session(), {name: value[:300] for name, value in request.args.items()})


def _raw(typed: MultiDict[str, str]) -> dict[str, str]:
    typology = typed.get("typology", "")
    raw = {name: typed.get(name, "").strip() for name in (*TEXT_FIELDS, *ONE_GROUP)}
    raw |= {name: "|".join(typed.getlist(name)) for name in LISTS_OF_GROUPS}
    raw |= {"typology": typology, "voicemail": "yes" if typed.get("voicemail") else "no"}
    raw["remote_control"] = "yes" if typed.get("remote_control") else "no"
    return {name: value for name, value in raw.items() if value and ONLY_FOR.get(name, typology) == typology}


def _invite(typed: Mapping[str, str]) -> str:
    choice = typed.get("invite", "none")
    return choice if choice in INVITE_CHOICES else "none"


def _page(typed: MultiDict[str, str], problems: list[Problem]) -> str:
    errors: dict[str, list[str]] = {}
    for problem in problems:
        errors.setdefault(problem.column or "", []).append(sentence(problem))
    mistakes = [(problem.column, sentence(problem)) for problem in problems]
    return render_template(
        "agents/new.html",
        form=typed,
        errors=errors,
        mistakes=mistakes,
        typologies=TYPOLOGIES,
        groups={field: _choices(kind) for field, kind in KIND_OF.items()},
    )


def _choices(kind: str) -> list[tuple[str, str]]:
    """The groups of a kind, by the name that is sent and the one that is shown."""
    return [(name, name) for _, name in groups.named(db.session(), kind)]
