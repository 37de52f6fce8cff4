"""Sheets for the training room: a link to scan for each person, on a page of paper of their own."""

import re

import pytest

from onboarding.accounts.models import Token
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, AuditEntry
from onboarding.database import now
from onboarding.invitations import joining, sheets
from onboarding.staffing import adding
from tests.web.browser import Page, words
from tests.web.files import confirmed


def people_of(page: Page) -> list[str]:
    return [section.get("aria-label") for section in page.all("section", class_="paper")]


@pytest.fixture
def zoe(inside, settings):
    typed = {"full_name": "Zoë Meer", "email": "zoe@northwind.example", "start_date": "2031-12-01"}
    with inside() as session:
        return str(adding.add(session, settings, typed, actor=SERVICE, invite="none").agent.id)


def test_a_sheet_says_who_when_and_what_to_do_and_holds_no_password(hr, zoe):
    answer = hr.post("/agents/sheets", {"agent": zoe})
    (paper,) = Page(answer.text).all("section", class_="paper")
    said = words(paper)
    for part in ("Zoë Meer", "zoe.meer", "Monday 1 December 2031", "Choose a password", "Works once, until"):
        assert part in said
    assert [element for element in paper.iter() if str(element.tag).endswith("svg")]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_code_leads_to_a_link_that_works_and_ends_none(hr, zoe, inside, settings, monkeypatch):
    drawn: list[str] = []
    monkeypatch.setattr("web.pages.agent_sheets.picture_of", lambda url, title: drawn.append(url) or "")
    for _ in range(2):
        hr.post("/agents/sheets", {"agent": zoe})
    with inside() as session:
        for url in drawn:
            assert joining.look(session, settings, url.rpartition("/")[2]).agent.full_name == "Zoë Meer"
        assert session.query(AuditEntry).filter_by(deed="agent.link_copied").count() == 2


def test_each_sheet_speaks_the_language_of_its_person(hr, zoe, amara, inside):
    with inside() as session:
        session.query(Agent).filter_by(full_name="Zoë Meer").update({"language": "it"})
    page = Page(hr.post("/agents/sheets", {"agent": [zoe, amara]}).text)
    english, italian = page.all("section", class_="paper")
    assert (page.heading, english.get("lang"), italian.get("lang")) == ("2 sheets to print", "en", "it")
    assert "lunedì 1 dicembre 2031" in words(italian)


def test_looking_makes_no_link(hr, zoe, amara, inside):
    page = hr.page("/agents/sheets")
    assert page.heading == "Print 3 sheets for the training room?"
    with inside() as session:
        assert session.query(Token).count() == 0


def test_what_was_asked_is_what_is_printed(hr, zoe, amara):
    page = hr.page("/agents/sheets?filter=full_name~zo")
    asked = [field.get("value") for field in page.all("input", name="agent")]
    assert asked == [zoe]
    assert people_of(Page(hr.post("/agents/sheets", {"agent": [zoe, amara]}).text)) == ["Amara Okonkwo", "Zoë Meer"]


def test_whoever_has_joined_needs_none_and_is_counted(hr, zoe, amara, inside):
    with inside() as session:
        session.query(Agent).filter_by(full_name="Zoë Meer").update({"joined_at": now()})
    page = hr.page(f"/agents/sheets?agent={zoe}&agent={amara}")
    assert page.heading == "Print 1 sheet for the training room?"
    assert "1 person has joined already" in page.text
    printed = Page(hr.post("/agents/sheets", {"agent": [zoe, amara]}).text)
    assert people_of(printed) == ["Amara Okonkwo"]
    assert "Zoë Meer has joined already" in printed.text


def test_those_of_an_import_are_printed_together(hr, app, settings):
    path = confirmed(app, settings, hr)
    (link,) = re.findall(r"/agents/sheets\?import=[0-9a-f-]{36}", hr.page(path).text)
    page = hr.page(link)
    created = len(page.all("input", name="agent"))
    assert created > 0
    assert page.heading == f"Print {created} {'sheet' if created == 1 else 'sheets'} for the training room?"


def test_more_than_a_stack_are_printed_group_by_group(hr, zoe, amara, monkeypatch):
    monkeypatch.setattr("web.pages.agent_sheets.MOST", 2)
    page = hr.page("/agents/sheets")
    assert page.heading == "Print 2 sheets for the training room?"
    assert "3 people match, and at most 2 sheets are printed at once." in page.text
    assert sheets.MOST == 200


@pytest.mark.parametrize("asked", ["agent=x", "import=x", "agent=", "import=00000000-0000-0000-0000-000000000000"])
def test_what_is_nobody_prints_nothing(hr, asked):
    answer = hr.get(f"/agents/sheets?{asked}")
    assert answer.status_code in (200, 404)
    assert "Making the sheets" not in answer.text


def test_nobody_selected_says_so(hr):
    assert hr.post("/agents/sheets").headers["Location"] == "/agents"
    assert "Nobody was selected" in hr.page("/agents").text


@pytest.mark.parametrize("role", ["supervisor", "agent", None])
def test_only_those_who_may_invite_print(browse_as, amara, role):
    answer = browse_as(role).post("/agents/sheets", {"agent": amara})
    assert answer.status_code in (303, 403)
    assert "paper" not in answer.text
