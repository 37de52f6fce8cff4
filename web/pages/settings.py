"""Settings: what administrators set for the organisation, each with what it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.preferences import changing
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem
from web import guard
from web.pages import settings_changes, settings_organisation, settings_people, settings_signing_in, settings_times
from web.pages.choosing import mistakes
from web.pages.settings_changes import Change
from web.pages.settings_sections import Section
from web.telling import tell

SECTIONS: tuple[Section, ...] = (
    *settings_organisation.SECTIONS,
    *settings_people.SECTIONS,
    *settings_signing_in.SECTIONS,
    *settings_times.SECTIONS,
)
"""In the order of the page; each is saved by itself, so that two people who set different things do not meet."""
_BY_KEY = {section.key: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class Card:
    """A section as the page shows it. `mark`: how its preference was when the page was made; `meanwhile`: what
    somebody else has set since, where that is in the way."""

    section: Section
    values: Mapping[str, Any]
    mark: str
    meanwhile: Change | None = None


blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
@guard.allow("admin")
def show() -> ResponseReturnValue:
    return _page()


@blueprint.get("/settings/changes")
@guard.allow("admin")
def changes() -> ResponseReturnValue:
    """Who changed what, the newest first."""
    shown = settings_changes.page(db.session(), SECTIONS, request.args.get("before", ""))
    return render_template("settings/changes.html", changes=shown.changes, before=shown.before, tab="changes")


@blueprint.post("/settings/<key>")
@guard.allow("admin")
def save(key: str) -> ResponseReturnValue:
    """Save one section, or show the page again with what was typed: beside its mistakes, or beside what somebody else
    has set since this page was made. Whoever saves then has seen it."""
    section = _BY_KEY.get(key) or abort(404)
    session, typed = db.session(), request.form
    begin_writing(session)
    changing.hold(session)
    if typed.get("was", "") not in ("", changing.mark(session, section.preference)):
        session.rollback()
        return _page(section, typed, meanwhile=settings_changes.latest(session, section)), 409
    try:
        said = section.save(typed)
    except PreferencesRefused as refused:
        session.rollback()
        return _page(section, typed, refused.problems), 422
    session.commit()
    tell(said)
    return redirect(f"/settings#{key}", 303)


def _page(
    typed_in: Section | None = None,
    typed: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
    meanwhile: Change | None = None,
) -> str:
    """The page with what is set, or in one of its sections what was typed."""
    cards = {section.key: _card(section) for section in SECTIONS}
    if typed_in is not None:
        cards[typed_in.key] = replace(cards[typed_in.key], values=typed or {}, meanwhile=meanwhile)
    return render_template(
        "settings/settings.html",
        tab="settings",
        cards=cards,
        **{name: part for section in SECTIONS for name, part in section.besides().items()},
        **mistakes(problems),
    )


def _card(section: Section) -> Card:
    return Card(section, section.shown(), changing.mark(db.session(), section.preference))
