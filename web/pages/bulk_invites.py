"""Bulk invites: the list, a new one with what it would do, and one with how far it has come."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.agents.models import Agent
from onboarding.bulk import asking, invites, outlook, previewing, progress
from onboarding.bulk.asking import Wish
from onboarding.bulk.models import BulkInvite
from onboarding.bulk.refusal import BulkInviteRefused, NotNow
from onboarding.bulk.schedule import Schedule
from onboarding.database import begin_writing, db, now
from onboarding.directory.query import QueryRefused
from onboarding.preferences.invitations import InvitationPolicy, Reminders, invitation_policy
from web import formats, guard
from web.pages import bulk_invite_form, bulk_words, timezones
from web.pages.agent_page import find
from web.pages.bulk_invite_form import Form
from web.translating import _, sentence

A_PAGE = 50
MESSAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"

blueprint = Blueprint("bulk_invites", __name__)


@blueprint.get("/bulk-invites")
@guard.staff
def list_bulk_invites() -> ResponseReturnValue:
    """The newest first, each with how far it has come."""
    session = db.session()
    found = progress.recent(session, A_PAGE + 1, request.args.get("before", type=_uuid))
    shown = found[:A_PAGE]
    counted = progress.counts(session, guard.settings(), guard.actor(), shown)
    return render_template(
        "bulk_invites/list.html",
        rows=[_described(each, counts) for each, counts in zip(shown, counted, strict=True)],
        before=shown[-1].id if len(found) > A_PAGE else None,
        begins=not request.args.get("before"),
        badges=bulk_words.STATE_BADGES,
    )


@blueprint.get("/bulk-invites/new")
@guard.editors
def plan() -> ResponseReturnValue:
    """The form with what it would do; all that is in it is in the address, so a plan is a link."""
    return _form()


@blueprint.post("/bulk-invites/selection")
@guard.editors
def select_people() -> ResponseReturnValue:
    """Those whose boxes were ticked in the list of agents, as the address of a new bulk invite."""
    chosen = [("agent", each) for each in request.form.getlist("agent")[: bulk_invite_form.MOST_CHOSEN]]
    return redirect("/bulk-invites/new?" + urlencode([("who", "chosen"), *chosen]), 303)


@blueprint.post("/bulk-invites")
@guard.editors
def create() -> ResponseReturnValue:
    """A person's word: it begins by itself when it is due."""
    session = db.session()
    begin_writing(session)
    policy = invitation_policy(session)
    form = bulk_invite_form.read(request.form, policy, [])
    try:
        wish = bulk_invite_form.wish(form, request.form, policy)
        made = invites.create(session, guard.settings(), wish, actor=guard.actor())
    except (BulkInviteRefused, QueryRefused) as refused:
        session.rollback()
        return _form(refused), 422
    session.commit()
    return redirect(f"/bulk-invites/{made.id}", 303)


@blueprint.post("/bulk-invites/test")
@guard.editors
def send_test() -> ResponseReturnValue:
    """The invitation of the person shown, to oneself; the plan stays as it is."""
    session = db.session()
    begin_writing(session)
    agent = find(request.form.get("shown_agent", type=_uuid) or abort(400)).agent
    previewing.send_test(session, guard.settings(), agent, guard.me())
    session.commit()
    flash(_("A test is on its way to %(email)s. Its link leads nowhere.", email=guard.me().email))
    return redirect("/bulk-invites/new?" + urlencode(bulk_invite_form.kept(request.form, "csrf_token")), 303)


@blueprint.get("/bulk-invites/message/<uuid:agent_id>")
@guard.editors
def message(agent_id: uuid.UUID) -> ResponseReturnValue:
    """The invitation of one person as HTML, to be shown in a frame that may do nothing."""
    agent = find(agent_id).agent
    shown = previewing.preview(db.session(), guard.settings(), agent, guard.actor())
    return Response(shown.rendered.html, mimetype="text/html", headers={"Content-Security-Policy": MESSAGE_POLICY})


