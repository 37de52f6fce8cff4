"""The switch: who is not set up yet and why, where its tables differ from what they should hold, how to connect it."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding.database import begin_writing, db, now, switch_engine
from onboarding.settings import Settings, without_password
from onboarding.telephony import configuration, contacts, drift, inspecting, schema, waiting
from onboarding.telephony.differing import Drift
from onboarding.telephony.models import Inspection
from onboarding.telephony.schema import TablesMissing
from onboarding.wording import Problem
from web import formats, guard
from web.translating import _, later, ngettext, say, sentence

TABS = ("waiting", "differences", "configuration")
WAITING_A_PAGE = 100
PARTS = {
    "ps_endpoints": later("Phone"),
    "ps_auths": later("Phone’s password"),
    "ps_aors": later("Where the phone is reached"),
    "voicemail": later("Mailbox"),
    "queue_members": later("Seat in the queue"),
    "queues": later("Queue"),
}
"""What the switch's tables are to people."""

KINDS = {
    "missing": (later("Missing"), later("should be there and is not"), "bad"),
    "different": (later("Not written"), later("was changed here and did not reach the switch"), "warn"),
    "changed": (later("Changed by hand"), later("is no longer as we wrote it"), "warn"),
    "orphaned": (later("Left over"), later("is there and nobody should have it"), "bad"),
}
"""The kinds of difference, as word, what it means, and tone."""

SECRETS = {
    "a password": later("a password"),
    "in clear text": later("in clear text"),
    "a digest": later("a digest"),
    "a digest beside the password": later("a digest beside the password"),
}
"""What is said of a secret instead of the secret."""

blueprint = Blueprint("switch", __name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the switch's database is: what is wrong with it, and whether it keeps contacts (None: it cannot be asked)."""

    place: str
    problems: list[Problem]
    keeps_contacts: bool | None

    @property
    def is_away(self) -> bool:
        return any(problem.code == "away" for problem in self.problems)


@blueprint.get("/switch")
@guard.editors
def show() -> ResponseReturnValue:
    """One page of three tabs; its heading is how the switch stands."""
    tab = request.args.get("tab", TABS[0])
    if tab not in TABS:
        abort(404)
    session, settings = db.session(), guard.settings()
    standing = _standing(session, settings)
    counts, last = waiting.counts(session), inspecting.last(session)
    found = _found(last)
    return render_template(
        f"switch/{tab}.html",
        tab=tab,
        standing=standing,
        counts=counts,
        last=last,
        found=found,
        heading=_heading(tab, standing, counts, found, drift.total(session)),
        **_of_tab(session, settings, tab, last),
    )


@blueprint.get("/switch/inspections/<uuid:inspection_id>/progress")
@guard.editors
def follow(inspection_id: uuid.UUID) -> dict[str, Any]:
    """How far an inspection is, as texts and bars to put in place."""
    session = db.session()
    return _live(session, session.get(Inspection, inspection_id) or abort(404))


@blueprint.post("/switch/try-again")
@guard.editors
def try_again() -> ResponseReturnValue:
    """Have one that waits, or all, tried again now."""
    chosen = request.form.get("subject")
    session = db.session()
    begin_writing(session)
    try:
        tried = waiting.try_again(session, guard.actor(), [uuid.UUID(chosen)] if chosen else None)
    except ValueError:
        abort(400)
    session.commit()
    flash(
        ngettext("%(num)s is tried again now", "%(num)s are tried again now", tried)
        if tried
        else _("Nothing waits any more")
    )
    return redirect("/switch", 303)


@blueprint.post("/switch/look")
@guard.editors
def look() -> ResponseReturnValue:
    return _inspect(repair=False)


@blueprint.post("/switch/repair")
@guard.editors
def repair() -> ResponseReturnValue:
    return _inspect(repair=True)


def _inspect(*, repair: bool) -> ResponseReturnValue:
    session = db.session()
    begin_writing(session)
    try:
        inspecting.ask(session, guard.actor(), repair=repair)
    except inspecting.InspectionRefused as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
    return redirect("/switch?tab=differences", 303)


def _standing(session: Session, settings: Settings) -> Standing:
    problems = schema.problems(switch_engine(), sip_digest=settings.sip_digest)
    try:
        keeps = None if problems else contacts.are_kept(session)
    except (OperationalError, TablesMissing):
        session.rollback()
        keeps = None
    return Standing(without_password(settings.telephony_database_url), problems, keeps)


def _heading(tab: str, standing: Standing, counts: waiting.Counts, found: int, phones: int) -> str:
    differs = ngettext("The switch differs in %(num)s place", "The switch differs in %(num)s places", found)
    if standing.is_away:
        return _("The switch’s database does not answer")
    if standing.problems:
        return _("The switch’s database is not complete")
    if tab == "differences" and found:
        return differs
    if counts.failed:
        return ngettext("%(num)s phone could not be set up", "%(num)s phones could not be set up", counts.failed)
    if counts.waiting:
        return ngettext(
            "%(num)s phone is waiting to be set up", "%(num)s phones are waiting to be set up", counts.waiting
        )
    if found:
        return differs
    return _("The switch has everybody") if phones else _("Nobody has a phone yet")


def _of_tab(session: Session, settings: Settings, tab: str, last: Inspection | None) -> dict[str, Any]:
    if tab == "configuration":
        return {"files": configuration.files(session, settings, with_password=False)}
    if tab == "differences":
        going_on = inspecting.going_on(session)
        return {
            "going_on": going_on,
            "live": _live(session, going_on) if going_on else None,
            "kinds": KINDS,
            "parts": PARTS,
            "plainly": lambda value: SECRETS.get(value, value),
            "say": say,
            "findings": _findings(last, request.args.get("kind")),
            "all_found": _count(last, request.args.get("kind")) if last else 0,
            "ended_early": sentence(Problem.restored(last.problem)) if last and last.problem else None,
        }
    page = max(request.args.get("page", 1, type=int), 1)
    rows = waiting.listed(session, WAITING_A_PAGE + 1, (page - 1) * WAITING_A_PAGE)
    return {"rows": rows[:WAITING_A_PAGE], "page": page, "more": len(rows) > WAITING_A_PAGE, "now": now()}


def _found(last: Inspection | None) -> int:
    """How many differences the last inspection found and left as they are."""
    return 0 if last is None or last.repair else _count(last)


def _count(inspection: Inspection, kind: str | None = None) -> int:
    return sum(inspection.counts.get(each, 0) for each in KINDS if kind in (None, each))


def _findings(last: Inspection | None, kind: str | None) -> list[Drift]:
    kept = [Drift.restored(found) for found in last.findings] if last else []
    return [found for found in kept if kind is None or found.kind == kind]


def _live(session: Session, inspection: Inspection) -> dict[str, Any]:
    done, total = inspection.counts.get("compared", 0), drift.total(session)
    found = _count(inspection)
    said = ngettext(
        "%(done)s of %(num)s agent compared", "%(done)s of %(num)s agents compared", total, done=formats.number(done)
    )
    texts = {"compared": said, "found": ngettext("%(num)s difference so far", "%(num)s differences so far", found)}
    look = "over" if inspection.finished_at else "running"
    return {"look": look, "total": max(total, 1), "texts": texts, "bars": {"all": done}, "spoken": said}
