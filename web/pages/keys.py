"""The keys that pages listen to, as a page of its own: a dialog shows the same where there are scripts."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web import guard

blueprint = Blueprint("keys", __name__)


@blueprint.get("/keys")
@guard.staff
def show() -> ResponseReturnValue:
    return render_template("keys.html")
