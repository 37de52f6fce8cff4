"""What is done to an agent by a button: disabled, deleted, brought back, set up again; asked back where it hurts."""

import uuid

import pytest
from sqlalchemy import func, select, text

from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.mail.models import Message
from onboarding.work import Work
from tests.web.browser import words
from tests.web.files import work


@pytest.fixture
def agent(amara, inside):
    """Amara as she is now."""

    def read() -> Agent:
        with inside() as session:
            return session.get_one(Agent, uuid.UUID(amara))

    return read


@pytest.mark.parametrize(
    ("ask", "question", "consequence"),
    [
        ("disable", "Disable Amara Okonkwo?", "Extension 2417, groups and recordings stay theirs."),
        ("delete", "Delete Amara Okonkwo?", "rests for 30 days"),
    ],
)
def test_before_it_is_done_it_is_asked_without_a_script(hr, amara, ask, question, consequence):
    page = hr.page(f"/agents/{amara}?ask={ask}")
    (dialog,) = page.all("dialog", data_question="")
    assert dialog.get("open") is not None
    assert question in words(dialog)
    assert consequence in words(dialog)
    assert page.links()["Keep Amara"] == f"/agents/{amara}"
    assert [form.get("action") for form in dialog.iter("form")] == [f"/agents/{amara}/{ask}"]


@pytest.mark.parametrize("ask", ["", "restore", "nonsense"])
def test_nothing_else_is_asked(hr, amara, ask):
    assert hr.page(f"/agents/{amara}?ask={ask}").all("dialog", data_question="") == []


def test_disabled_and_enabled_again(hr, amara, agent):
    answer = hr.post(f"/agents/{amara}/disable", {"version": "1"})
    assert answer.headers["Location"] == f"/agents/{amara}"
    page = hr.page(f"/agents/{amara}")
    assert "Amara Okonkwo is disabled" in page.text
    assert "Ingrid Hr disabled them" in page.text
    assert "Enable" in page.buttons()
    assert "Send invitation" not in page.buttons()
    hr.post(f"/agents/{amara}/enable", {"version": "2"})
    assert agent().disabled_at is None


def test_deleted_listed_among_the_deleted_and_restored(hr, amara, agent, app, settings):
    work(app, settings)
    hr.post(f"/agents/{amara}/delete", {"version": "1"})
    assert amara not in hr.page("/agents").text
    listed = hr.page("/agents?deleted=1")
    assert listed.heading == "Deleted agents"
    assert f"/agents/{amara}" in [(link.get("href") or "").partition("?")[0] for link in listed.all("a")]
    page = hr.page(f"/agents/{amara}")
    assert "Extension 2417 rests until" in page.text
    assert "Restore" in page.buttons()
    assert not {"Person", "Phone and voicemail", "Delete …"} & page.links().keys()
    hr.post(f"/agents/{amara}/restore")
    assert "Amara Okonkwo is back with extension 2417" in hr.page(f"/agents/{amara}").text
    assert agent().deleted_at is None


def test_restored_from_the_list_one_is_back_in_the_list(hr, amara):
    hr.post(f"/agents/{amara}/delete")
    answer = hr.post(f"/agents/{amara}/restore", {"back": "/agents?deleted=1"})
    assert answer.headers["Location"] == "/agents?deleted=1"
    assert "Nobody is deleted" in hr.page("/agents?deleted=1").text


def test_whoever_changed_meanwhile_is_left_alone(hr, amara, agent):
    hr.post(f"/agents/{amara}/delete", {"version": "7"})
    assert "Amara Okonkwo was changed meanwhile." in hr.page(f"/agents/{amara}").text
    assert agent().deleted_at is None


def test_a_deed_that_cannot_be_says_why(hr, amara):
    hr.post(f"/agents/{amara}/enable")
    assert "Amara Okonkwo is not disabled." in hr.page(f"/agents/{amara}").text


def test_a_phone_that_was_given_up_says_why_and_is_tried_again(hr, amara, inside):
    problem = {"code": "failed", "reason": "try_again"}
    with inside() as session:
        session.query(Work).filter_by(kind="telephony").update({"failed_at": now(), "problem": problem})
    page = hr.page(f"/agents/{amara}")
    assert "Could not be set up" in page.text
    assert "The phone could not be set up" in page.text
    assert "Try again now" in page.buttons()
    hr.post(f"/agents/{amara}/phone/again")
    page = hr.page(f"/agents/{amara}")
    assert "Being set up" in page.text
    assert "Ingrid Hr had the phone set up again" in page.text


def test_the_story_can_be_told_in_part(hr, amara):
    hr.post(f"/agents/{amara}/disable")
    assert "disabled them" in hr.page(f"/agents/{amara}?story=phone").text
    assert "disabled them" not in hr.page(f"/agents/{amara}?story=invitation").text