@blueprint.get("/bulk-invites/<uuid:bulk_invite_id>")
@guard.staff
def show(bulk_invite_id: uuid.UUID) -> ResponseReturnValue:
    """How far it has come, and the people it has invited; `part` shows some of them."""
    session, actor = db.session(), guard.actor()
    bulk_invite = _find(bulk_invite_id)
    (counts,) = progress.counts(session, guard.settings(), actor, [bulk_invite])
    part = request.args.get("part", "")
    part = part if part in progress.PARTS else ""
    after = request.args.get("after", type=_uuid)
    people = progress.people(session, actor, bulk_invite_id, part=part or None, after=after, limit=A_PAGE + 1)
    return render_template(
        "bulk_invites/one.html",
        **_described(bulk_invite, counts),
        people=people[:A_PAGE],
        next_after=people[A_PAGE - 1].invitation.id if len(people) > A_PAGE else None,
        part=part,
        badge=bulk_words.STATE_BADGES[bulk_invite.state],
        live=_live(bulk_invite, counts),
        reminds=invites.reminds(session, bulk_invite_id),
        reminders=bulk_words.reminders(Reminders(bulk_invite.remind_every_days, bulk_invite.reminders)),
        edits=guard.me().role in ("admin", "hr"),
    )


@blueprint.get("/bulk-invites/<uuid:bulk_invite_id>/progress")
@guard.staff
def follow(bulk_invite_id: uuid.UUID) -> dict[str, Any]:
    """What the page shows of the progress, as texts and bars to put in place."""
    bulk_invite = _find(bulk_invite_id)
    (counts,) = progress.counts(db.session(), guard.settings(), guard.actor(), [bulk_invite])
    return _live(bulk_invite, counts)


@blueprint.post("/bulk-invites/<uuid:bulk_invite_id>/pause")
@guard.editors
def pause(bulk_invite_id: uuid.UUID) -> ResponseReturnValue:
    return _do(invites.pause, bulk_invite_id, _("Paused. Nothing else goes out until you resume it."))


@blueprint.post("/bulk-invites/<uuid:bulk_invite_id>/resume")
@guard.editors
def resume(bulk_invite_id: uuid.UUID) -> ResponseReturnValue:
    return _do(invites.resume, bulk_invite_id, _("It goes on."))


@blueprint.post("/bulk-invites/<uuid:bulk_invite_id>/cancel")
@guard.editors
def cancel(bulk_invite_id: uuid.UUID) -> ResponseReturnValue:
    return _do(invites.cancel, bulk_invite_id, _("Cancelled. What is sent stays, and nothing else goes out."))


def _do(deed: Callable[..., BulkInvite], bulk_invite_id: uuid.UUID, said: str) -> ResponseReturnValue:
    session = db.session()
    begin_writing(session)
    try:
        deed(session, bulk_invite_id, actor=guard.actor())
    except NotNow as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
        flash(said)
    return redirect(f"/bulk-invites/{bulk_invite_id}", 303)


def _find(bulk_invite_id: uuid.UUID) -> BulkInvite:
    return db.session().get(BulkInvite, bulk_invite_id) or abort(404)


def _uuid(text: str) -> uuid.UUID:
    return uuid.UUID(text)


def _described(bulk_invite: BulkInvite, counts: progress.Counts) -> dict[str, Any]:
    schedule = Schedule.of(bulk_invite, guard.settings().timezone)
    return {
        "bulk_invite": bulk_invite,
        "counts": counts,
        "who": bulk_words.who(db.session(), bulk_invite),
        "when": bulk_words.when(schedule, _start_date(bulk_invite)),
    }


def _start_date(bulk_invite: BulkInvite) -> date | None:
    """The one day on which those whom it is for start, if it is for one."""
    kept = (bulk_invite.query or {}).get("start_date")
    return date.fromisoformat(kept) if kept else None


