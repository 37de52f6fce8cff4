"""Changing one agent: who it is, and its phone with the mailbox."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.agents.cells import CLEAR
from onboarding.agents.models import TYPOLOGIES, Agent
from onboarding.database import begin_writing, db
from onboarding.preferences.new_agents import new_agents
from onboarding.staffing import adding
from onboarding.telephony import mailboxes
from onboarding.telephony.mailboxes import MailboxRefused
from onboarding.wording import Problem
from web import guard
from web.pages import agent_setup
from web.pages.agent_deeds import flash_warnings
from web.pages.agent_page import find, frame
from web.translating import sentence

NEEDED = ("full_name", "email")
PERSON = (
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
)
PHONE = ("extension", "typology", "remote_control_port", "push_gateway", "voicemail_notice")
SWITCHES = ("voicemail", "remote_control")


def register(blueprint: Blueprint) -> None:
    for part in ("person", "phone"):
        blueprint.get(f"/agents/<uuid:agent_id>/{part}", endpoint=f"edit_{part}", defaults={"part": part})(edit)
        blueprint.post(f"/agents/<uuid:agent_id>/{part}", endpoint=f"save_{part}", defaults={"part": part})(save)


@guard.editors
def edit(agent_id: uuid.UUID, part: str) -> ResponseReturnValue:
    agent = find(agent_id).agent
    if agent.deleted_at is not None:
        return redirect(f"/agents/{agent_id}", 303)
    return _page(agent_id, part, _as_form(agent), [])


@guard.editors
def save(agent_id: uuid.UUID, part: str) -> ResponseReturnValue:
    """Save what was typed, or show it again with each mistake beside its field; nothing that was typed is lost."""
    typed = request.form
    session = db.session()
    begin_writing(session)
    agent = find(agent_id).agent
    raw = _person(agent, typed) if part == "person" else _phone(typed)
    adding.hold(session, agent, raw)
    version = typed.get("version", 0, type=int)
    try:
        changed = adding.change(session, guard.settings(), agent, raw, actor=guard.actor(), version=version)
        if part == "phone" and changed.agent.voicemail and "voicemail_notice" in typed:
            mailboxes.set_notice(session, changed.agent, typed["voicemail_notice"], guard.actor())
    except adding.NotAdded as refused:
        session.rollback()
        return _page(agent_id, part, typed, refused.problems), 422
    except MailboxRefused as refused:
        session.rollback()
        return _page(agent_id, part, typed, [_of_notice(refused.problem)]), 422
    except adding.Changed:
        session.rollback()
        return _page(agent_id, part, typed, [], moved_on=True), 409
    session.commit()
    flash(f"{changed.agent.full_name} is saved")
    flash_warnings(changed.warnings)
    return redirect(f"/agents/{agent_id}", 303)


def _person(agent: Agent, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as cells of a file; a field that was emptied says so."""
    raw: dict[str, str] = {}
    for name in PERSON:
        text = typed.get(name, "").strip()
        emptied = not text and getattr(agent, name) is not None and name not in (*NEEDED, "username")
        if text or name in NEEDED or emptied:
            raw[name] = CLEAR if emptied else text
    return raw


def _phone(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as cells of a file. A field that counts for another typology stays as it is."""
    typology, extension = typed.get("typology", ""), typed.get("extension", "").strip()
    raw = {"typology": typology, "voicemail": "yes" if typed.get("voicemail") else "no"}
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


def _of_notice(problem: Problem) -> Problem:
    return Problem(problem.code, problem.reason, "voicemail_notice", problem.value, problem.params)


def _as_form(agent: Agent) -> dict[str, str]:
    """The agent as the form would send it."""
    fields = {name: getattr(agent, name) for name in (*PERSON, *PHONE)}
    shown = {name: "" if value is None else str(value) for name, value in fields.items()}
    return shown | {name: "yes" for name in SWITCHES if getattr(agent, name)}


def _page(
    agent_id: uuid.UUID, part: str, typed: Mapping[str, str], problems: list[Problem], moved_on: bool = False
) -> str:
    """The form. `moved_on`: somebody else saved meanwhile; what they wrote is shown where it is not what was typed."""
    listed = find(agent_id)
    errors: dict[str, list[str]] = {}
    for problem in problems:
        errors.setdefault(problem.column or "", []).append(sentence(problem))
    present = _as_form(listed.agent)
    names = PERSON if part == "person" else (*PHONE, *SWITCHES)
    theirs = [
        (name.replace("_", " "), present.get(name, ""))
        for name in names
        if typed.get(name, "") != present.get(name, "")
    ]
    return render_template(
        f"agents/{part}.html",
        **frame(listed),
        form=typed,
        errors=errors,
        mistakes=[(problem.column, sentence(problem)) for problem in problems],
        theirs=theirs if moved_on else [],
        moved_on=moved_on,
        typologies=TYPOLOGIES,
        notice_words=agent_setup.NOTICE_WORDS,
    )
