"""One's own views of the list of agents: saved under a name, renamed, put in order, deleted."""

import uuid
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.directory import views
from onboarding.directory.query import QueryRefused
from onboarding.directory.views import ViewRefused
from web import guard
from web.pages import agent_address, agent_filters
from web.pages.agent_address import address
from web.translating import _, sentence

_STEPS = {"up": -1, "down": 1}


def register(blueprint: Blueprint) -> None:
    blueprint.get("/agents/views")(list_views)
    blueprint.post("/agents/views")(save_view)
    blueprint.post("/agents/views/<uuid:view_id>")(change_view)


@guard.staff
def list_views() -> ResponseReturnValue:
    return _page()


@guard.staff
def save_view() -> ResponseReturnValue:
    """Keep what the list of this address asks under the name that was written."""
    try:
        agent_filters.query_of(request.args)
    except QueryRefused:
        return redirect(address(), 303)
    session, name = db.session(), request.form.get("name", "")
    begin_writing(session)
    try:
        kept = views.save(session, guard.me().id, name, urlencode(agent_address.asked()))
    except ViewRefused as refused:
        session.rollback()
        return _page(typed=name, mistake=sentence(refused.problem)), 422
    session.commit()
    flash(_("The view %(name)s is saved", name=kept.name))
    return redirect(address(), 303)


@guard.staff
def change_view(view_id: uuid.UUID) -> ResponseReturnValue:
    """Give one of one's views another name, move it by one place, or forget it."""
    session, me, deed = db.session(), guard.me().id, request.form.get("deed", "rename")
    begin_writing(session)
    if deed in _STEPS:
        views.move(session, me, view_id, _STEPS[deed])
    elif deed == "delete":
        if gone := views.delete(session, me, view_id):
            flash(_("The view %(name)s is deleted", name=gone.name))
    else:
        return _rename(view_id)
    session.commit()
    return redirect(address("/agents/views", moved=f"{deed}-{view_id}" if deed in _STEPS else None), 303)


def _rename(view_id: uuid.UUID) -> ResponseReturnValue:
    session, name = db.session(), request.form.get("name", "")
    try:
        view = views.rename(session, guard.me().id, view_id, name) or abort(404)
    except ViewRefused as refused:
        session.rollback()
        return _page(wrong=view_id, typed=name, mistake=sentence(refused.problem)), 422
    session.commit()
    flash(_("The view is called %(name)s now", name=view.name))
    return redirect(address("/agents/views"), 303)


def _page(wrong: uuid.UUID | None = None, typed: str = "", mistake: str | None = None) -> str:
    """The page. `wrong`: the view whose new name was refused, None for that of a new view."""
    return render_template(
        "agents/views.html",
        views=views.views(db.session(), guard.me().id),
        wrong=wrong,
        typed=typed,
        mistake=mistake,
        most=views.MOST,
        moved=request.args.get("moved", ""),
        address=address,
    )
