"""What an agent's own pages tell of themselves."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from onboarding.agents.models import Agent
from onboarding.client_logs.models import ClientLogLine
from tests.door.conftest import Inside
from tests.door.visitor import Visitor
from web.pages import my_log


def at_level(inside: Inside, amara: Agent, level: str) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).client_log_level = level


def told(inside: Inside) -> list[tuple[str, str, str]]:
    with inside() as session:
        lines = session.scalars(select(ClientLogLine).order_by(ClientLogLine.id))
        return [(line.level, line.page, line.text) for line in lines]


def send(me: Visitor, lines: Any) -> int:
    written = lines if isinstance(lines, str) else json.dumps(lines)
    return me.post("/me/log", csrf_token=me.proof("/me/account"), lines=written).status_code


def test_a_page_tells_only_of_an_agent_whose_log_is_on(me: Visitor, inside: Inside, amara: Agent) -> None:
    assert "client-log" not in me.get("/me").text
    at_level(inside, amara, "info")
    page = me.get("/me").text
    assert '<meta name="client-log" content="info"' in page
    assert "js/client-log.js" in page
    # Before every other module, so that their mistakes are seen.
    assert page.index("js/client-log.js") < page.index("js/forms.js")


def test_lines_are_kept_at_the_level_that_is_set(me: Visitor, inside: Inside, amara: Agent) -> None:
    at_level(inside, amara, "warning")
    lines = [
        {"level": "error", "text": "TypeError: no phone", "page": "/me", "ago": 1500},
        {"level": "warning", "text": "GET /common-passwords.txt: 404 in 3 ms", "page": "/me/account"},
        {"level": "debug", "text": "Page seen", "page": "/me"},
    ]
    assert send(me, lines) == 204
    assert told(inside) == [
        ("error", "/me", "TypeError: no phone"),
        ("warning", "/me/account", "GET /common-passwords.txt: 404 in 3 ms"),
    ]


def test_a_page_that_does_not_know_yet_that_the_log_is_off_tells_nothing(
    me: Visitor, inside: Inside, amara: Agent
) -> None:
    assert send(me, [{"level": "error", "text": "late"}]) == 204
    assert told(inside) == []


@pytest.mark.parametrize(
    "lines",
    ["", "{", '{"level": "error"}', "[" * 100_000, json.dumps([{"level": "error", "text": "x"}] * 101), '"error"'],
)
def test_what_is_no_batch_of_at_most_a_hundred_lines_is_refused(
    me: Visitor, inside: Inside, amara: Agent, lines: str
) -> None:
    at_level(inside, amara, "debug")
    assert send(me, lines) == 400
    assert told(inside) == []


@pytest.mark.parametrize(
    "odd", [{}, {"level": ["error"], "text": {}}, {"level": "error"}, {"level": "error", "text": "\x00"}, 7, None]
)
def test_an_odd_line_is_passed_over(me: Visitor, inside: Inside, amara: Agent, odd: Any) -> None:
    at_level(inside, amara, "debug")
    fine = {"level": "error", "text": "fine", "page": "/me", "ago": "soon"}
    assert send(me, [odd, fine]) == 204
    assert told(inside) == [("error", "/me", "fine")]


def test_a_page_that_fails_in_a_circle_is_told_to_wait(
    me: Visitor, inside: Inside, amara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(my_log, "BY_ACCOUNT", my_log.BY_ACCOUNT.__class__("client-log", 2, my_log.BY_ACCOUNT.window))
    at_level(inside, amara, "debug")
    line = [{"level": "error", "text": "again"}]
    assert [send(me, line) for _ in range(3)] == [204, 204, 429]
    assert len(told(inside)) == 2


def test_nobody_tells_without_the_proof_of_a_page_or_without_signing_in(
    me: Visitor, visitor: Visitor, inside: Inside, amara: Agent
) -> None:
    at_level(inside, amara, "debug")
    assert me.post("/me/log", lines="[]").status_code == 400
    proof = me.proof("/me/account")
    me.send("/me/account", "/sign-out")
    assert me.post("/me/log", csrf_token=proof, lines="[]").status_code in (303, 400)
    assert told(inside) == []
