"""Sheets for the training room: asked for a selection, an import or a list; one page of paper a person."""

import uuid
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.directory.query import QueryRefused
from onboarding.directory.search import search
from onboarding.directory.visible import visible_to
from onboarding.imports.models import ImportRow
from onboarding.invitations import sheets
from onboarding.invitations.sheets import MOST, Sheet
from onboarding.preferences.organisation import Organisation, organisation
from onboarding.wording import LANGUAGES
from web import guard
from web.guard import settings
from web.pages import agent_filters
from web.pages.codes import picture_of
from web.translating import _, known, sentence, speaking


def register(blueprint: Blueprint) -> None:
    blueprint.get("/agents/sheets")(ask)
    blueprint.post("/agents/sheets")(print_them)


@guard.editors
def ask() -> ResponseReturnValue:
    """Whose sheets would be printed, by what the address asks for; looking makes no link."""
    try:
        agents, total = _asked_for(db.session())
    except QueryRefused as refused:
        flash(sentence(refused.problem), "bad")
        return redirect("/agents", 303)
    can = [agent for agent in agents if not (agent.joined_at or agent.disabled_at or agent.deleted_at)]
    return render_template("agents/sheets_ask.html", agents=can, others=len(agents) - len(can), total=total, most=MOST)


@guard.editors
def print_them() -> ResponseReturnValue:
    """The sheets, in the answer itself: their links are in no address and no cache."""
    session = db.session()
    begin_writing(session)
    agents = _these(session, _ids(request.form.getlist("agent")))
    made, left_out = sheets.make(session, settings(), agents, actor=guard.actor())
    if not made:
        session.rollback()
        flash(sentence(left_out[0]) if left_out else _("Nobody was selected"), "bad")
        return redirect("/agents", 303)
    session.commit()
    about = organisation(session)
    return render_template(
        "agents/sheets.html",
        papers=[_paper(sheet, about) for sheet in made],
        organisation=about,
        left_out=[sentence(problem) for problem in left_out],
    )


def _paper(sheet: Sheet, about: Organisation) -> Markup:
    """One page, in the language of the person for whom it is."""
    with speaking(known(sheet.agent.language) or LANGUAGES[0]):
        picture = picture_of(sheet.url, _("Code for the invitation"))
        page = render_template(
            "agents/sheet.html", sheet=sheet, picture=picture, last_day=_last_day(sheet), organisation=about
        )
    return Markup(page)  # noqa: S704


def _last_day(sheet: Sheet) -> date:
    """The day on which the link ends, where the person is."""
    return sheet.works_until.astimezone(ZoneInfo(sheet.agent.timezone or settings().timezone)).date()


def _asked_for(session: Session) -> tuple[Sequence[Agent], int]:
    """The agents whom the address names (agent=…), whom an import let in (import=…), or whom the list with this
    address shows; at most MOST of them, and how many there are."""
    if named := request.args.getlist("agent"):
        found = _these(session, _ids(named))
        return found, len(found)
    if "import" in request.args:
        return _of_import(session, _ids([request.args["import"]]))
    page = search(session, settings(), guard.actor(), agent_filters.query_of(request.args, limit=MOST))
    return [listed.agent for listed in page.items], page.total


def _of_import(session: Session, ids: Sequence[uuid.UUID]) -> tuple[Sequence[Agent], int]:
    rows = select(ImportRow.agent_id).where(ImportRow.import_id.in_(ids), ImportRow.state == "applied")
    theirs = select(Agent).where(Agent.id.in_(rows), visible_to(guard.actor()))
    total = session.scalar(select(func.count()).select_from(theirs.subquery())) or 0
    return session.scalars(theirs.order_by(Agent.full_name, Agent.id).limit(MOST)).all(), total


def _these(session: Session, ids: Sequence[uuid.UUID]) -> Sequence[Agent]:
    theirs = select(Agent).where(Agent.id.in_(ids), visible_to(guard.actor()))
    return session.scalars(theirs.order_by(Agent.full_name, Agent.id)).all()


def _ids(texts: Sequence[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text) for text in texts[:MOST]]
    except ValueError:
        abort(404)
