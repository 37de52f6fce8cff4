"""Ranges of extensions: how much of each is used, and a form for one more."""

import re

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.agents.models import TYPOLOGIES
from onboarding.database import begin_writing, db
from onboarding.numbering import ranges
from onboarding.numbering.ranges import RangeRefused
from web import guard

_WRITTEN = re.compile(r"\s*([0-9]{1,12})\s*[-–—]\s*([0-9]{1,12})\s*")
LONGEST_NAME = 100

blueprint = Blueprint("ranges", __name__)


@blueprint.get("/ranges")
@guard.editors
def list_ranges() -> ResponseReturnValue:
    return _page({}, {})


@blueprint.post("/ranges")
@guard.editors
def add_range() -> ResponseReturnValue:
    """One range, written as 1000-1999, for everybody or for one typology."""
    form = request.form
    written = _WRITTEN.fullmatch(form.get("range", ""))
    typology = form.get("typology") or None
    errors = _mistakes(form.get("name", ""), typology, written is not None)
    if errors or written is None:
        return _page(form, errors), 422
    session = db.session()
    begin_writing(session)
    first, last, name = int(written[1]), int(written[2]), form.get("name", "").strip() or None
    try:
        added = ranges.add_range(session, guard.actor(), first, last, typology=typology, name=name)
    except RangeRefused as refused:
        session.rollback()
        return _page(form, {"range": [refused.problem.sentence()]}), 422
    session.commit()
    flash(f"{added.last - added.first + 1:,} extensions added: {added.first}–{added.last}")
    return redirect("/ranges", 303)


def _mistakes(name: str, typology: str | None, is_range: bool) -> dict[str, list[str]]:
    errors = {}
    if not is_range:
        errors["range"] = ["Write two numbers with a dash between them, such as 3000-3499."]
    if len(name) > LONGEST_NAME:
        errors["name"] = [f"This name is too long. Write at most {LONGEST_NAME} characters."]
    if typology is not None and typology not in TYPOLOGIES:
        errors["typology"] = ["Choose everybody or one of the typologies."]
    return errors


def _page(form: object, errors: dict[str, list[str]]) -> str:
    return render_template("ranges.html", usage=ranges.usage(db.session()), form=form, errors=errors)
