"""What is around every page of the staff: the navigation, the person's menu, the bell, the keys."""

import pytest

from tests.web.browser import words


def test_the_navigation_speaks_the_language_that_was_chosen(hr):
    page = hr.page("/groups")
    assert {"Agents", "Deleted agents", "Extensions"} <= {link.get("title") for link in page.all("a")}
    answer = hr.post("/language", {"language": "it", "back": "/groups"})
    assert answer.headers["Location"] == "/groups"
    page = hr.page("/groups")
    assert {"Agenti", "Agenti eliminati", "Interni"} <= {link.get("title") for link in page.all("a")}
    assert page.root.get("lang") == "it" or page.all("html", lang="it")


def test_each_language_is_offered_under_its_own_name_and_leads_back(hr):
    page = hr.page("/groups?kind=queue")
    offered = {button.get("value"): words(button) for button in page.all("button", name="language")}
    assert offered == {"en": "English", "it": "Italiano"}
    (spoken,) = page.all("button", name="language", aria_current="true")
    assert spoken.get("value") == "en"
    assert page.values("back") == ["/groups?kind=queue"]


def test_a_form_that_was_refused_leads_back_to_the_start(browse_as):
    answer = browse_as("admin").post("/settings/locking", {"tries": "x"})
    assert 'name="back" value="/"' in answer.text


@pytest.mark.parametrize("role", ["admin", "hr", "supervisor"])
def test_the_keys_have_a_page_for_whoever_has_no_scripts(browse_as, role):
    page = browse_as(role).page("/keys")
    assert [words(key) for key in page.all("kbd")] == ["/", "/", "j", "k", "x", "Esc", "?"]
    assert page.heading == "Keys"


def test_the_person_s_menu_leads_to_keys_password_and_out(hr):
    page = hr.page("/groups")
    assert page.links()["Keys"] == "/keys"
    assert page.links()["Change password"] == "/me/password"
    assert page.all("form", action="/sign-out")


def test_the_bell_belongs_to_who_is_signed_in(hr, people):
    (bell,) = [menu for menu in hr.page("/groups").all("details") if menu.get("data-bell")]
    assert bell.get("data-bell") == str(people["hr"].id)
