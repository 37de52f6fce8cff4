"""The page of all mailboxes."""

import uuid

import pytest
from sqlalchemy import select, text, update

from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from onboarding.groups.models import Group, Membership, Supervision
from onboarding.telephony.phones import phone_of
from onboarding.work import Work
from tasks.lines import work_off_all
from tests.web.browser import Page, words


@pytest.fixture
def mailbox(amara, settings, inside):
    """Amara's mailbox, which the switch has."""
    with inside() as session:
        session.commit()
        work_off_all(settings, 20)
    return amara


def pin_of(inside, settings, agent_id):
    with inside() as session:
        return phone_of(session, settings, session.get_one(Agent, uuid.UUID(agent_id))).pin


def agent_of(inside, agent_id):
    with inside() as session:
        return session.get_one(Agent, uuid.UUID(agent_id))


def row_of(page, name):
    (row,) = [each for each in page.all("tr") if name in words(each)]
    return row


def test_the_heading_says_how_many_have_voicemail_and_the_tabs_how_many_have_not(hr, amara, inside):
    with inside() as session:
        session.execute(update(Agent).where(Agent.full_name == "Owen Agent").values(voicemail=False))
    page = hr.page("/voicemail")
    assert page.heading == "1 person has voicemail"
    assert "Amara Okonkwo" in words(page.all("th", scope="row")[0])
    assert "Owen Agent" in hr.page("/voicemail?on=no").text


def test_each_mailbox_has_its_person_number_choice_and_state(hr, mailbox):
    cells = [words(cell) for cell in row_of(hr.page("/voicemail"), "Amara").iter("td")]
    assert cells[:3] == ["2417", "With the recording", "On"]


def test_an_address_that_is_too_long_for_the_switch_is_said(hr, mailbox, inside):
    with inside() as session:
        session.execute(update(Agent).values(email=f"{'a' * 64}@{'b' * 30}.example"))
    assert "No e-mail: the address is too long" in words(row_of(hr.page("/voicemail"), "Amara"))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"provisioned_extension": None}, "Being set up"),
        ({"voicemail": False}, "Off"),
        ({"extension": None}, "No extension"),
    ],
)
def test_a_mailbox_that_is_not_there_says_why(hr, mailbox, inside, facts, state):
    with inside() as session:
        session.execute(update(Agent).where(Agent.id == uuid.UUID(mailbox)).values(facts))
    page = hr.page("/voicemail?on=no" if "voicemail" in facts else "/voicemail")
    assert state in words(row_of(page, "Amara"))


def test_mailboxes_are_searched_and_a_search_without_result_can_be_cleared(hr, amara):
    assert len(hr.page("/voicemail?q=okonkwo").all("th", scope="row")) == 1
    nobody = hr.page("/voicemail?q=nobody+at+all")
    assert "Nobody here matches “nobody at all”" in nobody.text
    assert nobody.links()["Clear the search"] == "/voicemail"


@pytest.mark.parametrize("query", ["sort=-extension", "sort=name", "q=a&sort=-name", "cursor=damaged", "on=no"])
def test_every_way_to_look_at_the_list_has_a_page(hr, amara, query):
    assert hr.get(f"/voicemail?{query}").status_code in (200, 303)


def test_a_question_that_cannot_be_answered_says_why(hr):
    assert hr.page("/voicemail?sort=shoe-size", status=422).links()["Show all mailboxes"] == "/voicemail"


def test_a_new_pin_is_made_and_shown_to_nobody_of_the_staff(hr, mailbox, inside, settings):
    before = pin_of(inside, settings, mailbox)
    answer = hr.post(f"/voicemail/{mailbox}/pin", {"back": f"/agents/{mailbox}"})
    new = pin_of(inside, settings, mailbox)
    assert answer.headers["Location"] == f"/agents/{mailbox}"
    assert new != before
    page = hr.page("/voicemail")
    assert "Amara Okonkwo has a new PIN." in page.text
    assert new not in page.text
    with inside() as session:
        (noted,) = session.scalars(select(AuditEntry).where(AuditEntry.deed == "mailbox.pin_reset"))
        assert (noted.actor, new in repr(noted.detail)) == ("Ingrid Hr", False)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_a_deed_leads_back_to_a_page_of_ours_only(hr, mailbox, back):
    assert hr.post(f"/voicemail/{mailbox}/pin", {"back": back}).headers["Location"] == "/voicemail"


