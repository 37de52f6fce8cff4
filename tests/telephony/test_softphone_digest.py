"""Where the switch keeps only digests, a secret is shown when it is made, and never again."""

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from onboarding.settings import Settings
from onboarding.telephony import phones, softphone
from onboarding.telephony.phones import PhoneRefused, phone_of
from tests.telephony.helpers import hire, row
from tests.telephony.test_softphone import OWNER, applied, code_of, hired


@pytest.fixture
def digests(settings: Settings) -> Settings:
    return replace(settings, sip_digest=True, sip_realm="northwind")


@pytest.fixture
def zoe(session: Session, digests: Settings) -> Agent:
    return hired(session, digests)


def accepted(session: Session, secret: str) -> bool:
    """Whether the switch would let a phone with this secret in."""
    digest = hashlib.md5(f"1001:northwind:{secret}".encode(), usedforsecurity=False).hexdigest()
    return row(session, "ps_auths")["password_digest"] == f"MD5:{digest}"


def test_no_secret_can_be_read(session: Session, digests: Settings, zoe: Agent) -> None:
    phone = phone_of(session, digests, zoe)
    assert (phone.provisioned, phone.secret) == (True, None)


def test_a_new_secret_is_shown_and_lets_the_phone_in(session: Session, digests: Settings, zoe: Agent) -> None:
    secret = phones.new_secret(session, digests, zoe, OWNER)
    assert accepted(session, secret)
    assert phone_of(session, digests, zoe).secret is None


def test_a_code_brings_a_new_secret(session: Session, digests: Settings, zoe: Agent) -> None:
    kept = applied(softphone.use_code(session, digests, code_of(session, digests, zoe)))
    assert accepted(session, kept["auth_info_0"]["passwd"])
    assert kept["auth_info_0"]["realm"] == "northwind"


def test_rotating_is_noted_without_the_secret(session: Session, settings: Settings) -> None:
    secret = phones.new_secret(session, settings, hired(session, settings), OWNER)
    (noted,) = session.scalars(select(AuditEntry)).all()
    assert noted.deed == "phone.secret_rotated"
    assert secret not in repr(noted.detail)


def test_a_phone_that_is_not_set_up_gets_no_secret(session: Session, settings: Settings) -> None:
    with pytest.raises(PhoneRefused) as refused:
        phones.new_secret(session, settings, hire(session, 1001), OWNER)
    assert refused.value.problem.reason == "phone_not_set_up"


def test_the_phone_says_nothing_of_its_secret_in_a_log(session: Session, settings: Settings) -> None:
    phone = phone_of(session, settings, hired(session, settings))
    assert phone.secret is not None
    assert phone.secret not in repr(phone)
