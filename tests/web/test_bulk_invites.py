"""Bulk invites: a plan in the address, what it would do in words, the message of a real person, and the deeds."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from onboarding.audit import SERVICE
from onboarding.bulk import releasing
from onboarding.bulk.models import BulkInvite, BulkInvitePerson
from onboarding.database import now
from onboarding.groups import groups, members, supervision
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from tests.directory.people import account, agent
from tests.web.browser import words
from tests.web.files import work

START = (now() + timedelta(days=11)).date()
NEW = "/bulk-invites/new"


@pytest.fixture
def starters(inside):
    """Three who start on one day, in two places; one of them has joined."""
    with inside() as session:
        found = {
            "Liezel Bautista": {"timezone": "Asia/Manila", "personal_email": "liezel@home.example"},
            "Amara Okonkwo": {"timezone": "Africa/Lagos", "language": "it"},
            "Rita Ready": {"joined_at": now()},
        }
        ids = {}
        for name, facts in found.items():
            made = agent(session, name, start_date=START, **facts)
            account(session, made)
            ids[name] = str(made.id)
        return ids


def planned(inside):
    """The bulk invites there are."""
    with inside() as session:
        return session.scalars(select(BulkInvite)).all()


def test_before_there_is_one_the_page_says_what_it_is_for(hr, browse_as):
    page = hr.page("/bulk-invites")
    assert "No bulk invites yet" in page.text
    assert page.links()["New bulk invite"] == NEW
    assert "New bulk invite" not in browse_as("supervisor").page("/bulk-invites").links()


@pytest.mark.usefixtures("starters")
def test_the_plan_is_said_in_words(hr):
    page = hr.page(f"{NEW}?start_date={START}&days_before=4&shown=1&place=local&remind=1")
    text = " ".join(page.text.split())
    assert page.heading.startswith("Invite everyone who starts on ")
    assert "2 people</strong> will be written to. 1 is left out: 1 has joined." in text
    (places,) = page.all("table", class_="places")
    assert [words(cell) for cell in places.iter("th")] == ["Manila", "Lagos"]
    assert "Schedule 2 invitations" in page.buttons()
    assert {"First reminder", "Last reminder", "Links end"} <= {words(cell) for cell in page.all("th", scope="row")}


@pytest.mark.usefixtures("starters")
def test_the_preview_is_a_real_person_s_in_a_frame_that_may_do_nothing(hr, starters):
    page = hr.page(f"{NEW}?start_date={START}&at=1")
    assert "What Liezel will get" in page.text
    assert "liezel@home.example" in page.text
    (frame,) = page.all("iframe")
    assert frame.get("sandbox") == ""
    answer = hr.get(frame.get("src"))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "Liezel" in answer.text
    assert "/join/example" in answer.text
    text = hr.page(f"{NEW}?start_date={START}&at=1&as=text")
    assert "Liezel" in words(text.all("pre")[0])


def test_looking_writes_nothing(hr, starters, inside):
    hr.page(f"{NEW}?start_date={START}")
    hr.get(f"/bulk-invites/message/{starters['Amara Okonkwo']}")
    with inside() as session:
        for table in (BulkInvite, Invitation, Message):
            assert session.scalars(select(table)).all() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"clock": "25:00"}, "25:00 is not a time of day."),
        ({"per_minute": "many"}, "Write a whole number from 1 to 100000."),
        ({"days_before": "400"}, "Write a whole number from 0 to 90."),
        ({"start_date": "soon"}, "soon is not a date."),
        ({"who": "chosen"}, "Nobody is chosen."),
        ({"who": "import"}, "Nobody is chosen."),
    ],
)
def test_what_cannot_be_is_said_beside_the_plan_and_nothing_is_made(typed, said, hr, starters, inside):
    asked = {"who": "start_date", "start_date": START.isoformat(), "place": "local", "shown": "1", **typed}
    answer = hr.post("/bulk-invites", asked)
    assert answer.status_code == 422
    assert said in answer.text
    assert planned(inside) == []


def test_scheduled_from_the_form_it_has_a_page_and_a_line(hr, starters, inside):
    asked = {"who": "start_date", "start_date": START.isoformat(), "days_before": "4", "clock": "9:00", "shown": "1"}
    answer = hr.post("/bulk-invites", {**asked, "place": "local", "per_minute": "200"})
    page = hr.page(answer.headers["Location"])
    assert page.heading == "2 people will be invited"
    assert {"Pause", "Cancel"} <= page.buttons()
    (made,) = planned(inside)
    assert (made.days_before, made.clock, made.timezone, made.reminders) == (4, "09:00", None, 0)
    row = words(hr.page("/bulk-invites").all("tr")[1])
    assert row.startswith("Everyone who starts on")
    assert "9:00 where each person lives" in row


def test_in_one_time_zone_on_a_day(hr, starters, inside):
    asked = {"who": "filter", "filter": "full_name~a", "when": "day", "day": "2027-03-04", "clock": "9:00"}
    hr.post("/bulk-invites", {**asked, "place": "one", "timezone": "Europe/Rome", "shown": "1"})
    (made,) = planned(inside)
    assert (made.day.isoformat(), made.clock, made.timezone) == ("2027-03-04", "09:00", "Europe/Rome")
    assert made.query == {"filters": ["full_name~a"]}


def test_those_ticked_in_the_list_of_agents_become_a_plan(hr, starters, inside):
    chosen = [starters["Amara Okonkwo"], starters["Liezel Bautista"]]
    answer = hr.post("/bulk-invites/selection", {"agent": chosen})
    address = answer.headers["Location"]
    assert "csrf" not in address
    page = hr.page(address)
    assert page.heading == "Invite 2 chosen people"
    assert sorted(page.values("agent")) == sorted(chosen)
    hr.post("/bulk-invites", {"who": "chosen", "agent": chosen, "place": "now", "shown": "1"})
    with inside() as session:
        named = session.scalars(select(BulkInvitePerson.agent_id)).all()
    assert sorted(map(str, named)) == sorted(chosen)


def test_everybody_whom_the_list_shows_can_be_planned_for(hr, starters):
    planned_page = hr.page(f"{NEW}?q=a&who=filter&place=now")
    assert "“a”" in planned_page.heading


def test_a_test_goes_to_whoever_asks_and_to_nobody_else(hr, starters, app, settings, inside):
    asked = {"shown_agent": starters["Amara Okonkwo"], "who": "start_date", "start_date": START.isoformat()}
    answer = hr.post("/bulk-invites/test", asked)
    assert answer.headers["Location"].startswith(f"{NEW}?")
    assert "csrf" not in answer.headers["Location"]
    assert "A test is on its way to hr@northwind.example." in hr.page(answer.headers["Location"]).text
    work(app, settings)
    with inside() as session:
        (message,) = session.scalars(select(Message))
        assert (message.state, message.recipient) == ("sent", "hr@northwind.example")
        assert session.scalars(select(Invitation)).all() == []


def make(inside, hr, starters):
    hr.post("/bulk-invites", {"who": "chosen", "agent": list(starters.values()), "place": "now", "per_minute": "60000"})
    with inside() as session:
        return f"/bulk-invites/{session.scalars(select(BulkInvite.id)).one()}"


def test_paused_resumed_and_cancelled_by_its_buttons(hr, starters, inside):
    path = make(inside, hr, starters)
    for deed, said, button in (
        ("pause", "Paused. Nothing else goes out until you resume it.", "Resume"),
        ("resume", "It goes on.", "Pause"),
        ("cancel", "Cancelled. What is sent stays", None),
    ):
        assert hr.post(f"{path}/{deed}").headers["Location"] == path
        page = hr.page(path)
        assert said in page.text
        assert button is None or button in page.buttons()
    hr.post(f"{path}/pause")
    assert "This bulk invite was cancelled." in hr.page(path).text
    assert not {"Pause", "Resume"} & hr.page(path).buttons()


def test_every_count_leads_to_the_people_it_counts(hr, starters, inside, app, settings):
    path = make(inside, hr, starters)
    work(app, settings)
    with inside() as session:
        first, second = session.scalars(select(Invitation).order_by(Invitation.id))
        first.first_seen_at = now()
        second.state = "bounced"
    page = hr.page(path)
    assert page.heading == "0 of 2 people have joined"
    for card in page.all("a", class_="count-card"):
        (count,) = [int(words(part)) for part in card.iter("span") if part.get("class") == "count-number"]
        assert len(hr.page(card.get("href")).all("th", scope="row")) == count
    assert hr.get(f"{path}/progress").json["texts"]["sent"] == "2"


def test_supervisors_see_their_own_people_in_it_and_no_buttons(browse_as, people, hr, starters, inside, settings):
    path = make(inside, hr, starters)
    with inside() as session:
        releasing.release(session, settings, uuid.UUID(path.rpartition("/")[2]))
        queue = groups.create(session, SERVICE, "queue", "support")
        members.add(session, SERVICE, queue, [uuid.UUID(starters["Amara Okonkwo"])])
        supervision.supervise(session, SERVICE, people["supervisor"].id, [queue.id])
    page = browse_as("supervisor").page(path)
    assert [words(cell)[2:] for cell in page.all("th", scope="row")] == ["Amara Okonkwo"]
    assert not {"Pause", "Cancel"} & page.buttons()
    assert browse_as("supervisor").get(NEW).status_code == 403
    assert browse_as("supervisor").post(f"{path}/cancel").status_code == 403


def test_what_is_not_there(hr):
    assert hr.get(f"/bulk-invites/{uuid.uuid4()}").status_code == 404
    assert hr.get(f"/bulk-invites/message/{uuid.uuid4()}").status_code == 404
    assert hr.post("/bulk-invites/test").status_code == 400


def test_invitations_have_settings_of_their_own(browse_as):
    admin = browse_as("admin")
    kept = {"clock": "8:30", "days_before": "4", "valid_days": "14", "remind_every_days": "2", "reminders": "1"}
    assert admin.post("/settings/invitations", kept).headers["Location"] == "/settings#invitations"
    page = admin.page("/settings")
    assert (page.values("clock"), page.values("valid_days")) == (["08:30"], ["14"])
    answer = admin.post("/settings/invitations", {**kept, "valid_days": "0", "clock": "late"})
    assert answer.status_code == 422
    assert "late is not a time of day." in answer.text
    assert "Write a whole number from 1 to 90." in answer.text
