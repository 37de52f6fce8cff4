"""The page on which administrators set what counts for everybody."""

import pytest

from onboarding.audit import AuditEntry
from onboarding.bulk.digest import KIND
from onboarding.preferences.digest import Digest, digest
from onboarding.preferences.locking import LockPolicy, lock_policy
from onboarding.preferences.organisation import organisation
from onboarding.preferences.passwords import password_policy
from onboarding.work import Work
from tests.web.browser import Page


@pytest.fixture
def admin(browse_as):
    return browse_as("admin")


def test_it_shows_what_is_set(admin):
    page = admin.page("/settings")
    assert page.values("name") == ["Agent Onboarding"]
    assert page.values("time") == ["09:00"]
    assert "Thursday" in [option.text for option in page.all("option", selected="")]


@pytest.mark.parametrize("role", ["hr", "supervisor"])
def test_only_administrators_enter(browse_as, role):
    browse_as(role).page("/settings", status=403)
    assert browse_as(role).post("/settings/digest", {"weekday": "1", "time": "8:00"}).status_code == 403


def test_the_organisation_is_on_the_next_page_and_who_set_it_is_written_down(admin, inside):
    sent = {"name": " Northwind ", "colour": "#0f3d3e", "reply_to": "people@northwind.example"}
    assert admin.post("/settings/organisation", sent).headers["Location"] == "/settings#organisation"
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
    assert admin.post("/settings/retention", {"upload_days": "7"}).headers["Location"] == "/settings#retention"
    assert admin.page("/settings").values("upload_days") == ["7"]


def test_for_how_long_deleted_agents_are_kept_is_set_beside_it(admin):
    page = admin.page("/settings")
    assert page.values("deleted_days") == ["90"]
    assert "Then they are erased for good" in page.text
    admin.post("/settings/retention", {"upload_days": "30", "deleted_days": "14"})
    page = admin.page("/settings")
    assert (page.values("upload_days"), page.values("deleted_days")) == (["30"], ["14"])


@pytest.mark.parametrize("typed", ["", "0", "soon", "4000"])
def test_a_time_for_files_that_cannot_be_is_refused_in_its_place(admin, typed):
    answer = admin.post("/settings/retention", {"upload_days": typed})
    assert answer.status_code == 422
    assert "Write a number of days from 1 to 3650." in "".join(Page(answer.text).by_id("error-upload_days").itertext())


def test_the_rules_for_passwords_are_chosen_and_who_chose_them_is_written_down(admin, inside):
    (chosen,) = [box for box in admin.page("/settings").all("input", name="suite") if box.get("checked") is not None]
    assert chosen.get("value") == "modern"
    assert admin.post("/settings/passwords", {"suite": "security_suite"}).headers["Location"] == "/settings#passwords"
    with inside() as session:
        assert password_policy(session).suite == "security_suite"
        (entry,) = session.query(AuditEntry).filter_by(deed="settings.passwords").all()
        assert (entry.actor, entry.detail["old"], entry.detail["new"]) == (
            "Ingrid Admin",
            {"suite": "modern"},
            {"suite": "security_suite"},
        )


@pytest.mark.parametrize("suite", ["", "none", "Modern"])
def test_rules_that_there_are_not_are_refused(admin, inside, suite):
    answer = admin.post("/settings/passwords", {"suite": suite})
    assert answer.status_code == 422
    assert "Choose one of the two kinds of rules." in answer.text
    with inside() as session:
        assert password_policy(session).suite == "modern"


def test_when_wrong_passwords_lock_is_set_and_written_down(admin, inside):
    admin.post("/settings/locking", {"tries": " 5 ", "minutes": "30"})
    assert "5 wrong passwords lock an account for 30 minutes." in admin.page("/settings").text
    with inside() as session:
        assert lock_policy(session) == LockPolicy(5, 30)
        assert session.query(AuditEntry).filter_by(deed="settings.locking").one().detail["old"] == {
            "tries": 10,
            "minutes": 15,
        }


def test_no_tries_means_that_nobody_is_locked(admin, inside):
    admin.post("/settings/locking", {"tries": "0", "minutes": "15"})
    assert "Wrong passwords lock nobody." in admin.page("/settings").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"tries": "-1"}, "tries"), ({"tries": "101"}, "tries"), ({"tries": "٣"}, "tries"), ({"tries": ""}, "tries")]
    + [({"minutes": "0"}, "minutes"), ({"minutes": "1441"}, "minutes"), ({"minutes": "9" * 5000}, "minutes")],
)
def test_numbers_that_cannot_be_stand_beside_their_field(admin, inside, typed, field):
    answer = admin.post("/settings/locking", {"tries": "10", "minutes": "15", **typed})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.values(field) == [typed[field]]
    assert "is not a number from" in "".join(page.by_id(f"error-{field}").itertext())
    with inside() as session:
        assert lock_policy(session) == LockPolicy()
