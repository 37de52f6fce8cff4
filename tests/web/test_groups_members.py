"""People are put into groups and taken out, on the group's page and on their own, also without scripts."""

import uuid

import pytest

from onboarding.agents.models import Agent
from onboarding.groups import members
from onboarding.groups.members import Seat
from onboarding.numbering.models import Range
from tests.web.browser import Page, words
from tests.web.test_groups import made, owen, put_in, support

__all__ = ["owen", "support"]


def seats(inside, agent_id: str) -> list[Seat]:
    with inside() as session:
        return members.seats(session, [uuid.UUID(agent_id)])[uuid.UUID(agent_id)]


def names(page: Page) -> list[str]:
    return [words(row)[2:] for row in page.all("th", scope="row")]


def test_people_are_searched_ticked_and_added_with_a_penalty(hr, inside, support, amara, owen):
    assert names(hr.page(f"{support}/add")) == ["Amara Okonkwo", "Owen Agent"]
    assert names(hr.page(f"{support}/add?q=amara")) == ["Amara Okonkwo"]
    assert hr.post(f"{support}/add", {"agent": [amara, owen], "penalty": "2", "paused": "yes"}).status_code == 303
    assert "2 agents added to support" in hr.page(support).text
    assert seats(inside, amara) == seats(inside, owen) == [Seat("support", 2, True)]
    assert "Everybody is in support" in hr.page(f"{support}/add").text


def test_nobody_ticked_is_said(hr, support, amara):
    assert hr.post(f"{support}/add", {"agent": "nonsense"}).headers["Location"] == f"{support}/add"
    assert "Nobody new was ticked" in hr.page(f"{support}/add").text


@pytest.mark.parametrize("penalty", ["-1", "10000", "two", "1.5", "²"])
def test_a_penalty_that_cannot_be_keeps_what_was_ticked(hr, inside, support, amara, penalty):
    answer = hr.post(f"{support}/add", {"agent": amara, "penalty": penalty})
    assert answer.status_code == 422
    assert "A penalty is a number from 0 to 9999." in answer.text
    (box,) = [box for box in Page(answer.text).all("input", name="agent") if box.get("value") == amara]
    assert box.get("checked") is not None
    assert seats(inside, amara) == []


def test_penalties_and_pauses_are_saved_for_all_who_are_shown(hr, inside, support, amara, owen):
    put_in(inside, support, amara, owen)
    typed = {"shown": [amara, owen], f"penalty-{amara}": "5", f"paused-{amara}": "yes", f"penalty-{owen}": ""}
    hr.post(f"{support}/members", typed)
    assert "1 seat changed" in hr.page(support).text
    assert seats(inside, amara) == [Seat("support", 5, True)]
    assert seats(inside, owen) == [Seat("support", 0, False)]


def test_one_wrong_penalty_saves_none_and_nothing_typed_is_lost(hr, inside, support, amara, owen):
    put_in(inside, support, amara, owen)
    typed = {"shown": [amara, owen], f"penalty-{amara}": "many", f"penalty-{owen}": "7"}
    answer = hr.post(f"{support}/members", typed)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.values(f"penalty-{amara}") == ["many"]
    assert page.values(f"penalty-{owen}") == ["7"]
    assert page.by_id(f"field-penalty-{amara}").get("aria-invalid") == "true"
    assert seats(inside, owen) == [Seat("support", 0, False)]


def test_those_who_are_ticked_are_taken_out(hr, inside, support, amara, owen):
    put_in(inside, support, amara, owen)
    hr.post(f"{support}/members/out", {"agent": amara, "back": f"{support}?q=a"})
    page = hr.page(support)
    assert "1 agent taken out of support" in page.text
    assert names(page) == ["Owen Agent"]


def test_members_are_searched(hr, inside, support, amara, owen):
    put_in(inside, support, amara, owen)
    assert names(hr.page(f"{support}?q=owen")) == ["Owen Agent"]
    assert "Nobody here matches “zoe”" in hr.page(f"{support}?q=zoe").text


@pytest.mark.parametrize("back", ["https://elsewhere.example", "//elsewhere.example", "/agents"])
def test_a_deed_goes_back_only_to_the_group(hr, support, back):
    assert hr.post(f"{support}/members/out", {"back": back}).headers["Location"] == support


def test_another_profile_takes_the_place_of_the_first(hr, inside, amara):
    for name in ("Standard", "Back office"):
        path = made(hr, "profile", name)
        hr.post(f"{path}/add", {"agent": amara})
    with inside() as session:
        belongs = members.of(session, [uuid.UUID(amara)])[uuid.UUID(amara)]
    assert [one.name for one in belongs] == ["Back office"]


def test_on_the_agent_s_page_groups_are_added_and_left(hr, inside, support, amara):
    group = support.rpartition("/")[2]
    assert hr.post(f"/agents/{amara}/groups", {"group": group}).headers["Location"] == f"/agents/{amara}/groups"
    assert hr.page(f"/agents/{amara}").links()["support"] == support
    page = hr.page(f"/agents/{amara}/groups")
    assert [button.get("aria-label") for button in page.all("button", title="Take out")] == ["Take out of support"]
    hr.post(f"/agents/{amara}/groups/leave", {"group": group})
    assert "support" not in hr.page(f"/agents/{amara}").links()
    assert seats(inside, amara) == []


@pytest.mark.parametrize(("group", "status"), [("", 303), (str(uuid.UUID(int=4)), 303), ("nonsense", 400)])
def test_a_group_that_is_none_changes_nothing(hr, inside, amara, group, status):
    assert hr.post(f"/agents/{amara}/groups", {"group": group}).status_code == status
    assert seats(inside, amara) == []


def test_a_new_agent_gets_what_was_ticked_in_the_form(hr, inside, support):
    made(hr, "team", "North")
    typed = {"full_name": "Zoe Meer", "email": "zoe@northwind.example", "typology": "webrtc", "invite": "none"}
    assert hr.post("/agents/new", {**typed, "queues": ["support"], "teams": ["North"]}).status_code == 303
    with inside() as session:
        zoe = session.query(Agent).filter_by(full_name="Zoe Meer").one()
        assert [one.name for one in members.of(session, [zoe.id])[zoe.id]] == ["support", "North"]


def test_what_was_ticked_stays_ticked_when_something_else_is_wrong(hr, support):
    page = Page(hr.post("/agents/new", {"full_name": "Zoe", "typology": "webrtc", "queues": ["support"]}).text)
    (box,) = page.all("input", name="queues")
    assert box.get("checked") is not None


def test_the_form_proposes_the_extension_of_the_team_that_was_ticked(hr, inside):
    north = made(hr, "team", "North")
    with inside() as session:
        team = uuid.UUID(north.rpartition("/")[2])
        session.add(Range(name="North", first=20000, last=20099, free_from=20000, team_id=team))
    assert hr.post("/agents/new/check", {"teams": ["North", "nothing"]}).json["proposed"]["extension"] == "20000"
    assert hr.post("/agents/new/check").json["proposed"]["extension"] != "20000"
