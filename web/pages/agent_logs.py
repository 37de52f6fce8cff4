"""The log of one agent's own pages: how much they tell, and the lines that came."""

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from babel.dates import format_datetime
from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.agents.models import CLIENT_LOG_LEVELS, Agent
from onboarding.client_logs import levels, reading
from onboarding.client_logs.models import ClientLogLine
from onboarding.database import begin_writing, db
from onboarding.preferences.retention import retention
from web import formats, guard
from web.pages import agent_page
from web.telling import tell
from web.translating import _, later, ngettext, region

LONGEST_SEARCH = 200


class LevelWords(NamedTuple):
    """How a level is shown: its mark and colour, its name, what the pages tell at it."""

    icon: str
    colour: str
    name: str
    hint: str


LEVEL_WORDS = {
    "off": LevelWords("dash-lg", "", later("Off"), later("The pages tell nothing.")),
    "error": LevelWords(
        "x-octagon", "bad", later("Errors"), later("What failed in a page, and requests that nobody answered.")
    ),
    "warning": LevelWords(
        "exclamation-triangle",
        "warn",
        later("Warnings"),
        later("Also what was refused, and the browser’s warnings."),
    ),
    "info": LevelWords(
        "info-circle", "third", later("Info"), later("Also which page was shown, codes, copying, the connection.")
    ),
    "debug": LevelWords(
        "bug",
        "info",
        later("Debug"),
        later("Also timings and every step: for a day or two, while you look for a cause."),
    ),
}
LINE_WORDS = {"error": later("Error"), "warning": later("Warning"), "info": later("Info"), "debug": later("Debug")}
FILTERS = (
    ("", later("Every level")),
    ("error", later("Errors only")),
    ("warning", later("Warnings and errors")),
    ("info", later("Without debug")),
)

blueprint = Blueprint("agent_logs", __name__)


@blueprint.get("/agents/<uuid:agent_id>/logs")
@guard.staff
def show(agent_id: uuid.UUID) -> ResponseReturnValue:
    listed = agent_page.find(agent_id)
    session, (level, text) = db.session(), _asked()
    lines = reading.latest(session, agent_id, level, text)
    return render_template(
        "agents/logs.html",
        **agent_page.frame(listed),
        tab="logs",
        lines=lines,
        any_lines=bool(lines) or reading.has_any(session, agent_id),
        most=reading.SHOWN,
        level=level,
        text=text,
        filters=FILTERS,
        level_words=LEVEL_WORDS,
        line_words=LINE_WORDS,
        exact=_exact,
        kept_days=retention(session).client_log_days,
    )


@blueprint.get("/agents/<uuid:agent_id>/logs.txt")
@guard.staff
def download(agent_id: uuid.UUID) -> ResponseReturnValue:
    """What the page shows, as a text file, the oldest line first."""
    agent = agent_page.find(agent_id).agent
    lines = reading.latest(db.session(), agent_id, *_asked())
    name = f"{agent.username}-log.txt"
    answer = Response(_as_text(lines), mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.post("/agents/<uuid:agent_id>/logs")
@guard.editors
def set_level(agent_id: uuid.UUID) -> ResponseReturnValue:
    level = request.form.get("level", "")
    if level not in CLIENT_LOG_LEVELS:
        abort(400)
    agent = _to_change(agent_id)
    levels.set_level(db.session(), guard.actor(), agent, level)
    db.session.commit()
    tell(_said(level, formats.first_name(agent)))
    return redirect(f"/agents/{agent_id}/logs", 303)


@blueprint.post("/agents/<uuid:agent_id>/logs/delete")
@guard.editors
def delete(agent_id: uuid.UUID) -> ResponseReturnValue:
    agent = _to_change(agent_id)
    gone = reading.delete_all(db.session(), guard.actor(), agent)
    db.session.commit()
    tell(ngettext("%(num)s line deleted", "%(num)s lines deleted", gone))
    return redirect(f"/agents/{agent_id}/logs", 303)


def _asked() -> tuple[str, str]:
    """The filter in the address: a level, and a text."""
    level = request.args.get("level", "")
    return level if level in LINE_WORDS else "", request.args.get("text", "").strip()[:LONGEST_SEARCH]


def _to_change(agent_id: uuid.UUID) -> Agent:
    begin_writing(db.session())
    agent = agent_page.find(agent_id).agent
    if agent.deleted_at is not None:
        abort(404)
    return agent


def _said(level: str, name: str) -> str:
    if level == "off":
        return _("The pages of %(name)s tell nothing any more", name=name)
    return _("The pages of %(name)s tell what they do from the next one on", name=name)


def _exact(line: ClientLogLine) -> str:
    return format_datetime(line.at.astimezone(formats.zone()), "EEE d MMM HH:mm:ss", locale=region())


def _as_text(lines: Sequence[ClientLogLine]) -> str:
    return "".join(
        f"{line.at.isoformat(timespec='milliseconds')}  {line.level.upper():<7}  {line.page}  {line.text}\n"
        for line in reversed(lines)
    )
