"""The portrait of an agent on its pages: who may change it, who may see it, for how long browsers keep it."""

import uuid
from io import BytesIO

import pytest
from PIL import Image

from onboarding.agents.models import Agent
from onboarding.groups.models import Group, Membership, Supervision


def photo(side: int = 40) -> BytesIO:
    drawn = BytesIO()
    Image.new("RGB", (side, side), "teal").save(drawn, "JPEG")
    drawn.seek(0)
    return drawn


def upload(browser, path, data):
    return browser.post(path, {"picture": (data, "me.jpg")})


@pytest.fixture
def address(hr, amara):
    """Where Amara's picture is shown."""
    upload(hr, f"/agents/{amara}/picture", photo())
    (shown,) = hr.page(f"/agents/{amara}").all("img")
    return shown.get("src")


def test_a_picture_takes_the_place_of_the_initials_and_goes_again(hr, amara, address):
    assert address.startswith(f"/agents/{amara}/picture?v=")
    answer = hr.get(address)
    assert answer.mimetype == "image/webp"
    with Image.open(BytesIO(answer.data)) as image:
        assert image.size == (256, 256)
    hr.post(f"/agents/{amara}/picture", {"remove": "yes"})
    assert "The picture is removed." in hr.page(f"/agents/{amara}/account").text
    assert hr.page(f"/agents/{amara}").all("img") == []
    assert hr.get(address).status_code == 404


def test_only_the_reader_s_browser_keeps_it_and_reads_it_as_nothing_else(hr, amara, address):
    answer = hr.get(address)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {"private", "immutable"} <= set(answer.headers["Cache-Control"].split(", "))
    assert "no-cache" in hr.get(f"/agents/{amara}/picture?v=older").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Choose a picture first"),
        (b"<svg/>", "not a picture that can be shown"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "not a"),
    ],
)
def test_what_is_no_picture_is_refused(hr, amara, data, says):
    upload(hr, f"/agents/{amara}/picture", BytesIO(data))
    page = hr.page(f"/agents/{amara}/account")
    assert says in page.text
    assert page.all("img") == []


def test_nobody_without_an_account_sees_it(browse_as, address):
    assert browse_as(None).get(address).status_code == 303


def test_a_supervisor_sees_those_of_their_own_people_only(browse_as, amara, address, inside, people):
    supervisor = browse_as("supervisor")
    assert supervisor.get(address).status_code == 404
    with inside() as session:
        night = Group(kind="team", name="Night", name_key="night")
        session.add(night)
        session.flush()
        session.add(Membership(group_id=night.id, agent_id=uuid.UUID(amara)))
        session.add(Supervision(group_id=night.id, account_id=people["supervisor"].id))
    assert supervisor.get(address).status_code == 200
    assert upload(supervisor, f"/agents/{amara}/picture", photo()).status_code == 403


def test_an_agent_changes_and_sees_their_own_and_no_other(browse_as, people, inside, address):
    owen = browse_as("agent")
    assert upload(owen, "/me/picture", photo()).headers["Location"] == "/me/account"
    with inside() as session:
        agent = session.get_one(Agent, people["agent"].agent_id)
    assert agent.picture
    assert owen.get(f"/agents/{agent.id}/picture?v={agent.picture}").status_code == 200
    assert owen.get(address).status_code == 404


def test_who_changed_it_is_in_the_story_and_its_change_is_no_version(hr, amara, address, inside):
    assert "Ingrid Hr uploaded a picture" in hr.page(f"/agents/{amara}").text
    with inside() as session:
        assert session.get_one(Agent, uuid.UUID(amara)).version == 1
