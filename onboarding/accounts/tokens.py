"""Signed links: what travels is a signed pointer to a row, which can be listed, revoked, and used once.

The signature keeps strangers from guessing, the row says whether the link still holds. Each purpose has a salt of its
own and is named in the payload too, so that no link opens another kind of door.
"""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import CursorResult, exists, select, update
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account, Token
from onboarding.database import batches, new_id, now, write_rows
from onboarding.settings import Settings

PURPOSES = ("invite", "reset", "sign_up", "phone")
LONGEST = 600

_COLUMNS = (
    "id",
    "purpose",
    "subject_id",
    "account_id",
    "security_version",
    "nonce_hash",
    "created_at",
    "created_by",
    "expires_at",
)

Why = Literal["damaged", "expired", "used", "revoked"]


class LinkRefused(Exception):
    """A link that does not open its door; `token` is None when it is not one of ours (damaged)."""

    def __init__(self, why: Why, token: Token | None) -> None:
        super().__init__(why)
        self.why: Why = why
        self.token = token


@dataclass(frozen=True, slots=True)
class Asked:
    """A link to be made: to which row, for whose account, until when, at whose wish."""

    subject_id: uuid.UUID
    account: Account
    expires_at: datetime
    created_by: str


def mint(
    session: Session,
    settings: Settings,
    purpose: str,
    subject_id: uuid.UUID,
    account: Account,
    expires_at: datetime,
    created_by: str,
) -> str:
    """A new link's token. It ends in a letter or a digit, so that no mail program trims it as punctuation."""
    (signed,) = mint_many(session, settings, purpose, [Asked(subject_id, account, expires_at, created_by)])
    return signed


def mint_many(session: Session, settings: Settings, purpose: str, asked: Sequence[Asked]) -> list[str]:
    """The same for many links of one purpose, whose rows are written in one go."""
    at, serializer = now(), _serializer(settings, purpose)
    rows, signed = [], []
    for each in asked:
        id_, nonce, account = new_id(), secrets.token_urlsafe(16), each.account
        about = (id_, purpose, each.subject_id, account.id, account.security_version)
        rows.append((*about, _hash(nonce), at, each.created_by, each.expires_at))
        signed.append(serializer.dumps({"v": 1, "p": purpose, "i": id_.hex, "n": nonce}))
    session.flush()
    write_rows(session, Token, _COLUMNS, rows)
    return signed


def open_signed(session: Session, settings: Settings, purpose: str, signed: str) -> Token:
    """The row that a link's token points at; changes nothing.

    Raises LinkRefused. What is wrong with a link is told apart only after its signature and its nonce were verified.
    """
    token_id, nonce = _read(settings, purpose, signed)
    token = session.get(Token, token_id, populate_existing=True)
    if token is None or token.purpose != purpose or not hmac.compare_digest(token.nonce_hash, _hash(nonce)):
        raise LinkRefused("damaged", None)
    if token.used_at is not None:
        raise LinkRefused("used", token)
    version = session.scalar(select(Account.security_version).where(Account.id == token.account_id))
    if token.revoked_at is not None or version != token.security_version:
        raise LinkRefused("revoked", token)
    if token.expires_at <= now():
        raise LinkRefused("expired", token)
    return token


def consume(session: Session, token: Token) -> bool:
    """Use a token up; of two at the same moment, one gets True. In the same transaction as what the token is for."""
    # Whoever else is using a link to this account is waited for, and has raised its security version by then.
    session.execute(select(Account.id).where(Account.id == token.account_id).with_for_update())
    at = now()
    as_it_was = exists().where(Account.id == Token.account_id, Account.security_version == Token.security_version)
    used = session.execute(
        update(Token)
        .where(
            Token.id == token.id,
            Token.used_at.is_(None),
            Token.revoked_at.is_(None),
            Token.expires_at > at,
            as_it_was,
        )
        .values(used_at=at),
        execution_options={"synchronize_session": False},
    )
    return cast("CursorResult[Any]", used).rowcount == 1


def end_all(session: Session, purpose: str, subject_ids: Sequence[uuid.UUID]) -> None:
    """Revoke every open link of this purpose to these subjects."""
    for part in batches(subject_ids, 1000):
        session.execute(
            update(Token)
            .where(
                Token.purpose == purpose,
                Token.subject_id.in_(part),
                Token.used_at.is_(None),
                Token.revoked_at.is_(None),
            )
            .values(revoked_at=now()),
            execution_options={"synchronize_session": False},
        )


def _serializer(settings: Settings, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        # The serializer signs with the last of its keys; ours come newest first.
        list(reversed(settings.secret_keys)),
        salt=f"onboard.{purpose}.v1",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def _read(settings: Settings, purpose: str, signed: str) -> tuple[uuid.UUID, str]:
    """The row's id and the nonce in a token whose signature is ours. Raises LinkRefused (damaged)."""
    try:
        if len(signed) > LONGEST or not signed.isascii():
            raise ValueError
        # Without max_age: until when a link works is in its row.
        payload = _serializer(settings, purpose).loads(signed)
        if payload["v"] != 1 or payload["p"] != purpose:
            raise ValueError
        return uuid.UUID(hex=payload["i"]), str(payload["n"])
    except (BadData, ValueError, KeyError, TypeError, AttributeError):
        raise LinkRefused("damaged", None) from None


def _hash(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()
