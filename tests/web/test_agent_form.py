"""Adding one agent by the form."""

import pytest

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.invitations.models import Invitation
from tests.web.browser import Page, words

GOOD = {"full_name": "Ewa Król", "email": "ewa.krol@northwind.example", "typology": "webrtc", "voicemail": "yes"}


def errors(page):
    """The sentences beside each field."""
    found = {}
    for field in page.all("input"):
        for id_ in (field.get("aria-describedby") or "").split():
            if id_.startswith("error-"):
                found[field.get("name")] = "".join(page.by_id(id_).itertext())
    return found


def sent(hr, **typed):
    answer = hr.post("/agents/new", {**GOOD, **typed})
    return answer, Page(answer.text) if answer.status_code == 422 else None


def test_a_person_is_added_and_shown(hr):
    answer, _ = sent(hr, extension="2431", invite="now")
    assert answer.status_code == 303
    page = hr.page(answer.headers["Location"])
    assert page.heading == "Ewa Król"
    assert "Ewa Król added with extension 2431" in page.text


def test_each_mistake_stands_beside_its_field_and_in_a_summary_on_top(hr, amara):
    answer, page = sent(hr, email="ewa@", extension="2417", typology="mobile")
    assert answer.status_code == 422
    assert set(errors(page)) == {"email", "extension", "push_gateway"}
    assert "2417" in errors(page)["extension"]
    summary = page.by_id("mistakes")
    assert "3 things to mend before this agent can be added" in "".join(summary.itertext())
    assert {link.get("href") for link in summary.iter("a")} == {
        "#field-email",
        "#field-extension",
        "#field-push_gateway",
    }


def test_nothing_that_was_typed_is_lost(hr):
    typed = {
        "full_name": "Ewa Król",
        "email": "ewa@",
        "username": "ewa",
        "alias": "Ewa",
        "phone": "+48 22 555 0142",
        "start_date": "2030-01-07",
        "description": "Second floor",
        "push_gateway": "https://push.example",
    }
    _, page = sent(hr, **typed, typology="phonebar", voicemail="", remote_control="yes", invite="start-date")
    written = {name: page.values(name)[0] for name in typed if name != "description"}
    written["description"] = page.by_id("field-description").text
    assert written == typed
    chosen = [option.get("value") for option in page.all("option") if option.get("selected") is not None]
    assert chosen == ["phonebar", "off"]
    boxes = [box for box in page.all("input") if box.get("checked") is not None and box.get("name")]
    checked = {(box.get("name"), box.get("value")) for box in boxes}
    assert checked == {("remote_control", "yes"), ("invite", "start-date")}


def test_what_belongs_to_another_typology_is_not_used(hr):
    answer, _ = sent(hr, typology="webrtc", push_gateway="not an address", remote_control_port="99999999")
    assert answer.status_code == 303


@pytest.mark.parametrize(("choice", "says"), [("now", "on its way"), ("none", "has not been invited")])
def test_the_invitation_goes_out_or_waits_as_was_chosen(hr, choice, says):
    answer, _ = sent(hr, invite=choice)
    assert says in hr.page(answer.headers["Location"]).text


def test_somebody_who_is_an_agent_already_is_named(hr, amara):
    _, page = sent(hr, email="amara@northwind.example")
    assert "Amara Okonkwo" in errors(page)["email"]


def checked(hr, **typed):
    """What the form is told while somebody types."""
    return hr.post("/agents/new/check", {"typology": "webrtc", **typed}).json


def test_the_form_proposes_what_would_be_chosen(hr, amara):
    proposed = checked(hr, full_name="Ewa Król")["proposed"]
    assert proposed["username"] == "ewa.krol"
    assert proposed["extension"].isdigit()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("full_name", "", "The name is missing."),
        ("full_name", "2001", "2001"),
        ("email", "ewa@", "stops after the @"),
        ("email", "amara@northwind.example", "Amara Okonkwo is an agent already"),
        ("username", "amara.okonkwo", "Amara Okonkwo has this username"),
        ("username", "ewa król", "username"),
        ("extension", "2417", "Amara Okonkwo has 2417. The nearest free one is 2416."),
        ("extension", "112", "112 is reserved"),
        ("start_date", "31.02.2031", "31.02.2031"),
        ("client_log_level", "loud", "loud is no level of the client log"),
        ("queues", "nowhere", "There is no queue called nowhere."),
    ],
)
def test_a_mistake_is_said_while_one_types_as_it_is_when_the_form_is_sent(hr, amara, field, value, says):
    (said,) = checked(hr, **{**GOOD, field: value})["problems"][field]
    assert says in said["sentence"]
    assert said["sentence"] in words(sent(hr, **{field: value})[1].root)


