"""Views of the list of agents: tabs that everybody has, and one's own."""

from urllib.parse import urlencode
from uuid import UUID

import pytest

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.directory import views
from tests.web.browser import words


def tabs(page):
    return {words(tab): tab for tab in page.all("a", class_="tab")}


def current(page):
    (tab,) = page.all("a", class_="tab", aria_current="page")
    return words(tab)


def own(page):
    """The names on the page of views, in their order."""
    return [field.get("value") for field in page.all("input", name="name") if field.get("aria-label")]


def save(browser, name, asked=""):
    return browser.post(f"/agents/views?{asked}", {"name": name})


def forms(page):
    return [form.get("action") for form in page.all("form", class_="view-line")]


def test_the_list_as_it_is_shown_is_saved_under_a_name_and_becomes_a_tab(hr, amara):
    asked = urlencode([("q", "ama"), ("filter", "language!=de"), ("sort", "name"), ("limit", "25")])
    assert save(hr, "Milan, evening shift", asked).headers["Location"] == f"/agents?{asked}"
    tab = tabs(hr.page("/agents"))["Milan, evening shift1"]
    assert tab.get("href") == "/agents?q=ama&filter=language%21%3Dde&sort=name"
    page = hr.page(tab.get("href"))
    assert current(page) == "Milan, evening shift1"
    assert [words(chip) for chip in page.all("span", class_="chip")] == ["Languageis notGerman"]


def test_a_view_is_there_for_its_owner_alone(hr, browse_as, amara):
    save(hr, "Milan")
    assert "Milan2" in tabs(browse_as("hr").page("/agents"))
    assert "Milan2" not in tabs(browse_as("admin").page("/agents"))


def test_a_view_without_a_name_is_asked_for_one(hr):
    answer = save(hr, "  ")
    assert answer.status_code == 422
    assert "The view needs a name" in answer.text


def test_a_view_is_renamed_put_in_order_and_deleted(hr, amara):
    for name in ("A", "B", "C"):
        save(hr, name)
    page = hr.page("/agents/views")
    assert own(page) == ["A", "B", "C"]
    a, _b, c = forms(page)
    moved = hr.page(hr.post(c, {"deed": "up"}).headers["Location"])
    assert own(moved) == ["A", "C", "B"]
    assert moved.all("button", autofocus="", aria_label="Move C up")
    hr.post(a, {"name": "First"})
    assert own(hr.page("/agents/views")) == ["First", "C", "B"]
    hr.post(c, {"name": "C", "deed": "delete"})
    assert own(hr.page("/agents/views")) == ["First", "B"]


def test_a_name_that_another_view_has_is_refused_beside_its_field(hr):
    save(hr, "A")
    save(hr, "B")
    answer = hr.post(forms(hr.page("/agents/views"))[1], {"name": "a"})
    assert answer.status_code == 422
    assert "You have a view a already." in answer.text


def test_a_view_that_is_gone_may_be_deleted_once_more(hr):
    save(hr, "A")
    (form,) = forms(hr.page("/agents/views"))
    assert [hr.post(form, {"deed": "delete"}).status_code for _ in range(2)] == [303, 303]
    assert hr.post(form, {"name": "B"}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "tab"),
    [
        ("", "Everyone"),
        ("q=nobody", "Everyone"),
        ("filter=language!%3Dde", "Everyone"),
        ("stage=created,provisioned", "Not invited"),
        ("stage=created,provisioned&filter=language!%3Dde", "Not invited"),
        ("stage=ready&typology=webrtc", "Ready"),
        ("filter=reason%3Dexpired", "Expired"),
    ],
)
def test_the_current_tab_is_the_view_of_which_the_list_is_the_nearest_part(hr, amara, asked, tab):
    assert current(hr.page(f"/agents?{asked}")).rstrip("0123456789") == tab


def test_a_view_counts_whom_it_shows_now(hr, amara, inside):
    save(hr, "Ready ones", "filter=joined%3Dyes")
    assert "Ready ones0" in tabs(hr.page("/agents"))
    with inside() as session:
        session.get_one(Agent, UUID(amara)).joined_at = now()
    assert "Ready ones1" in tabs(hr.page("/agents"))


def test_a_view_that_asks_for_what_there_is_no_more_does_not_stop_the_list(hr, amara, inside, people):
    with inside() as session:
        views.save(session, people["hr"].id, "Old", "filter=shoe%3D42")
    assert "Old" not in " ".join(tabs(hr.page("/agents")))
    assert own(hr.page("/agents/views")) == ["Old"]


def test_supervisors_have_views_as_well(browse_as):
    supervisor = browse_as("supervisor")
    save(supervisor, "Mine")
    assert own(supervisor.page("/agents/views")) == ["Mine"]
