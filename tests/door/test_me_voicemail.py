"""What an agent does with their own mailbox."""

import pytest
from sqlalchemy import text

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.settings import Settings
from onboarding.telephony.phones import phone_of
from tests.door.conftest import Inside
from tests.door.snapshot import snapshot
from tests.door.visitor import Visitor, text_of
from tests.web.browser import Page

GOOD = "482915"


@pytest.fixture
def pin(me: Visitor, inside: Inside, settings: Settings, amara: Agent) -> str:
    """The PIN that Amara has at first."""
    return pin_of(inside, settings, amara)


def pin_of(inside: Inside, settings: Settings, amara: Agent) -> str:
    with inside() as session:
        found = phone_of(session, settings, session.get_one(Agent, amara.id)).pin
    assert found is not None
    return found


def change(me: Visitor, old: str, new: str):  # type: ignore[no-untyped-def]
    return me.send("/me/voicemail", "/me/voicemail/pin", old_pin=old, new_pin=new)


def test_the_page_shows_mailbox_pin_and_how_to_listen(me: Visitor, pin: str) -> None:
    said = text_of(me.get("/me/voicemail"))
    assert [part for part in ("Dial *97", "Mailbox 2417", pin) if part not in said] == []


def test_the_pin_is_changed_with_the_present_one(
    me: Visitor, inside: Inside, settings: Settings, amara: Agent, pin: str
) -> None:
    assert change(me, pin, f" {GOOD} ").headers["Location"] == "/me/voicemail"
    assert pin_of(inside, settings, amara) == GOOD
    assert "Your PIN is changed." in text_of(me.get("/me/voicemail"))


@pytest.mark.parametrize(
    ("new", "field", "sentence"),
    [
        ("12", "new_pin", "A PIN is 4 to 10 digits and nothing else."),
        ("123456", "new_pin", "This PIN is easy to guess"),
        ("2417", "new_pin", "This PIN is easy to guess"),
    ],
)
def test_a_pin_that_cannot_be_is_said_beside_its_field_and_never_sent_back(
    me: Visitor, inside: Inside, settings: Settings, amara: Agent, pin: str, new: str, field: str, sentence: str
) -> None:
    answer = change(me, pin, new)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert sentence in "".join(page.by_id(f"error-{field}").itertext())
    assert page.values("old_pin") + page.values("new_pin") == ["", ""]
    assert pin_of(inside, settings, amara) == pin


def test_wrong_pins_are_counted_though_they_are_refused(me: Visitor, pin: str) -> None:
    statuses = [change(me, "000000", GOOD).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    answer = change(me, pin, GOOD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 800
    assert "Too many wrong PINs. Try again in 15 minutes." in text_of(answer)


def test_a_pin_changed_by_phone_is_shown_and_stays(
    me: Visitor, inside: Inside, settings: Settings, amara: Agent, pin: str
) -> None:
    with inside() as session:
        session.execute(text("UPDATE voicemail SET password = '730926'"))
    assert change(me, pin, GOOD).status_code == 422
    assert "730926" in text_of(me.get("/me/voicemail"))


def test_the_owner_chooses_what_an_e_mail_brings(me: Visitor, inside: Inside, amara: Agent) -> None:
    assert me.send("/me/voicemail", "/me/voicemail/notice", notice="none").status_code == 303
    with inside() as session:
        assert session.get_one(Agent, amara.id).voicemail_notice == "none"
    page = Page(me.get("/me/voicemail").text)
    assert [box.get("value") for box in page.all("input", name="notice") if box.get("checked") is not None] == ["none"]


def test_a_choice_that_there_is_not_changes_nothing(me: Visitor, inside: Inside) -> None:
    with inside() as session:
        before = snapshot(session)
    answer = me.send("/me/voicemail", "/me/voicemail/notice", notice="fax")
    assert answer.status_code == 422
    assert "fax is none of these." in text_of(answer)
    with inside() as session:
        assert snapshot(session) == before


def test_an_address_that_is_too_long_for_the_switch_is_said(me: Visitor, inside: Inside, amara: Agent) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).email = f"{'a' * 64}@{'b' * 30}.example"
    assert "so recordings are not announced by e-mail." in text_of(me.get("/me/voicemail"))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"voicemail": False}, "You have no mailbox"),
        ({"provisioned_extension": None}, "Your mailbox is being set up."),
    ],
)
def test_who_has_no_mailbox_reads_why(
    me: Visitor, inside: Inside, amara: Agent, facts: dict[str, object], sentence: str
) -> None:
    with inside() as session:
        agent = session.get_one(Agent, amara.id)
        for name, value in facts.items():
            setattr(agent, name, value)
    page = me.get("/me/voicemail")
    assert sentence in text_of(page)
    assert "Change my PIN" not in text_of(page)


def test_a_switch_that_does_not_answer_is_said_and_changes_nothing(me: Visitor, inside: Inside, pin: str) -> None:
    proof = me.proof("/me/voicemail")
    with inside() as session:
        session.execute(text("ALTER TABLE voicemail RENAME TO voicemail_away"))
        before = snapshot(session)
    assert "the switch does not answer" in text_of(me.get("/me/voicemail"))
    answer = me.post("/me/voicemail/pin", csrf_token=proof, old_pin=pin, new_pin=GOOD)
    assert answer.status_code == 503
    assert "nothing was changed" in text_of(answer)
    with inside() as session:
        assert snapshot(session) == before


def test_somebody_shut_out_meanwhile_changes_nothing(me: Visitor, inside: Inside, amara: Agent, pin: str) -> None:
    proof = me.proof("/me/voicemail")
    with inside() as session:
        session.get_one(Agent, amara.id).disabled_at = now()
    answer = me.post("/me/voicemail/pin", csrf_token=proof, old_pin=pin, new_pin=GOOD)
    assert answer.headers["Location"].startswith("/sign-in")
