"""Groups: the list of each kind, and a form for one more."""

import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.accounts import accounts
from onboarding.database import begin_writing, db
from onboarding.directory.grammar import Filter
from onboarding.directory.query import Query
from onboarding.directory.search import count
from onboarding.groups import groups, supervision
from onboarding.groups.groups import GroupRefused
from onboarding.groups.models import KINDS
from onboarding.wording import Problem
from web import guard
from web.pages import group_members, group_page
from web.pages.group_words import CHANNEL_WORDS, WORDS, is_in, is_in_none, kind_of
from web.translating import sentence

blueprint = Blueprint("groups", __name__)
group_page.register(blueprint)
group_members.register(blueprint)


@blueprint.get("/groups")
@guard.staff
def list_groups() -> ResponseReturnValue:
    return _page(kind_of(request.args.get("kind")), {}, [])


@blueprint.post("/groups")
@guard.editors
def create() -> ResponseReturnValue:
    """One group more, of the kind that the form is for."""
    typed = request.form
    kind = typed.get("kind", "")
    if kind not in KINDS:
        abort(400)
    session = db.session()
    begin_writing(session)
    try:
        group = groups.create(
            session,
            guard.actor(),
            kind,
            typed.get("name", ""),
            description=typed.get("description"),
            channel=typed.get("channel"),
        )
    except GroupRefused as refused:
        session.rollback()
        return _page(kind, typed, [refused.problem]), 422
    session.commit()
    flash(WORDS[kind].made % {"name": group.name})
    return redirect(f"/groups/{group.id}", 303)


def _page(kind: str, typed: Mapping[str, str], problems: list[Problem]) -> str:
    session = db.session()
    only = supervision.supervised(session, guard.me().id) if guard.me().role == "supervisor" else None
    return render_template(
        "groups/list.html",
        kind=kind,
        words=WORDS,
        supervised_kinds=supervision.SUPERVISED_KINDS,
        channels=CHANNEL_WORDS,
        listed=groups.listed(session, kind, only),
        supervisors=_supervisors_of(kind),
        in_none=None if only is not None else _count(is_in_none(kind)),
        agents_in=lambda group: agents_with(is_in(group)),
        agents_in_none=agents_with(is_in_none(kind)),
        edits=guard.me().role in ("admin", "hr"),
        form=typed,
        errors=_by_field(problems),
    )


def agents_with(filter_: Filter) -> str:
    """The address of the list of agents with this filter."""
    return "/agents?" + urlencode({"filter": str(filter_)})


def _supervisors_of(kind: str) -> dict[uuid.UUID, list[str]]:
    """Group → the names of those who supervise it."""
    session = db.session()
    names = {account.id: accounts.display_name(session, account) for account in accounts.staff(session)}
    found: dict[uuid.UUID, list[str]] = {}
    for account_id, supervised in supervision.by_account(session).items():
        for group in supervised:
            if group.kind == kind:
                found.setdefault(group.id, []).append(names[account_id])
    return found


def _count(filter_: Filter) -> tuple[int, bool]:
    return count(db.session(), guard.actor(), Query(filters=(filter_,)))


def _by_field(problems: list[Problem]) -> dict[str | None, list[str]]:
    return {problem.column: [sentence(problem)] for problem in problems}
