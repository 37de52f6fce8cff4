"""The page on which the log of one agent's pages is read."""

import uuid

import pytest

from onboarding.agents.models import Agent
from onboarding.client_logs import taking
from onboarding.client_logs.taking import Sent
from onboarding.database import now
from tests.web.browser import words


@pytest.fixture
def told(inside, amara):
    """Three lines of Amara's pages."""
    with inside() as session:
        agent = session.get_one(Agent, uuid.UUID(amara))
        agent.client_log_level = "debug"
        lines = [("error", "TypeError: no phone"), ("warning", "GET /me: 404"), ("debug", "Page seen <b>")]
        taking.take(session, agent, [Sent(level, text, "/me") for level, text in lines])
    return amara


def lines_of(page) -> list[str]:
    return [words(span) for span in page.all("span") if span.get("class") == "log-text"]


def test_a_log_that_is_off_says_how_to_begin(hr, amara):
    page = hr.page(f"/agents/{amara}/logs")
    assert "The log is off" in page.text
    (chosen,) = page.all("input", name="level", checked="")
    assert chosen.get("value") == "off"


def test_a_log_without_a_line_yet_says_when_one_comes(hr, amara):
    hr.post(f"/agents/{amara}/logs", {"level": "warning"})
    page = hr.page(f"/agents/{amara}/logs")
    assert "Nothing yet" in page.text
    assert "from the next one on" in page.text
    (chosen,) = page.all("input", name="level", checked="")
    assert chosen.get("value") == "warning"


def test_the_lines_stand_there_with_their_level_in_words(hr, told):
    page = hr.page(f"/agents/{told}/logs")
    assert lines_of(page) == ["Page seen <b>", "GET /me: 404", "TypeError: no phone"]
    assert [icon.get("aria-label") for icon in page.all("{http://www.w3.org/2000/svg}svg", role="img")] == [
        "Debug",
        "Warning",
        "Error",
    ]
    assert "Lines are deleted after 14 days." in page.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("level=error", ["TypeError: no phone"]),
        ("level=warning", ["GET /me: 404", "TypeError: no phone"]),
        ("text=PAGE", ["Page seen <b>"]),
        ("level=nonsense", ["Page seen <b>", "GET /me: 404", "TypeError: no phone"]),
    ],
)
def test_a_filter_is_in_the_address(hr, told, asked, found):
    assert lines_of(hr.page(f"/agents/{told}/logs?{asked}")) == found


def test_a_filter_that_finds_nothing_says_how_to_see_more(hr, told):
    page = hr.page(f"/agents/{told}/logs?text=elsewhere")
    assert "No line is like that" in page.text
    assert page.links()["Show all lines"] == f"/agents/{told}/logs"


def test_what_is_shown_is_downloaded_as_a_text_oldest_first(hr, told):
    page = hr.page(f"/agents/{told}/logs?level=warning")
    answer = hr.get(page.links()["Download"])
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"] == "attachment; filename=amara.okonkwo-log.txt"
    first, second = answer.text.splitlines()
    assert first.endswith("  ERROR    /me  TypeError: no phone")
    assert second.endswith("  WARNING  /me  GET /me: 404")


def test_the_lines_are_deleted_and_the_level_stays(hr, told):
    assert hr.post(f"/agents/{told}/logs/delete").status_code == 303
    page = hr.page(f"/agents/{told}/logs")
    assert "3 lines deleted" in page.text
    assert "Nothing yet" in page.text


def test_a_level_that_there_is_not_is_refused(hr, amara):
    assert hr.post(f"/agents/{amara}/logs", {"level": "everything"}).status_code == 400


def test_a_supervisor_of_others_does_not_read_it_and_nobody_reads_of_nobody(browse_as, told):
    browse_as("supervisor").page(f"/agents/{told}/logs", status=404)
    browse_as("hr").page(f"/agents/{uuid.uuid4()}/logs", status=404)


def test_the_log_of_somebody_deleted_can_be_read_and_not_switched_on(hr, inside, told):
    with inside() as session:
        session.get_one(Agent, uuid.UUID(told)).deleted_at = now()
    page = hr.page(f"/agents/{told}/logs")
    assert len(lines_of(page)) == 3
    assert "Save level" not in page.buttons()
    assert hr.post(f"/agents/{told}/logs", {"level": "off"}).status_code == 404
