"""Signing in and out."""

import re
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from onboarding.accounts import passwords
from onboarding.accounts.models import Account
from onboarding.accounts.signing_in import SignInRefused
from onboarding.wording import Problem
from web import guard, trying
from web.guard import PUBLIC, allowed, public
from web.pages.choosing import mistakes
from web.pages.links import tell_nobody
from web.translating import sentence

blueprint = Blueprint("signing_in", __name__)
tell_nobody(blueprint)


def home(account: Account) -> str:
    """Where somebody of this role begins."""
    return "/me" if account.role == "agent" else "/"


@blueprint.get("/sign-in")
@public
def page() -> ResponseReturnValue:
    account = guard.current()
    if account is not None:
        return redirect(_destination(account, request.args.get("next", "")), 303)
    return _form(next=request.args.get("next", ""), changed="changed" in request.args)


@blueprint.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    identifier, password = request.form.get("identifier", "").strip(), request.form.get("password", "")
    wanted = request.form.get("next", "")
    missing = _missing(identifier, password)
    if missing:
        return _form(identifier=identifier, next=wanted, **mistakes(missing)), 422
    try:
        account = trying.sign_in(identifier, password)
    except SignInRefused as refused:
        return _refused(refused, _form(identifier=identifier, next=wanted, refused=sentence(refused.problem)))
    guard.start_session(account)
    return redirect(_destination(account, wanted), 303)


@blueprint.get("/common-passwords.txt")
@public
def common_passwords() -> ResponseReturnValue:
    """What the page's script refuses while somebody types; the same for everybody, so browsers may keep it."""
    return send_file(passwords.COMMON, mimetype="text/plain", max_age=86_400)


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    guard.end_session()
    return redirect("/sign-in", 303)


def _missing(identifier: str, password: str) -> list[Problem]:
    missing = []
    if not identifier:
        missing.append(Problem("missing", "identifier_missing", "identifier"))
    if not password:
        missing.append(Problem("missing", "own_password_missing", "password"))
    return missing


def _form(**shown: object) -> str:
    return render_template("door/sign_in.html", **{"errors": {}, "problems": [], "identifier": "", **shown})


def _refused(refused: SignInRefused, shown: str) -> ResponseReturnValue:
    if refused.retry_after is None:
        return shown, 401
    return shown, 429, {"Retry-After": str(refused.retry_after)}


def _destination(account: Account, wanted: str) -> str:
    """Where to go after signing in: a page of ours that this role may enter, else where it begins."""
    return wanted if is_local(wanted) and _may_enter(account, urlsplit(wanted).path) else home(account)


def is_local(address: str) -> bool:
    """Whether an address stays on this site, however a browser reads it: a path with one slash and no backslash."""
    return re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", address) is not None


def _may_enter(account: Account, path: str) -> bool:
    try:
        endpoint, _ = current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    roles = allowed(current_app, endpoint)
    return roles == PUBLIC or (isinstance(roles, frozenset) and account.role in roles)
