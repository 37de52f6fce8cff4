"""The page on which administrators set what counts for everybody."""

import pytest

from onboarding.audit import AuditEntry
from onboarding.bulk.digest import KIND
from onboarding.preferences.digest import Digest, digest
from onboarding.preferences.organisation import organisation
from onboarding.work import Work
from tests.web.browser import Page


@pytest.fixture
def admin(browse_as):
    return browse_as("admin")


def test_it_shows_what_is_set(admin):
    page = admin.page("/settings")
    assert page.values("name") == ["Agent Onboarding"]
    assert page.values("time") == ["09:00"]
    (chosen,) = page.all("option", selected="")
    assert chosen.text == "Thursday"


@pytest.mark.parametrize("role", ["hr", "supervisor"])
def test_only_administrators_enter(browse_as, role):
    browse_as(role).page("/settings", status=403)
    assert browse_as(role).post("/settings/digest", {"weekday": "1", "time": "8:00"}).status_code == 403


def test_the_organisation_is_on_the_next_page_and_who_set_it_is_written_down(admin, inside):
    sent = {"name": " Northwind ", "colour": "#0f3d3e", "reply_to": "people@northwind.example"}
    assert admin.post("/settings/organisation", sent).headers["Location"] == "/settings"
    assert "Northwind" in admin.page("/agents").text
    with inside() as session:
        kept = organisation(session)
        assert (kept.name, kept.colour, kept.reply_to) == ("Northwind", "#0F3D3E", "people@northwind.example")
        (entry,) = session.query(AuditEntry).filter_by(deed="settings.organisation").all()
        assert (entry.actor, entry.detail["old"]["name"]) == ("Ingrid Admin", "Agent Onboarding")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "The name has 1 to 80 characters on one line."),
        ("name", "x" * 81, "The name has 1 to 80 characters on one line."),
        ("colour", "teal", "TEAL is not a colour. Write # and six digits or letters from A to F"),
        ("colour", "#0F3D3E; }", "is not a colour."),
        ("reply_to", "people@", "people@ is not one e-mail address."),
        ("reply_to", "a@b.example, c@d.example", "is not one e-mail address."),
    ],
)
def test_what_cannot_be_stands_beside_its_field_and_nothing_is_kept(admin, inside, field, typed, sentence):
    sent = {"name": "Northwind", "colour": "#0F3D3E", "reply_to": "", field: typed}
    answer = admin.post("/settings/organisation", sent)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.values(field) == [typed]
    assert sentence in "".join(page.by_id(f"error-{field}").itertext())
    with inside() as session:
        assert organisation(session).name == "Agent Onboarding"


def test_the_digest_is_planned_anew_when_its_time_changes(admin, inside):
    admin.post("/settings/digest", {"on": "yes", "weekday": "0", "time": "7:30"})
    with inside() as session:
        assert digest(session) == Digest(True, 0, "07:30")
        due = session.query(Work).filter_by(kind=KIND).one().due_at
        assert (due.weekday(), due.hour, due.minute) == (0, 7, 30)
    assert "The next digest goes out" in admin.page("/settings").text


def test_a_digest_that_is_switched_off_is_not_planned(admin, inside):
    admin.post("/settings/digest", {"on": "yes", "weekday": "0", "time": "7:30"})
    admin.post("/settings/digest", {"weekday": "0", "time": "7:30"})
    with inside() as session:
        assert session.query(Work).filter_by(kind=KIND).count() == 0
    page = admin.page("/settings")
    (box,) = page.all("input", name="on")
    assert box.get("checked") is None


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"weekday": "7"}, "weekday", "Choose a day of the week."),
        ({"weekday": "x"}, "weekday", "Choose a day of the week."),
        ({"time": "25:00"}, "time", "25:00 is not a time of day."),
        ({"time": "９:００"}, "time", "is not a time of day."),
    ],
)
def test_a_time_that_is_none_is_said_and_kept_as_it_was_typed(admin, typed, field, sentence):
    answer = admin.post("/settings/digest", {"on": "yes", "weekday": "0", "time": "9:00", **typed})
    assert answer.status_code == 422
    assert sentence in "".join(Page(answer.text).by_id(f"error-{field}").itertext())


def test_for_how_long_files_are_kept_is_set_with_what_it_changes_said_beside_it(admin, inside):
    page = admin.page("/settings")
    assert page.values("upload_days") == ["30"]
    assert "can no longer be taken back" in page.text
    assert admin.post("/settings/retention", {"upload_days": "7"}).headers["Location"] == "/settings"
    assert admin.page("/settings").values("upload_days") == ["7"]


@pytest.mark.parametrize("typed", ["", "0", "soon", "4000"])
def test_a_time_for_files_that_cannot_be_is_refused_in_its_place(admin, typed):
    answer = admin.post("/settings/retention", {"upload_days": typed})
    assert answer.status_code == 422
    assert "Write a number of days from 1 to 3650." in "".join(Page(answer.text).by_id("error-upload_days").itertext())
