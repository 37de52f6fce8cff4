"""Taking an import back: the question with what it would do, and the deed."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.imports import undo_preview, undoing
from onboarding.imports.confirming import WrongState
from onboarding.imports.models import Import
from web import guard
from web.translating import sentence


def register(blueprint: Blueprint) -> None:
    blueprint.get("/imports/<uuid:import_id>/undo")(ask_undo)
    blueprint.post("/imports/<uuid:import_id>/undo")(undo)


@guard.editors
def ask_undo(import_id: uuid.UUID) -> ResponseReturnValue:
    """What goes, what returns, and what stays and why, before somebody decides."""
    session = db.session()
    import_ = session.get(Import, import_id) or abort(404)
    reason = undoing.why_not(session, import_)
    if reason is not None:
        flash(sentence(reason), "bad")
        return redirect(f"/imports/{import_id}", 303)
    seen = undo_preview.preview(session, import_)
    return render_template("imports/undo.html", import_=session.get_one(Import, import_id), seen=seen)


@guard.editors
def undo(import_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    begin_writing(session)
    try:
        undoing.undo(session, session.get(Import, import_id) or abort(404), actor=guard.actor())
    except WrongState as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
    return redirect(f"/imports/{import_id}", 303)
