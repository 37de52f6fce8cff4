"""Ranges of extensions: how much of each is used; adding, changing and removing one."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.agents.models import TYPOLOGIES
from onboarding.database import begin_writing, db
from onboarding.directory.listing import listing
from onboarding.groups import groups
from onboarding.numbering import number_lists, ranges
from onboarding.numbering.models import Range
from onboarding.numbering.ranges import RangeRefused
from web import formats, guard
from web.pages import range_numbers, start_attention
from web.translating import _, ngettext, sentence

TEAM = "team:"
"""How a form names a team that a range is for; everything else is a typology, or (empty) everybody."""

blueprint = Blueprint("ranges", __name__)
range_numbers.register(blueprint)


@blueprint.get("/ranges")
@guard.editors
def list_ranges() -> ResponseReturnValue:
    tab = request.args.get("tab", "ranges")
    return _page({}, {}) if tab not in range_numbers.TABS else range_numbers.page(tab)


@blueprint.post("/ranges")
@guard.editors
def add_range() -> ResponseReturnValue:
    """One range, written as 1000-1999, for everybody, for a typology or for a team."""
    session = db.session()
    begin_writing(session)
    wanted, errors = _read(request.form)
    if not errors:
        try:
            added = ranges.add_range(session, guard.actor(), **wanted)
        except RangeRefused as refused:
            errors = _beside(refused)
    if errors:
        session.rollback()
        return _page(request.form, errors), 422
    session.commit()
    said = ngettext(
        "%(num)s extension added: %(first)s–%(last)s",
        "%(num)s extensions added: %(first)s–%(last)s",
        added.last - added.first + 1,
        first=added.first,
        last=added.last,
    )
    flash(said)
    return redirect("/ranges", 303)


@blueprint.get("/ranges/<uuid:range_id>")
@guard.editors
def show_range(range_id: uuid.UUID) -> ResponseReturnValue:
    found = _find(range_id)
    return _range_page(found, _as_form(found), {})


@blueprint.post("/ranges/<uuid:range_id>")
@guard.editors
def change_range(range_id: uuid.UUID) -> ResponseReturnValue:
    """Other bounds, another name, for others."""
    session = db.session()
    begin_writing(session)
    found = _find(range_id)
    wanted, errors = _read(request.form)
    if not errors:
        try:
            changed = ranges.change_range(session, guard.actor(), range_id, **wanted)
        except RangeRefused as refused:
            errors = _beside(refused)
    if errors:
        session.rollback()
        return _range_page(found, request.form, errors), 422
    session.commit()
    flash(_("The range %(name)s is saved", name=changed.name))
    return redirect("/ranges", 303)


@blueprint.post("/ranges/<uuid:range_id>/remove")
@guard.editors
def remove_range(range_id: uuid.UUID) -> ResponseReturnValue:
    """Take away a range in which nobody has a number."""
    session = db.session()
    begin_writing(session)
    found = _find(range_id)
    name = found.name
    try:
        ranges.remove_range(session, guard.actor(), range_id)
    except RangeRefused as refused:
        session.rollback()
        found = _find(range_id)
        return _range_page(found, _as_form(found), {}, sentence(refused.problem)), 422
    session.commit()
    flash(_("The range %(name)s is removed", name=name))
    return redirect("/ranges", 303)


def _find(range_id: uuid.UUID) -> Range:
    return ranges.find(db.session(), range_id) or abort(404)


def _read(form: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What the form asks for, as add_range and change_range take it, and what is wrong with it by field."""
    bounds = number_lists.bounds(form.get("range", ""))
    name, whom = form.get("name", "").strip(), form.get("for", "")
    errors = {}
    if bounds is None:
        errors["range"] = [_("Write two numbers with a dash between them, such as 3000-3499.")]
    if len(name) > ranges.LONGEST_NAME:
        errors["name"] = [_("This name is too long. Write at most %(most)s characters.", most=ranges.LONGEST_NAME)]
    if whom not in dict(_whom()):
        errors["for"] = [_("Choose everybody, one of the typologies, or a team that there is.")]
    if bounds is None or errors:
        return {}, errors
    team_id = uuid.UUID(whom.removeprefix(TEAM)) if whom.startswith(TEAM) else None
    typology = whom if whom in TYPOLOGIES else None
    return {"first": bounds[0], "last": bounds[1], "typology": typology, "team_id": team_id, "name": name or None}, {}


def _beside(refused: RangeRefused) -> dict[str, list[str]]:
    return {"range": [sentence(refused.problem)]}


def _whom() -> list[tuple[str, str]]:
    """For whom a range may be: what the form sends, and its word."""
    teams = [
        (f"{TEAM}{group_id}", _("Team %(name)s", name=name)) for group_id, name in groups.named(db.session(), "team")
    ]
    return [("", _("Everyone")), *formats.TYPOLOGY_WORDS.items(), *teams]


def _for_whom() -> Callable[[Range], str]:
    """Says of a range whom it is for."""
    teams = dict(groups.named(db.session(), "team"))

    def said(of: Range) -> str:
        if of.team_id:
            name = teams.get(of.team_id)
            return _("Team %(name)s", name=name) if name else _("Team that was deleted")
        return formats.TYPOLOGY_WORDS[of.typology] if of.typology else _("Everyone")

    return said


def _as_form(found: Range) -> dict[str, str]:
    whom = f"{TEAM}{found.team_id}" if found.team_id else found.typology or ""
    written = f"{found.first}-{found.last}"
    return {"range": written, "for": whom, "name": "" if found.name == written else found.name}


def _page(form: Mapping[str, str], errors: Mapping[str, list[str]]) -> str:
    usage = ranges.usage(db.session())
    return render_template(
        "ranges/list.html",
        usage=usage,
        free=sum(use.free for use in usage),
        holders=_holders,
        low=start_attention.is_low,
        for_whom=_for_whom(),
        whom=_whom(),
        form=form,
        errors=errors,
        **range_numbers.tabs("ranges"),
    )


def _holders(of: Range) -> str:
    """The list of those who have a number of the range."""
    return listing(filters=(f"extension={of.first}..{of.last}",))


def _range_page(found: Range, form: Mapping[str, str], errors: Mapping[str, list[str]], refused: str = "") -> str:
    use = next(use for use in ranges.usage(db.session()) if use.range.id == found.id)
    return render_template(
        "ranges/range.html",
        range=found,
        use=use,
        holders=_holders,
        whom=_whom(),
        form=form,
        errors=errors,
        refused=refused,
    )
