"""Start: who is not ready for the next start date and why, and what needs somebody."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.bulk import inviting
from onboarding.database import begin_writing, db, now
from onboarding.directory.grammar import parse_all
from onboarding.directory.joined import joined_by_day
from onboarding.directory.listing import listing
from onboarding.directory.query import Query
from onboarding.directory.readiness import STUCK, Readiness, next_start_dates, readiness
from onboarding.directory.visible import SEE_EVERYBODY, supervises_nothing
from onboarding.imports import reporting
from onboarding.numbering import ranges
from onboarding.telephony import waiting
from web import formats, guard
from web.pages import start_attention, start_reasons, start_words
from web.translating import _, ngettext

NEXT_DATES = 5
RECENT_IMPORTS = 3
DAYS_OF_JOINING = 14

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@guard.allow("admin", "hr", "supervisor", "agent")
def start() -> ResponseReturnValue:
    """The board of the day that the address names, else of the next one on which somebody starts."""
    if guard.me().role == "agent":
        return redirect("/me", 303)
    session, actor = db.session(), guard.actor()
    dates = next_start_dates(session, actor, formats.today(), NEXT_DATES + 1)
    shown = _shown(session, actor, dates)
    edits = actor.role in SEE_EVERYBODY
    usage = ranges.usage(session) if edits else []
    imports = [(each.import_, each.counts) for each in (reporting.listed(session, RECENT_IMPORTS) if edits else [])]
    return render_template(
        "start.html",
        readiness=shown,
        hints=start_reasons.hints(shown),
        listing=listing,
        unknown_phones=shown.total > shown.counts["created"] and not shown.phones_known,
        dates=[each for each in dates if each.start_date != shown.start_date],
        lines=start_attention.lines(session, actor, usage, imports),
        answer=start_words.answer,
        greeting=start_words.greeting,
        moving=start_words.moving(shown),
        stuck=listing(start_date=shown.start_date, filters=(f"reason={','.join(STUCK)}",)),
        usage=usage,
        low=start_attention.is_low,
        imports=imports,
        joined=_joined(session, actor) if edits else [],
        edits=edits,
        nobody_to_see=supervises_nothing(session, actor),
        now=now().astimezone(formats.zone()),
    )


@blueprint.post("/start/invitations")
@guard.editors
def invite_expired() -> ResponseReturnValue:
    """New links for everybody whose invitation has expired, as many as one press may send."""
    session, actor = db.session(), guard.actor()
    begin_writing(session)
    expired = Query(filters=parse_all(["reason=expired"]))
    chosen = inviting.who_matches(session, actor, expired, start_attention.MOST_AT_ONCE)
    sent = inviting.invite(session, guard.settings(), chosen, actor=actor)
    session.commit()
    on_the_way = ngettext("%(num)s new link on the way", "%(num)s new links on the way", sent)
    flash(on_the_way if sent else _("No invitation is expired any more"))
    return redirect("/", 303)


@blueprint.post("/start/phones")
@guard.editors
def try_phones_again() -> ResponseReturnValue:
    """Everything that waits to be set up on the switch is tried again now."""
    session = db.session()
    begin_writing(session)
    tried = waiting.try_again(session, guard.actor())
    session.commit()
    again = ngettext("%(num)s is tried again now", "%(num)s are tried again now", tried)
    flash(again if tried else _("Nothing waits any more"))
    return redirect("/", 303)


def _joined(session: Session, actor: Actor) -> list[tuple[date, int]]:
    return joined_by_day(session, actor, formats.today(), DAYS_OF_JOINING, guard.settings().timezone)


def _shown(session: Session, actor: Actor, dates: list[Readiness]) -> Readiness:
    try:
        asked = date.fromisoformat(request.args.get("start_date", ""))
    except ValueError:
        return dates[0] if dates else readiness(session, actor, None)
    known = (each for each in dates if each.start_date == asked)
    return next(known, None) or readiness(session, actor, asked)
