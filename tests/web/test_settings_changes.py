"""What was changed in the settings, by whom; and two people who change them at the same time."""

import pytest

from onboarding.accounts import accounts
from onboarding.audit import SERVICE
from onboarding.preferences.organisation import organisation
from tests.web.browser import Browser, Page, words

SENT = {"name": "Northwind", "colour": "#0F3D3E", "reply_to": ""}


@pytest.fixture
def admin(browse_as):
    return browse_as("admin")


@pytest.fixture
def other(app, inside) -> Browser:
    """Another administrator, Owen."""
    with inside() as session:
        account = accounts.create_staff(session, SERVICE, "owen.admin@northwind.example", "admin", "Owen Li")
    return Browser(app, account)


def mark_of(page: Page, key: str) -> str:
    (form,) = page.all("form", action=f"/settings/{key}")
    return next(field.get("value") for field in form.iter("input") if field.get("name") == "was")


def changes(browser: Browser, path: str = "/settings/changes") -> list[str]:
    return [words(line) for line in browser.page(path).all("li") if line.get("class") == "change"]


def test_before_the_first_change_the_list_says_what_will_be_there(admin):
    assert "Nothing was changed yet" in admin.page("/settings/changes").text


def test_each_change_is_listed_with_what_it_was_and_who_made_it_the_newest_first(admin, other):
    admin.post("/settings/organisation", SENT)
    other.post("/settings/digest", {"weekday": "0", "time": "9:00"})
    first, second = changes(admin)
    assert first.startswith("Readiness digest Digest: on → offDay: Thursday → Monday")
    assert "Owen Li" in first
    assert second.startswith("Organisation Name: Agent Onboarding → Northwind")
    assert "Ingrid Admin · just now" in second


@pytest.mark.parametrize(
    ("key", "sent", "said"),
    [
        ("locking", {"tries": "5", "minutes": "15"}, "Locked after: 10 → 5"),
        ("passwords", {"suite": "security_suite"}, "Rules: Long and not guessable → Security Suite"),
        ("retention", {"client_log_days": "7"}, "Days that client logs are kept: 14 → 7"),
        (
            "new-agents",
            {"typology": "external", "invite": "none", "language": "it", "remote_control_port": "9888"},
            "Typology: WebRTC → ExternalVoicemail: on → offInvitation: At once → Not yetLanguage: none → Italian",
        ),
    ],
)
def test_a_change_is_told_in_the_words_of_its_fields(admin, key, sent, said):
    assert admin.post(f"/settings/{key}", sent).status_code == 303
    (change,) = changes(admin)
    assert said in change


def test_what_was_saved_as_it_is_is_no_change(admin):
    admin.post("/settings/locking", {"tries": "10", "minutes": "15"})
    assert changes(admin) == []


def test_the_list_goes_on_on_another_page(admin):
    for number in range(60):
        admin.post("/settings/locking", {"tries": str(number % 2 + 1), "minutes": "15"})
    page = admin.page("/settings/changes")
    assert len(changes(admin)) == 50
    assert len(changes(admin, page.links()["Earlier"])) == 10
    assert len(changes(admin, "/settings/changes?before=nonsense")) == 50


def test_who_saves_over_another_s_change_sees_it_first(admin, other, inside):
    seen = admin.page("/settings")
    other.post("/settings/organisation", {**SENT, "name": "Southwind"})
    sent = {**SENT, "colour": "#123456", "was": mark_of(seen, "organisation")}
    answer = admin.post("/settings/organisation", sent)
    assert answer.status_code == 409
    page = Page(answer.text)
    assert "Owen Li has changed this meanwhile." in page.text
    assert "Name: Agent Onboarding → Southwind" in words(page.root)
    assert page.values("colour") == ["#123456"]
    with inside() as session:
        assert organisation(session).name == "Southwind"
    again = {**SENT, "colour": "#123456", "was": mark_of(page, "organisation")}
    assert admin.post("/settings/organisation", again).status_code == 303
    with inside() as session:
        assert (organisation(session).name, organisation(session).colour) == ("Northwind", "#123456")


def test_two_who_change_different_sections_do_not_meet(admin, other):
    seen = admin.page("/settings")
    other.post("/settings/digest", {"weekday": "0", "time": "9:00"})
    assert admin.post("/settings/organisation", {**SENT, "was": mark_of(seen, "organisation")}).status_code == 303


def test_a_section_that_there_is_not_is_not_found(admin):
    assert admin.post("/settings/weather").status_code == 404


def test_a_mistake_leaves_what_was_typed_in_its_section_and_what_is_set_in_the_others(admin):
    answer = admin.post("/settings/new-agents", {"typology": "mobile", "invite": "none", "remote_control_port": "9999"})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "Mobile agents need a push gateway." in words(page.by_id("error-push_gateway"))
    assert page.values("remote_control_port") == ["9999"]
    assert page.values("name") == ["Agent Onboarding"]
    assert [option.get("value") for option in page.all("option", selected="")][:2] == ["mobile", "none"]


def test_what_is_set_for_new_agents_is_what_the_form_proposes(admin, hr):
    gateway = "https://push.northwind.example/send"
    sent = {"typology": "mobile", "invite": "start-date", "language": "it", "push_gateway": gateway}
    admin.post("/settings/new-agents", {**sent, "remote_control_port": "9999"})
    page = hr.page("/agents/new")
    offered = page.by_id("field-typology").iter("option")
    chosen = [option.get("value") for option in offered if "selected" in option.attrib]
    assert chosen == ["mobile"]
    assert page.values("push_gateway") == [gateway]
    assert page.values("voicemail") == ["yes"]
    assert page.all("input", name="voicemail", checked="") == []
    (invite,) = page.all("input", name="invite", checked="")
    assert invite.get("value") == "start-date"
