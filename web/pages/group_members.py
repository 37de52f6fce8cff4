"""Who belongs to a group: people picked and put in, their seats changed, people taken out."""

import uuid
from collections import defaultdict

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.directory.grammar import Filter
from onboarding.directory.query import Query, QueryRefused
from onboarding.directory.search import search
from onboarding.groups import members
from onboarding.groups.members import MOST_PENALTY
from web import guard
from web.pages.group_page import find, page
from web.pages.group_words import WORDS
from web.translating import _, ngettext, say

A_PAGE = 100
MOST_AT_ONCE = 500


def register(blueprint: Blueprint) -> None:
    blueprint.get("/groups/<uuid:group_id>/add")(pick)
    blueprint.post("/groups/<uuid:group_id>/add")(add)
    blueprint.post("/groups/<uuid:group_id>/members")(change_seats)
    blueprint.post("/groups/<uuid:group_id>/members/out")(take_out)


@guard.editors
def pick(group_id: uuid.UUID) -> ResponseReturnValue:
    """People who are not in the group, to be searched and ticked."""
    return _picking(group_id, {})


@guard.editors
def add(group_id: uuid.UUID) -> ResponseReturnValue:
    """Put those who were ticked into the group."""
    typed = request.form
    penalty = penalty_of(typed.get("penalty", "0"))
    if penalty is None:
        return _picking(group_id, {"penalty": [say("penalty_not_digits", {"most": MOST_PENALTY})]}), 422
    session = db.session()
    begin_writing(session)
    group, paused = find(group_id), typed.get("paused") == "yes"
    added = members.add(session, guard.actor(), group, chosen("agent"), penalty=penalty, paused=paused)
    session.commit()
    said = ngettext("%(num)s agent added to %(group)s", "%(num)s agents added to %(group)s", added, group=group.name)
    flash(said if added else _("Nobody new was ticked"))
    return redirect(f"/groups/{group_id}" if added else f"/groups/{group_id}/add", 303)


@guard.editors
def change_seats(group_id: uuid.UUID) -> ResponseReturnValue:
    """Save the penalties of the members shown, and who begins paused."""
    seats, wrong = _seats_typed()
    if wrong:
        return page(find(group_id), errors=wrong, seats=request.form), 422
    session = db.session()
    begin_writing(session)
    group, changed = find(group_id), 0
    for (penalty, paused), agent_ids in seats.items():
        changed += members.change(session, guard.actor(), group, agent_ids, penalty=penalty, paused=paused)
    session.commit()
    flash(ngettext("%(num)s seat changed", "%(num)s seats changed", changed) if changed else _("Nothing was changed"))
    return redirect(_back(group_id), 303)


@guard.editors
def take_out(group_id: uuid.UUID) -> ResponseReturnValue:
    """Let those who were ticked no longer belong to the group."""
    session = db.session()
    begin_writing(session)
    group = find(group_id)
    left = members.remove(session, guard.actor(), group, chosen("agent"))
    session.commit()
    said = ngettext(
        "%(num)s agent taken out of %(group)s", "%(num)s agents taken out of %(group)s", left, group=group.name
    )
    flash(said if left else _("Nobody was ticked"))
    return redirect(_back(group_id), 303)


def chosen(name: str) -> list[uuid.UUID]:
    """The ids that were ticked; what is none is passed over."""
    return [id_ for text in request.form.getlist(name)[:MOST_AT_ONCE] if (id_ := id_of(text))]


def id_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def penalty_of(text: str) -> int | None:
    """A penalty as typed, none being 0; None where it is no number from 0 to the most."""
    digits = text.strip() or "0"
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(MOST_PENALTY)):
        return None
    return int(digits)


def _seats_typed() -> tuple[dict[tuple[int, bool], list[uuid.UUID]], dict[str | None, list[str]]]:
    """(penalty, paused) → the members for whom that was typed; and what is wrong, by field."""
    seats: dict[tuple[int, bool], list[uuid.UUID]] = defaultdict(list)
    wrong: dict[str | None, list[str]] = {}
    for agent_id in chosen("shown"):
        field = f"penalty-{agent_id}"
        penalty = penalty_of(request.form.get(field, ""))
        if penalty is None:
            wrong[field] = [say("penalty_not_digits", {"most": MOST_PENALTY})]
        else:
            seats[penalty, request.form.get(f"paused-{agent_id}") == "yes"].append(agent_id)
    return seats, wrong


def _back(group_id: uuid.UUID) -> str:
    """To the page of members that was open."""
    back = request.form.get("back", "")
    return back if back.startswith(f"/groups/{group_id}?") else f"/groups/{group_id}"


def _picking(group_id: uuid.UUID, errors: dict[str, list[str]]) -> str:
    group = find(group_id)
    given = request.args
    others = (Filter(group.kind, "!=", (group.name,)),)
    try:
        query = Query(q=given.get("q", "").strip(), filters=others, limit=A_PAGE, cursor=given.get("cursor"))
        found = search(db.session(), guard.settings(), guard.actor(), query)
    except QueryRefused:
        query = Query(filters=others, limit=A_PAGE)
        found = search(db.session(), guard.settings(), guard.actor(), query)
    return render_template(
        "groups/add.html",
        group=group,
        word=WORDS[group.kind],
        query=query,
        found=found,
        ticked=set(request.form.getlist("agent")),
        form=request.form,
        errors=errors,
    )
