"""One agent: who it is, how far it has come, what we wait for, what happened."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from onboarding.agents import readiness
from onboarding.agents.models import Agent
from onboarding.database import db, now
from onboarding.directory.neighbours import Neighbours, neighbours
from onboarding.directory.query import QueryRefused
from onboarding.directory.search import Listed, one
from onboarding.invitations.inviting import latest
from onboarding.invitations.models import Invitation
from onboarding.numbering.models import Number
from onboarding.staffing import numbers
from web import formats, guard
from web.pages import agent_belongings, agent_entries, agent_filters, agent_questions, agent_setup, agent_story
from web.pages.agent_field_words import NOTICE_WORDS
from web.pages.agent_setup import Setup
from web.pages.agent_words import LOG_WORDS, STAGE_WORDS
from web.translating import _, later

STATIONS = {
    "created": "created_at",
    "provisioned": "provisioned_at",
    "invited": "invited_at",
    "joined": "joined_at",
    "registered": "phone_seen_at",
    "ready": None,
}
"""Each station with the agent's column that says when it was reached; None where no time is kept."""
TABS = {
    "": later("Overview"),
    "account": later("Account"),
    "phone": later("Phone"),
    "voicemail": later("Voicemail"),
    "groups": later("Groups"),
    "logs": later("Client logs"),
    "history": later("History"),
}
"""The parts of an agent's page, by what stands behind their address."""


def register(blueprint: Blueprint) -> None:
    blueprint.get("/agents/<uuid:agent_id>")(show)


@guard.staff
def show(agent_id: uuid.UUID) -> ResponseReturnValue:
    return page(agent_id)


def page(agent_id: uuid.UUID, link: str | None = None, link_until: datetime | None = None) -> str:
    """The page; with `link`, an invitation link to hand over, which is shown this once."""
    session = db.session()
    listed = find(agent_id)
    agent, invitation = listed.agent, latest(session, [agent_id]).get(agent_id)
    holds = readiness.facts(agent, listed.account_locked_until, now())
    phone = agent_setup.setup(session, agent)
    part = request.args.get("story", "")
    part = part if part in agent_story.PARTS else ""
    return render_template(
        "agents/agent.html",
        **frame(listed),
        stage=listed.stage,
        facts=holds,
        stations=_stations(agent, holds, listed.stage),
        waiting=_waiting(session, listed, invitation, phone),
        events=agent_story.story(session, agent, part),
        part=part,
        parts=agent_story.PARTS,
        phone=phone,
        notice_words=NOTICE_WORDS,
        log_words=LOG_WORDS,
        groups=agent_belongings.card(agent),
        question=_question(listed),
        link=link,
        link_until=link_until,
    )


def frame(listed: Listed) -> dict[str, Any]:
    """What every tab of the agent's page shows around its own content.

    `edits`: whether this person may change this agent; who is deleted is only looked at. `list_query`: the list from
    which one came, which the tabs keep.
    """
    agent, may_edit = listed.agent, guard.me().role in ("admin", "hr")
    counts = {"groups": len(listed.belongings), "history": agent_entries.count(db.session(), agent.id)}
    return {
        "agent": agent,
        "status": listed.status,
        "invitation_state": listed.invitation_state,
        "may_edit": may_edit,
        "edits": may_edit and agent.deleted_at is None,
        "local_time": _local_time(agent),
        "tabs": [(key, word, counts.get(key)) for key, word in TABS.items()],
        "neighbours": _neighbours(agent.id),
        "list_query": urlencode(list(agent_filters.came_from().items(multi=True))),
    }


def _question(listed: Listed) -> dict[str, Any] | None:
    """What is asked back before it is done (/agents/ID?ask=delete), with the days that an extension rests."""
    asked = request.args.get("ask", "")
    if guard.me().role == "supervisor" or not agent_questions.fits(asked, listed):
        return None
    return {"deed": asked, "rest_days": numbers.rest_days(db.session())}


def _neighbours(agent_id: uuid.UUID) -> Neighbours | None:
    """Who stands next to them in the list from which one came."""
    asked = agent_filters.came_from()
    if not asked:
        return None
    try:
        return neighbours(db.session(), guard.actor(), agent_filters.query_of(asked), agent_id)
    except QueryRefused:
        return None


def find(agent_id: uuid.UUID) -> Listed:
    """The agent, or the page that there is none that this person may see."""
    return one(db.session(), guard.actor(), agent_id) or abort(404)


