"""Changing an agent on its page: each mistake beside its field, nothing typed lost, nobody's change overwritten."""

import uuid

import pytest

from onboarding.agents.models import Agent
from tests.web.browser import Page, words
from tests.web.files import work

PHONE = {"extension": "2417", "typology": "webrtc", "voicemail": "yes", "voicemail_notice": "recording", "version": "1"}
PERSON = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example", "version": "1"}


@pytest.fixture
def agent(amara, inside):
    """Amara as she is now."""

    def read() -> Agent:
        with inside() as session:
            return session.get_one(Agent, uuid.UUID(amara))

    return read


def test_the_forms_show_what_there_is(hr, amara):
    phone, person = hr.page(f"/agents/{amara}/phone"), hr.page(f"/agents/{amara}/person")
    assert phone.values("extension") == ["2417"]
    assert [box.get("checked") is not None for box in phone.all("input", name="voicemail")] == [True]
    assert person.values("full_name") + person.values("email") == ["Amara Okonkwo", "amara@northwind.example"]


def test_the_phone_is_changed_and_what_that_means_is_said(hr, amara, agent, app, settings):
    work(app, settings)
    changed = {**PHONE, "extension": "2500", "typology": "external", "voicemail_notice": "none"}
    answer = hr.post(f"/agents/{amara}/phone", changed)
    assert answer.headers["Location"] == f"/agents/{amara}"
    page = hr.page(f"/agents/{amara}")
    assert "from voicemail/default/2417 to voicemail/default/2500" in page.text
    assert "as external instead of webrtc" in page.text
    now = agent()
    assert (now.extension, now.typology, now.voicemail_notice) == (2500, "external", "none")


def test_turning_voicemail_off_says_what_goes(hr, amara, agent):
    hr.post(f"/agents/{amara}/phone", {**PHONE, "voicemail": ""})
    assert "Mailbox 2417 goes, with its PIN." in hr.page(f"/agents/{amara}").text
    assert agent().voicemail is False


@pytest.mark.parametrize(
    ("part", "typed", "field", "says"),
    [
        ("phone", {**PHONE, "extension": "112"}, "extension", "112 is reserved"),
        ("phone", {**PHONE, "extension": "24x"}, "extension", "An extension is 2 to 10 digits"),
        ("phone", {**PHONE, "typology": "mobile"}, "push_gateway", "needs a push gateway"),
        ("phone", {**PHONE, "voicemail_notice": "fax"}, "voicemail_notice", "fax is none of these"),
        ("person", {**PERSON, "full_name": ""}, "full_name", "The name is missing."),
        ("person", {**PERSON, "email": "amara@"}, "email", "stops after the @"),
        ("person", {**PERSON, "email": "owen@northwind.example"}, "email", "Owen Agent is an agent already"),
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


def test_somebody_else_s_change_is_not_overwritten_unseen(hr, amara, agent):
    hr.post(f"/agents/{amara}/phone", {**PHONE, "extension": "2500"})
    answer = hr.post(f"/agents/{amara}/phone", {**PHONE, "extension": "2600"})
    page = Page(answer.text)
    assert answer.status_code == 409
    assert "extension: 2500" in answer.text
    assert (page.values("extension"), agent().extension) == (["2600"], 2500)
    hr.post(f"/agents/{amara}/phone", {**PHONE, "extension": "2600", "version": page.values("version")[0]})
    assert agent().extension == 2600


def test_a_field_that_is_emptied_is_empty(hr, amara, agent):
    hr.post(f"/agents/{amara}/person", {**PERSON, "alias": "Amara O.", "start_date": "2027-01-04"})
    assert (agent().alias, str(agent().start_date)) == ("Amara O.", "2027-01-04")
    hr.post(f"/agents/{amara}/person", {**PERSON, "version": "2"})
    assert (agent().alias, agent().start_date, agent().username) == (None, None, "amara.okonkwo")


def test_a_phonebar_with_remote_control_has_the_usual_port(hr, amara, agent):
    hr.post(f"/agents/{amara}/phone", {**PHONE, "typology": "phonebar", "remote_control": "yes"})
    assert (agent().remote_control, agent().remote_control_port) == (True, 9888)


@pytest.mark.parametrize("part", ["person", "phone"])
def test_who_is_deleted_is_looked_at_only(hr, amara, part):
    hr.post(f"/agents/{amara}/delete")
    assert hr.get(f"/agents/{amara}/{part}").headers["Location"] == f"/agents/{amara}"
    typed = {**PERSON, **PHONE, "version": "2"}
    assert "is deleted. Restore them first." in hr.post(f"/agents/{amara}/{part}", typed).text
