"""Whether an import gives people whom we know another username: asked on the page of its check, which begins anew."""

import uuid

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.imports import confirming
from onboarding.imports.models import Import
from web import guard
from web.translating import _, sentence


def register(blueprint: Blueprint) -> None:
    blueprint.post("/imports/<uuid:import_id>/usernames")(decide)


@guard.editors
def decide(import_id: uuid.UUID) -> ResponseReturnValue:
    """Let usernames change, or stay as they are, and have the file checked by that."""
    session = db.session()
    begin_writing(session)
    import_ = session.get(Import, import_id) or abort(404)
    change = request.form.get("change_usernames") == "yes"
    try:
        confirming.check_again(session, import_, actor=guard.actor(), change_usernames=change)
    except confirming.WrongState as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
        flash(
            _("Usernames change. The file is checked again.")
            if change
            else _("Usernames stay as they are. The file is checked again.")
        )
    return redirect(f"/imports/{import_id}", 303)
