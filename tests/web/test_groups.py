"""Groups: made, renamed and deleted on pages; supervisors look at theirs."""

import uuid

import pytest

from onboarding.audit import SERVICE
from onboarding.groups import groups, members, supervision
from onboarding.groups.models import KINDS
from onboarding.numbering.models import Range
from tests.web.browser import Browser, Page, words


def made(browser: Browser, kind: str, name: str, **more: str) -> str:
    """The path of a group that somebody has just made."""
    answer = browser.post("/groups", {"kind": kind, "name": name, **more})
    assert answer.status_code == 303, Page(answer.text).text
    return answer.headers["Location"]


def put_in(inside, path: str, *agent_ids: str) -> None:
    with inside() as session:
        group = groups.one(session, uuid.UUID(path.rpartition("/")[2]))
        members.add(session, SERVICE, group, [uuid.UUID(str(agent_id)) for agent_id in agent_ids])


@pytest.fixture
def support(hr) -> str:
    return made(hr, "queue", "support")


@pytest.fixture
def owen(people) -> str:
    return str(people["agent"].agent_id)


@pytest.mark.parametrize("kind", KINDS)
def test_a_group_of_each_kind_is_made_and_listed(hr, kind):
    path = made(hr, kind, "Night shift", channel="chat")
    assert hr.page(path).heading == "0 agents in Night shift"
    page = hr.page(f"/groups?kind={kind}")
    assert page.heading.startswith("1 ")
    assert page.links()["Night shift"] == path


@pytest.mark.parametrize("address", ["/groups", "/groups?kind=nothing"])
def test_without_a_kind_the_teams_are_shown(hr, address):
    assert hr.page(address).heading == "0 teams"


def test_a_kind_that_has_none_says_what_will_be_here(hr):
    assert "No AI assistants yet" in hr.page("/groups?kind=ai_assistant").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "queue", "name": "Störungen"}, "Write it such as Storungen."),
        ({"kind": "queue", "name": "SUPPORT"}, "There is a queue called support already."),
        ({"kind": "team", "name": " "}, "The name is missing."),
        ({"kind": "channel_account", "name": "Front desk", "channel": ""}, "Say what the account is for."),
        ({"kind": "team", "name": "North", "description": "x" * 1001}, "This is longer than 1000 characters."),
    ],
)
def test_one_that_cannot_be_says_why_and_keeps_what_was_typed(hr, support, typed, sentence):
    answer = hr.post("/groups", typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Page(answer.text).values("name") == [typed["name"]]


def test_every_count_leads_to_just_those_it_counts(hr, inside, support, amara, owen):
    put_in(inside, support, amara)
    page = hr.page("/groups?kind=queue")
    assert "Amara Okonkwo" in hr.page(page.links()["1"]).text
    assert "Owen Agent" not in hr.page(page.links()["1"]).text
    in_none = hr.page(page.links()["1 agent is in none."])
    assert [words(row) for row in in_none.all("th", scope="row")] == ["OAOwen Agent"]


def test_a_group_is_renamed_and_described(hr, support):
    assert hr.post(support, {"name": "Help desk", "description": "Orders"}).status_code == 303
    page = hr.page(support)
    assert page.heading == "0 agents in Help desk"
    assert "Orders" in page.text


def test_a_name_that_is_taken_is_said_beside_the_field(hr, support):
    made(hr, "queue", "sales")
    answer = hr.post(support, {"name": "sales"})
    assert answer.status_code == 422
    assert "There is a queue called sales already." in answer.text
    assert Page(answer.text).values("name") == ["sales"]


def test_deleting_asks_first_and_says_how_many_are_in_it_and_what_it_means(hr, inside, support, amara, owen):
    put_in(inside, support, amara, owen)
    put_in(inside, made(hr, "queue", "sales"), amara)
    asked = hr.page(f"{support}/delete").text
    assert "2 agents are in it." in asked
    assert "1 of them is in no other queue" in asked
    assert hr.post(f"{support}/delete").headers["Location"] == "/groups?kind=queue"
    assert "support" not in hr.page("/groups?kind=queue").links()
    hr.page(support, status=404)


def test_a_team_with_extensions_of_its_own_is_not_deleted(hr, inside):
    north = made(hr, "team", "North")
    with inside() as session:
        team = uuid.UUID(north.rpartition("/")[2])
        session.add(Range(name="Lagos", first=20000, last=20099, free_from=20000, team_id=team))
    answer = hr.post(f"{north}/delete")
    assert answer.status_code == 409
    assert "20000–20099 (Lagos) are for this team" in answer.text


def test_what_is_not_there_is_said_so(hr):
    for path in ("", "/add", "/delete"):
        hr.page(f"/groups/{uuid.uuid4()}{path}", status=404)


@pytest.fixture
def supervised(inside, people, hr, support) -> str:
    """The path of a queue that the supervisor supervises; there is another one."""
    made(hr, "queue", "sales")
    with inside() as session:
        supervision.supervise(session, SERVICE, people["supervisor"].id, [uuid.UUID(support.rpartition("/")[2])])
    return support


def test_supervisors_see_their_groups_and_change_nothing(browse_as, inside, supervised, amara):
    put_in(inside, supervised, amara)
    browser = browse_as("supervisor")
    page = browser.page("/groups?kind=queue")
    assert page.heading == "1 queue"
    assert {"support", "1"} <= page.links().keys()
    assert "Add queue" not in page.buttons()
    page = browser.page(supervised)
    assert "Amara Okonkwo" in page.text
    assert not {"Take out of support", "Save penalties and pauses"} & page.buttons()
    assert browser.post(supervised, {"name": "mine"}).status_code == 403
    assert browser.post(f"{supervised}/members/out", {"agent": amara}).status_code == 403


def test_supervisors_see_no_other_group(browse_as, hr, supervised):
    sales = hr.page("/groups?kind=queue").links()["sales"]
    browse_as("supervisor").page(sales, status=404)
    assert "You supervise no teams" in browse_as("supervisor").page("/groups?kind=team").text


def test_an_administrator_chooses_whom_a_supervisor_supervises(browse_as, people, hr, support):
    admin, path = browse_as("admin"), f"/staff/{people['supervisor'].id}"
    assert admin.page("/staff").links()["Nobody yet: choose"] == path
    page = admin.page(path)
    (box,) = page.all("input", name="group")
    assert box.get("checked") is None
    admin.post(path, {"group": box.get("value")})
    assert "supervises 1 team or queue" in admin.page("/staff").text
    assert admin.page(path).all("input", name="group")[0].get("checked") is not None
    assert "support" in browse_as("supervisor").page("/groups?kind=queue").links()
    admin.post(path, {})
    assert "support" not in browse_as("supervisor").page("/groups?kind=queue").links()


@pytest.mark.parametrize("role", ["hr", "admin"])
def test_only_supervisors_are_given_groups(browse_as, people, role):
    assert browse_as("admin").get(f"/staff/{people[role].id}").status_code == 404
    assert browse_as("hr").get(f"/staff/{people['supervisor'].id}").status_code == 403
