"""What a link is made of: no part of it can be changed, borrowed or guessed."""

import dataclasses
import hashlib
import re
import uuid

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from onboarding.accounts.links import link
from onboarding.accounts.models import Account
from onboarding.accounts.tokens import open_signed
from onboarding.settings import Settings
from tests.accounts.links import minted, refused

OLD, NEW, OTHER = ("old-key-" * 5, "new-key-" * 5, "another-key-" * 4)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: it holds rows, and this is about signatures."""
    return sqlite_url


def serializer(keys: tuple[str, ...], purpose: str) -> URLSafeTimedSerializer:
    """One made by hand, with the keys in the order in which it takes them: it signs with the last."""
    return URLSafeTimedSerializer(
        list(keys),
        salt=f"onboard.{purpose}.v1",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def payload_of(settings: Settings, signed: str) -> dict[str, object]:
    payload: dict[str, object] = serializer(settings.secret_keys, "invite").loads(signed)
    return payload


def test_opening_a_link_changes_nothing(session: Session, settings: Settings, account: Account) -> None:
    signed = minted(session, settings, account)
    for _ in range(3):
        token = open_signed(session, settings, "invite", signed)
    assert (token.used_at, token.revoked_at) == (None, None)
    assert not session.dirty


def test_the_secret_is_in_the_link_alone(
    session: Session, settings: Settings, account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    signed = minted(session, settings, account)
    token = open_signed(session, settings, "invite", signed)
    nonce = serializer(settings.secret_keys, "invite").loads(signed)["n"]
    assert token.nonce_hash == hashlib.sha256(nonce.encode()).hexdigest()
    assert len(nonce) >= 22
    assert signed not in caplog.text
    assert nonce not in caplog.text


@pytest.mark.parametrize("nothing", ["", "x", ".", "..", "a.b.c", "é" * 20, "\x00", "A" * 5000, "%2E" * 40, "💥.💥.💥"])
def test_what_was_never_a_link_is_damaged(session: Session, settings: Settings, nothing: str) -> None:
    error = refused(session, settings, nothing)
    assert (error.why, error.token) == ("damaged", None)


def test_a_link_changed_anywhere_is_damaged(session: Session, settings: Settings, account: Account) -> None:
    signed = minted(session, settings, account)
    for at in range(0, len(signed) - 1, 7):
        changed = signed[:at] + ("A" if signed[at] != "A" else "B") + signed[at + 1 :]
        assert refused(session, settings, changed).why == "damaged"
    for cut in (signed[:-1], signed[1:], signed[: len(signed) // 2], signed + "A"):
        assert refused(session, settings, cut).why == "damaged"


@pytest.mark.parametrize("purpose", ["reset", "sign_up"])
def test_a_link_opens_no_other_kind_of_door(
    session: Session, settings: Settings, account: Account, purpose: str
) -> None:
    signed = minted(session, settings, account)
    assert refused(session, settings, signed, purpose).why == "damaged"


@pytest.mark.parametrize(
    "changes",
    [
        {"p": "reset"},
        {"v": 2},
        {"n": "guessed"},
        {"n": None},
        {"i": "not an id"},
        {"i": 7},
        {"i": uuid.UUID(int=0).hex},
    ],
)
def test_our_own_signature_on_other_contents_is_damaged(
    session: Session, settings: Settings, account: Account, changes: dict[str, object]
) -> None:
    payload = {**payload_of(settings, minted(session, settings, account)), **changes}
    forged = serializer(settings.secret_keys, "invite").dumps(payload)
    assert refused(session, settings, forged).why == "damaged"


@pytest.mark.parametrize("payload", [None, [], "text", 7, {}])
def test_our_own_signature_on_something_else_is_damaged(session: Session, settings: Settings, payload: object) -> None:
    assert refused(session, settings, serializer(settings.secret_keys, "invite").dumps(payload)).why == "damaged"


def test_a_row_of_another_purpose_is_damaged_even_when_signed(
    session: Session, settings: Settings, account: Account
) -> None:
    signed = minted(session, settings, account)
    open_signed(session, settings, "invite", signed).purpose = "reset"
    session.flush()
    assert refused(session, settings, signed).why == "damaged"


def test_the_library_default_signature_is_damaged(session: Session, settings: Settings, account: Account) -> None:
    payload = payload_of(settings, minted(session, settings, account))
    with_sha1 = URLSafeTimedSerializer(list(settings.secret_keys), salt="onboard.invite.v1").dumps(payload)
    with_other_salt = serializer(settings.secret_keys, "reset").dumps(payload)
    for forged in (with_sha1, with_other_salt):
        assert refused(session, settings, forged).why == "damaged"


def test_a_new_key_signs_alone_and_the_old_one_still_verifies(
    session: Session, settings: Settings, account: Account
) -> None:
    before = dataclasses.replace(settings, secret_keys=(OLD,))
    rotated = dataclasses.replace(settings, secret_keys=(NEW, OLD))
    after = dataclasses.replace(settings, secret_keys=(NEW,))
    old_link, new_link = (minted(session, keys, account) for keys in (before, rotated))
    assert open_signed(session, rotated, "invite", old_link)
    assert open_signed(session, after, "invite", new_link)
    assert refused(session, before, new_link).why == "damaged"


def test_a_removed_key_ends_what_it_signed(session: Session, settings: Settings, account: Account) -> None:
    old_link = minted(session, dataclasses.replace(settings, secret_keys=(OLD,)), account)
    assert refused(session, dataclasses.replace(settings, secret_keys=(NEW, OTHER)), old_link).why == "damaged"


def test_links_hold_in_mail_programs(session: Session, settings: Settings, account: Account) -> None:
    for _ in range(50):
        address = link(settings, f"/join/{minted(session, settings, account)}")
        assert re.fullmatch(r"http://127\.0\.0\.1:8000/join/[A-Za-z0-9_.-]+[A-Za-z0-9]", address)
        assert len(address) < 300
