"""The switch's page: its heading is how the switch stands; who waits, what differs, and how to connect it."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from onboarding.database import db, now
from onboarding.telephony.models import Inspection
from onboarding.work import Work
from tasks.lines import work_off_all
from tests.web.browser import Browser, words

GIVEN_UP = {"code": "taken", "reason": "number_on_switch", "column": "extension", "value": "2417"}
AWAY = {"code": "failed", "reason": "switch_away"}


@pytest.fixture
def set_up(app, settings, amara):
    """Amara and Owen have their phones."""
    with app.app_context():
        work_off_all(settings, 10)
        db.session.remove()
    return amara


def by_hand(inside, statement: str) -> None:
    with inside() as session:
        session.execute(text(statement))


def worked_off(app, settings) -> None:
    with app.app_context():
        work_off_all(settings, 10)
        db.session.remove()


def fails(inside, amara: str, problem: dict, **values) -> None:
    with inside() as session:
        later = now() + timedelta(minutes=5)
        session.execute(update(Work).where(Work.kind == "telephony").values(due_at=later))
        mine = update(Work).where(Work.kind == "telephony", Work.subject_id == uuid.UUID(amara))
        session.execute(mine.values(problem=problem, **values))


def test_when_nobody_waits_the_switch_has_everybody(hr: Browser, set_up: str) -> None:
    page = hr.page("/switch")
    assert page.heading == "The switch has everybody"
    assert "Nobody waits" in page.text


def test_who_waits_is_named_with_the_reason_and_the_next_try(hr: Browser, inside, amara: str) -> None:
    fails(inside, amara, AWAY)
    page = hr.page("/switch")
    assert page.heading == "2 phones are waiting to be set up"
    (row,) = [row for row in page.all("li", class_="switch-row") if "Amara Okonkwo" in words(row)]
    assert "2417" in words(row)
    assert "The switch's database did not answer. We try again by ourselves." in words(row)
    assert "Next try" in words(row)
    assert page.links()["Amara Okonkwo"] == f"/agents/{amara}"


def test_who_was_given_up_is_the_answer_and_comes_first(hr: Browser, inside, amara: str) -> None:
    fails(inside, amara, GIVEN_UP, failed_at=now())
    page = hr.page("/switch")
    assert page.heading == "1 phone could not be set up"
    first, *_ = page.all("li", class_="switch-row")
    assert "Given up" in words(first)
    assert "Give this person another extension." in words(first)


@pytest.mark.parametrize(("chosen", "tried"), [("one", 1), ("all", 2)])
def test_one_or_all_are_tried_again(hr: Browser, inside, amara: str, chosen: str, tried: int) -> None:
    fails(inside, amara, GIVEN_UP, failed_at=now())
    answer = hr.post("/switch/try-again", {"subject": amara} if chosen == "one" else {})
    assert answer.status_code == 303
    with inside() as session:
        due = session.scalars(select(Work).where(Work.kind == "telephony", Work.due_at <= now())).all()
        assert len(due) == tried
        assert all(row.failed_at is None for row in due)
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.deed == "switch.tried_again"))
        assert entry.detail == {"count": tried}


def test_a_subject_that_is_no_id_is_not_understood(hr: Browser) -> None:
    assert hr.post("/switch/try-again", {"subject": "x"}).status_code == 400


def test_a_look_is_followed_while_it_goes_on_and_changes_nothing(hr: Browser, app, settings, inside, set_up) -> None:
    by_hand(inside, "UPDATE ps_endpoints SET allow = 'gsm' WHERE id = '2417'")
    assert hr.post("/switch/look").headers["Location"] == "/switch?tab=differences"
    page = hr.page("/switch?tab=differences")
    (running,) = [section for section in page.all("section") if section.get("data-follow")]
    assert hr.get(running.get("data-follow")).json["look"] == running.get("data-look") == "running"
    worked_off(app, settings)
    assert hr.get(running.get("data-follow")).json["look"] == "over"
    page = hr.page("/switch?tab=differences")
    assert page.heading == "The switch differs in 1 place"
    row = page.all("table")[0].findall("tbody/tr")[0]
    assert "Amara Okonkwo" in words(row)
    assert "Changed by hand allow gsm opus,ulaw,alaw" in words(row)
    assert "Repair puts back what it should be." in words(row)
    assert "Repair the 1 difference" in page.buttons()
    with inside() as session:
        assert session.scalar(text("SELECT allow FROM ps_endpoints WHERE id = '2417'")) == "gsm"


def test_repair_mends_what_was_found(hr: Browser, app, settings, inside, set_up: str) -> None:
    by_hand(inside, "DELETE FROM ps_endpoints WHERE id = '2417'")
    hr.post("/switch/look")
    worked_off(app, settings)
    hr.post("/switch/repair")
    worked_off(app, settings)
    page = hr.page("/switch?tab=differences")
    assert "1 difference was repaired" in page.text
    assert "Repair the 1 difference" not in page.buttons()
    with inside() as session:
        assert session.scalar(text("SELECT count(*) FROM ps_endpoints WHERE id = '2417'")) == 1


def test_the_differences_are_filtered_by_their_kind(hr: Browser, app, settings, inside, set_up: str) -> None:
    by_hand(inside, "UPDATE ps_endpoints SET allow = 'gsm'")
    by_hand(inside, "DELETE FROM voicemail WHERE mailbox = '2417'")
    hr.post("/switch/look")
    worked_off(app, settings)
    assert len(hr.page("/switch?tab=differences").all("table")[0].findall("tbody/tr")) == 3
    (row,) = hr.page("/switch?tab=differences&kind=missing").all("table")[0].findall("tbody/tr")
    assert "Mailbox" in words(row)
    assert "with a new PIN" in words(row)


def test_a_second_look_waits_for_the_first(hr: Browser, inside, set_up: str) -> None:
    hr.post("/switch/look")
    hr.post("/switch/repair")
    assert "The switch is being looked over already." in hr.page("/switch?tab=differences").text
    with inside() as session:
        assert len(session.scalars(select(Inspection)).all()) == 1


def test_where_nothing_differs_it_says_so(hr: Browser, app, settings, set_up: str) -> None:
    assert "Nobody has looked yet" in hr.page("/switch?tab=differences").text
    hr.post("/switch/look")
    worked_off(app, settings)
    page = hr.page("/switch?tab=differences")
    assert "Nothing differs" in page.text
    assert "2 agents were compared" in page.text


def test_a_table_that_is_missing_is_named(hr: Browser, inside) -> None:
    by_hand(inside, "DROP TABLE ps_contacts")
    page = hr.page("/switch")
    assert page.heading == "The switch’s database is not complete"
    assert "The switch's database has no table ps_contacts." in page.text.replace("&#39;", "'")


def test_whether_phones_are_seen_is_said_with_what_to_do(hr: Browser, inside, set_up: str) -> None:
    assert "contact=realtime,ps_contacts" in hr.page("/switch").text
    with inside() as session:
        session.get_one(Agent, uuid.UUID(set_up)).phone_seen = True
    assert "Seen when they sign in" in hr.page("/switch").text


def test_the_configuration_is_shown_file_by_file_to_be_copied(hr: Browser) -> None:
    page = hr.page("/switch?tab=configuration")
    shown = {words(title) for title in page.all("h2")}
    assert {"extconfig.conf", "sorcery.conf", "pjsip.conf", "extensions.conf"} <= shown
    assert len(page.all("pre")) == len([button for button in page.all("button") if button.get("data-copy-text")])


def test_a_tab_that_is_none_is_not_there(hr: Browser) -> None:
    assert hr.get("/switch?tab=x").status_code == 404


@pytest.mark.parametrize("path", ["/switch", "/switch?tab=differences"])
def test_supervisors_and_agents_do_not_see_it(browse_as, path: str) -> None:
    assert browse_as("supervisor").get(path).status_code == 403
    assert browse_as("agent").get(path).status_code == 403
    assert browse_as(None).get(path).headers["Location"].startswith("/sign-in")


def test_only_editors_may_look_or_repair(browse_as) -> None:
    for deed in ("look", "repair", "try-again"):
        assert browse_as("supervisor").post(f"/switch/{deed}").status_code == 403
