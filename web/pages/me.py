"""What an agent sees of their own: the extension, the mailbox, and what to type into a phone."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from onboarding.agents.models import Agent
from onboarding.database import db
from onboarding.telephony.phones import phone_of
from web import guard
from web.guard import allow, settings

blueprint = Blueprint("me", __name__)


@blueprint.get("/me")
@allow("agent")
def page() -> ResponseReturnValue:
    agent = db.session.get_one(Agent, guard.me().agent_id)
    return render_template("door/me.html", agent=agent, phone=phone_of(db.session(), settings(), agent))
