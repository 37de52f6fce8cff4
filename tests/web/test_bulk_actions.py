"""Acting on many: asked back with the number, done, told with a way to the result, looked at, stopped, undone."""

import re
import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.bulk.action_models import BulkAction
from onboarding.database import now
from onboarding.groups import groups
from onboarding.staffing import adding
from tests.web.browser import Page, words
from tests.web.files import work

LIST = "/agents?typology=webrtc"


@pytest.fixture
def ids(amara, people):
    """Amara and Owen."""
    return [amara, str(people["agent"].agent_id)]


@pytest.fixture
def read(inside):
    def read(agent_id: str) -> Agent:
        with inside() as session:
            return session.get_one(Agent, uuid.UUID(agent_id))

    return read


def asked(browser, deed, ids, **more) -> Page:
    answer = browser.post("/agents/bulk", {"deed": deed, "agent": ids, "back": LIST, **more})
    assert answer.status_code == 200, answer.status_code
    return Page(answer.text)


def fields(page: Page) -> dict[str, list[str]]:
    """What the form of the question sends along."""
    (form,) = page.all("form", action="/bulk-actions")
    sent: dict[str, list[str]] = {}
    for each in form.iter("input"):
        if each.get("type") == "hidden" and each.get("name") != "csrf_token":
            sent.setdefault(each.get("name"), []).append(each.get("value"))
    return sent


def confirm(browser, page: Page, **more):
    return browser.post("/bulk-actions", {**fields(page), **more})


@pytest.mark.parametrize(
    ("deed", "question", "button"),
    [
        ("invite", "Invite 2 agents?", "Invite 2 agents"),
        ("disable", "Disable 2 agents?", "Disable 2 agents"),
        ("enable", "Enable 2 agents?", "Enable 2 agents"),
        ("delete", "Delete 2 agents?", "Delete 2 agents"),
        ("add", "Which groups for 2 agents?", "Save for 2 agents"),
        ("typology", "Which typology for 2 agents?", "Change 2 agents"),
    ],
)
def test_it_is_asked_back_with_the_number_and_the_harmless_way_has_the_focus(hr, ids, deed, question, button):
    page = asked(hr, deed, ids)
    assert page.heading == question
    assert button in page.buttons()
    (keep,) = [link for link in page.all("a") if link.get("autofocus") is not None]
    assert (words(keep), keep.get("href")) == ("Leave them as they are", LIST)
    assert "Amara Okonkwo, Owen Agent" in page.text


def test_who_will_be_left_out_is_said(hr, ids):
    hr.post(f"/agents/{ids[0]}/disable")
    page = asked(hr, "disable", ids)
    assert page.heading == "Disable 2 agents?"
    assert "Left out: 1 is disabled." in page.text


def test_done_to_all_at_once_one_is_back_in_the_list_and_told_the_way_to_the_result(hr, ids, read):
    answer = confirm(hr, asked(hr, "disable", ids))
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    page = hr.page(LIST)
    assert "2 agents are disabled" in page.text
    result = hr.page(page.links()["See result"])
    assert result.heading == "2 agents are disabled"
    assert names(result) == {"Amara Okonkwo", "Owen Agent"}
    assert read(ids[0]).disabled_at is not None


def names(page: Page) -> set[str]:
    """Who has a result on this page."""
    people = [link for link in page.all("a") if re.fullmatch(r"/agents/[0-9a-f-]{36}", link.get("href") or "")]
    return {link[0].tail.strip() for link in people}


def test_where_somebody_is_left_out_the_page_says_who_and_why(hr, ids):
    hr.post(f"/agents/{ids[0]}/disable")
    answer = confirm(hr, asked(hr, "disable", ids))
    page = hr.page(answer.headers["Location"])
    assert page.heading == "1 of 2 disabled"
    assert "Amara Okonkwo is disabled already." in page.text
    left_out = hr.page(answer.headers["Location"] + "?outcome=left_out")
    assert "Owen Agent" not in left_out.text


def test_undone_with_whoever_changed_meanwhile_named(hr, ids, read):
    answer = confirm(hr, asked(hr, "disable", ids), back="")
    path = answer.headers["Location"]
    hr.post(f"/agents/{ids[1]}/enable")
    undone = hr.post(f"{path}/undo")
    page = hr.page(undone.headers["Location"])
    assert page.heading == "1 of 2 undone"
    assert "Owen Agent was changed meanwhile, and stays as they are." in page.text
    assert read(ids[0]).disabled_at is None
    again = hr.page(path)
    assert "Undo" not in again.buttons()
    assert "Taken back by Ingrid Hr" in again.text


