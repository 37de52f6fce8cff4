"""Changing one agent: who it is, its phone, its voicemail; each has a tab and a form of its own."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.accounts import accounts
from onboarding.agents.cells import CLEAR
from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.directory.search import Listed
from onboarding.preferences.new_agents import new_agents
from onboarding.staffing import adding
from onboarding.telephony import mailboxes
from onboarding.telephony.mailboxes import MailboxRefused
from onboarding.telephony.values import notice_address
from onboarding.wording import Problem
from web import formats, guard
from web.pages import agent_conflict, agent_setup
from web.pages.agent_deeds import flash_warnings
from web.pages.agent_field_words import NOTICE_WORDS
from web.pages.agent_page import find, frame
from web.pages.agent_words import LOG_WORDS
from web.pages.choosing import mistakes
from web.translating import _, sentence

NEEDED = ("full_name", "email")
FIELDS = {
    "account": (
        *NEEDED,
        "first_name",
        "last_name",
        "username",
        "employee_id",
        "alias",
        "personal_email",
        "phone",
        "mobile",
        "language",
        "timezone",
        "start_date",
        "end_date",
        "description",
    ),
    "phone": ("extension", "typology", "remote_control", "remote_control_port", "push_gateway"),
    "voicemail": ("voicemail", "voicemail_notice"),
}
"""What the form of each tab holds."""
SWITCHES = ("voicemail", "remote_control")
Form = Mapping[str, str]


def register(blueprint: Blueprint) -> None:
    for part in FIELDS:
        blueprint.get(f"/agents/<uuid:agent_id>/{part}", endpoint=f"edit_{part}", defaults={"part": part})(edit)
        blueprint.post(f"/agents/<uuid:agent_id>/{part}", endpoint=f"save_{part}", defaults={"part": part})(save)


@guard.staff
def edit(agent_id: uuid.UUID, part: str) -> ResponseReturnValue:
    """The form; for whoever may not change this agent, what it would hold."""
    listed = find(agent_id)
    form = as_form(listed.agent, part)
    return _page(listed, part, form, agent_conflict.base_of(form, listed.agent.version))


@guard.editors
def save(agent_id: uuid.UUID, part: str) -> ResponseReturnValue:
    """Save what was typed, or show it again with each mistake beside its field; nothing that was typed is lost.

    What somebody else wrote meanwhile is not written over unseen: both versions are shown, to choose from.
    """
    typed, session = request.form, db.session()
    base = agent_conflict.base_sent(typed, FIELDS[part])
    if "again" in typed:
        return _page(find(agent_id), part, typed, base)
    begin_writing(session)
    agent = find(agent_id).agent
    raw = _RAW[part](agent, typed)
    adding.hold(session, agent, raw)
    version = agent_conflict.version_seen(base, agent, as_form(agent, part))
    try:
        changed = adding.change(session, guard.settings(), agent, raw, actor=guard.actor(), version=version)
        if part == "voicemail" and changed.agent.voicemail and "voicemail_notice" in typed:
            mailboxes.set_notice(session, changed.agent, typed["voicemail_notice"], guard.actor())
    except adding.NotAdded as refused:
        session.rollback()
        return _page(find(agent_id), part, typed, base, refused.problems), 422
    except MailboxRefused as refused:
        session.rollback()
        return _page(find(agent_id), part, typed, base, [_of_notice(refused.problem)]), 422
    except adding.Changed:
        session.rollback()
        return _choose(find(agent_id), part, typed, base), 409
    session.commit()
    flash(_("%(name)s is saved", name=changed.agent.full_name))
    flash_warnings(changed.warnings)
    return redirect(f"/agents/{agent_id}/{part}", 303)


def _person(agent: Agent, typed: Form) -> dict[str, str]:
    """What was typed, as cells of a file; a field that was emptied says so."""
    raw: dict[str, str] = {}
    for name in FIELDS["account"]:
        text = typed.get(name, "").strip()
        emptied = not text and getattr(agent, name) is not None and name not in (*NEEDED, "username")
        if text or name in NEEDED or emptied:
            raw[name] = CLEAR if emptied else text
    return raw


def _phone(agent: Agent, typed: Form) -> dict[str, str]:
    """What was typed, as cells of a file. A field that counts for another typology stays as it is."""
    typology, extension = typed.get("typology", ""), typed.get("extension", "").strip()
    raw = {"typology": typology}
    if extension:
        raw["extension"] = extension
    if typology == "phonebar":
        on = bool(typed.get("remote_control"))
        raw["remote_control"] = "yes" if on else "no"
        raw["remote_control_port"] = typed.get("remote_control_port", "").strip() or (
            str(new_agents(db.session()).remote_control_port) if on else CLEAR
        )
    if typology == "mobile":
        raw["push_gateway"] = typed.get("push_gateway", "").strip()
    return raw


def _voicemail(agent: Agent, typed: Form) -> dict[str, str]:
    return {"voicemail": "yes" if typed.get("voicemail") else "no"}


_RAW = {"account": _person, "phone": _phone, "voicemail": _voicemail}


def _of_notice(problem: Problem) -> Problem:
    return Problem(problem.code, problem.reason, "voicemail_notice", problem.value, problem.params)


def as_form(agent: Agent, part: str) -> dict[str, str]:
    """The agent as the form would send it."""
    shown = {}
    for name in FIELDS[part]:
        value = getattr(agent, name)
        shown[name] = ("yes" if value else "") if name in SWITCHES else "" if value is None else str(value)
    return shown


def _page(
    listed: Listed, part: str, form: Form, base: agent_conflict.Base, problems: list[Problem] | None = None
) -> str:
    """The form of a tab, or what it would hold."""
    around = frame(listed)
    template = f"agents/{part}.html" if around["edits"] else "agents/look.html"
    return render_template(
        template,
        **around,
        **_beside(listed, part),
        tab=part,
        form=form,
        base=base,
        notice_words=NOTICE_WORDS,
        log_words=LOG_WORDS,
        typologies=formats.TYPOLOGY_WORDS,
        **mistakes(problems or []),
    )


def _beside(listed: Listed, part: str) -> dict[str, Any]:
    """What stands beside the form of a tab."""
    session, agent = db.session(), listed.agent
    if part == "account":
        return {"account": accounts.account_of(session, agent.id)}
    if part == "phone":
        phone, port = agent_setup.setup(session, agent), new_agents(session).remote_control_port
        return {"phone": phone, "settings": guard.settings(), "usual_port": port}
    _address, too_long = notice_address(agent)
    return {"too_long": sentence(too_long) if too_long else None}


def _choose(listed: Listed, part: str, typed: Form, base: agent_conflict.Base) -> str:
    """Both versions, to choose from field by field."""
    present = as_form(listed.agent, part)
    return render_template(
        "agents/conflict.html",
        **frame(listed),
        tab=part,
        present=present,
        base=agent_conflict.base_of(present, listed.agent.version),
        **agent_conflict.versions(db.session(), listed.agent, base, typed, present),
    )
