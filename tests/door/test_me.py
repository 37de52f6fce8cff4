"""What an agent sees of their own."""

import pytest
from sqlalchemy import text

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.settings import Settings
from onboarding.telephony import provisioning
from onboarding.telephony.phones import phone_of
from tests.accounts.people import PASSWORD
from tests.door import links
from tests.door.conftest import Inside
from tests.door.visitor import Visitor, heading_of, text_of


@pytest.fixture
def me(visitor: Visitor, inside: Inside, settings: Settings, amara: Agent) -> Visitor:
    """Amara, signed in on her phone."""
    with inside() as session:
        link = links.invitation(session, settings, amara)
    visitor.get(link)
    visitor.send("/join", password=PASSWORD)
    return visitor


def test_the_page_shows_the_extension_the_mailbox_and_what_to_type_into_a_phone(
    me: Visitor, inside: Inside, settings: Settings, amara: Agent
) -> None:
    with inside() as session:
        phone = phone_of(session, settings, session.get_one(Agent, amara.id))
    response = me.get("/me")
    said = text_of(response)
    assert heading_of(response) == "Your extension 2417"
    assert phone.secret is not None
    assert phone.pin is not None
    for part in [phone.wss_url, phone.server, "WebSocket (WSS)", "User 2417", "Mailbox 2417", phone.secret, phone.pin]:
        assert part in said


def test_a_phone_without_websockets_is_not_told_of_them(me: Visitor, inside: Inside, amara: Agent) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).typology = "mobile"
    said = text_of(me.get("/me"))
    assert "Transport UDP" in said
    assert "WebSocket" not in said


def test_secret_and_pin_are_hidden_until_they_are_asked_for(me: Visitor) -> None:
    page = me.get("/me").text
    assert page.count('<details class="secret') == 2
    assert "<details open" not in page


@pytest.mark.parametrize(("seen", "badge"), [(True, "Phone connected"), (False, "Phone not connected"), (None, None)])
def test_the_page_says_of_the_phone_only_what_is_known(
    me: Visitor, inside: Inside, amara: Agent, seen: bool | None, badge: str | None
) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).phone_seen = seen
    said = text_of(me.get("/me"))
    assert [words for words in ("Phone connected", "Phone not connected") if words in said] == (
        [badge] if badge else []
    )


def test_a_phone_that_is_not_ready_is_being_set_up(me: Visitor, inside: Inside, amara: Agent) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).provisioned_extension = None
    response = me.get("/me")
    assert heading_of(response) == "Your extension 2417"
    assert "Your phone is being set up" in text_of(response)
    assert "Secret" not in text_of(response)


def test_somebody_without_an_extension_is_told_so(visitor: Visitor, joined: Agent) -> None:
    visitor.sign_in("ewa.krol")
    response = visitor.get("/me")
    assert heading_of(response) == "Your extension Not there yet"
    assert "You have no extension yet" in text_of(response)


def test_somebody_without_voicemail_is_told_so(me: Visitor, inside: Inside, settings: Settings, amara: Agent) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).voicemail = False
        session.commit()
        provisioning.provision(session, settings, [amara.id])
    said = text_of(me.get("/me"))
    assert "You have no mailbox" in said
    assert "PIN" not in said


def test_where_only_a_digest_is_kept_the_page_says_how_to_get_a_new_secret(me: Visitor, inside: Inside) -> None:
    with inside() as session:
        session.execute(text("UPDATE ps_auths SET password = NULL"))
    assert "Ask whoever invited you for a new one." in text_of(me.get("/me"))


def test_a_switch_that_does_not_answer_takes_nothing_else_from_the_page(me: Visitor, inside: Inside) -> None:
    with inside() as session:
        session.execute(text("ALTER TABLE ps_auths RENAME TO ps_auths_away"))
    response = me.get("/me")
    assert response.status_code == 200
    assert heading_of(response) == "Your extension 2417"
    assert "Your phone's settings cannot be read now" in text_of(response)


def test_the_page_is_kept_in_no_cache(me: Visitor) -> None:
    assert me.get("/me").headers["Cache-Control"] == "no-store"


def test_staff_have_no_such_page(visitor: Visitor, ingrid: Account) -> None:
    visitor.sign_in("ingrid@northwind.example")
    assert visitor.get("/me").status_code == 403
