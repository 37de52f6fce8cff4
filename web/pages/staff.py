"""Staff: who works here and may do what."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from onboarding.accounts import accounts
from onboarding.database import db, now
from web import guard

blueprint = Blueprint("staff", __name__)


@blueprint.get("/staff")
@guard.allow("admin")
def list_staff() -> ResponseReturnValue:
    return render_template("staff.html", people=accounts.staff(db.session()), now=now())
