"""The portrait of an agent: shown to whoever may see the agent, changed by the staff and by its owner."""

import uuid

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from onboarding.agents import pictures
from onboarding.agents.models import Agent
from onboarding.agents.pictures import PictureRefused
from onboarding.database import begin_writing, db
from onboarding.directory.search import one
from web import guard
from web.pages.my_phone import my_agent
from web.security import takes_uploads
from web.translating import _, sentence

A_YEAR = 31_536_000

blueprint = Blueprint("agent_picture", __name__)


@blueprint.get("/agents/<uuid:agent_id>/picture")
@guard.allow("admin", "hr", "supervisor", "agent")
def show(agent_id: uuid.UUID) -> Response:
    """The picture. Its address changes with it, so the browser that has it need not ask again; nobody else keeps it."""
    agent = _seen(agent_id)
    data = pictures.picture(db.session(), agent_id)
    if data is None:
        abort(404)
    response = Response(data, mimetype=pictures.TYPE)
    response.cache_control.private = True
    if request.args.get("v") == agent.picture:
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response


def _seen(agent_id: uuid.UUID) -> Agent:
    """The agent, where whoever is signed in may see them; agents see themselves."""
    if guard.me().role == "agent":
        mine = my_agent()
        return mine if mine.id == agent_id else abort(404)
    return (one(db.session(), guard.actor(), agent_id) or abort(404)).agent


@blueprint.post("/agents/<uuid:agent_id>/picture")
@takes_uploads
@guard.editors
def change(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the picture that was chosen, or take it away."""
    begin_writing(db.session())
    return _change(_seen(agent_id), f"/agents/{agent_id}/account")


@blueprint.post("/me/picture")
@takes_uploads
@guard.allow("agent")
def change_mine() -> ResponseReturnValue:
    """The same by its owner."""
    begin_writing(db.session())
    return _change(my_agent(), "/me/account")


def _change(agent: Agent, back: str) -> ResponseReturnValue:
    session, file = db.session(), request.files.get("picture")
    if agent.deleted_at is not None:
        abort(404)
    try:
        if "remove" in request.form:
            pictures.remove_picture(session, guard.actor(), agent)
        else:
            pictures.set_picture(session, guard.actor(), agent, file.read() if file else b"")
    except PictureRefused as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
        flash(_("The picture is removed.") if "remove" in request.form else _("The picture is saved."))
    return redirect(back, 303)
