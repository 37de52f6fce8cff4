"""The page of the staff: inviting, roles, disabling, links, locks."""

import re

import pytest

from onboarding.accounts.models import Account
from onboarding.database import now
from onboarding.mail.models import Message
from tests.web.browser import Page, words


@pytest.fixture
def admin(browse_as, people, inside):
    with inside() as session:
        session.get_one(Account, people["admin"].id).password_hash = "x"
    return browse_as("admin")


def account_of(inside, id_):
    with inside() as session:
        return session.get_one(Account, id_, populate_existing=True)


def said(page: Page) -> str:
    return " ".join(words(toast) for toast in page.all("div", data_toast=""))


def test_somebody_new_is_invited_by_their_address(admin, inside):
    sent = {"full_name": "Zoë Meer", "email": "zoe@northwind.example", "role": "supervisor"}
    assert admin.post("/staff/new", sent).headers["Location"] == "/staff"
    page = admin.page("/staff")
    assert page.heading == "4 people work here"
    assert "zoe@northwind.example is sent a link" in said(page)
    assert "No password yet" in page.text
    with inside() as session:
        assert [message.kind for message in session.query(Message)] == ["staff_invitation"]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(admin):
    answer = admin.post("/staff/new", {"full_name": "Zoë", "email": "hr@northwind.example", "role": "hr"})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.values("email") == ["hr@northwind.example"]
    assert "has an account already" in words(page.by_id("error-email"))


def test_another_role_signs_out_and_counts_at_once(admin, browse_as, people, inside):
    hr = browse_as("hr")
    hr.page("/imports")
    assert admin.post(f"/staff/{people['hr'].id}/role", {"role": "supervisor"}).headers["Location"] == "/staff"
    assert "Ingrid Hr has the role Supervisor now" in said(admin.page("/staff"))
    assert hr.get("/imports").headers["Location"].startswith("/sign-in")
    assert account_of(inside, people["hr"].id).role == "supervisor"


def test_disabling_shuts_out_at_once_and_enabling_lets_in(admin, browse_as, people):
    hr, path = browse_as("hr"), f"/staff/{people['hr'].id}"
    admin.post(f"{path}/disable")
    assert "Disabled" in admin.page("/staff").text
    assert hr.get("/agents").headers["Location"].startswith("/sign-in")
    admin.post(f"{path}/enable")
    assert "Disabled" not in admin.page("/staff").text


@pytest.mark.parametrize("deed", ["disable", "role"])
def test_the_last_administrator_stays_one_and_reads_why(admin, people, inside, deed):
    admin.post(f"/staff/{people['admin'].id}/{deed}", {"role": "hr"})
    assert "is the only administrator who can sign in" in said(admin.page("/staff"))
    kept = account_of(inside, people["admin"].id)
    assert (kept.role, kept.disabled_at) == ("admin", None)


def test_the_link_is_sent_again_to_whoever_has_no_password(admin, people, inside):
    admin.post(f"/staff/{people['hr'].id}/invitation")
    with inside() as session:
        assert [message.subject_id for message in session.query(Message)] == [people["hr"].id]
    admin.post(f"/staff/{people['admin'].id}/invitation")
    assert "has a password already" in said(admin.page("/staff"))


def lock(inside, id_):
    with inside() as session:
        account = session.get_one(Account, id_)
        account.locked_until, account.failed_sign_ins = now().replace(year=2999), 10


def test_somebody_locked_is_unlocked(admin, people, inside):
    lock(inside, people["hr"].id)
    assert "Locked" in admin.page("/staff").text
    admin.post(f"/staff/{people['hr'].id}/unlock")
    assert "Ingrid Hr is unlocked" in said(admin.page("/staff"))
    assert account_of(inside, people["hr"].id).locked_until is None


def test_a_locked_agent_is_unlocked_on_their_page_by_administrators_alone(admin, browse_as, people, inside):
    owen, path = people["agent"], f"/agents/{people['agent'].agent_id}"
    lock(inside, owen.id)
    assert "Owen is locked until" in admin.page(path).text
    assert f"{path}/unlock" in admin.page(path).text
    assert f"{path}/unlock" not in browse_as("hr").page(path).text
    assert browse_as("hr").post(f"{path}/unlock").status_code == 403
    admin.post(f"{path}/unlock")
    assert account_of(inside, owen.id).locked_until is None


@pytest.mark.parametrize("deed", ["role", "invitation", "disable", "enable", "unlock"])
def test_an_agents_account_is_not_changed_on_the_page_of_the_staff(admin, people, deed):
    assert admin.post(f"/staff/{people['agent'].id}/{deed}", {"role": "admin"}).status_code == 404


def test_only_what_fits_somebody_is_offered(admin, people):
    def offered():
        return set(re.findall(rf"/staff/{people['hr'].id}/(\w+)", admin.page("/staff").text))

    assert offered() == {"role", "invitation", "disable"}
    admin.post(f"/staff/{people['hr'].id}/disable")
    assert offered() == {"role", "enable"}


def test_pressing_twice_is_the_same_as_once(admin, people, inside):
    path = f"/staff/{people['hr'].id}"
    for _ in range(2):
        assert admin.post(f"{path}/disable").status_code == 303
    version = account_of(inside, people["hr"].id).security_version
    assert version == people["hr"].security_version + 1
