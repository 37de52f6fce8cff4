"""What the list of agents lets one do: the three dots of a row, the bar for many, and what has changed meanwhile."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest

from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import now
from onboarding.groups import groups, members, supervision
from onboarding.staffing import adding
from tests.directory.people import invitation
from tests.web.browser import words

NEW = [
    "Send invitation",
    "Copy invitation link",
    "Print a sheet",
    "Edit",
    "Associate…",
    "Reset the voicemail PIN…",
    "Disable…",
    "Delete…",
]


@pytest.fixture
def amara(amara, inside):
    """Amara, whose phone has been set up."""
    with inside() as session:
        session.get_one(Agent, UUID(amara)).provisioned_extension = 2417
    return amara


def deeds(browser, agent_id, asked=""):
    page = browser.page(f"/agents/{agent_id}/menu{asked}")
    (part,) = [each for each in page.root.iter("div") if each.get("class") == "menu-part"]
    return {words(item): item for item in part.iter() if (item.get("class") or "").startswith("menu-item")}


def joined(session, agent):
    agent.joined_at = now()


def disabled(session, agent):
    agent.disabled_at, agent.provisioned_extension = now(), None


def invited(session, agent):
    invitation(session, agent, "sent")


def locked(session, agent):
    agent.joined_at = now()
    accounts.account_of(session, agent.id).locked_until = now() + timedelta(hours=1)


def without_mailbox(session, agent):
    agent.voicemail = False


def deleted(session, agent):
    agent.deleted_at = now()


@pytest.mark.parametrize(
    ("fact", "offered"),
    [
        (None, NEW),
        (invited, ["Send invitation again", *NEW[1:]]),
        (joined, [*NEW[3:5], "Reset password…", *NEW[5:]]),
        (locked, [*NEW[3:5], "Reset password…", *NEW[5:]]),
        (disabled, ["Edit", "Associate…", "Enable", "Delete…"]),
        (without_mailbox, [each for each in NEW if "PIN" not in each]),
        (deleted, ["Restore", "Open", "Erase for good…"]),
    ],
    ids=lambda value: getattr(value, "__name__", "new" if value is None else ""),
)
def test_the_menu_of_a_row_has_what_fits_the_agent(hr, amara, inside, fact, offered):
    with inside() as session:
        if fact:
            fact(session, session.get_one(Agent, UUID(amara)))
    assert list(deeds(hr, amara)) == offered


def test_only_an_administrator_unlocks(hr, browse_as, amara, inside):
    with inside() as session:
        locked(session, session.get_one(Agent, UUID(amara)))
    assert "Unlock" not in deeds(hr, amara)
    assert "Unlock" in deeds(browse_as("admin"), amara)
    assert set(bar(browse_as("admin").page("/agents"))) - set(bar(hr.page("/agents"))) == {"unlock"}


def test_what_asks_back_is_asked_on_the_agent_s_page(hr, amara):
    offered = deeds(hr, amara)
    assert offered["Delete…"].get("href") == f"/agents/{amara}?ask=delete"
    assert offered["Reset the voicemail PIN…"].get("href") == f"/agents/{amara}?ask=voicemail-pin"
    assert offered["Associate…"].get("href") == f"/agents/{amara}/groups"


def test_the_menu_leads_back_to_the_list_it_was_opened_from(hr, amara):
    (row,) = hr.page("/agents?q=amara&sort=name").all("a", class_="dots")
    page = hr.page(row.get("href"))
    assert page.links()["Back to the list"] == "/agents?sort=name&q=amara"


def test_rows_stay_light_whatever_their_menus_hold(hr, inside, settings):
    def weight():
        return len(hr.get("/agents?limit=50").data)

    before = weight()
    with inside() as session:
        for number in range(20):
            typed = {"full_name": f"Person {number:02}", "email": f"p{number:02}@northwind.example"}
            adding.add(session, settings, typed, actor=SERVICE, invite="none")
    assert (weight() - before) / 20 < 2500


def test_supervisors_get_no_menu_no_boxes_and_no_bar(browse_as, amara, inside, people):
    with inside() as session:
        queue = groups.create(session, SERVICE, "queue", "support")
        members.add(session, SERVICE, queue, [UUID(amara)])
        supervision.supervise(session, SERVICE, people["supervisor"].id, [queue.id])
    supervisor = browse_as("supervisor")
    page = supervisor.page("/agents")
    assert not page.all("a", class_="dots")
    assert not page.all("input", name="agent")
    assert not [button for button in page.all("button") if button.get("name") == "deed"]
    assert supervisor.get(f"/agents/{amara}/menu").status_code == 403


def bar(page):
    return [button.get("value") for button in page.all("button", name="deed")]


def test_the_bar_offers_the_deeds_for_many(hr, amara):
    page = hr.page("/agents")
    assert bar(page) == ["invite", "add", "export", "disable", "delete", "enable", "typology"]
    (form,) = page.all("form", action="/agents/bulk")
    assert form.get("method") == "post"


def test_the_bar_of_deleted_agents_brings_back_or_erases(hr, amara, inside):
    with inside() as session:
        session.get_one(Agent, UUID(amara)).deleted_at = now()
    page = hr.page("/agents?deleted=1")
    assert bar(page) == ["restore", "erase"]
    assert not page.all("nav", aria_label="Views")


def test_all_that_match_are_named_by_their_number_and_sent_as_the_list_s_own_question(hr, inside, settings):
    with inside() as session:
        for number in range(30):
            typed = {"full_name": f"Person {number:02}", "email": f"p{number:02}@northwind.example"}
            adding.add(session, settings, typed, actor=SERVICE, invite="none")
    asked = urlencode([("q", "person"), ("filter", "joined=no"), ("sort", "name")])
    page = hr.page(f"/agents?{asked}&limit=25")
    assert "Select all 30 that match" in page.text
    assert page.values("everyone") == ["1"]
    assert page.values("query") == [asked]
    assert f"/agents?{asked}&limit=25" in page.values("back")


def test_where_the_page_is_all_there_is_nothing_more_is_offered(hr, amara):
    page = hr.page("/agents")
    assert page.values("everyone") == []


def changes(browser, since, asked=""):
    return browser.get(f"/agents/changes?{urlencode({'since': since.isoformat()})}&{asked}").json


def test_who_has_changed_since_the_list_was_shown_is_counted(hr, amara, inside):
    shown = now()
    assert changes(hr, shown)["changed"] == 0
    with inside() as session:
        session.get_one(Agent, UUID(amara)).updated_at = shown + timedelta(seconds=1)
    assert changes(hr, shown) == {"changed": 1, "sentence": "1 agent changed."}
    assert changes(hr, shown, "q=somebody-else")["changed"] == 0


@pytest.mark.parametrize("since", ["", "soon", "2026-13-01"])
def test_a_moment_that_is_none_counts_nobody(hr, since):
    assert hr.get(f"/agents/changes?since={since}").json["changed"] == 0


def test_the_list_says_where_to_ask_for_changes(hr, amara):
    (list_,) = [each for each in hr.page("/agents?q=amara").root.iter("div") if each.get("data-changes")]
    assert hr.get(list_.get("data-changes")).json["changed"] == 0
