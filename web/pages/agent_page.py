"""One agent: who it is, how far it has come, what we wait for, what happened."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents import readiness
from onboarding.agents.models import Agent
from onboarding.database import db, now
from onboarding.directory.search import Listed, one
from onboarding.imports.models import Import
from onboarding.invitations.inviting import latest
from onboarding.invitations.models import Invitation
from onboarding.wording import Problem
from onboarding.work import Work
from web import formats, guard

STATIONS = {
    "created": "created_at",
    "provisioned": "provisioned_at",
    "invited": "invited_at",
    "joined": "joined_at",
    "registered": None,
    "ready": None,
}
"""Each station with the agent's column that says when it was reached; None where no time is kept."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story; `tone` is "", accent, ok, warn or bad."""

    at: datetime
    icon: str
    title: str
    detail: str
    tone: str = ""


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
    return render_template(
        "agents/agent.html",
        agent=agent,
        status=listed.status,
        stage=listed.stage,
        facts=holds,
        stations=_stations(agent, holds, listed.stage),
        invitation=invitation,
        invitation_state=listed.invitation_state,
        waiting=_waiting(listed, invitation),
        events=_events(session, agent, invitation),
        phone=_phone(session, agent),
        link=link,
        link_until=link_until,
        edits=guard.me().role in ("admin", "hr"),
        local_time=_local_time(agent),
    )


def find(agent_id: uuid.UUID) -> Listed:
    """The agent, or the page that there is none that this person may see."""
    return one(db.session(), guard.actor(), agent_id) or abort(404)


def _stations(agent: Agent, holds: dict[str, bool], stage: str) -> list[dict[str, object]]:
    stations = []
    for name, column in STATIONS.items():
        at: datetime | None = getattr(agent, column) if column else None
        stations.append({"name": name, "holds": holds[name], "here": name == stage, "at": at})
    return stations


def _waiting(listed: Listed, invitation: Invitation | None) -> tuple[str, str, str] | None:
    """What is to happen next, as tone, what, and who or until when; None for somebody who is ready."""
    agent, name = listed.agent, formats.first_name(listed.agent)
    if listed.status in ("deleted", "disabled"):
        return None
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


def _events(session: Session, agent: Agent, invitation: Invitation | None) -> list[Event]:
    """The story, newest first."""
    events = [_began(session, agent)]
    if agent.provisioned_at:
        detail = f"Extension {agent.extension}" + (
            f", mailbox {agent.extension} with a PIN of its own." if agent.voicemail else "."
        )
        events.append(
            Event(
                agent.provisioned_at,
                "telephone",
                "Phone and voicemail set up" if agent.voicemail else "Phone set up",
                detail,
                "ok",
            )
        )
    if invitation:
        events.extend(_invitation_events(agent, invitation))
    if agent.joined_at:
        events.append(Event(agent.joined_at, "check-lg", "Joined", "Chose a password.", "ok"))
    if agent.disabled_at:
        events.append(
            Event(agent.disabled_at, "slash-circle", "Disabled", "Cannot sign in, and the phone takes no calls.")
        )
    return sorted(events, key=lambda event: event.at, reverse=True)


def _began(session: Session, agent: Agent) -> Event:
    import_ = session.get(Import, agent.import_id) if agent.import_id else None
    if import_ is None:
        return Event(agent.created_at, "plus-lg", "Added", "One at a time, by the form or the interface.")
    return Event(
        agent.created_at, "file-earmark-arrow-up", f"Imported from {import_.file_name}", f"By {import_.uploaded_by}."
    )


def _invitation_events(agent: Agent, invitation: Invitation) -> list[Event]:
    to = agent.personal_email or agent.email
    events = []
    if invitation.sent_at:
        by = f", by {invitation.invited_by}" if invitation.invited_by else ""
        events.append(Event(invitation.sent_at, "send", "Invitation sent", f"To {to}{by}.", "accent"))
    if invitation.first_seen_at:
        events.append(
            Event(invitation.first_seen_at, "envelope", "Link opened", "Perhaps by a mail scanner.", "accent")
        )
    if invitation.state in ("bounced", "failed"):
        at = invitation.sent_at or invitation.due_at
        events.append(Event(at, "envelope-x", "Invitation not delivered", f"To {to}.", "bad"))
    return events


def _phone(session: Session, agent: Agent) -> dict[str, str]:
    """How the phone's account on the switch stands: word, tone, and why where it is put off."""
    left = session.scalar(select(Work).where(Work.kind == "telephony", Work.subject_id == agent.id))
    if left is not None and left.problem:
        return {"word": "Not set up", "tone": "bad", "why": Problem.restored(left.problem).sentence()}
    if left is not None or (agent.provisioned_at is None and agent.extension is not None):
        return {"word": "Being set up", "tone": "", "why": ""}
    return (
        {"word": "Set up", "tone": "ok", "why": ""} if agent.provisioned_at else {"word": "None", "tone": "", "why": ""}
    )


def _local_time(agent: Agent) -> str | None:
    if not agent.timezone:
        return None
    place = agent.timezone.rpartition("/")[2].replace("_", " ")
    return f"{formats.clock(now(), agent.timezone)} in {place}"
