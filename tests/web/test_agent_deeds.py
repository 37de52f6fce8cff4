"""What is done to an agent by a button: disabled, deleted, brought back, set up again; asked back where it hurts."""

import uuid

import pytest

from onboarding.agents.models import Agent
from onboarding.database import now
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
    (dialog,) = page.all("dialog")
    assert dialog.get("open") is not None
    assert question in words(dialog)
    assert consequence in words(dialog)
    assert page.links()["Keep Amara"] == f"/agents/{amara}"
    assert [form.get("action") for form in dialog.iter("form")] == [f"/agents/{amara}/{ask}"]


@pytest.mark.parametrize("ask", ["", "restore", "nonsense"])
def test_nothing_else_is_asked(hr, amara, ask):
    assert hr.page(f"/agents/{amara}?ask={ask}").all("dialog") == []


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
    assert f"/agents/{amara}/restore" in [button.get("formaction") for button in listed.all("button")]
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


def test_those_selected_are_restored_together_and_who_cannot_be_is_named(hr, amara, people, agent):
    owen = str(people["agent"].agent_id)
    hr.post(f"/agents/{amara}/delete")
    answer = hr.post("/agents/restorations", {"agent": [amara, owen], "back": "/agents?deleted=1"})
    assert answer.headers["Location"] == "/agents?deleted=1"
    page = hr.page("/agents")
    assert "1 agent restored" in page.text
    assert "Owen Agent is not deleted." in page.text
    assert agent().deleted_at is None


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
