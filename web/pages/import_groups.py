"""The groups that a file names and that there are not: offered on the page of its check, made by one button."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.groups import groups
from onboarding.groups.names import nearest
from onboarding.imports import confirming, unknown_groups
from onboarding.imports.models import Import
from onboarding.imports.unknown_groups import Unknown
from web import formats, guard
from web.pages.group_words import WORDS
from web.translating import _, sentence

COMPARED = 40


def register(blueprint: Blueprint) -> None:
    blueprint.post("/imports/<uuid:import_id>/groups")(make_groups)


@guard.editors
def make_groups(import_id: uuid.UUID) -> ResponseReturnValue:
    """Make those that are ticked, and have the file checked again, now that they are there."""
    session = db.session()
    begin_writing(session)
    import_ = session.get(Import, import_id) or abort(404)
    ticked = set(request.form.getlist("group"))
    wanted = [each for each in unknown_groups.of(import_) if key_of(each) in ticked]
    if not wanted:
        flash(_("Nothing was ticked"))
    made, problems = unknown_groups.create(session, guard.actor(), wanted)
    for problem in problems:
        flash(f"{problem.value}: {sentence(problem)}", "bad")
    if len(problems) == len(wanted):
        session.rollback()
        return redirect(f"/imports/{import_id}", 303)
    try:
        confirming.check_again(session, import_, actor=guard.actor())
    except confirming.WrongState as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
        flash(_("%(groups)s made. The file is checked again.", groups=counted(made, wanted)))
    return redirect(f"/imports/{import_id}", 303)


def offer(import_: Import) -> dict[str, Any]:
    """What the page of the check needs to offer them. One that is spelled nearly like one there is, is not ticked."""
    unknown = unknown_groups.of(import_)
    return {"unknown": unknown, "alike": _alike(unknown), "counted": counted, "key_of": key_of, "kinds": WORDS}


def _alike(unknown: Sequence[Unknown]) -> dict[Unknown, str]:
    """Those that are spelled nearly like one there is, with its name; of many only the first are looked at."""
    known = {kind: [name for _, name in groups.named(db.session(), kind)] for kind in {each.kind for each in unknown}}
    return {each: near for each in unknown[:COMPARED] if (near := nearest(each.name, known[each.kind]))}


def key_of(each: Unknown) -> str:
    """How the form names it."""
    return f"{each.field}:{each.name}"


def counted(count: int, of_these: Sequence[Unknown]) -> str:
    """`3 teams` where all are of one kind, else `5 groups`."""
    kinds = {each.kind for each in of_these}
    if len(kinds) != 1:
        return formats.plural(count, "group", "groups")
    return WORDS[kinds.pop()].counted(count)