def _live(bulk_invite: BulkInvite, counts: progress.Counts) -> dict[str, Any]:
    names = ("sent", "joined", "not_joined", "opened", "undelivered", "expired")
    texts = {name: formats.number(getattr(counts, name)) for name in names}
    sent, people = formats.number(counts.sent), formats.number(counts.people)
    texts["summary"] = _("%(sent)s of %(people)s sent", sent=sent, people=people)
    spoken = _("%(sent)s of %(people)s sent, %(joined)s joined", sent=sent, people=people, joined=texts["joined"])
    return {"look": bulk_invite.state, "texts": texts, "bars": {"all": counts.sent}, "spoken": spoken}


def _form(refused: Exception | None = None) -> str:
    session, given = db.session(), bulk_invite_form.given()
    policy = invitation_policy(session)
    dates = bulk_invite_form.start_dates(session)
    form = bulk_invite_form.read(given, policy, dates)
    shared: dict[str, Any] = {
        "form": form,
        "policy": policy,
        "ways": bulk_invite_form.WAYS,
        "dates": dates,
        "imports": bulk_invite_form.imports(session) if form.who == "import" else [],
        "chosen": bulk_invite_form.chosen(session, form),
        "zones": timezones.choices(now(), form["timezone"]),
        "way_to": lambda who: "/bulk-invites/new?" + urlencode([("who", who), *bulk_invite_form.kept(given, "who")]),
        "filter_fields": [pair for pair in bulk_invite_form.kept(given) if pair[0] in bulk_invite_form.OF_FILTER],
    }
    try:
        wish = bulk_invite_form.wish(form, given, policy)
    except (BulkInviteRefused, QueryRefused) as error:
        # Before anything is chosen there is nothing to complain of.
        said = bulk_invite_form.refused(refused or error) if refused or given.get("shown") else []
        return render_template("bulk_invites/new.html", **shared, wish=None, problems=said)
    return render_template("bulk_invites/new.html", **shared, problems=[], **_what_it_does(form, wish, policy))


def _what_it_does(form: Form, wish: Wish, policy: InvitationPolicy) -> dict[str, Any]:
    session, actor = db.session(), guard.actor()
    found = outlook.outlook(session, actor, wish)
    at = min(max(request.values.get("at", 0, type=int), 0), max(found.people - 1, 0))
    agent: Agent | None = outlook.nth(session, actor, wish, at)
    start_date = wish.audience.query.start_date if wish.audience.query else found.start_dates[0]
    return {
        "wish": wish,
        "outlook": found,
        "whom": _whom(form, wish),
        "day": wish.schedule.day_for(start_date) if wish.schedule.days_before is not None else wish.schedule.day,
        "chart": bulk_words.chart(found, wish.per_minute),
        "span": bulk_words.span(found, wish.schedule),
        "steps": bulk_words.plan(found, wish.schedule, wish.reminders, policy),
        "warnings": [sentence(each) for each in asking.warnings(wish, now())],
        "chips": bulk_words.chips(wish.audience.query) if wish.audience.query else [],
        "at": at,
        "agent": agent,
        "preview": previewing.preview(session, guard.settings(), agent, actor) if agent else None,
        "as_text": request.values.get("as") == "text",
        "turned": lambda **changes: _turned(changes),
    }


def _turned(changes: dict[str, Any]) -> str:
    kept = bulk_invite_form.kept(bulk_invite_form.given(), "csrf_token", *changes)
    return "/bulk-invites/new?" + urlencode([*kept, *changes.items()])


def _whom(form: Form, wish: Wish) -> str:
    if wish.audience.query is not None:
        said = bulk_words.of_query(wish.audience.query)
    elif form.who == "import":
        names = {str(each.id): each for each in bulk_invite_form.imports(db.session())}
        said = bulk_words.of_import(names.get(form["import"]))
    else:
        said = bulk_words.of_chosen(len(wish.audience.agent_ids))
    return said[0].lower() + said[1:]
