"""What an agent's own phone or app asks for."""

from typing import Any

from flask import current_app
from flask_wtf.csrf import generate_csrf

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.telephony import phones
from onboarding.telephony.phones import PhoneRefused, phone_of
from web.api.bearer import is_by_password
from web.api.given import PhoneOut, SecretOut
from web.api.problems import ApiProblem
from web.api.resource import resource
from web.guard import actor, allow, me

blueprint = resource("me", "Me")

SHOWN = (
    "extension",
    "sip_user",
    "secret",
    "transport",
    "server",
    "wss_url",
    "mailbox",
    "provisioned",
    "typology",
    "realm",
    "push_gateway",
    "remote_control",
    "remote_control_port",
)
PROOF = "X-CSRFToken"
"""The header that proves that a request was made on purpose, since browsers send the session's cookie by themselves."""


@blueprint.get("/me/phone")
@blueprint.output(PhoneOut)
@blueprint.doc(
    description="For an agent: with username and password (HTTP Basic), as a Phonebar or an app sends them, or signed "
    "in with the session's cookie. With the cookie, the answer's header X-CSRFToken is what a POST needs in its own.",
    security=["session", "password"],
    responses={429: "Too many wrong passwords"},
)
@allow("agent")
def read_my_phone() -> tuple[dict[str, Any], int, dict[str, str]]:
    """The settings of my phone"""
    phone = phone_of(db.session(), current_app.config["ONBOARD"], _my_agent())
    proof = {} if is_by_password() else {PROOF: generate_csrf()}
    return {name: getattr(phone, name) for name in SHOWN}, 200, proof


@blueprint.post("/me/phone/secret")
@blueprint.output(SecretOut, 201)
@blueprint.doc(
    description="For an agent who is signed in, with the header X-CSRFToken that /me/phone gave. The phone that has "
    "the old secret is shut out.",
    security="session",
    responses={409: "The phone is not set up yet"},
)
@allow("agent")
def make_my_secret() -> dict[str, str]:
    """Make a new secret for my phone"""
    session = db.session()
    begin_writing(session)
    agent = _my_agent()
    try:
        secret = phones.new_secret(session, current_app.config["ONBOARD"], agent, actor())
    except PhoneRefused as refused:
        raise ApiProblem(503 if refused.problem.code == "away" else 409, refused.problem) from None
    session.commit()
    return {"sip_user": str(agent.extension), "secret": secret}


def _my_agent() -> Agent:
    return db.session.get_one(Agent, me().agent_id, populate_existing=True)
