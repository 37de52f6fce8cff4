"""Who calls: programs with a bearer token (RFC 6750), or on some routes an agent: signed in with a browser, or by a
phone that sends the username and password (RFC 7617)."""

from flask import Flask, g, request

from onboarding.accounts import api_tokens
from onboarding.accounts.models import Account
from onboarding.accounts.signing_in import SignInRefused
from onboarding.audit import Actor
from onboarding.database import db
from onboarding.wording import Problem
from web import guard, trying
from web.api.problems import ApiProblem

REALM = 'realm="onboarding"'
READING = ("GET", "HEAD")
"""What a password opens: browsers send one by themselves once they have it, so it may change nothing."""


def install(app: Flask) -> None:
    guard.guard_api_with(app, _enter)


def actor() -> Actor:
    """Who calls, on a route that a token opens."""
    caller: Actor = g.api_actor
    return caller


def _enter(roles: frozenset[str]) -> None:
    """Let a caller of one of these roles in; raises ApiProblem for everybody else."""
    if roles == {"agent"}:
        _enter_as_agent()
    else:
        _enter_by_token(roles)


def _enter_as_agent() -> None:
    if request.method in READING and is_by_password():
        guard.enter_once(_owner_of_password())
    account = guard.current()
    if account is None:
        raise _challenge(Problem("not_signed_in", "api_401_phone" if request.method in READING else "api_401_session"))
    if account.role != "agent":
        raise ApiProblem(403, Problem("not_allowed", "api_403_session"))


def is_by_password() -> bool:
    """Whether the request brings a username and a password, as phones do that have no session."""
    return request.authorization is not None and request.authorization.type == "basic"


def _owner_of_password() -> Account:
    """Whose username and password the request brings: the same lock and limits as on the page for signing in."""
    given = request.authorization
    username, password = (given.username, given.password) if given else (None, None)
    try:
        return trying.sign_in(username or "", password or "")
    except SignInRefused as refused:
        if refused.retry_after is None:
            raise _challenge(refused.problem) from None
        raise ApiProblem(429, refused.problem, headers={"Retry-After": str(refused.retry_after)}) from None


def _challenge(problem: Problem) -> ApiProblem:
    scheme = f'Basic {REALM}, charset="UTF-8"' if request.method in READING else f"Session {REALM}"
    return ApiProblem(401, problem, headers={"WWW-Authenticate": scheme})


def _enter_by_token(roles: frozenset[str]) -> None:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        challenge = {"WWW-Authenticate": f"Bearer {REALM}"}
        raise ApiProblem(401, Problem("no_token", "api_401"), headers=challenge)
    token = api_tokens.find(db.session(), given.strip())
    if token is None:
        challenge = {"WWW-Authenticate": f'Bearer {REALM}, error="invalid_token"'}
        raise ApiProblem(401, Problem("unknown_token", "api_401_unknown"), headers=challenge)
    if token.role not in roles:
        needed = ", ".join(sorted(roles))
        challenge = {"WWW-Authenticate": f'Bearer {REALM}, error="insufficient_scope"'}
        raise ApiProblem(403, Problem("not_allowed", "api_403", params={"roles": needed}), headers=challenge)
    g.api_actor = api_tokens.actor_of(token)
    # What follows may write, and says so before its first read: that takes a transaction of its own.
    db.session.rollback()
