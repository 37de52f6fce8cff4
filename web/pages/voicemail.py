"""Mailboxes: whose they are, a new PIN, e-mail about messages, on and off."""

import uuid
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.directory import grammar
from onboarding.directory.query import Query, QueryRefused
from onboarding.directory.search import count, one, search
from onboarding.staffing import adding
from onboarding.staffing.adding import Changed, NotAdded
from onboarding.telephony import mailboxes
from onboarding.telephony.mailboxes import MailboxRefused
from onboarding.telephony.values import MAILBOX_CONTEXT, notice_address
from web import formats, guard
from web.pages.signing_in import is_local
from web.translating import _, later, sentence

TABS = ((later("On"), "yes"), (later("Off"), "no"))
NOTICE_WORDS = {
    "recording": later("With the recording"),
    "notice": later("Without the recording"),
    "none": later("No e-mail"),
}
NOTICE_CHOSEN = {
    "recording": later("E-mail about messages for %(name)s: with the recording"),
    "notice": later("E-mail about messages for %(name)s: without the recording"),
    "none": later("E-mail about messages for %(name)s: no e-mail"),
}
TURNED = {"yes": later("Voicemail for %(name)s is on"), "no": later("Voicemail for %(name)s is off")}

blueprint = Blueprint("voicemail", __name__)


@blueprint.get("/voicemail")
@guard.staff
def list_mailboxes() -> ResponseReturnValue:
    """The list as the address asks for it: its state is in the address, so a view is a link."""
    session, actor = db.session(), guard.actor()
    on = "no" if request.args.get("on") == "no" else "yes"
    try:
        page = search(session, guard.settings(), actor, _query(on, request.args.get("q", "").strip()))
    except QueryRefused as refused:
        if refused.problem.column == "cursor":
            return redirect(address(cursor=None), 303)
        return render_template("voicemail/list.html", refused=sentence(refused.problem)), 422
    return render_template(
        "voicemail/list.html",
        page=page,
        on=on,
        q=request.args.get("q", "").strip(),
        tabs=[(word, key, *count(session, actor, _query(key, "", paged=False))) for word, key in TABS],
        address=address,
        standing=standing,
        notice_of=notice_of,
        notice_words=NOTICE_WORDS,
    )


@blueprint.post("/voicemail/<uuid:agent_id>/pin")
@guard.editors
def reset_pin(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Give the mailbox a new PIN, which its owner sees and nobody else."""
    session = db.session()
    begin_writing(session)
    agent = _find(agent_id)
    try:
        mailboxes.reset_pin(session, agent, guard.actor())
    except MailboxRefused as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
        flash(_("%(name)s has a new PIN. It is on their own page, and nobody else sees it.", name=agent.full_name))
    return _back()


@blueprint.post("/voicemail/<uuid:agent_id>/notice")
@guard.editors
def set_notice(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Choose what an e-mail about a message brings."""
    session = db.session()
    begin_writing(session)
    agent = _find(agent_id)
    try:
        mailboxes.set_notice(session, agent, request.form.get("notice", ""), guard.actor())
    except MailboxRefused as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
        flash(str(NOTICE_CHOSEN[agent.voicemail_notice]) % {"name": agent.full_name})
    return _back()


@blueprint.get("/voicemail/<uuid:agent_id>/off")
@guard.editors
def ask_off(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Say what will be lost, and ask."""
    agent = _find(agent_id)
    return render_template(
        "voicemail/off.html",
        agent=agent,
        folder=f"voicemail/{MAILBOX_CONTEXT}/{agent.extension}",
        back=_where_from(request.args.get("back", "")),
    )


@blueprint.post("/voicemail/<uuid:agent_id>/off")
@guard.editors
def turn_off(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _turn(agent_id, "no")


@blueprint.post("/voicemail/<uuid:agent_id>/on")
@guard.editors
def turn_on(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _turn(agent_id, "yes")


def _turn(agent_id: uuid.UUID, cell: str) -> ResponseReturnValue:
    session = db.session()
    begin_writing(session)
    agent = _find(agent_id)
    version = request.form.get("version", type=int)
    try:
        adding.change_one(session, guard.settings(), agent, {"voicemail": cell}, actor=guard.actor(), version=version)
    except NotAdded as refused:
        session.rollback()
        flash(" ".join(sentence(problem) for problem in refused.problems), "bad")
    except Changed:
        session.rollback()
        told = _(
            "%(name)s was changed meanwhile, so voicemail is as it was. Look, then try again.", name=agent.full_name
        )
        flash(told, "bad")
    else:
        session.commit()
        flash(str(TURNED[cell]) % {"name": agent.full_name})
    return _back()


def address(**changes: str | None) -> str:
    """The list's address with these parts changed (None: left out); it names the first page unless given a cursor."""
    parts = {name: value for name, value in request.args.items() if value and name != "cursor"} | changes
    kept = {name: value for name, value in parts.items() if value}
    return f"/voicemail?{urlencode(kept)}" if kept else "/voicemail"


def standing(agent: Agent) -> tuple[str, str]:
    """How a mailbox stands, as tone and word."""
    if agent.disabled_at is not None:
        return "", _("Off while %(name)s is disabled", name=formats.first_name(agent))
    if not agent.voicemail:
        return "", _("Off")
    if agent.extension is None:
        return "warn", _("No extension")
    return ("ok", _("On")) if agent.provisioned_extension == agent.extension else ("warn", _("Being set up"))


def notice_of(agent: Agent) -> str:
    """What an e-mail about a message brings, or why there is none."""
    problem = notice_address(agent)[1]
    return _("No e-mail: the address is too long") if problem else NOTICE_WORDS[agent.voicemail_notice]


def _query(on: str, q: str, *, paged: bool = True) -> Query:
    """Whose voicemail is on, or off; raises QueryRefused."""
    filters = (grammar.parse(f"voicemail={on}"),)
    if not paged:
        return Query(filters=filters)
    return Query(q=q, filters=filters, sort=request.args.get("sort") or "extension", cursor=request.args.get("cursor"))


def _find(agent_id: uuid.UUID) -> Agent:
    """The agent, or the page that there is none that this person may see."""
    return (one(db.session(), guard.actor(), agent_id) or abort(404)).agent


def _back() -> ResponseReturnValue:
    return redirect(_where_from(request.form.get("back", "")), 303)


def _where_from(page: str) -> str:
    """The page to go back to, if it is one of ours."""
    return page if is_local(page) else "/voicemail"