def test_a_double_click_is_one_action(hr, ids, inside):
    page = asked(hr, "disable", ids)
    first, second = confirm(hr, page, back=""), confirm(hr, page, back="")
    assert first.headers["Location"] == second.headers["Location"]
    with inside() as session:
        assert session.scalar(select(func.count()).select_from(BulkAction)) == 1


def test_everybody_who_matches_by_the_list_s_own_question(hr, ids, read):
    page = asked(hr, "disable", [], everyone="1", query=urlencode({"q": "amara", "sort": "name", "cursor": "x"}))
    assert page.heading == "Disable 1 agent?"
    confirm(hr, page)
    assert read(ids[0]).disabled_at is not None
    assert read(ids[1]).disabled_at is None


def test_more_than_were_named_are_asked_about_again(hr, ids, inside, settings, read):
    page = asked(hr, "disable", [], everyone="1", query="typology=webrtc")
    with inside() as session:
        typed = {"full_name": "Zoe Meer", "email": "zoe@northwind.example"}
        adding.add(session, settings, typed, actor=SERVICE, invite="none")
    answer = confirm(hr, page)
    assert answer.status_code == 409
    again = Page(answer.text)
    assert again.heading == "Disable 3 agents?"
    assert "3 match by now. You were asked about 2. Nothing was done yet." in words(again.root)
    assert read(ids[0]).disabled_at is None
    assert confirm(hr, again).status_code == 303
    assert read(ids[0]).disabled_at is not None


def test_fewer_than_were_named_are_done_and_it_is_said(hr, ids):
    page = asked(hr, "disable", [], everyone="1", query="typology=webrtc")
    hr.post(f"/agents/{ids[1]}/delete")
    answer = confirm(hr, page, back="")
    assert "2 were confirmed. Only 1 was left when it began." in words(hr.page(answer.headers["Location"]).root)


def test_many_are_done_by_workers_and_the_page_follows(hr, ids, inside, app, settings):
    with inside() as session:
        for number in range(60):
            typed = {"full_name": f"Agent {number:02}", "email": f"agent{number}@northwind.example"}
            adding.add(session, settings, typed, actor=SERVICE, invite="none")
    path = confirm(hr, asked(hr, "disable", [], everyone="1", query="q=agent")).headers["Location"]
    page = hr.page(path)
    assert page.heading == "61 agents are being disabled"
    assert "You can close this page. It goes on." in page.text
    state = hr.get(f"{path}/progress").json
    assert (state["look"], state["texts"]["percent"], state["texts"]["waiting"]) == ("running", "0 %", "61")
    work(app, settings)
    assert hr.get(f"{path}/progress").json["look"] == "done"
    assert hr.page(path).heading == "61 agents are disabled"
    first = hr.page(path)
    assert len(names(first)) == 50
    assert len(names(hr.page(first.links()["Next"]))) == 11


def test_stopped_before_it_began_everybody_stays(hr, ids, inside, app, settings, read):
    with inside() as session:
        for number in range(60):
            typed = {"full_name": f"Agent {number:02}", "email": f"agent{number}@northwind.example"}
            adding.add(session, settings, typed, actor=SERVICE, invite="none")
    path = confirm(hr, asked(hr, "disable", [], everyone="1", query="")).headers["Location"]
    hr.post(f"{path}/stop")
    work(app, settings)
    page = hr.page(path)
    assert page.heading == "0 of 62 disabled"
    assert "Stopped. What is done stays done." in page.text
    assert read(ids[0]).disabled_at is None


def test_added_to_groups_and_a_choice_that_is_missing_is_said_in_place(hr, ids, inside):
    with inside() as session:
        queue = str(groups.create(session, SERVICE, "queue", "support").id)
        groups.create(session, SERVICE, "profile", "Newcomers")
    page = asked(hr, "add", ids)
    answer = confirm(hr, page)
    assert answer.status_code == 422
    assert "Choose at least one group." in answer.text
    answer = confirm(hr, page, group=[queue], penalty="x")
    assert "A penalty is a number from 0 to 9999." in answer.text
    assert Page(answer.text).values("group") == [queue]
    confirm(hr, page, group=[queue], penalty="2")
    assert hr.page(f"/groups/{queue}").heading == "2 agents in support"
    taken = confirm(hr, asked(hr, "add", ids), group=[queue], how="out", back="")
    assert hr.page(taken.headers["Location"]).heading == "2 agents are taken out"


