"""Every way to misuse a link, for every kind of link that opens an account."""

import dataclasses
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, resets, signing_up, staff, tokens
from onboarding.accounts.models import Account, Token
from onboarding.accounts.tokens import LinkRefused
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import new_id, now
from onboarding.invitations import inviting, joining
from onboarding.settings import Settings
from onboarding.staffing import adding, leaving
from tests.accounts.people import PASSWORD, a_member_of_staff, account_of, an_agent, at_the_same_moment

OLD, NEW = "old-key-" * 5, "new-key-" * 5
NEXT_PASSWORD = "turnip-lantern-9"


@dataclass(frozen=True)
class Way:
    """A kind of link: how its owner gets one, and what it does to their password."""

    purpose: str
    owner: Callable[[Session, Settings], Account]
    link: Callable[[Session, Settings, Account], str]
    look: Callable[[Session, Settings, str], Any]
    use: Callable[[Session, Settings, str, str], Any]


def agent_of(session: Session, account: Account) -> Agent:
    return session.get_one(Agent, account.agent_id)


def invitation(session: Session, settings: Settings, account: Account) -> str:
    url, _ = inviting.copy_link(session, settings, agent_of(session, account), actor=SERVICE)
    return url.rpartition("/")[2]


def reset(session: Session, settings: Settings, account: Account) -> str:
    return tokens.mint(session, settings, "reset", account.id, account, now() + timedelta(hours=1), "the service")


def sign_up(session: Session, settings: Settings, account: Account) -> str:
    return accounts.sign_up_link(session, settings, account, "the service").rpartition("/")[2]


WAYS = [
    Way(
        "invite",
        lambda s, settings: account_of(s, an_agent(s, settings, None)),
        invitation,
        joining.look,
        joining.join,
    ),
    Way(
        "reset",
        lambda s, settings: account_of(s, an_agent(s, settings)),
        reset,
        resets.open_reset,
        resets.reset_password,
    ),
    Way(
        "sign_up",
        lambda s, settings: a_member_of_staff(s, settings, password=None),
        sign_up,
        signing_up.open_sign_up,
        signing_up.sign_up,
    ),
]
every_way = pytest.mark.parametrize("way", WAYS, ids=[way.purpose for way in WAYS])


def why(way: Way, session: Session, settings: Settings, signed: str) -> str:
    """How the link is refused, alike when it is looked at and when a password is sent by it."""
    session.expire_all()
    before = session.execute(select(Account.id, Account.password_hash).order_by(Account.id)).all()
    reasons = []
    for deed in (
        lambda: way.look(session, settings, signed),
        lambda: way.use(session, settings, signed, NEXT_PASSWORD),
    ):
        with pytest.raises(LinkRefused) as refused:
            deed()
        reasons.append(refused.value.why)
    assert len(set(reasons)) == 1
    assert session.execute(select(Account.id, Account.password_hash).order_by(Account.id)).all() == before
    return reasons[0]


def forged(settings: Settings, keys: tuple[str, ...], purpose: str, signed: str, **changes: object) -> str:
    """The same payload, changed, signed by hand with the salt of a purpose."""
    payload: dict[str, object] = serializer(settings.secret_keys, str(changes.pop("read_as"))).loads(signed)
    return str(serializer(keys, purpose).dumps({**payload, **changes}))


