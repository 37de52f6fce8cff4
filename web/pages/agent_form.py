"""The form for one new agent, checked as one types."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from onboarding.accounts import passwords
from onboarding.database import begin_writing, db
from onboarding.groups import groups
from onboarding.preferences.new_agents import new_agents
from onboarding.staffing import adding, defaults
from onboarding.staffing.adding import Beside
from onboarding.staffing.memberships import KIND_OF
from onboarding.wording import Problem
from web import formats, guard
from web.pages.agent_deeds import flash_warnings
from web.pages.agent_words import LOG_WORDS
from web.pages.choosing import OF_ANOTHER, WORDS, mistakes, rules_about
from web.translating import _, sentence

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
PASSWORD = "password"  # noqa: S105
"""The fourth choice: a password is chosen here, and nobody is invited."""
ALIKE = ("typology", "push_gateway", "voicemail", "invite", "client_log_level", *LISTS_OF_GROUPS, *ONE_GROUP)
"""What the next one mostly has as the one before: it is in the address of the form for another."""
NOBODY = "-"
"""Stands in the form for a switch that is off, as a box that is not ticked sends nothing."""


def register(blueprint: Blueprint) -> None:
    blueprint.get("/agents/new")(form)
    blueprint.post("/agents/new")(add)
    blueprint.post("/agents/new/check")(check)


@guard.editors
def form() -> ResponseReturnValue:
    return _page(_beginning(), [])


@guard.editors
def add() -> ResponseReturnValue:
    """Add the person, or show the form again as it was typed, each mistake beside its field."""
    typed = request.form
    session = db.session()
    begin_writing(session)
    try:
        added = adding.add(
            session,
            guard.settings(),
            _raw(typed),
            actor=guard.actor(),
            invite=_invite(typed),
            beside=_beside(typed),
        )
    except adding.NotAdded as refused:
        session.rollback()
        return _page(typed, refused.problems), 422
    session.commit()
    agent = added.agent
    flash(_("%(name)s added with extension %(extension)s", name=agent.full_name, extension=agent.extension))
    flash_warnings(added.warnings)
    if typed.get("then") == "another":
        return redirect(f"/agents/new?{urlencode(_alike(typed))}", 303)
    return redirect(f"/agents/{agent.id}", 303)


@guard.editors
def check() -> ResponseReturnValue:
    """What would be wrong now with what is typed so far, by field, and what would be chosen where nothing is.

    The password stays in the browser until the form is sent; `about` is what it must not hold.
    """
    typed, session = request.form, db.session()
    raw = _raw(typed)
    proposed = adding.proposals(session, raw)
    problems, warnings = adding.look(session, guard.settings(), raw, Beside(client_log_level=_log_level(typed)))
    about = [raw.get(name) or proposed.get(name) or "" for name in ("full_name", "username", "extension")]
    return {
        "problems": _by_field(problems),
        "warnings": _by_field(warnings),
        "proposed": proposed,
        "about": sorted(passwords.telling([*about, raw.get("email", "").partition("@")[0]])),
    }


def _by_field(problems: list[Problem]) -> dict[str, list[dict[str, str]]]:
    """Field → sentences, each with the value that would do where one is known."""
    found: dict[str, list[dict[str, str]]] = {}
    for problem in problems:
        said = {"sentence": sentence(problem)}
        if (nearest := problem.params.get("nearest")) is not None:
            said |= {"use": str(nearest), "word": _("Use %(value)s", value=nearest)}
        found.setdefault(problem.column or "", []).append(said)
    return found


def _raw(typed: MultiDict[str, str]) -> dict[str, str]:
    typology = typed.get("typology", "")
    raw = {name: typed.get(name, "").strip() for name in (*TEXT_FIELDS, *ONE_GROUP)}
    raw |= {name: "|".join(typed.getlist(name)) for name in LISTS_OF_GROUPS}
    raw |= {"typology": typology, "voicemail": "yes" if typed.get("voicemail") == "yes" else "no"}
    raw["remote_control"] = "yes" if typed.get("remote_control") else "no"
    return {name: value for name, value in raw.items() if value and ONLY_FOR.get(name, typology) == typology}


def _invite(typed: Mapping[str, str]) -> str:
    choice = typed.get("invite", "none")
    return choice if choice in INVITE_CHOICES else "none"


def _beside(typed: Mapping[str, str]) -> Beside:
    password = typed.get("password", "") if typed.get("invite") == PASSWORD else None
    return Beside(password, _log_level(typed))


def _log_level(typed: Mapping[str, str]) -> str:
    return typed.get("client_log_level", "off")


def _beginning() -> MultiDict[str, str]:
    """What stands in the form at first: what the address brings, else what new agents get."""
    begins = MultiDict({**defaults.as_typed(new_agents(db.session())), "client_log_level": "off"})
    for name in ALIKE:
        if values := request.args.getlist(name):
            begins.setlist(name, values)
    return begins


def _alike(typed: MultiDict[str, str]) -> list[tuple[str, str]]:
    kept = [(name, value) for name in ALIKE for value in typed.getlist(name) if value]
    return kept if typed.get("voicemail") else [*kept, ("voicemail", NOBODY)]


def _page(typed: MultiDict[str, str], problems: list[Problem]) -> str:
    proposed = adding.proposals(db.session(), _raw(typed))
    values: dict[str, Any] = {
        "form": typed,
        "proposed": proposed,
        "typologies": formats.TYPOLOGY_WORDS,
        "log_words": LOG_WORDS,
        "usual_port": new_agents(db.session()).remote_control_port,
        "rules": rules_about([], WORDS | OF_ANOTHER),
        "groups": {field: _choices(kind) for field, kind in KIND_OF.items()},
    }
    return render_template("agents/new.html", **values, **mistakes(problems))


def _choices(kind: str) -> list[tuple[str, str]]:
    """The groups of a kind, by the name that is sent and the one that is shown."""
    return [(name, name) for _id, name in groups.named(db.session(), kind)]
