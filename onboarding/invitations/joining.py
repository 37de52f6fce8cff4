"""Joining: what stands behind a link, and the one moment in which a password is chosen."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import accounts, new_links, passwords, tokens
from onboarding.accounts.models import Account, Token
from onboarding.accounts.people import Person
from onboarding.accounts.tokens import LinkRefused
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from onboarding.mail import outbox
from onboarding.settings import Settings

ASKED_AGAIN_AFTER = timedelta(minutes=10)
"""So soon after an invitation was made, asking for another link brings no second message: the first is on its way."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """The person an invitation's link is for."""

    invitation: Invitation
    agent: Agent
    account: Account
    token: Token


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the person chose beside the password: a language that we write, a time zone that there is; None: neither."""

    language: str | None = None
    timezone: str | None = None


NOTHING_CHOSEN = Chosen()


def look(session: Session, settings: Settings, signed: str) -> Welcome:
    """Who this link is for; changes nothing. Raises LinkRefused: damaged, expired, used or revoked."""
    try:
        token = tokens.open_signed(session, settings, "invite", signed)
    except LinkRefused as refused:
        raise _as_the_person_sees_it(session, refused) from None
    welcome = _welcome(session, token)
    if welcome is None or welcome.agent.deleted_at is not None or welcome.agent.disabled_at is not None:
        raise LinkRefused("revoked", token)
    if welcome.agent.joined_at is not None or welcome.invitation.state == "accepted":
        raise LinkRefused("used", token)
    if welcome.invitation.state == "revoked":
        raise LinkRefused("revoked", token)
    return welcome


def _as_the_person_sees_it(session: Session, refused: LinkRefused) -> LinkRefused:
    """Joining ends every link of a person: to somebody who has joined by another, this one is used, not taken back."""
    welcome = _welcome(session, refused.token) if refused.token else None
    if welcome is not None and welcome.agent.joined_at is not None and welcome.agent.deleted_at is None:
        return LinkRefused("used", refused.token)
    return refused


def _welcome(session: Session, token: Token) -> Welcome | None:
    invitation = session.get(Invitation, token.subject_id)
    agent = session.get(Agent, invitation.agent_id) if invitation else None
    account = session.get(Account, token.account_id)
    if invitation is None or agent is None or account is None:
        return None
    return Welcome(invitation, agent, account, token)


def note_seen(session: Session, invitation: Invitation) -> None:
    """Note once that the link was opened, perhaps by a mail scanner: an observation, no step on the way."""
    session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.first_seen_at.is_(None))
        .values(first_seen_at=now()),
        execution_options={"synchronize_session": False},
    )


def join(session: Session, settings: Settings, signed: str, password: str, chosen: Chosen = NOTHING_CHOSEN) -> Account:
    """Set the password, use up the link and end all others of this agent; of two at once, one wins.

    Raises LinkRefused, PasswordRefused.
    """
    welcome = look(session, settings, signed)
    passwords.must_be_good(session, password, Person(welcome.account, welcome.agent).about)
    if not tokens.consume(session, welcome.token):
        raise LinkRefused("used", welcome.token)
    agent, account = welcome.agent, welcome.account
    accounts.set_password(session, settings, account, password)
    agent.joined_at = now()
    agent.updated_at = now()
    agent.version += 1
    agent.language = chosen.language or agent.language
    agent.timezone = chosen.timezone or agent.timezone
    session.flush()
    _end_others(session, welcome)
    audit.note(session, Actor(agent.full_name, account.id, "agent"), "agent.joined", "agent", agent.id)
    return account


def _end_others(session: Session, welcome: Welcome) -> None:
    session.execute(
        update(Invitation).where(Invitation.id == welcome.invitation.id).values(state="accepted", accepted_at=now()),
        execution_options={"synchronize_session": False},
    )
    inviting.revoke(session, [welcome.agent.id], actor=audit.SERVICE, deed=None)
    tokens.end_all(session, "invite", [welcome.invitation.id])
    outbox.cancel(session, [welcome.invitation.id])


def ask_for_new_link(session: Session, settings: Settings, signed: str, address: str) -> bool:
    """Somebody with an expired or replaced link asks for another: it goes to the address on file, never elsewhere.

    Returns whether one is on its way. A damaged link brings none, nor does one of somebody who has joined or whose
    invitation was taken back. It ends no other link: whoever asks may be a mail scanner that presses buttons.
    Raises TooMany, whatever has become of the link.
    """
    token = new_links.asked_with(session, settings, "invite", signed, address)
    welcome = _welcome(session, token) if token else None
    if welcome is None or welcome.agent.joined_at or welcome.agent.deleted_at or welcome.agent.disabled_at:
        return False
    newest = inviting.latest(session, [welcome.agent.id])[welcome.agent.id]
    if newest.state == "revoked":
        return False
    if not inviting.is_open(newest):
        inviter = welcome.invitation.invited_by
        inviting.invite(
            session, settings, [welcome.agent], actor=Actor(inviter, welcome.account.id) if inviter else audit.SERVICE
        )
    elif now() - newest.created_at >= ASKED_AGAIN_AFTER:
        outbox.post(session, inviting.MESSAGE, [newest.id], sender_domain=outbox.sender_domain(settings))
    return True
