"""What an agent's own phone or app asks for."""

from typing import Any

from flask import current_app

from onboarding.agents.models import Agent
from onboarding.database import db
from onboarding.telephony.phones import phone_of
from web.api.given import PhoneOut
from web.api.resource import resource
from web.guard import allow, me

blueprint = resource("me", "Me")

SHOWN = ("extension", "sip_user", "secret", "transport", "server", "wss_url", "mailbox", "provisioned")


@blueprint.get("/me/phone")
@blueprint.output(PhoneOut)
@blueprint.doc(description="For an agent who is signed in (the session's cookie).", security="session")
@allow("agent")
def read_my_phone() -> dict[str, Any]:
    """The settings of my phone"""
    session = db.session()
    agent = session.get_one(Agent, me().agent_id)
    phone = phone_of(session, current_app.config["ONBOARD"], agent)
    return {name: getattr(phone, name) for name in SHOWN}