def test_another_typology_with_what_it_needs(hr, ids, read):
    page = asked(hr, "typology", ids)
    assert "Choose one of the typologies." in confirm(hr, page).text
    assert confirm(hr, page, typology="mobile", push_gateway="nonsense").status_code == 422
    confirm(hr, page, typology="mobile", push_gateway="https://push.northwind.example/")
    assert read(ids[0]).push_gateway == "https://push.northwind.example/"
    confirm(hr, asked(hr, "typology", ids), typology="phonebar", remote_control="yes")
    assert (read(ids[0]).typology, read(ids[0]).remote_control_port) == ("phonebar", 9888)


def test_invitations_for_another_time_are_planned_on_the_page_of_bulk_invites(hr, ids):
    page = asked(hr, "invite", ids)
    assert [b.get("formaction") for b in page.all("button") if b.get("formaction")] == ["/bulk-invites/selection"]
    everyone = asked(hr, "invite", [], everyone="1", query="typology=webrtc")
    assert everyone.links()["Choose a time …"] == "/bulk-invites/new?who=filter&typology=webrtc"


def test_a_file_of_those_selected_comes_at_once(hr, ids):
    answer = hr.post("/agents/bulk", {"deed": "export", "agent": ids[:1]})
    assert answer.mimetype == "text/csv"
    assert "amara@northwind.example" in answer.text
    assert "owen@northwind.example" not in answer.text
    everyone = hr.post("/agents/bulk", {"deed": "export", "everyone": "1", "query": "q=owen"})
    assert "amara@northwind.example" not in everyone.text
    assert "owen@northwind.example" in everyone.text


def test_the_deleted_are_restored_or_erased(hr, ids, inside):
    confirm(hr, asked(hr, "delete", ids))
    page = asked(hr, "restore", ids[:1], back="/agents?deleted=1")
    assert page.heading == "Restore 1 agent?"
    confirm(hr, page)
    page = asked(hr, "erase", ids[1:], back="/agents?deleted=1")
    assert page.heading == "Erase 1 agent for good?"
    path = confirm(hr, page, back="").headers["Location"]
    result = hr.page(path)
    assert result.heading == "1 agent is erased"
    assert "Somebody who was erased" in result.text
    assert "This cannot be undone" in result.text
    assert "Undo" not in result.buttons()
    with inside() as session:
        assert session.scalars(select(Agent.full_name)).all() == ["Amara Okonkwo"]


@pytest.mark.parametrize("deed", ["invite", "disable", "delete", "add", "typology"])
def test_a_supervisor_is_not_let_in(browse_as, ids, deed):
    supervisor = browse_as("supervisor")
    assert supervisor.post("/agents/bulk", {"deed": deed, "agent": ids}).status_code == 403
    sent = {"deed": deed, "agent": ids, "id": str(uuid.uuid4()), "confirmed": "2"}
    assert supervisor.post("/bulk-actions", sent).status_code == 403


def test_unlocking_is_for_administrators(hr, browse_as, ids, inside):
    with inside() as session:
        accounts.account_of(session, uuid.UUID(ids[0])).locked_until = now() + timedelta(hours=1)
    assert hr.post("/agents/bulk", {"deed": "unlock", "agent": ids}).status_code == 403
    admin = browse_as("admin")
    page = asked(admin, "unlock", ids)
    assert "Left out: 1 is not locked." in page.text
    assert hr.post("/bulk-actions", fields(page)).status_code == 403
    answer = admin.post("/bulk-actions", fields(page))
    assert admin.page(answer.headers["Location"]).heading == "1 of 2 unlocked"


def test_nobody_selected_is_told(hr):
    answer = hr.post("/agents/bulk", {"deed": "disable", "back": LIST})
    assert answer.headers["Location"] == LIST
    assert "Nobody was selected" in hr.page(LIST).text


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/agents\\@elsewhere.example"])
def test_back_leads_to_the_list_and_nowhere_else(hr, ids, back):
    assert confirm(hr, asked(hr, "disable", ids), back=back).headers["Location"].startswith("/bulk-actions/")


def test_what_was_done_to_many_is_listed_with_who_and_when(hr, ids):
    assert "Nothing was done to many yet" in hr.page("/bulk-actions").text
    confirm(hr, asked(hr, "disable", ids))
    page = hr.page("/bulk-actions")
    assert "2 agents are disabled" in page.links()
    assert "Ingrid Hr" in page.text
