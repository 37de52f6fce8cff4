"""A password by a link: a forgotten one replaced, and the first one of somebody of the staff."""

from collections.abc import Callable, Sequence

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from onboarding.accounts import choosing, new_links, people, resets, signing_up
from onboarding.accounts.models import Account
from onboarding.accounts.passwords import PasswordRefused
from onboarding.accounts.people import Person
from onboarding.accounts.tokens import LinkRefused
from onboarding.database import begin_writing, db
from onboarding.settings import Settings
from onboarding.wording import Problem
from web import guard, trying
from web.guard import public, settings
from web.pages.choosing import mistakes, shown_rules
from web.pages.links import Way, refused_page, speak_as, tell_nobody
from web.pages.signing_in import home
from web.translating import later

RESET = Way("reset", "/reset")
SIGN_UP = Way("sign_up", "/sign-up")
TEMPLATES = {RESET: "door/reset.html", SIGN_UP: "door/sign_up.html"}
ASKED = later(
    "If we know this username or e-mail, a link to choose a new password is on its way. It works for an hour."
)
NEW_LINK = later("If your account is open, a new link is on its way to the e-mail address that we have for you.")

blueprint = Blueprint("new_passwords", __name__)
tell_nobody(blueprint)


@blueprint.get("/forgot-password")
@public
def forgot_page() -> ResponseReturnValue:
    if "asked" in request.args:
        return render_template("door/look_in_mail.html", sentence=ASKED)
    account = guard.current()
    owner = people.person(db.session(), account.id) if account else None
    return render_template("door/forgot.html", identifier=owner.username if owner else "", **mistakes([]))


@blueprint.post("/forgot-password")
@public
def forgot() -> ResponseReturnValue:
    identifier = request.form.get("identifier", "").strip()
    if not identifier:
        problems = [Problem("missing", "identifier_missing", "identifier")]
        return render_template("door/forgot.html", identifier="", **mistakes(problems)), 422
    with trying.counted() as session:
        resets.ask_for_reset(session, identifier, trying.address())
    return redirect("/forgot-password?asked", 303)


@blueprint.get("/reset/<signed>")
@public
def open_reset(signed: str) -> ResponseReturnValue:
    return _open(RESET, signed)


@blueprint.get("/reset")
@public
def reset_page() -> ResponseReturnValue:
    return _shown(RESET)


@blueprint.post("/reset")
@public
def reset() -> ResponseReturnValue:
    def then(_account: Account) -> ResponseReturnValue:
        guard.end_session()
        return redirect("/sign-in?changed", 303)

    return _choose(RESET, resets.reset_password, then)


@blueprint.get("/sign-up/<signed>")
@public
def open_sign_up(signed: str) -> ResponseReturnValue:
    return _open(SIGN_UP, signed)


@blueprint.get("/sign-up")
@public
def sign_up_page() -> ResponseReturnValue:
    account = guard.current()
    if SIGN_UP.kept() is None and account is not None:
        return redirect(home(account), 303)
    return _shown(SIGN_UP)


@blueprint.post("/sign-up")
@public
def sign_up() -> ResponseReturnValue:
    def then(account: Account) -> ResponseReturnValue:
        guard.start_session(account)
        return redirect(home(account), 303)

    return _choose(SIGN_UP, signing_up.sign_up, then)


@blueprint.post("/reset/new-link")
@public
def ask_for_new_reset() -> ResponseReturnValue:
    return _ask_for_new_link(RESET)


@blueprint.post("/sign-up/new-link")
@public
def ask_for_new_sign_up() -> ResponseReturnValue:
    return _ask_for_new_link(SIGN_UP)


@blueprint.get("/reset/new-link")
@blueprint.get("/sign-up/new-link")
@public
def new_link_asked() -> ResponseReturnValue:
    return render_template("door/look_in_mail.html", sentence=NEW_LINK)


def _open(way: Way, signed: str) -> ResponseReturnValue:
    """Take a link's token out of the address; one that was never ours is told so at once."""
    try:
        choosing.look(db.session(), settings(), way.purpose, signed)
    except LinkRefused as refused:
        if refused.token is None:
            return refused_page(way, refused)
    return way.keep(signed)


def _shown(way: Way, problems: Sequence[Problem] = ()) -> ResponseReturnValue:
    """The form for whoever the link is for, with what is wrong with what was sent; or what is wrong with the link."""
    signed = way.kept()
    if signed is None:
        return refused_page(way, None)
    try:
        owner, _ = choosing.look(db.session(), settings(), way.purpose, signed)
    except LinkRefused as refused:
        return refused_page(way, refused)
    return _form(way, owner, problems), 422 if problems else 200


def _form(way: Way, owner: Person, problems: Sequence[Problem]) -> str:
    speak_as(owner.account)
    return render_template(TEMPLATES[way], action=way.path, owner=owner, rules=shown_rules(owner), **mistakes(problems))


def _choose(
    way: Way,
    use: Callable[[Session, Settings, str, str], Account],
    then: Callable[[Account], ResponseReturnValue],
) -> ResponseReturnValue:
    """Set the password that was sent, by the link that was opened in this browser."""
    signed = way.kept()
    if signed is None:
        return refused_page(way, None)
    begin_writing(db.session())
    try:
        account = use(db.session(), settings(), signed, request.form.get("password", ""))
    except LinkRefused as refused:
        db.session.rollback()
        return refused_page(way, refused)
    except PasswordRefused as refused:
        db.session.rollback()
        return _shown(way, refused.problems)
    db.session.commit()
    return then(account)


def _ask_for_new_link(way: Way) -> ResponseReturnValue:
    signed = way.kept()
    if signed is None:
        return refused_page(way, None)
    with trying.counted() as session:
        new_links.ask_for_new_link(session, settings(), way.purpose, signed, trying.address())
    way.forget()
    return redirect(f"{way.path}/new-link", 303)