def test_what_would_do_instead_is_offered(hr, amara):
    (said,) = checked(hr, extension="2417")["problems"]["extension"]
    assert (said["use"], said["word"]) == ("2416", "Use 2416")


def test_somebody_known_is_told_of_all_that_is_taken(hr, amara):
    problems = checked(hr, full_name="Ewa", email="amara@northwind.example", extension="2417")["problems"]
    assert set(problems) == {"email", "extension"}


@pytest.mark.parametrize(("typology", "needs"), [("mobile", True), ("webrtc", False)])
def test_only_mobile_needs_a_push_gateway(hr, typology, needs):
    assert ("push_gateway" in checked(hr, typology=typology)["problems"]) is needs


def test_what_a_password_must_not_hold_follows_what_is_typed(hr):
    assert {"ewa.krol", "król"} <= set(checked(hr, full_name="Ewa Król")["about"])


def test_a_check_of_nonsense_is_answered(hr):
    assert checked(hr, typology="fax", full_name="\0" * 9)["problems"]


def test_a_check_writes_nothing(hr, inside):
    checked(hr, **GOOD)
    with inside() as session:
        assert session.query(Agent).filter_by(email=GOOD["email"]).count() == 0


def test_a_password_that_is_chosen_here_counts_as_joined(hr, inside, browse_as):
    answer, _ = sent(hr, invite="password", password="quiet-harbour-42-lamps")
    page = hr.page(answer.headers["Location"])
    assert "chose a password for them" in page.text
    assert "Send invitation" not in page.buttons()
    signed_in = browse_as(None).post("/sign-in", {"identifier": "ewa.krol", "password": "quiet-harbour-42-lamps"})
    assert signed_in.headers["Location"] == "/me"
    with inside() as session:
        assert session.query(Invitation).count() == 0


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "Write a password."),
        ("short", "The length of the password is 5."),
        ("password123456", "common password"),
        ("ewa.krol-is-here", "name, username or extension of this person"),
        ("my-number-is-2431", "name, username or extension of this person"),
    ],
)
def test_a_password_has_to_be_good(hr, inside, password, says):
    _, page = sent(hr, invite="password", password=password, extension="2431")
    assert says in errors(page)["password"]
    assert page.values("password") == [None]
    with inside() as session:
        assert session.query(Agent).filter_by(email=GOOD["email"]).count() == 0


def test_a_password_is_left_alone_where_an_invitation_was_chosen(hr, inside):
    sent(hr, invite="now", password="x")
    with inside() as session:
        assert session.query(Account).join(Agent).filter(Agent.email == GOOD["email"]).one().password_hash is None


def test_how_much_their_pages_tell_is_chosen(hr, inside):
    sent(hr, client_log_level="debug")
    with inside() as session:
        assert session.query(Agent).filter_by(email=GOOD["email"]).one().client_log_level == "debug"


def test_another_one_begins_with_what_mostly_stays_the_same(hr):
    hr.post("/groups", {"kind": "queue", "name": "support"})
    answer, _ = sent(hr, typology="external", voicemail="", queues="support", invite="none", then="another")
    page = hr.page(answer.headers["Location"])
    assert "Ewa Król added with extension" in page.text
    assert page.values("full_name") == [""]
    boxes = [box for box in page.all("input") if box.get("checked") is not None and box.get("name")]
    ticked = {(box.get("name"), box.get("value")) for box in boxes}
    assert ticked == {("queues", "support"), ("invite", "none")}
    assert "external" in [one.get("value") for one in page.all("option") if one.get("selected") is not None]
