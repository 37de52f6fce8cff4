"""Links as they stand in messages, and what time and people do to them."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, tokens
from onboarding.accounts.models import Account, Token
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import now
from onboarding.invitations import inviting
from onboarding.settings import Settings


def invitation(session: Session, settings: Settings, agent: Agent) -> str:
    """The path of a link to join."""
    url, _ = inviting.copy_link(session, settings, session.get_one(Agent, agent.id), actor=SERVICE)
    return path_of(settings, url)


def reset(session: Session, settings: Settings, account: Account) -> str:
    """The path of a link to a new password."""
    account = session.get_one(Account, account.id)
    signed = tokens.mint(session, settings, "reset", account.id, account, now() + timedelta(hours=1), "the service")
    return f"/reset/{signed}"


def sign_up(session: Session, settings: Settings, account: Account) -> str:
    """The path of a link to the first password of somebody of the staff."""
    account = session.get_one(Account, account.id)
    return path_of(settings, accounts.sign_up_link(session, settings, account, "the service"))


def path_of(settings: Settings, url: str) -> str:
    return url.removeprefix(settings.base_url)


def expire(session: Session) -> None:
    """Let every open link run out."""
    session.execute(update(Token).values(expires_at=now() - timedelta(minutes=1)))


def revoke(session: Session) -> None:
    session.execute(update(Token).values(revoked_at=now()))


def use_up(session: Session) -> None:
    session.execute(update(Token).values(used_at=now()))


def count(session: Session) -> int:
    return len(session.scalars(select(Token.id)).all())
