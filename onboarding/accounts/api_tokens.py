"""A program's key to the API: shown once, kept as its SHA-256."""

import hashlib
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts.accounts import AccountRefused, must_be_staff_role
from onboarding.accounts.models import ApiToken
from onboarding.audit import Actor
from onboarding.wording import Problem

PREFIX = "onb_"
LONGEST_NAME = 100


def create(session: Session, actor: Actor, name: str, role: str) -> str:
    """A new token, in plain for the only time. Raises AccountRefused."""
    must_be_staff_role(role)
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountRefused(Problem("invalid", "token_name", "name", name, {"most": LONGEST_NAME}))
    plain = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(name=name, role=role, token_hash=_hash(plain), created_by=actor.name)
    session.add(token)
    session.flush()
    audit.note(session, actor, "api_token.created", "api_token", token.id, name=name, role=role)
    return plain


def find(session: Session, bearer: str) -> ApiToken | None:
    """The token that a request carries, unless it was revoked."""
    kept = select(ApiToken).where(ApiToken.token_hash == _hash(bearer), ApiToken.revoked_at.is_(None))
    return session.scalars(kept).one_or_none()


def actor_of(token: ApiToken) -> Actor:
    """Who acts when a program does."""
    return Actor(token.name, role=token.role)


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
