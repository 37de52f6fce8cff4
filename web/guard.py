"""Who may enter: a route is closed unless it says for whom it is open; an app with a silent route does not start."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, abort, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue

from onboarding import audit
from onboarding.accounts import accounts, sessions, signing_in
from onboarding.accounts.models import STAFF_ROLES, Account
from onboarding.database import begin_writing, db, now
from onboarding.settings import Settings
from web import translating

PUBLIC = "public"
SESSION_LASTS = timedelta(hours=12)
OPEN_BY_NATURE = ("static", "bootstrap.static")
"""Endpoints of Flask's own making that serve the files of the package."""

View = TypeVar("View", bound=Callable[..., Any])
ApiGuard = Callable[[frozenset[str]], ResponseReturnValue | None]


def allow(*roles: str) -> Callable[[View], View]:
    """Open a route for accounts of these roles: admin, hr, supervisor, agent."""

    def declare(view: View) -> View:
        view._allowed = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return declare


staff = allow(*STAFF_ROLES)
editors = allow("admin", "hr")


def public(view: View) -> View:
    """Open a route for everybody, signed in or not."""
    view._allowed = PUBLIC  # type: ignore[attr-defined]
    return view


def allowed(app: Flask, endpoint: str) -> frozenset[str] | str | None:
    """What the route declares: roles, PUBLIC, or None when it says nothing."""
    if endpoint in OPEN_BY_NATURE:
        return PUBLIC
    view = app.view_functions[endpoint]
    declared: frozenset[str] | str | None = getattr(view, "_allowed", None)
    return declared


def check_routes(app: Flask) -> None:
    """Refuse to start with a route that does not say who may enter."""
    silent = sorted({rule.endpoint for rule in app.url_map.iter_rules() if allowed(app, rule.endpoint) is None})
    if silent:
        raise RuntimeError(f"these routes do not say who may enter (web.guard.allow or public): {', '.join(silent)}")


def guard_api_with(app: Flask, check: ApiGuard) -> None:
    """Let this function decide about closed routes under /api/, which are entered with a bearer token."""
    app.extensions["api_guard"] = check


def install(app: Flask) -> None:
    app.before_request(_enforce)


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    roles = allowed(current_app, request.endpoint)
    if roles == PUBLIC:
        return None
    if roles is None:
        abort(403)
    if request.path.startswith("/api/"):
        check: ApiGuard | None = current_app.extensions.get("api_guard")
        return check(frozenset(roles)) if check else abort(403)
    account = current()
    if account is None:
        return redirect("/sign-in" + _next(), 303)
    if account.role not in roles:
        abort(403)
    return None


def _next() -> str:
    """Where somebody wanted to go, to go on there after signing in; a form that was posted cannot be gone on with."""
    if request.method != "GET" or request.path == "/":
        return ""
    return "?" + urlencode({"next": request.full_path.rstrip("?")})


def start_session(account: Account) -> None:
    """Sign somebody in. Starts from an empty session, so that nothing but the language can be fixed in it before."""
    language = accounts.language_of(db.session(), account) or session.get(translating.CHOSEN)
    session.clear()
    session["account"] = str(account.id)
    session["version"] = account.security_version
    session[translating.CHOSEN] = language
    session["since"] = now().isoformat()
    g.account = account


def enter_once(account: Account) -> None:
    """Let somebody in for this request alone; nothing of it is kept in the session."""
    g.account = account


def end_session() -> None:
    """Sign whoever is signed in out: here, and wherever a copy of the cookie is."""
    account = current()
    if account is not None:
        begin_writing(db.session())
        sessions.end(db.session(), account.id, session["since"])
        db.session.commit()
    language = session.get(translating.CHOSEN)
    session.clear()
    session[translating.CHOSEN] = language
    g.account = None


def current() -> Account | None:
    """Who is signed in: looked up once a request, with the account as it is now."""
    if "account" not in g:
        g.account = _signed_in()
        if g.account is None and "account" in session:
            session.clear()
    account: Account | None = g.account
    return account


def _signed_in() -> Account | None:
    try:
        account_id = uuid.UUID(session["account"])
        since = datetime.fromisoformat(session["since"])
        version = int(session["version"])
    except (KeyError, ValueError):
        return None
    if not since <= now() < since + SESSION_LASTS or sessions.has_ended(db.session(), account_id, session["since"]):
        return None
    return signing_in.still_valid(db.session(), account_id, version)


def me() -> Account:
    """Who is signed in, on a route that is closed to everybody else."""
    account = current()
    if account is None:
        abort(403)
    return account


def actor() -> audit.Actor:
    """Who acts, as the audit names them."""
    account = me()
    return audit.Actor(accounts.display_name(db.session(), account), account.id, account.role)


def settings() -> Settings:
    found: Settings = current_app.config["ONBOARD"]
    return found