def test_a_mailbox_that_is_not_set_up_yet_gets_no_pin(hr, amara):
    hr.post(f"/voicemail/{amara}/pin")
    assert "There is no mailbox yet." in hr.page("/voicemail").text


def test_a_switch_that_does_not_answer_is_said_and_nothing_is_half_done(hr, mailbox, inside):
    with inside() as session:
        session.execute(text("ALTER TABLE voicemail RENAME TO voicemail_away"))
    hr.post(f"/voicemail/{mailbox}/pin")
    assert "The switch does not answer just now, so nothing was changed." in hr.page("/voicemail").text
    with inside() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.deed == "mailbox.pin_reset")).all() == []


def test_e_mail_about_messages_is_chosen_per_mailbox(hr, mailbox, inside):
    hr.post(f"/voicemail/{mailbox}/notice", {"notice": "notice"})
    page = hr.page("/voicemail")
    assert "Without the recording" in words(row_of(page, "Amara"))
    with inside() as session:
        assert session.scalar(select(Work.subject_id).where(Work.kind == "telephony")) == uuid.UUID(mailbox)


def test_a_choice_that_there_is_not_is_refused(hr, mailbox, inside):
    hr.post(f"/voicemail/{mailbox}/notice", {"notice": "fax"})
    assert "fax is none of these." in hr.page("/voicemail").text
    assert agent_of(inside, mailbox).voicemail_notice == "recording"


def test_turning_voicemail_off_is_asked_first_with_what_will_be_lost(hr, mailbox, inside):
    menu = {words(link): link.get("href") for link in row_of(hr.page("/voicemail"), "Amara").iter("a")}
    page = hr.page(menu["Turn voicemail off …"])
    assert page.heading == "Turn voicemail off for Amara Okonkwo?"
    assert "mailbox 2417 with its PIN and its greeting" in page.text
    assert "voicemail/default/2417" in page.text
    assert agent_of(inside, mailbox).voicemail


def test_voicemail_is_turned_off_and_on_and_the_phone_is_set_up_again(hr, mailbox, inside, settings):
    version = agent_of(inside, mailbox).version
    hr.post(f"/voicemail/{mailbox}/off", {"version": str(version)})
    assert not agent_of(inside, mailbox).voicemail
    with inside() as session:
        session.commit()
        work_off_all(settings, 20)
    assert pin_of(inside, settings, mailbox) is None
    hr.post(f"/voicemail/{mailbox}/on")
    assert "Voicemail for Amara Okonkwo is on" in hr.page("/voicemail").text
    with inside() as session:
        session.commit()
        work_off_all(settings, 20)
    assert pin_of(inside, settings, mailbox) is not None


def test_somebody_changed_meanwhile_keeps_voicemail(hr, mailbox, inside):
    hr.post(f"/voicemail/{mailbox}/off", {"version": "99"})
    assert "was changed meanwhile" in hr.page("/voicemail").text
    assert agent_of(inside, mailbox).voicemail


def test_a_supervisor_sees_the_mailboxes_of_their_queues_and_no_buttons(browse_as, people, amara, inside):
    with inside() as session:
        queue = Group(kind="queue", name="Support", name_key="support")
        session.add(queue)
        session.flush()
        session.add(Membership(group_id=queue.id, agent_id=uuid.UUID(amara)))
        session.add(Supervision(group_id=queue.id, account_id=people["supervisor"].id))
    page = browse_as("supervisor").page("/voicemail")
    assert page.heading == "1 person has voicemail"
    assert "New PIN" not in page.text
    assert "Owen Agent" not in page.text
    assert browse_as("supervisor").post(f"/voicemail/{amara}/pin").status_code == 403


@pytest.mark.parametrize("path", ["pin", "notice", "off", "on"])
def test_somebody_whom_there_is_not_has_no_mailbox(hr, path):
    assert hr.post(f"/voicemail/{uuid.uuid4()}/{path}").status_code == 404


def test_the_page_is_well_formed_for_everybody_of_the_staff(browse_as, mailbox):
    for role in ("admin", "hr", "supervisor"):
        assert isinstance(browse_as(role).page("/voicemail"), Page)