def serializer(keys: tuple[str, ...], purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        list(keys),
        salt=f"onboard.{purpose}.v1",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def other(way: Way) -> str:
    return "reset" if way.purpose != "reset" else "invite"


@every_way
@pytest.mark.parametrize(
    "damage",
    ["tampered", "cut", "wrong purpose", "wrong salt", "guessed nonce", "another row", "another's key", "no signature"],
)
def test_a_link_that_we_did_not_make_so_opens_nothing(
    session: Session, settings: Settings, way: Way, damage: str
) -> None:
    signed = way.link(session, settings, way.owner(session, settings))
    own, keys = {"read_as": way.purpose}, settings.secret_keys
    made = {
        "tampered": lambda: signed[:20] + ("A" if signed[20] != "A" else "B") + signed[21:],
        "cut": lambda: signed[:-4],
        "wrong purpose": lambda: forged(settings, keys, way.purpose, signed, p=other(way), **own),
        "wrong salt": lambda: forged(settings, keys, other(way), signed, **own),
        "guessed nonce": lambda: forged(settings, keys, way.purpose, signed, n="guessed", **own),
        "another row": lambda: forged(settings, keys, way.purpose, signed, i=new_id().hex, **own),
        "another's key": lambda: forged(settings, ("mallory's-key-" * 3,), way.purpose, signed, **own),
        "no signature": lambda: signed.partition(".")[0],
    }[damage]()
    assert why(way, session, settings, made) == "damaged"
    assert way.look(session, settings, signed)


@every_way
def test_a_link_of_one_kind_opens_no_door_of_another(session: Session, settings: Settings, way: Way) -> None:
    signed = way.link(session, settings, way.owner(session, settings))
    for another in WAYS:
        if another is not way:
            assert why(another, session, settings, signed) == "damaged"


@every_way
def test_a_link_whose_time_is_over_is_expired(session: Session, settings: Settings, way: Way) -> None:
    signed = way.link(session, settings, way.owner(session, settings))
    session.execute(update(Token).values(expires_at=now() - timedelta(seconds=1)))
    assert why(way, session, settings, signed) == "expired"


@every_way
def test_a_link_is_used_once_and_all_others_end_with_it(session: Session, settings: Settings, way: Way) -> None:
    account = way.owner(session, settings)
    first, second = (way.link(session, settings, account) for _ in range(2))
    way.use(session, settings, first, PASSWORD)
    assert why(way, session, settings, first) == "used"
    assert why(way, session, settings, second) in ("used", "revoked")


@every_way
def test_a_link_that_was_taken_back_is_revoked(session: Session, settings: Settings, way: Way) -> None:
    signed = way.link(session, settings, way.owner(session, settings))
    session.execute(update(Token).values(revoked_at=now()))
    assert why(way, session, settings, signed) == "revoked"


@pytest.mark.parametrize("way", [WAYS[0], WAYS[2]], ids=["invite", "sign_up"])
def test_a_link_sent_again_by_a_person_ends_the_earlier_one(session: Session, settings: Settings, way: Way) -> None:
    account = way.owner(session, settings)
    signed = way.link(session, settings, account)
    if way.purpose == "invite":
        inviting.invite(session, settings, [agent_of(session, account)], actor=SERVICE)
    else:
        staff.invite_again(session, settings, SERVICE, account)
    assert why(way, session, settings, signed) == "revoked"


@every_way
def test_the_link_of_somebody_shut_out_meanwhile_is_revoked(session: Session, settings: Settings, way: Way) -> None:
    account = way.owner(session, settings)
    signed = way.link(session, settings, account)
    if account.agent_id is None:
        staff.disable(session, SERVICE, account)
    else:
        leaving.delete(session, settings, [account.agent_id], actor=SERVICE)
    assert why(way, session, settings, signed) == "revoked"


@pytest.mark.parametrize("way", WAYS[:2], ids=["invite", "reset"])
def test_the_link_ends_when_the_agents_address_changes(session: Session, settings: Settings, way: Way) -> None:
    account = way.owner(session, settings)
    agent = agent_of(session, account)
    signed = way.link(session, settings, account)
    adding.change_one(session, settings, agent, {"email": "amara.new@northwind.example"}, actor=SERVICE)
    assert agent.email == "amara.new@northwind.example"
    assert why(way, session, settings, signed) == "revoked"


@every_way
def test_keys_are_changed_without_breaking_links_until_the_old_one_is_taken_away(
    session: Session, settings: Settings, way: Way
) -> None:
    account = way.owner(session, settings)
    before, both, after = (dataclasses.replace(settings, secret_keys=keys) for keys in ((OLD,), (NEW, OLD), (NEW,)))
    old = way.link(session, before, account)
    assert way.look(session, both, old)
    new = way.link(session, both, account)
    assert way.look(session, after, new), "a new link is signed with the newest key alone"
    assert why(way, session, before, new) == "damaged"
    assert why(way, session, after, old) == "damaged"


@every_way
def test_of_two_who_send_a_password_at_the_same_instant_one_sets_it(
    app: Flask, session: Session, settings: Settings, way: Way
) -> None:
    account = way.owner(session, settings)
    signed = way.link(session, settings, account)
    session.commit()
    passwords = [PASSWORD, NEXT_PASSWORD]

    def look(s: Session) -> str:
        way.look(s, settings, signed)
        return passwords.pop()

    answers = at_the_same_moment(app, 2, look, lambda s, password: way.use(s, settings, signed, password))
    refused = [answer.why for answer in answers if isinstance(answer, LinkRefused)]
    assert len(refused) == 1
    assert refused[0] in ("used", "revoked")
    session.expire_all()
    assert account.security_version == 2
