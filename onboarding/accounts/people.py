"""Whose an account is: an agent's name, username and address are the agent's; staff have their own."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents import names
from onboarding.agents.models import Agent
from onboarding.settings import Settings

LONGEST_IDENTIFIER = 254


@dataclass(frozen=True, slots=True)
class Person:
    """An account with the agent it belongs to; staff have none."""

    account: Account
    agent: Agent | None

    @property
    def may_enter(self) -> bool:
        """Whether nobody has shut this person out; a password is another question."""
        if self.account.disabled_at is not None:
            return False
        return self.agent is None or (self.agent.disabled_at is None and self.agent.deleted_at is None)

    @property
    def name(self) -> str:
        return self.agent.full_name if self.agent else self.account.full_name or self.email

    @property
    def greeting_name(self) -> str:
        return self.agent.greeting_name if self.agent else self.name

    @property
    def username(self) -> str:
        """What this person signs in with."""
        return self.agent.username if self.agent else self.email

    @property
    def email(self) -> str:
        return self.agent.email if self.agent else self.account.email or ""

    @property
    def language(self) -> str:
        """In which we write to this person; who has chosen none is written to in English."""
        return (self.agent.language if self.agent else self.account.language) or "en"

    def timezone(self, settings: Settings) -> str:
        return (self.agent.timezone if self.agent else None) or settings.timezone

    @property
    def about(self) -> list[str]:
        """What a password of this person must not contain."""
        extension = self.agent.extension if self.agent else None
        words = [self.name, self.username.partition("@")[0], self.email.partition("@")[0]]
        return words if extension is None else [*words, str(extension)]


def fold(identifier: str) -> str:
    """What somebody typed as username or e-mail, as it is compared; empty when nobody can be meant."""
    folded = names.fold(identifier.strip())
    return "" if len(folded) > LONGEST_IDENTIFIER or not folded.isprintable() else folded


def person(session: Session, account_id: uuid.UUID) -> Person | None:
    """Whose this account is, read afresh."""
    found = session.execute(
        select(Account, Agent).outerjoin(Agent, Account.agent_id == Agent.id).where(Account.id == account_id),
        execution_options={"populate_existing": True},
    ).one_or_none()
    return Person(*found) if found else None


def by_identifier(session: Session, keys: Collection[str]) -> list[Person]:
    """Who signs in with any of these folded usernames or e-mails (at most 1,000), staff first, read afresh."""
    fresh = {"populate_existing": True}
    staff = session.scalars(select(Account).where(Account.email_key.in_(keys)), execution_options=fresh)
    agents = session.execute(
        select(Account, Agent)
        .join(Agent, Account.agent_id == Agent.id)
        .where(or_(Agent.username_key.in_(keys), Agent.email_key.in_(keys))),
        execution_options=fresh,
    )
    return [*(Person(account, None) for account in staff), *(Person(*row) for row in agents)]
