"""Changing an agent on its page: each mistake beside its field, nothing typed lost, nobody's change overwritten."""

import uuid

import pytest

from onboarding.agents.models import Agent
from tests.web.browser import Page, words
from tests.web.files import work

PHONE = {"extension": "2417", "typology": "webrtc", "version": "1"}
MAILBOX = {"voicemail": "yes", "voicemail_notice": "recording", "version": "1"}
ACCOUNT = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example", "version": "1"}


@pytest.fixture
def agent(amara, inside):
    """Amara as she is now."""

    def read() -> Agent:
        with inside() as session:
            return session.get_one(Agent, uuid.UUID(amara))

    return read


def test_the_forms_show_what_there_is(hr, amara):
    account, phone, mailbox = (hr.page(f"/agents/{amara}/{part}") for part in ("account", "phone", "voicemail"))
    assert phone.values("extension") == ["2417"]
    assert [box.get("checked") is not None for box in mailbox.all("input", name="voicemail")] == [True]
    assert account.values("full_name") + account.values("email") == ["Amara Okonkwo", "amara@northwind.example"]


def test_the_phone_is_changed_and_what_that_means_is_said(hr, amara, agent, app, settings):
    work(app, settings)
    changed = {**PHONE, "extension": "2500", "typology": "external"}
    answer = hr.post(f"/agents/{amara}/phone", changed)
    assert answer.headers["Location"] == f"/agents/{amara}/phone"
    page = hr.page(f"/agents/{amara}/phone")
    assert "from voicemail/default/2417 to voicemail/default/2500" in page.text
    assert "as external instead of webrtc" in page.text
    now = agent()
    assert (now.extension, now.typology, now.voicemail) == (2500, "external", True)


def test_what_an_e_mail_about_a_message_brings_is_chosen(hr, amara, agent):
    hr.post(f"/agents/{amara}/voicemail", {**MAILBOX, "voicemail_notice": "none"})
    assert agent().voicemail_notice == "none"


def test_turning_voicemail_off_says_what_goes(hr, amara, agent):
    hr.post(f"/agents/{amara}/voicemail", {**MAILBOX, "voicemail": ""})
    assert "Mailbox 2417 goes, with its PIN." in hr.page(f"/agents/{amara}").text
    assert agent().voicemail is False


@pytest.mark.parametrize(
    ("part", "typed", "field", "says"),
    [
        ("phone", {**PHONE, "extension": "112"}, "extension", "112 is reserved"),
        ("phone", {**PHONE, "extension": "24x"}, "extension", "An extension is 2 to 10 digits"),
        ("phone", {**PHONE, "typology": "mobile"}, "push_gateway", "needs a push gateway"),
        ("voicemail", {**MAILBOX, "voicemail_notice": "fax"}, "voicemail_notice", "fax is none of these"),
        ("account", {**ACCOUNT, "full_name": ""}, "full_name", "The name is missing."),
        ("account", {**ACCOUNT, "email": "amara@"}, "email", "stops after the @"),
        ("account", {**ACCOUNT, "email": "owen@northwind.example"}, "email", "Owen Agent is an agent already"),
    ],
)
def test_a_mistake_is_beside_its_field_and_what_was_typed_is_kept(hr, amara, agent, part, typed, field, says):
    answer = hr.post(f"/agents/{amara}/{part}", typed)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert says in words(page.by_id(f"error-{field}"))
    for name in ("extension", "full_name", "email"):
        assert page.values(name) == ([typed[name]] if name in typed else [])
    assert agent().version == 1


def test_a_field_that_is_emptied_is_empty(hr, amara, agent):
    hr.post(f"/agents/{amara}/account", {**ACCOUNT, "alias": "Amara O.", "start_date": "2027-01-04"})
    assert (agent().alias, str(agent().start_date)) == ("Amara O.", "2027-01-04")
    hr.post(f"/agents/{amara}/account", {**ACCOUNT, "version": "2"})
    assert (agent().alias, agent().start_date, agent().username) == (None, None, "amara.okonkwo")


def test_a_phonebar_with_remote_control_has_the_usual_port(hr, amara, agent):
    hr.post(f"/agents/{amara}/phone", {**PHONE, "typology": "phonebar", "remote_control": "yes"})
    assert (agent().remote_control, agent().remote_control_port) == (True, 9888)


@pytest.mark.parametrize("part", ["account", "phone", "voicemail", "groups", "history"])
def test_who_is_deleted_is_looked_at_only(hr, amara, part):
    hr.post(f"/agents/{amara}/delete")
    page = hr.page(f"/agents/{amara}/{part}")
    assert "Save" not in page.buttons()
    assert not page.all("input", type="text")


@pytest.mark.parametrize("part", ["account", "phone", "voicemail"])
def test_who_is_deleted_is_not_changed_by_an_old_form(hr, amara, part):
    hr.post(f"/agents/{amara}/delete")
    answer = hr.post(f"/agents/{amara}/{part}", {**ACCOUNT, **PHONE, **MAILBOX, "version": "2"})
    assert answer.status_code == 422
    assert "is deleted" in answer.text
