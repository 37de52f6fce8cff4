"""What the messages about accounts say, and that their links open the right door."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, messages, resets, signing_up
from onboarding.accounts.models import Account
from onboarding.accounts.tokens import open_signed
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.mail import outbox, sending
from onboarding.mail.models import Message
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD, a_member_of_staff, account_of, an_agent


def posted(session: Session, kind: str, account: Account) -> Message:
    (id_,) = outbox.post(session, kind, [account.id], sender_domain="northwind.example")
    message = session.get(Message, id_)
    assert message is not None
    return message


def composed(session: Session, settings: Settings, kind: str, account: Account) -> sending.Outgoing | None:
    return going_out(session, settings, posted(session, kind, account))


def going_out(session: Session, settings: Settings, message: Message) -> sending.Outgoing | None:
    composers = {kind: sending.one_by_one(composer) for kind, composer in messages.COMPOSERS.items()}
    outgoing = sending.compose(session, settings, composers, [message]).outgoing
    return outgoing[0] if outgoing else None


def text_of(outgoing: sending.Outgoing | None) -> str:
    assert outgoing is not None
    part = message_from_bytes(outgoing.email.as_bytes(), policy=default).get_body(("plain",))
    assert part is not None
    return "\n".join(part.get_content().splitlines())


def signed_in(text: str, path: str) -> str:
    found = re.search(rf"^http://127\.0\.0\.1:8000{path}/(\S+)$", text, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: this is about words."""
    return sqlite_url


@pytest.fixture
def agent(session: Session, settings: Settings) -> Agent:
    return an_agent(session, settings, personal_email="amara@home.example", timezone="Africa/Lagos")


def test_a_reset_goes_to_the_work_address_with_a_link_for_an_hour(
    session: Session, settings: Settings, agent: Agent
) -> None:
    outgoing = composed(session, settings, "password_reset", account_of(session, agent))
    assert outgoing is not None
    assert outgoing.recipient == "amara.okonkwo@northwind.example"
    signed = signed_in(text_of(outgoing), "/reset")
    assert resets.open_reset(session, settings, signed).agent_id == agent.id
    expires_at = open_signed(session, settings, "reset", signed).expires_at
    assert timedelta(minutes=59) < expires_at - now() <= timedelta(hours=1)
    assert "WAT" in text_of(outgoing)


def test_each_try_of_a_message_has_a_link_of_its_own_and_ends_none(
    session: Session, settings: Settings, agent: Agent
) -> None:
    message = posted(session, "password_reset", account_of(session, agent))
    links = [signed_in(text_of(going_out(session, settings, message)), "/reset") for _ in range(2)]
    assert links[0] != links[1]
    for signed in links:
        assert resets.open_reset(session, settings, signed)


@pytest.mark.parametrize("standing", ["deleted_at", "disabled_at"])
def test_a_reset_for_somebody_shut_out_meanwhile_is_not_sent(
    session: Session, settings: Settings, agent: Agent, standing: str
) -> None:
    setattr(agent, standing, now())
    session.flush()
    assert composed(session, settings, "password_reset", account_of(session, agent)) is None


def test_a_changed_password_is_told_with_the_way_to_another(session: Session, settings: Settings, agent: Agent) -> None:
    account = account_of(session, agent)
    accounts.set_password(session, settings, account, "another-tram-9-lilac")
    text = text_of(composed(session, settings, "password_changed", account))
    assert "Your password was changed, Amara Okonkwo." in text
    assert f"{settings.base_url}/forgot-password" in text.splitlines()
    assert "tram" not in text


def test_staff_are_invited_with_a_link_to_sign_up(session: Session, settings: Settings) -> None:
    account = a_member_of_staff(session, settings, password=None)
    text = text_of(composed(session, settings, "staff_invitation", account))
    assert "a member of HR" in text
    assert signing_up.open_sign_up(session, settings, signed_in(text, "/sign-up")) is account


def test_staff_who_have_a_password_are_not_invited(session: Session, settings: Settings) -> None:
    account = a_member_of_staff(session, settings, password=PASSWORD)
    assert composed(session, settings, "staff_invitation", account) is None


@pytest.mark.parametrize("kind", messages.COMPOSERS)
def test_a_message_about_nobody_is_cancelled(session: Session, settings: Settings, kind: str) -> None:
    account = Account(id=a_member_of_staff(session, settings).id, role="hr")
    message = posted(session, kind, account)
    session.query(Account).delete()
    assert going_out(session, settings, message) is None
    assert message.state == "cancelled"


def test_no_link_reaches_a_log(
    session: Session, settings: Settings, agent: Agent, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    signed = signed_in(text_of(composed(session, settings, "password_reset", account_of(session, agent))), "/reset")
    assert signed not in caplog.text


def test_staff_are_written_to_in_the_language_that_they_have_chosen(session: Session, settings: Settings) -> None:
    account = a_member_of_staff(session, settings)
    accounts.speak(session, account.id, "it")
    said = composed(session, settings, resets.MESSAGE, account)
    assert said is not None
    assert said.email["Subject"].startswith("Scegli una nuova password")
