"""Numbers that are kept from being given out: reserved ones, those of telephones outside this service, resting ones."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from onboarding.audit import Actor
from onboarding.database import begin_writing, db
from onboarding.numbering import foreign, number_lists, reserved, resting, setting_aside
from onboarding.numbering.setting_aside import PAGE, Entered
from onboarding.preferences.numbers import PolicyRefused, number_policy, set_number_policy
from web import formats, guard, uploading
from web.security import takes_uploads
from web.translating import _, language, later, later_of, ngettext, sentence

MOST_BYTES_OF_A_LIST = 4 << 20
MOST_SHOWN = 50
TABS = {
    "reserved": later_of("numbers", "Reserved"),
    "foreign": later("Outside this service"),
    "resting": later_of("numbers", "Resting"),
}
Enter = Callable[[Any, Actor, Mapping[int, str | None]], Entered]
Free = Callable[[Any, Actor, Sequence[int]], int]
FREEING: dict[str, tuple[Free, Callable[[int], str]]] = {
    "reserved": (
        reserved.unreserve,
        lambda freed: formats.plural(freed, "number is reserved no longer", "numbers are reserved no longer"),
    ),
    "foreign": (
        foreign.forget,
        lambda freed: formats.plural(freed, "number may be given out", "numbers may be given out"),
    ),
    "resting": (
        resting.free_now,
        lambda freed: formats.plural(freed, "number rests no longer", "numbers rest no longer"),
    ),
}
"""By the tab: the deed, and what is said of so many numbers."""


class NotRead(Exception):
    """A file that is no list of numbers; the sentence says why."""


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/ranges/reserved", view_func=enter_reserved, methods=["POST"])
    blueprint.add_url_rule("/ranges/foreign", view_func=enter_foreign, methods=["POST"])
    blueprint.add_url_rule("/ranges/rest", view_func=set_rest, methods=["POST"])
    blueprint.add_url_rule("/ranges/<tab>/free", view_func=free, methods=["POST"])


@guard.editors
def enter_reserved() -> ResponseReturnValue:
    return _enter("reserved", reserved.reserve)


@guard.editors
@takes_uploads
def enter_foreign() -> ResponseReturnValue:
    uploading.count(str(guard.me().id))
    return _enter("foreign", foreign.enter)


def _enter(tab: str, enter: Enter) -> ResponseReturnValue:
    """Numbers that were written into the form, or stand in a file; what cannot be is said line by line."""
    form = request.form
    try:
        text = _text(request.files.get("file")) or form.get("numbers", "")
    except NotRead as not_read:
        return page(tab, form, {"file": [str(not_read)]}), 422
    listed = number_lists.read(text)
    if not listed.notes and not listed.problems:
        return page(tab, form, {"numbers": [_("Write at least one number, such as 2001 Reception.")]}), 422
    session = db.session()
    begin_writing(session)
    entered = enter(session, guard.actor(), listed.notes)
    session.commit()
    refused = listed.refusals(entered.refused)
    if refused:
        return page(tab, form, {}, number_lists.sentences(refused, language()), entered.added), 422
    flash(ngettext("%(num)s number entered", "%(num)s numbers entered", entered.added))
    return redirect(f"/ranges?tab={tab}", 303)


def _text(file: FileStorage | None) -> str:
    """What stands in the file, if there is one. Raises NotRead."""
    data = file.stream.read(MOST_BYTES_OF_A_LIST + 1) if file is not None and file.filename else b""
    if len(data) > MOST_BYTES_OF_A_LIST:
        raise NotRead(_("This file is larger than 4 MiB. Upload it in parts."))
    if b"\0" in data:
        raise NotRead(_("This file is not a text. Save the sheet as CSV and upload that."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


@guard.editors
def free(tab: str) -> ResponseReturnValue:
    """Let numbers be given out again that were kept from it."""
    deed, said = FREEING.get(tab) or abort(404)
    numbers = [int(number) for number in request.form.getlist("number") if number.isascii() and number.isdigit()]
    session = db.session()
    begin_writing(session)
    freed = deed(session, guard.actor(), numbers)
    session.commit()
    if freed:
        flash(said(freed))
    elif numbers:
        flash(_("Nothing was changed: somebody else was faster."), "bad")
    else:
        flash(_("Tick the numbers first."), "bad")
    return redirect(f"/ranges?tab={tab}", 303)


@guard.editors
def set_rest() -> ResponseReturnValue:
    """For how many days freed numbers rest from now on."""
    typed = request.form.get("rest_days", "").strip()
    session = db.session()
    begin_writing(session)
    try:
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
            raise ValueError
        set_number_policy(session, guard.actor(), int(typed))
    except ValueError:
        session.rollback()
        return page("resting", request.form, {"rest_days": [_("Write a number of days from 0 to 3650.")]}), 422
    except PolicyRefused as refused:
        session.rollback()
        return page("resting", request.form, {"rest_days": [sentence(refused.problem)]}), 422
    session.commit()
    flash(
        ngettext("Freed numbers rest for %(num)s day", "Freed numbers rest for %(num)s days", int(typed))
        if int(typed)
        else _("Numbers do not rest")
    )
    return redirect("/ranges?tab=resting", 303)


def tabs(current: str) -> dict[str, Any]:
    """What the heads of the tabs show."""
    session = db.session()
    counts = {tab: setting_aside.count(session, tab) for tab in TABS}
    return {"tab": current, "tabs": TABS, "counts": counts}


def page(
    tab: str,
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    refused: Sequence[str] = (),
    added: int = 0,
) -> str:
    """A tab with its numbers from the one on that the address names."""
    session = db.session()
    start = request.args.get("from", "")
    start = start if start.isascii() and start.isdigit() and len(start) <= 18 else ""
    found = setting_aside.listed(session, tab, start=int(start or 0), most=PAGE + 1)
    return render_template(
        f"ranges/{tab}.html",
        numbers=found[:PAGE],
        start=start,
        next_start=found[PAGE].number if len(found) > PAGE else None,
        rest_days=number_policy(session).rest_days,
        form=form or {},
        errors=errors or {},
        refused=refused[:MOST_SHOWN],
        not_shown=max(len(refused) - MOST_SHOWN, 0),
        added=added,
        emergency_numbers=reserved.EMERGENCY_NUMBERS,
        **tabs(tab),
    )
