"""Invitations of one agent: send, copy a link, take back."""

import uuid

from flask import current_app

from onboarding.database import begin_writing, db
from onboarding.directory.agent_json import moment_json
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from web.api.agents import seen
from web.api.bearer import actor
from web.api.given import InvitationOut, LinkOut
from web.api.resource import must_be_json, resource
from web.guard import editors

blueprint = resource("invitations", "Invitations")
blueprint.before_request(must_be_json)

NOT_NOW = {409: "Somebody who has joined, is disabled or deleted cannot be invited"}


@blueprint.post("/agents/<uuid:agent_id>/invitation")
@blueprint.output(InvitationOut, 202)
@blueprint.doc(description="Queues the e-mail. Links of earlier invitations end.", responses=NOT_NOW)
@editors
def send_invitation(agent_id: uuid.UUID) -> dict[str, str]:
    """Invite an agent, or invite again"""
    session = db.session()
    begin_writing(session)
    agent = seen(agent_id).agent
    ids = inviting.invite(session, current_app.config["ONBOARD"], [agent], actor=actor())
    session.commit()
    return _invitation_json(session.get_one(Invitation, ids[0]))


@blueprint.post("/agents/<uuid:agent_id>/invitation-link")
@blueprint.output(LinkOut)
@blueprint.doc(description="One more link to hand over in person; no earlier one ends.", responses=NOT_NOW)
@editors
def copy_invitation_link(agent_id: uuid.UUID) -> dict[str, str]:
    """Make an invitation link to hand over"""
    session = db.session()
    begin_writing(session)
    agent = seen(agent_id).agent
    url, expires_at = inviting.copy_link(session, current_app.config["ONBOARD"], agent, actor=actor())
    session.commit()
    return {"url": url, "expires_at": moment_json(expires_at)}


@blueprint.delete("/agents/<uuid:agent_id>/invitation")
@blueprint.output({}, 204)
@blueprint.doc(description="Ends every open link, and the message if it has not gone out.")
@editors
def take_back_invitation(agent_id: uuid.UUID) -> str:
    """Take an invitation back"""
    session = db.session()
    begin_writing(session)
    inviting.revoke(session, [seen(agent_id).agent.id], actor=actor())
    session.commit()
    return ""


def _invitation_json(invitation: Invitation) -> dict[str, str]:
    return {
        "id": str(invitation.id),
        "agent_id": str(invitation.agent_id),
        "state": invitation.state,
        "due_at": moment_json(invitation.due_at),
        "expires_at": moment_json(invitation.expires_at),
    }
