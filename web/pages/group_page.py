"""One group: its name, who belongs to it, and what deleting it would mean."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.directory.query import Query, QueryRefused
from onboarding.directory.search import search
from onboarding.groups import groups, members, supervision
from onboarding.groups.groups import GroupRefused
from onboarding.groups.models import Group
from web import guard
from web.pages.group_words import CHANNEL_WORDS, WORDS, is_in
from web.translating import _, sentence

A_PAGE = 100


def register(blueprint: Blueprint) -> None:
    blueprint.get("/groups/<uuid:group_id>")(show)
    blueprint.post("/groups/<uuid:group_id>")(change)
    blueprint.get("/groups/<uuid:group_id>/delete")(ask_to_delete)
    blueprint.post("/groups/<uuid:group_id>/delete")(delete)


@guard.staff
def show(group_id: uuid.UUID) -> ResponseReturnValue:
    return page(find(group_id))


@guard.editors
def change(group_id: uuid.UUID) -> ResponseReturnValue:
    """Another name, description or channel."""
    typed = request.form
    session = db.session()
    begin_writing(session)
    group = find(group_id)
    try:
        groups.change(
            session,
            guard.actor(),
            group,
            name=typed.get("name", ""),
            description=typed.get("description"),
            channel=typed.get("channel"),
        )
    except GroupRefused as refused:
        session.rollback()
        return page(find(group_id), typed, {refused.problem.column: [sentence(refused.problem)]}), 422
    session.commit()
    flash(_("%(name)s is saved", name=group.name))
    return redirect(f"/groups/{group_id}", 303)


@guard.editors
def ask_to_delete(group_id: uuid.UUID) -> ResponseReturnValue:
    """The question before the deed, with what it would mean."""
    return _question(find(group_id))


@guard.editors
def delete(group_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    begin_writing(session)
    group = find(group_id)
    kind, name = group.kind, group.name
    try:
        groups.delete(session, guard.actor(), group)
    except GroupRefused as refused:
        session.rollback()
        return _question(find(group_id), sentence(refused.problem)), 409
    session.commit()
    flash(WORDS[kind].deleted % {"name": name})
    return redirect(f"/groups?kind={kind}", 303)


def find(group_id: uuid.UUID) -> Group:
    """The group, or the page that there is none that this person may see."""
    group = groups.one(db.session(), group_id) or abort(404)
    if guard.me().role == "supervisor" and group_id not in supervision.supervised(db.session(), guard.me().id):
        abort(404)
    return group


def page(
    group: Group,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str | None, list[str]] | None = None,
    seats: Mapping[str, str] | None = None,
) -> str:
    """The page; with `typed` or `seats`, what was typed into its forms, and `errors` beside the fields."""
    session = db.session()
    given = request.args
    try:
        query = Query(q=given.get("q", "").strip(), filters=(is_in(group),), limit=A_PAGE, cursor=given.get("cursor"))
        found = search(session, guard.settings(), guard.actor(), query)
    except QueryRefused:
        query = Query(filters=(is_in(group),), limit=A_PAGE)
        found = search(session, guard.settings(), guard.actor(), query)
    belongs = members.of(session, [listed.agent.id for listed in found.items])
    return render_template(
        "groups/group.html",
        group=group,
        word=WORDS[group.kind],
        channels=CHANNEL_WORDS,
        query=query,
        found=found,
        seat={agent: one for agent, all_ in belongs.items() for one in all_ if one.group_id == group.id},
        total=members.count(session, group.id),
        edits=guard.me().role in ("admin", "hr"),
        form=typed or {"name": group.name, "description": group.description or "", "channel": group.channel or ""},
        errors=errors or {},
        typed=seats or {},
    )


def _question(group: Group, refused: str | None = None) -> str:
    session = db.session()
    return render_template(
        "groups/delete.html",
        group=group,
        word=WORDS[group.kind],
        total=members.count(session, group.id),
        only_here=members.only_here(session, group),
        refused=refused,
    )
