"""Another password for oneself: for whoever is signed in and knows the present one."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.accounts import own_password, people
from onboarding.accounts.models import ROLES
from onboarding.accounts.passwords import PasswordRefused
from onboarding.accounts.people import Person
from onboarding.accounts.signing_in import SignInRefused
from onboarding.database import begin_writing, db
from onboarding.wording import Problem
from web import guard, trying
from web.guard import settings
from web.pages.choosing import mistakes, shown_rules
from web.telling import tell
from web.translating import _

OLD = "old_password"

blueprint = Blueprint("own_password", __name__)


@blueprint.get("/me/password")
@guard.allow(*ROLES)
def show() -> ResponseReturnValue:
    return _shown(_me())


@blueprint.post("/me/password")
@guard.allow(*ROLES)
def change() -> ResponseReturnValue:
    """Change it; wrong guesses at the present one count as when signing in, and lock as they do there."""
    owner, old, new = _me(), request.form.get(OLD, ""), request.form.get("password", "")
    try:
        own_password.must_be_good(db.session(), owner, old, new)
        trying.sign_in(owner.username, old)
    except PasswordRefused as refused:
        return _shown(owner, refused.problems), 422
    except SignInRefused as refused:
        return _refused(owner, refused)
    begin_writing(db.session())
    owner = _me()
    own_password.change(db.session(), settings(), owner, new)
    db.session.commit()
    guard.start_session(owner.account)
    tell(_("Your password is changed. Wherever else you were signed in, you are not any more."))
    return redirect("/me/account" if owner.agent else "/", 303)


def _me() -> Person:
    found = people.person(db.session(), guard.me().id)
    assert found is not None
    return found


def _refused(owner: Person, refused: SignInRefused) -> ResponseReturnValue:
    if refused.retry_after is not None:
        problem = Problem(refused.problem.code, refused.problem.reason, OLD, params=refused.problem.params)
        return _shown(owner, [problem]), 429, {"Retry-After": str(refused.retry_after)}
    return _shown(owner, [Problem("refused", "old_password_wrong", OLD)]), 422


def _shown(owner: Person, problems: Sequence[Problem] = ()) -> str:
    return render_template(
        "door/my_password.html" if owner.agent else "staff/my_password.html",
        tab="account",
        agent=owner.agent,
        owner=owner,
        rules=shown_rules(owner),
        **mistakes(problems),
    )
