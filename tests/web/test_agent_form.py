"""Adding one agent by the form."""

import pytest

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
    from tests.web.browser import Page

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
    assert {name: page.values(name)[0] for name in typed} == typed
    (chosen,) = [option for option in page.all("option") if option.get("selected") is not None]
    assert chosen.get("value") == "phonebar"
    checked = {(box.get("name"), box.get("value")) for box in page.all("input") if box.get("checked") is not None}
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


def test_the_form_proposes_what_would_be_chosen(hr, amara):
    proposed = hr.get("/agents/new/proposals?full_name=Ewa+Król&email=&typology=webrtc").json
    assert proposed["username"] == "ewa.krol"
    assert proposed["extension"].isdigit()


def test_proposals_for_nonsense_are_none(hr):
    assert hr.get("/agents/new/proposals?typology=fax").status_code == 200