@pytest.fixture
def joined(amara, inside, app, settings):
    """Amara, whose phone is set up, and who has chosen a password."""
    work(app, settings)
    with inside() as session:
        session.get_one(Agent, uuid.UUID(amara)).joined_at = now()
        account = accounts.account_of(session, uuid.UUID(amara))
        accounts.set_password(session, settings, account, "correct horse battery staple")
    return amara


def messages(inside, kind):
    with inside() as session:
        return session.scalar(select(func.count()).where(Message.kind == kind))


@pytest.mark.parametrize(
    ("ask", "question", "consequence"),
    [
        ("password-reset", "Send Amara a link to a new password?", "It goes to amara@northwind.example"),
        ("voicemail-pin", "Give Amara a new voicemail PIN?", "The PIN of now ends at once."),
    ],
)
def test_a_new_password_or_pin_is_asked_back(hr, joined, ask, question, consequence):
    (dialog,) = hr.page(f"/agents/{joined}?ask={ask}").all("dialog", data_question="")
    assert question in words(dialog)
    assert consequence in words(dialog)
    assert [form.get("action") for form in dialog.iter("form")] == [f"/agents/{joined}/{ask}"]


def test_a_link_to_a_new_password_is_sent_once_however_often_the_button_is_pressed(hr, joined, inside):
    for _ in range(2):
        answer = hr.post(f"/agents/{joined}/password-reset", {"back": "/agents?sort=name"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/agents?sort=name")
    assert "A link to a new password is on its way to Amara Okonkwo" in hr.page("/agents").text
    assert messages(inside, "password_reset") == 1


def test_who_has_no_password_gets_no_link_to_another(hr, amara, inside):
    hr.post(f"/agents/{amara}/password-reset")
    assert "Amara Okonkwo has not joined yet and has no password. Send an invitation." in hr.page("/agents").text
    assert messages(inside, "password_reset") == 0
    assert hr.page(f"/agents/{amara}?ask=password-reset").all("dialog", data_question="") == []


def test_who_is_disabled_gets_no_link_either(hr, joined, inside):
    hr.post(f"/agents/{joined}/disable")
    hr.post(f"/agents/{joined}/password-reset")
    assert "Amara Okonkwo is disabled. Enable them before you send a link." in hr.page("/agents").text
    assert messages(inside, "password_reset") == 0


def test_a_new_pin_for_the_mailbox_is_told_and_not_shown(hr, joined, inside):
    def pin() -> str:
        with inside() as session:
            return session.execute(text("SELECT password FROM voicemail WHERE mailbox = '2417'")).scalar_one()

    before = pin()
    hr.post(f"/agents/{joined}/voicemail-pin", {"back": "/agents"})
    page = hr.page("/agents")
    assert "Amara Okonkwo has a new PIN" in page.text
    assert pin() != before
    assert pin() not in page.text


def test_a_mailbox_that_is_not_there_yet_has_no_pin_to_renew(hr, amara):
    hr.post(f"/agents/{amara}/voicemail-pin")
    assert "has a new PIN" not in hr.page(f"/agents/{amara}").text


def test_the_deleted_are_erased_for_good_after_a_question(hr, amara, inside, app, settings):
    assert hr.page(f"/agents/{amara}?ask=erase").all("dialog", data_question="") == []
    hr.post(f"/agents/{amara}/delete")
    (dialog,) = hr.page(f"/agents/{amara}?ask=erase").all("dialog", data_question="")
    assert "Erase Amara Okonkwo for good?" in words(dialog)
    for _ in range(2):
        answer = hr.post(f"/agents/{amara}/erase")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/agents?deleted=1")
    page = hr.page("/agents?deleted=1")
    assert "Amara Okonkwo is erased for good" in page.text
    assert "Nobody is deleted" in page.text
    with inside() as session:
        assert session.get(Agent, uuid.UUID(amara)) is None


def test_who_is_not_deleted_is_not_erased(hr, amara, agent):
    hr.post(f"/agents/{amara}/erase")
    assert "Amara Okonkwo is not deleted." in hr.page(f"/agents/{amara}").text
    assert agent().full_name == "Amara Okonkwo"


@pytest.mark.parametrize("deed", ["invitation", "phone/again", "disable", "enable", "delete"])
def test_every_deed_goes_back_to_the_list_as_it_was(hr, amara, deed):
    answer = hr.post(f"/agents/{amara}/{deed}", {"back": "/agents?q=amara&sort=name"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/agents?q=amara&sort=name")


@pytest.mark.parametrize("deed", ["password-reset", "voicemail-pin", "erase"])
def test_supervisors_do_none_of_it(browse_as, amara, deed):
    assert browse_as("supervisor").post(f"/agents/{amara}/{deed}").status_code == 403
