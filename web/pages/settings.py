"""Settings: what administrators set for the organisation, each with what it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from babel.dates import get_day_names
from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.bulk import digest
from onboarding.database import begin_writing, db
from onboarding.preferences import digest as digest_preference
from onboarding.preferences import invitations as invitations_preference
from onboarding.preferences import logo as logo_preference
from onboarding.preferences import organisation as organisation_preference
from onboarding.preferences import retention as retention_preference
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem
from web import formats, guard
from web.pages import settings_signing_in
from web.pages.choosing import mistakes
from web.translating import region

INVITATION_NUMBERS = ("days_before", "valid_days", "remind_every_days", "reminders")

blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
@guard.allow("admin")
def show() -> ResponseReturnValue:
    return _page()


@blueprint.post("/settings/organisation")
@guard.allow("admin")
def change_organisation() -> ResponseReturnValue:
    """The name, colour and reply address; or the form again as it was typed, each mistake beside its field."""
    typed, session = request.form, db.session()
    begin_writing(session)
    try:
        organisation_preference.set_organisation(
            session,
            guard.actor(),
            name=typed.get("name", ""),
            colour=typed.get("colour", ""),
            reply_to=typed.get("reply_to", ""),
        )
    except PreferencesRefused as refused:
        session.rollback()
        return _page(organisation=typed, problems=refused.problems), 422
    session.commit()
    flash("Organisation saved. It is on every page and in every message from now on.")
    return redirect("/settings", 303)


@blueprint.post("/settings/logo")
@guard.allow("admin")
def change_logo() -> ResponseReturnValue:
    """Keep the logo that messages carry, or take it away."""
    session, file = db.session(), request.files.get("logo")
    begin_writing(session)
    if "remove" in request.form:
        logo_preference.remove_logo(session, guard.actor())
    else:
        try:
            logo_preference.set_logo(session, guard.actor(), file.read() if file else b"")
        except PreferencesRefused as refused:
            session.rollback()
            return _page(problems=refused.problems), 422
    session.commit()
    flash("Messages show the first letter again." if "remove" in request.form else "Logo saved.")
    return redirect("/settings", 303)


@blueprint.post("/settings/invitations")
@guard.allow("admin")
def change_invitations() -> ResponseReturnValue:
    typed, session = request.form, db.session()
    begin_writing(session)
    try:
        invitations_preference.set_invitation_policy(
            session,
            guard.actor(),
            clock=typed.get("clock", ""),
            **{name: typed.get(name, type=int) for name in INVITATION_NUMBERS},
        )
    except PreferencesRefused as refused:
        session.rollback()
        return _page(invitations=typed, problems=refused.problems), 422
    session.commit()
    flash("Saved. This counts for invitations that are planned from now on.")
    return redirect("/settings", 303)


@blueprint.post("/settings/digest")
@guard.allow("admin")
def change_digest() -> ResponseReturnValue:
    typed, session = request.form, db.session()
    begin_writing(session)
    try:
        due = digest.change(
            session,
            guard.settings(),
            guard.actor(),
            on="on" in typed,
            weekday=typed.get("weekday", default=-1, type=int),
            at=typed.get("time", ""),
        )
    except PreferencesRefused as refused:
        session.rollback()
        return _page(digest=typed, problems=refused.problems), 422
    session.commit()
    flash(f"Saved. The next digest goes out {formats.when(due)}." if due else "Saved. No digest goes out any more.")
    return redirect("/settings", 303)


@blueprint.post("/settings/retention")
@guard.allow("admin")
def change_retention() -> ResponseReturnValue:
    typed, session = request.form, db.session()
    begin_writing(session)
    days = {name: typed.get(name, type=int) for name in retention_preference.MOST_DAYS if name in typed}
    try:
        kept = retention_preference.set_retention(session, guard.actor(), days)
    except PreferencesRefused as refused:
        session.rollback()
        return _page(retention=typed, problems=refused.problems), 422
    session.commit()
    flash(f"Saved. Uploaded files are kept for {formats.plural(kept.upload_days, 'day', 'days')}.")
    return redirect("/settings", 303)


def _page(
    *,
    organisation: Mapping[str, Any] | None = None,
    invitations: Mapping[str, Any] | None = None,
    digest: Mapping[str, Any] | None = None,
    retention: Mapping[str, Any] | None = None,
    locking: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
) -> str:
    """The page with what is set, or in one of its forms what was typed."""
    session = db.session()
    kept, chosen = organisation_preference.organisation(session), digest_preference.digest(session)
    return render_template(
        "settings/settings.html",
        organisation=organisation or {"name": kept.name, "colour": kept.colour, "reply_to": kept.reply_to or ""},
        invitations=invitations or asdict(invitations_preference.invitation_policy(session)),
        digest=digest or {"on": chosen.on, "weekday": str(chosen.weekday), "time": chosen.time},
        retention=retention or {"upload_days": str(retention_preference.retention(session).upload_days)},
        logo=logo_preference.logo(session),
        weekdays=[(str(number), name) for number, name in sorted(get_day_names(locale=region()).items())],
        timezone=guard.settings().timezone.replace("_", " "),
        **settings_signing_in.shown(locking),
        **mistakes(problems),
    )


settings_signing_in.register(blueprint, _page)
