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
from web.pages import agent_filters, agent_groups, agent_questions, agent_setup, agent_story
from web.pages.agent_setup import Setup

STATIONS = {
    "created": "created_at",
    "provisioned": "provisioned_at",
    "invited": "invited_at",
    "joined": "joined_at",
    "registered": None,
    "ready": None,
}
"""Each station with the agent's column that says when it was reached; None where no time is kept."""


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
    return render_template(
        "agents/agent.html",
        **frame(listed),
        stage=listed.stage,
        facts=holds,
        stations=_stations(agent, holds, listed.stage),
        waiting=_waiting(session, listed, invitation, phone),
        events=agent_story.story(session, agent, invitation, part if part in agent_story.PARTS else ""),
        part=part,
        parts=agent_story.PARTS,
        phone=phone,
        notice_words=agent_setup.NOTICE_WORDS,
        groups=agent_groups.card(agent),
        question=_question(listed),
        neighbours=_neighbours(agent_id),
        list_query=urlencode(list(agent_filters.came_from().items(multi=True))),
        link=link,
        link_until=link_until,
    )


def frame(listed: Listed) -> dict[str, Any]:
    """What every tab of the agent's page shows around its own content."""
    return {
        "agent": listed.agent,
        "status": listed.status,
        "invitation_state": listed.invitation_state,
        "edits": guard.me().role in ("admin", "hr"),
        "local_time": _local_time(listed.agent),
    }


def _question(listed: Listed) -> dict[str, Any] | None:
    """What is asked back before it is done (/agents/ID?ask=delete), with the days that an extension rests."""
    asked = request.args.get("ask", "")
    if not agent_questions.fits(asked, listed):
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
        stations.append({"name": name, "holds": holds[name], "here": name == stage, "at": at})
    return stations


def _waiting(
    session: Session, listed: Listed, invitation: Invitation | None, phone: Setup
) -> tuple[str, str, str] | None:
    """What is to happen next, as tone, what, and who or until when; None for somebody who is ready."""
    agent, name = listed.agent, formats.first_name(listed.agent)
    if agent.deleted_at is not None:
        return "", f"{name} was deleted {formats.when(agent.deleted_at)}.", _what_rests(session, agent)
    if agent.disabled_at is not None:
        return "", f"{name} is disabled.", "They cannot sign in, and the phone takes no calls."
    if listed.status == "locked" and listed.account_locked_until:
        until = formats.when(listed.account_locked_until)
        return "warn", f"{name} is locked until {until}.", "Too many wrong passwords were tried. The phone goes on."
    if phone.tone == "bad":
        return "bad", "The phone could not be set up.", phone.why
    if agent.joined_at is None:
        return _waiting_for_joining(listed, invitation, name)
    if agent.provisioned_at is None:
        return "", "The phone is being set up.", "This takes a moment and needs nobody."
    if agent.phone_seen is False:
        return (
            "",
            f"Waiting for {name}’s phone to connect.",
            "The settings are on the page that the agent sees after signing in.",
        )
    if agent.queue_count == 0:
        return "", "Not in a queue yet.", "An agent takes calls once a queue includes them."
    return None


def _what_rests(session: Session, agent: Agent) -> str:
    """Until when the extension of somebody deleted is kept for them."""
    extension = numbers.former_extensions(session, [agent.id]).get(agent.id)
    number = session.get(Number, extension) if extension is not None else None
    if number is None or number.holder_id != agent.id or number.rests_until is None or number.rests_until <= now():
        return "Restored, they get an extension that is free then."
    until = formats.long_day(number.rests_until.astimezone(formats.zone()).date())
    return f"Extension {extension} rests until {until}, and is theirs again if they are restored before."


def _waiting_for_joining(listed: Listed, invitation: Invitation | None, name: str) -> tuple[str, str, str]:
    state = listed.invitation_state
    if invitation is None or state == "revoked":
        return "", f"{name} has not been invited.", "Send an invitation, or hand over a link."
    until = formats.long_day(invitation.expires_at.astimezone(formats.zone()).date())
    if state == "expired":
        return "warn", f"The invitation expired on {until}.", "Send it again: the new link works for a week or longer."
    if state in ("bounced", "failed"):
        return "bad", "The invitation could not be delivered.", "Check the e-mail address, or hand over a link."
    if state == "planned" and invitation.due_at <= now():
        return "", "The invitation is on its way.", f"Asked for {formats.when(invitation.due_at)}."
    if state == "planned":
        return "", "The invitation is planned.", f"It goes out {formats.when(invitation.due_at)}."
    seen = (
        f"The link was opened {formats.when(invitation.first_seen_at)}, perhaps by a mail scanner. "
        if invitation.first_seen_at
        else ""
    )
    return "", f"Waiting for {name} to choose a password.", f"{seen}The link works until {until}."


def _local_time(agent: Agent) -> str | None:
    if not agent.timezone:
        return None
    return f"{formats.clock(now(), agent.timezone)} in {formats.city(agent.timezone)}"