def _stations(agent: Agent, holds: dict[str, bool], stage: str) -> list[dict[str, object]]:
    stations = []
    for name, column in STATIONS.items():
        at: datetime | None = getattr(agent, column) if column else None
        stations.append({"word": STAGE_WORDS[name], "holds": holds[name], "here": name == stage, "at": at})
    return stations


def _waiting(
    session: Session, listed: Listed, invitation: Invitation | None, phone: Setup
) -> tuple[str, str, str] | None:
    """What is to happen next, as tone, what, and who or until when; None for somebody who is ready."""
    agent, name = listed.agent, formats.first_name(listed.agent)
    if agent.deleted_at is not None:
        deleted = _("%(name)s was deleted %(when)s.", name=name, when=formats.when(agent.deleted_at))
        return "", deleted, _what_rests(session, agent)
    if agent.disabled_at is not None:
        return "", _("%(name)s is disabled.", name=name), _("They cannot sign in, and the phone takes no calls.")
    if listed.status == "locked" and listed.account_locked_until:
        locked = _("%(name)s is locked until %(when)s.", name=name, when=formats.when(listed.account_locked_until))
        return "warn", locked, _("Too many wrong passwords were tried. The phone goes on.")
    if phone.tone == "bad":
        return "bad", _("The phone could not be set up."), phone.why
    if agent.joined_at is None:
        return _waiting_for_joining(listed, invitation, name)
    return _waiting_for_calls(agent, name)


def _waiting_for_calls(agent: Agent, name: str) -> tuple[str, str, str] | None:
    """What somebody who has joined still needs to be called."""
    if agent.provisioned_at is None:
        return "", _("The phone is being set up."), _("This takes a moment and needs nobody.")
    if agent.phone_seen is False:
        waits = _("Waiting for %(name)s’s phone to connect.", name=name)
        return "", waits, _("The settings are on the page that the agent sees after signing in.")
    if agent.queue_count == 0:
        return "", _("Not in a queue yet."), _("An agent takes calls once a queue includes them.")
    return None


def _what_rests(session: Session, agent: Agent) -> str:
    """Until when the extension of somebody deleted is kept for them."""
    extension = numbers.former_extensions(session, [agent.id]).get(agent.id)
    number = session.get(Number, extension) if extension is not None else None
    if number is None or number.holder_id != agent.id or number.rests_until is None or number.rests_until <= now():
        return _("Restored, they get an extension that is free then.")
    return _(
        "Extension %(extension)s rests until %(day)s, and is theirs again if they are restored before.",
        extension=extension,
        day=formats.long_day(number.rests_until.astimezone(formats.zone()).date()),
    )


def _waiting_for_joining(listed: Listed, invitation: Invitation | None, name: str) -> tuple[str, str, str]:
    state = listed.invitation_state
    if invitation is None or state == "revoked":
        return "", _("%(name)s has not been invited.", name=name), _("Send an invitation, or hand over a link.")
    until = formats.long_day(invitation.expires_at.astimezone(formats.zone()).date())
    if state == "expired":
        again = _("Send it again: the new link works for a week or longer.")
        return "warn", _("The invitation expired on %(day)s.", day=until), again
    if state in ("bounced", "failed"):
        mend = _("Check the e-mail address, or hand over a link.")
        return "bad", _("The invitation could not be delivered."), mend
    due = formats.when(invitation.due_at)
    if state == "planned" and invitation.due_at <= now():
        return "", _("The invitation is on its way."), _("Asked for %(when)s.", when=due)
    if state == "planned":
        return "", _("The invitation is planned."), _("It goes out %(when)s.", when=due)
    return "", _("Waiting for %(name)s to choose a password.", name=name), _what_was_seen(invitation, until)


def _what_was_seen(invitation: Invitation, until: str) -> str:
    if invitation.first_seen_at is None:
        return _("The link works until %(day)s.", day=until)
    return _(
        "The link was opened %(when)s, perhaps by a mail scanner. It works until %(day)s.",
        when=formats.when(invitation.first_seen_at),
        day=until,
    )


def _local_time(agent: Agent) -> str | None:
    if not agent.timezone:
        return None
    clock, city = formats.clock(now(), agent.timezone), formats.city(agent.timezone)
    return _("%(clock)s in %(city)s", clock=clock, city=city)
