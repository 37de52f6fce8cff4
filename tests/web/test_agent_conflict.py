"""Two people change the same agent: the second is shown both versions, and chooses; nothing typed is lost."""

import re
import uuid

import pytest

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.staffing import adding
from tests.web.browser import Page, words

ANA = Actor("Ana Kovač")


@pytest.fixture
def agent(amara, inside):
    """Amara as she is now."""

    def read() -> Agent:
        with inside() as session:
            return session.get_one(Agent, uuid.UUID(amara))

    return read


@pytest.fixture
def ana_changes(amara, inside, settings):
    """Somebody else saves while the form is open."""

    def change(**fields: str) -> None:
        with inside() as session:
            adding.change(session, settings, session.get_one(Agent, uuid.UUID(amara)), fields, actor=ANA)

    return change


def form(page: Page) -> dict[str, str]:
    """What the browser would send of the form that is saved."""
    (found,) = [each for each in page.all("form") if re.search("/(account|phone|voicemail)$", each.get("action") or "")]
    sent = {}
    for field in [*found.iter("input"), *found.iter("textarea")]:
        if field.get("type") not in ("radio", "checkbox") or field.get("checked") is not None:
            sent[field.get("name")] = (field.text or "") if field.tag == "textarea" else field.get("value") or ""
    for select in found.iter("select"):
        (chosen,) = [each for each in select.iter("option") if each.get("selected") is not None]
        sent[select.get("name")] = chosen.get("value")
    del sent["csrf_token"]
    return sent


def rows(page: Page) -> dict[str, tuple[str, str, str]]:
    """Field → their version, mine, and which is chosen, as the table shows them."""
    found = {}
    for row in page.all("table")[0].iter("tr"):
        cells = list(row.iter("td"))
        if cells:
            chosen = [box.get("data-version") for box in row.iter("input") if box.get("checked") is not None]
            theirs, mine = (words(next(cell.iter("label"))) for cell in cells)
            found[words(next(row.iter("th")))] = (theirs, mine, *chosen)
    return found


def test_both_versions_stand_side_by_side_and_who_wrote_theirs_is_named(hr, amara, agent, ana_changes):
    path = f"/agents/{amara}/account"
    opened = form(hr.page(path))
    ana_changes(alias="A. Okonkwo", mobile="+2348035550142")
    answer = hr.post(path, {**opened, "alias": "Amara O.", "description": "Third floor"})
    page = Page(answer.text)
    assert answer.status_code == 409
    assert "Ana Kovač changed this agent just now." in words(page.root)
    assert rows(page) == {
        "Aliasboth changed it": ("A. Okonkwo", "Amara O.", "mine"),
        "Mobile phone": ("+2348035550142", "empty", "theirs"),
        "Description": ("empty", "Third floor", "mine"),
    }
    assert agent().alias == "A. Okonkwo"


def test_what_was_chosen_is_saved(hr, amara, agent, ana_changes):
    path = f"/agents/{amara}/account"
    opened = form(hr.page(path))
    ana_changes(alias="A. Okonkwo", mobile="+2348035550142")
    choosing = form(Page(hr.post(path, {**opened, "alias": "Amara O.", "description": "Third floor"}).text))
    assert hr.post(path, choosing).status_code == 303
    now = agent()
    assert (now.alias, now.mobile, now.description) == ("Amara O.", "+2348035550142", "Third floor")


def test_the_other_version_can_be_chosen_field_by_field(hr, amara, agent, ana_changes):
    path = f"/agents/{amara}/phone"
    opened = form(hr.page(path))
    ana_changes(typology="external")
    choosing = form(Page(hr.post(path, {**opened, "typology": "phonebar", "extension": "2500"}).text))
    assert choosing["typology"] == "phonebar"
    hr.post(path, {**choosing, "typology": "external"})
    assert (agent().typology, agent().extension) == ("external", 2500)


def test_values_are_said_in_words(hr, amara, ana_changes):
    path = f"/agents/{amara}/phone"
    opened = form(hr.page(path))
    ana_changes(typology="external")
    page = Page(hr.post(path, {**opened, "typology": "phonebar", "remote_control": "yes"}).text)
    assert rows(page)["Typologyboth changed it"] == ("External", "Phonebar", "mine")
    assert rows(page)["Remote control"] == ("off", "on", "mine")


def test_who_comes_third_is_asked_again(hr, amara, agent, ana_changes):
    path = f"/agents/{amara}/account"
    opened = form(hr.page(path))
    ana_changes(alias="First")
    choosing = form(Page(hr.post(path, {**opened, "alias": "Mine"}).text))
    ana_changes(alias="Second")
    answer = hr.post(path, choosing)
    assert answer.status_code == 409
    assert rows(Page(answer.text))["Aliasboth changed it"] == ("Second", "Mine", "mine")
    assert agent().alias == "Second"


def test_one_can_go_on_typing_with_what_was_chosen(hr, amara, agent, ana_changes):
    path = f"/agents/{amara}/account"
    opened = form(hr.page(path))
    ana_changes(alias="A. Okonkwo")
    choosing = form(Page(hr.post(path, {**opened, "alias": "Amara O."}).text))
    again = form(Page(hr.post(path, {**choosing, "again": "yes"}).text))
    assert again["alias"] == "Amara O."
    assert agent().alias == "A. Okonkwo"
    hr.post(path, {**again, "alias": "Amara Oko"})
    assert agent().alias == "Amara Oko"


def test_a_mistake_in_between_does_not_hide_that_somebody_else_saved(hr, amara, agent, ana_changes):
    path = f"/agents/{amara}/account"
    opened = form(hr.page(path))
    refused = form(Page(hr.post(path, {**opened, "alias": "Mine", "email": "amara@"}).text))
    ana_changes(alias="Theirs")
    assert hr.post(path, {**refused, "email": "amara@northwind.example"}).status_code == 409
    assert agent().alias == "Theirs"


@pytest.mark.parametrize("elsewhere", [{"voicemail": "no"}, {"typology": "external"}])
def test_what_this_form_does_not_show_may_have_changed_meanwhile(hr, amara, agent, ana_changes, elsewhere):
    path = f"/agents/{amara}/account"
    opened = form(hr.page(path))
    ana_changes(**elsewhere)
    assert hr.post(path, {**opened, "alias": "Amara O."}).status_code == 303
    assert agent().alias == "Amara O."


def test_a_form_that_does_not_say_what_it_began_with_is_refused_when_it_is_old(hr, amara, agent, ana_changes):
    ana_changes(alias="Theirs")
    typed = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example", "alias": "Mine"}
    for version in ("1", "", "x", "9" * 30):
        assert hr.post(f"/agents/{amara}/account", {**typed, "version": version}).status_code == 409
    assert agent().alias == "Theirs"


def test_lines_of_a_description_are_no_change_by_themselves(hr, amara, agent, ana_changes):
    path = f"/agents/{amara}/account"
    ana_changes(description="First line\nsecond line")
    opened = {name: value.replace("\n", "\r\n") for name, value in form(hr.page(path)).items()}
    ana_changes(alias="Theirs")
    page = Page(hr.post(path, {**opened, "alias": "Mine"}).text)
    assert list(rows(page)) == ["Aliasboth changed it"]
