"""Lines that an agent's page sends: what may be kept of them is, whatever the page said about itself."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.client_logs.levels import and_worse
from onboarding.client_logs.models import LONGEST_PAGE, LONGEST_TEXT, ClientLogLine
from onboarding.database import new_id, now, write_rows

MOST_AT_ONCE = 100
MOST_KEPT = 2000
"""An agent's newest lines; what is older goes, so that a page that fails in a circle fills no disk."""
LONGEST_AGO = timedelta(hours=1)

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_QUERY = re.compile(r"(?<=[\w/])[?#][^\s\"')]*[^\s\"'):;,.]")
_LONG_RUN = re.compile(r"[\w.~+=-]{32,}")
_COLUMNS = ("id", "agent_id", "received_at", "at", "level", "page", "text")


@dataclass(frozen=True, slots=True)
class Sent:
    """A line as it came. `ago_ms`: so long before it was sent, since a phone's clock may be wrong."""

    level: str
    text: str
    page: str = ""
    ago_ms: float = 0


def take(session: Session, agent: Agent, lines: Sequence[Sent]) -> int:
    """Keep the lines that the agent's level asks for, at most 100 a time; returns how many."""
    wanted, at = and_worse(agent.client_log_level), now()
    cleaned = [(line, _cleaned(line.text, LONGEST_TEXT)) for line in lines[:MOST_AT_ONCE] if line.level in wanted]
    rows = [
        (new_id(), agent.id, at, _moment(line, at), line.level, _cleaned(line.page, LONGEST_PAGE), text)
        for line, text in cleaned
        if text
    ]
    write_rows(session, ClientLogLine, _COLUMNS, rows)
    if rows:
        _forget_beyond(session, agent.id)
    return len(rows)


def _moment(line: Sent, received_at: datetime) -> datetime:
    # NaN compares as false with everything, and becomes nothing.
    ago = timedelta(milliseconds=line.ago_ms) if 0 < line.ago_ms < LONGEST_AGO / timedelta(milliseconds=1) else None
    return received_at - (ago or timedelta())


def _cleaned(text: str, longest: int) -> str:
    """One line of text without what an address may hide: its query, and whatever is long enough to be a key."""
    shown = _CONTROLS.sub(" ", text[: 2 * longest])
    shown = _LONG_RUN.sub(_without_key, _QUERY.sub("", shown)).strip()
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _without_key(run: re.Match[str]) -> str:
    """Keys have digits in them; names of that length, as in a stack of calls, hardly do."""
    return "…" if any(sign.isdigit() for sign in run[0]) else run[0]


def _forget_beyond(session: Session, agent_id: uuid.UUID) -> None:
    of_agent = ClientLogLine.agent_id == agent_id
    oldest = select(ClientLogLine.id).where(of_agent).order_by(ClientLogLine.id.desc()).offset(MOST_KEPT).limit(1)
    found = session.scalar(oldest)
    if found is not None:
        session.execute(
            delete(ClientLogLine).where(of_agent, ClientLogLine.id <= found),
            execution_options={"synchronize_session": False},
        )
