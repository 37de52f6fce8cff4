"""Who calls: programs with a bearer token (RFC 6750), or on some routes an agent who is signed in."""

from flask import Flask, g, request

from onboarding.accounts import api_tokens
from onboarding.audit import Actor
from onboarding.database import db
from onboarding.wording import Problem
from web import guard
from web.api.problems import ApiProblem

REALM = 'realm="onboarding"'


def install(app: Flask) -> None:
    guard.guard_api_with(app, _enter)


def actor() -> Actor:
    """Who calls, on a route that a token opens."""
    caller: Actor = g.api_actor
    return caller


def _enter(roles: frozenset[str]) -> None:
    """Let a caller of one of these roles in; raises ApiProblem for everybody else."""
    if roles == {"agent"}:
        _enter_by_session()
    else:
        _enter_by_token(roles)


def _enter_by_session() -> None:
    account = guard.current()
    if account is None:
        challenge = {"WWW-Authenticate": f"Session {REALM}"}
        raise ApiProblem(401, Problem("not_signed_in", "api_401_session"), headers=challenge)
    if account.role != "agent":
        raise ApiProblem(403, Problem("not_allowed", "api_403_session"))


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
