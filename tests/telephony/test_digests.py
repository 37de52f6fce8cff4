"""With ONBOARD_SIP_DIGEST on, the switch's tables keep only the digest of a secret."""

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import now, switch_engine
from onboarding.settings import Settings
from onboarding.telephony import schema
from onboarding.telephony.credentials import NotRotated, rotate
from onboarding.telephony.phones import phone_of
from tests.telephony import asterisk
from tests.telephony.conftest import Place
from tests.telephony.helpers import again, hire, provision, provisioned, row, switch_connection, switch_elsewhere


def digest(secret: str, realm: str = "asterisk", user: str = "1001") -> str:
    return hashlib.md5(f"{user}:{realm}:{secret}".encode(), usedforsecurity=False).hexdigest()


def on(settings: Settings) -> Settings:
    return replace(settings, sip_digest=True)


def kept(session: Session) -> tuple[str, str, str]:
    """auth_type, password and password_digest, as the switch reads them."""
    auth = row(session, "ps_auths")
    return auth["auth_type"], auth["password"] or "", auth["password_digest"] or ""


def test_only_the_digest_is_kept_and_the_secret_is_shown_by_nobody(session: Session, settings: Settings) -> None:
    agent = provisioned(session, on(settings))
    auth_type, password, password_digest = kept(session)
    assert (auth_type, password) == ("userpass", "")
    assert len(password_digest.removeprefix("MD5:")) == 32
    assert phone_of(session, on(settings), agent).secret is None
    assert phone_of(session, on(settings), agent).provisioned


def test_a_rotated_secret_is_returned_once_and_its_digest_is_for_user_and_realm(
    session: Session, settings: Settings
) -> None:
    chosen = replace(on(settings), sip_realm="work.example")
    agent = provisioned(session, chosen)
    before = kept(session)
    secret = rotate(session, chosen, agent)
    assert kept(session) == ("userpass", "", f"MD5:{digest(secret, 'work.example')}")
    assert kept(session) != before
    again(session, chosen, agent, full_name="Bo Li")
    assert kept(session)[2] == f"MD5:{digest(secret, 'work.example')}"


def test_a_rotated_secret_in_clear_text_is_the_one_shown(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    before = phone_of(session, settings, agent).secret
    secret = rotate(session, settings, agent)
    assert phone_of(session, settings, agent).secret == secret != before
    assert kept(session) == ("userpass", secret, "")


def test_turned_on_later_a_secret_becomes_a_digest_and_phones_stay_signed_in(
    session: Session, settings: Settings
) -> None:
    agent = provisioned(session, settings)
    secret = kept(session)[1]
    again(session, on(settings), agent)
    assert kept(session) == ("userpass", "", f"MD5:{digest(secret)}")


def test_turned_off_again_a_digest_stays_until_the_secret_is_rotated(session: Session, settings: Settings) -> None:
    agent = provisioned(session, on(settings))
    before = kept(session)
    again(session, settings, agent, typology="mobile")
    assert kept(session) == before
    secret = rotate(session, settings, agent)
    assert kept(session) == ("userpass", secret, "")


@pytest.mark.parametrize("digests", [True, False])
def test_a_secret_that_was_emptied_by_hand_is_made_anew(made_by_asterisk: Place, digests: bool) -> None:
    session, settings = made_by_asterisk
    chosen = replace(settings, sip_digest=digests)
    agent = provisioned(session, chosen)
    with switch_connection(session) as connection:
        connection.execute(text("UPDATE ps_auths SET password = NULL, password_digest = NULL, auth_type = NULL"))
    again(session, chosen, agent)
    auth_type, password, password_digest = kept(session)
    assert auth_type == "userpass"
    assert bool(password_digest) is digests
    assert bool(password) is not digests


def test_who_has_no_phone_on_the_switch_has_no_secret_to_rotate(session: Session, settings: Settings) -> None:
    with pytest.raises(NotRotated) as refused:
        rotate(session, settings, hire(session, 1001))
    assert refused.value.problem.reason == "phone_not_set_up"
    gone = provisioned(session, settings, 1002)
    again(session, settings, gone, disabled_at=now())
    with pytest.raises(NotRotated):
        rotate(session, settings, gone)


def test_a_secret_is_not_rotated_where_the_row_was_taken_away(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    with switch_connection(session) as connection:
        connection.execute(text("DELETE FROM ps_auths"))
    with pytest.raises(NotRotated):
        rotate(session, settings, agent)


def test_an_older_asterisk_gets_md5_cred(empty_elsewhere: Place) -> None:
    session, settings = empty_elsewhere
    asterisk.make(switch_engine(), without=("password_digest",))
    agent = provisioned(session, on(settings))
    secret = rotate(session, on(settings), agent)
    auth = row(session, "ps_auths")
    assert (auth["auth_type"], auth["password"] or "", auth["md5_cred"]) == ("md5", "", digest(secret))
    again(session, on(settings), agent, full_name="Bo Li")
    assert row(session, "ps_auths") == auth
    assert schema.problems(switch_engine(), sip_digest=True) == []


def test_an_older_asterisk_in_clear_text_is_turned_on_and_off(empty_elsewhere: Place) -> None:
    session, settings = empty_elsewhere
    asterisk.make(switch_engine(), without=("password_digest",))
    agent = provisioned(session, settings)
    secret = row(session, "ps_auths")["password"]
    again(session, on(settings), agent)
    assert (row(session, "ps_auths")["auth_type"], row(session, "ps_auths")["md5_cred"]) == ("md5", digest(secret))
    secret = rotate(session, settings, agent)
    assert (row(session, "ps_auths")["auth_type"], row(session, "ps_auths")["password"]) == ("userpass", secret)


def test_a_rotated_secret_is_committed_at_once_in_a_database_of_the_switchs_own(
    made_by_asterisk: Place,
) -> None:
    session, settings = made_by_asterisk
    agent = provisioned(session, settings)
    session.commit()
    secret = rotate(session, settings, agent)
    session.rollback()
    assert row(session, "ps_auths")["password"] == secret


def test_while_the_switch_is_away_no_secret_is_rotated(settings: Settings, sqlite_url: str) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    with switch_elsewhere(replace(settings, database_url=sqlite_url), nowhere) as (session, there):
        agent: Agent = hire(session, 1001)
        agent.provisioned_extension = 1001
        session.flush()
        with pytest.raises(NotRotated) as refused:
            rotate(session, there, agent)
        assert refused.value.problem.reason == "switch_away_now"


def test_tables_that_can_keep_no_digest_are_named(empty_elsewhere: Place) -> None:
    session, settings = empty_elsewhere
    asterisk.make(switch_engine(), without=("password_digest", "md5_cred"))
    assert schema.problems(switch_engine()) == []
    (problem,) = schema.problems(switch_engine(), sip_digest=True)
    assert "ps_auths in the switch's database lacks the columns password_digest" in problem.sentence()
    agent = hire(session, 1001)
    with pytest.raises(schema.TablesMissing, match="password_digest"):
        provision(session, on(settings), [agent.id])
