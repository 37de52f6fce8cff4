"""One agent's page: where they stand, what we wait for, what can be done."""

import uuid

import pytest

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.groups.models import Group, Membership, Supervision
from onboarding.invitations.models import Invitation
from tests.web.browser import Page, words
from tests.web.files import work


def test_it_says_who_where_and_what_we_wait_for(hr, amara):
    page = hr.page(f"/agents/{amara}")
    assert page.heading == "Amara Okonkwo"
    assert "Amara has not been invited." in page.text
    assert page.links()["Agents"] == "/agents"


def test_stations_are_marked_as_far_as_they_are_reached(hr, amara, app, settings):
    work(app, settings)
    page = hr.page(f"/agents/{amara}")
    (here,) = page.all("li", aria_current="step")
    assert words(here).startswith("Provisioned")


def test_an_invitation_is_sent_and_sent_again(hr, amara, app, settings):
    assert "Send invitation" in hr.page(f"/agents/{amara}").buttons()
    answer = hr.post(f"/agents/{amara}/invitation")
    assert answer.headers["Location"] == f"/agents/{amara}"
    work(app, settings)
    page = hr.page(f"/agents/{amara}")
    assert "Invitation to Amara Okonkwo is on its way" in page.text
    assert "Waiting for Amara to choose a password." in page.text
    assert "Invitation sent" in page.text
    assert "Send invitation again" in page.buttons()


def test_a_link_to_hand_over_is_shown_once_and_works(hr, amara, browse_as):
    answer = hr.post(f"/agents/{amara}/invitation-link")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    (field,) = [box for box in Page(answer.text).all("input") if box.get("id") == "link"]
    path = field.get("value").partition("/join/")
    assert path[1] == "/join/"
    assert browse_as(None).client.get("/join/" + path[2], follow_redirects=True).status_code == 200
    assert path[2] not in hr.page(f"/agents/{amara}").text


def test_somebody_who_has_joined_cannot_be_invited(hr, amara, inside):
    with inside() as session:
        session.get_one(Agent, uuid.UUID(amara)).joined_at = now()
    for deed in ("invitation", "invitation-link"):
        assert hr.post(f"/agents/{amara}/{deed}").status_code == 303
        assert "Amara Okonkwo has joined already" in hr.page(f"/agents/{amara}").text


@pytest.mark.parametrize(
    ("state", "says"),
    [("bounced", "The invitation could not be delivered."), ("revoked", "Amara has not been invited.")],
)
def test_trouble_says_what_to_do_next(hr, amara, inside, state, says):
    hr.post(f"/agents/{amara}/invitation")
    with inside() as session:
        session.query(Invitation).update({"state": state})
    assert says in hr.page(f"/agents/{amara}").text


@pytest.mark.parametrize("back", ["https://elsewhere.example", "//elsewhere.example", "", "/imports"])
def test_a_deed_goes_back_only_to_the_list(hr, amara, back):
    answer = hr.post(f"/agents/{amara}/invitation", {"back": back})
    assert answer.headers["Location"] == f"/agents/{amara}"


def test_an_agent_who_is_not_there_is_said_so(hr):
    assert hr.page(f"/agents/{uuid.uuid4()}", status=404).heading == "There is nothing here"


def test_supervisors_look_and_do_not_touch(browse_as, amara, people, inside):
    with inside() as session:
        night = Group(kind="team", name="Night", name_key="night")
        session.add(night)
        session.flush()
        session.add(Membership(group_id=night.id, agent_id=uuid.UUID(amara)))
        session.add(Supervision(group_id=night.id, account_id=people["supervisor"].id))
    page = browse_as("supervisor").page(f"/agents/{amara}")
    assert not {"Send invitation", "Copy invitation link", "Set the phone up again"} & page.buttons()
    assert not {"Disable …", "Delete …"} & page.links().keys()
    for part in ("account", "phone", "voicemail", "groups", "history"):
        tab = browse_as("supervisor").page(f"/agents/{amara}/{part}")
        posted = [form.get("action") for form in tab.all("form") if form.get("method") == "post"]
        assert [action for action in posted if action.startswith("/agents/")] == []


def test_from_a_list_one_goes_on_to_the_next_and_back_to_the_list(hr, amara):
    listed = hr.page("/agents?sort=name&typology=webrtc")
    first = hr.page(next(link.get("href") for link in listed.all("a") if words(link).endswith("Amara Okonkwo")))
    assert "1 of 2" in words(first.all("nav", aria_label="In the list")[0])
    assert hr.page(first.links()["Agents"]).heading == "Agents"
    assert "typology=webrtc" in first.links()["Agents"]
    assert not first.all("a", rel="prev")
    second = hr.page(first.all("a", rel="next")[0].get("href"))
    assert second.heading == "Owen Agent"
    assert hr.page(second.all("a", rel="prev")[0].get("href")).heading == "Amara Okonkwo"


@pytest.mark.parametrize("asked", ["", "?list=sort%3Dnowhere", "?list=typology%3Dmobile", "?list=%00"])
def test_a_list_that_does_not_hold_them_leads_nowhere(hr, amara, asked):
    page = hr.page(f"/agents/{amara}{asked}")
    assert not page.all("nav", aria_label="In the list")
    assert page.links()["Agents"] == "/agents"


def test_language_and_time_zone_are_said_in_words(hr, amara, inside):
    with inside() as session:
        agent = session.get_one(Agent, uuid.UUID(amara))
        agent.language, agent.timezone = "fr-CA", "Asia/Kolkata"
    said = {words(fact) for fact in hr.page(f"/agents/{amara}").all("dd")}
    assert {"French (Canada)", "Kolkata, UTC+5:30"} <= said
