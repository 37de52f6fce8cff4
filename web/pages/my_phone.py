"""An agent's own phone: what to type into it, a code for an app, a new secret."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.telephony import phones, softphone
from onboarding.telephony.phones import PhoneRefused, phone_of
from onboarding.telephony.softphone import Code
from web import guard
from web.guard import allow, settings
from web.pages.codes import picture_of
from web.translating import _, sentence


def register(blueprint: Blueprint) -> None:
    blueprint.get("/me")(phone)
    blueprint.post("/me/phone/code")(make_code)
    blueprint.post("/me/phone/secret")(make_secret)


def my_agent() -> Agent:
    """The agent who is signed in, as it is now."""
    return db.session.get_one(Agent, guard.me().agent_id, populate_existing=True)


@allow("agent")
def phone() -> ResponseReturnValue:
    return _shown(my_agent())


@allow("agent")
def make_code() -> ResponseReturnValue:
    """Show a code: in the answer itself, so that it is in no address and no history."""
    session = db.session()
    begin_writing(session)
    agent = my_agent()
    try:
        code = softphone.make_code(session, settings(), agent, guard.actor())
    except PhoneRefused as refused:
        session.rollback()
        return _shown(my_agent(), refused=sentence(refused.problem)), 409
    session.commit()
    return _shown(agent, code=code)


@allow("agent")
def make_secret() -> ResponseReturnValue:
    """Show the new secret: in the answer itself, which no cache keeps."""
    session = db.session()
    begin_writing(session)
    agent = my_agent()
    try:
        secret = phones.new_secret(session, settings(), agent, guard.actor())
    except PhoneRefused as refused:
        session.rollback()
        return _shown(my_agent(), refused=sentence(refused.problem)), 409
    session.commit()
    return _shown(agent, new_secret=secret)


def _shown(agent: Agent, *, code: Code | None = None, new_secret: str | None = None, refused: str | None = None) -> str:
    session = db.session()
    return render_template(
        "door/me.html",
        tab="phone",
        agent=agent,
        phone=phone_of(session, settings(), agent),
        given_up=phones.is_given_up(session, agent),
        code=code,
        picture=picture_of(code.url, _("Code for your phone app")) if code else None,
        new_secret=new_secret,
        refused=refused,
    )
