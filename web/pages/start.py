"""Start: who is not ready for the next start date, and what else is going on."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from onboarding.database import db, now
from onboarding.directory.readiness import next_start_dates, readiness
from onboarding.imports import reporting
from onboarding.numbering import ranges
from web import formats, guard

NEXT_DATES = 5
RECENT_IMPORTS = 3

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@guard.allow("admin", "hr", "supervisor", "agent")
def start() -> ResponseReturnValue:
    if guard.me().role == "agent":
        return redirect("/me", 303)
    session, actor = db.session(), guard.actor()
    dates = next_start_dates(session, actor, formats.today(), NEXT_DATES)
    shown = dates[0] if dates else readiness(session, actor, None)
    edits = actor.role in ("admin", "hr")
    imports = [
        (import_, reporting.counts(session, import_.id)) for import_ in reporting.recent(session, RECENT_IMPORTS)
    ]
    return render_template(
        "start.html",
        readiness=shown,
        dates=dates[1:],
        usage=ranges.usage(session) if edits else [],
        imports=imports if edits else [],
        edits=edits,
        now=now().astimezone(formats.zone()),
    )
