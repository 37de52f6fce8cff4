"""The form of a new bulk invite: what its address says, read as a wish, and written back as the form shows it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from onboarding.agents.models import Agent
from onboarding.bulk import asking
from onboarding.bulk.asking import LOCAL, PER_MINUTE, Asked, Wish
from onboarding.bulk.inviting import invitable
from onboarding.directory.query import Query, QueryRefused
from onboarding.imports.models import Import
from onboarding.invitations.inviting import NOW, START_DATE
from onboarding.preferences.invitations import InvitationPolicy
from web import formats, guard
from web.pages import agent_filters
from web.translating import later, sentence

WAYS = {
    "start_date": later("Start date"),
    "filter": later("Filter"),
    "import": later("Import"),
    "chosen": later("Chosen people"),
}
OF_FILTER = ("q", "typology", "status", "stage", "start_date", "filter")
MOST_DATES = 20
MOST_IMPORTS = 20
MOST_CHOSEN = 200
_PLACES = ("local", "one", "now")


@dataclass(slots=True)
class Form:
    """As it was typed: `who` one of WAYS, `when` before or day, `place` local, one or now."""

    who: str
    when: str
    place: str
    values: dict[str, str]
    remind: bool
    agent_ids: list[uuid.UUID] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.values[name]


def read(given: MultiDict[str, str], policy: InvitationPolicy, dates: list[tuple[Any, int]]) -> Form:
    """The form as the address has it, with what is usual where it says nothing."""
    agent_ids = _ids(given.getlist("agent"))
    is_filter = any(given.get(name) for name in OF_FILTER if name != "start_date")
    usual = "chosen" if agent_ids else "import" if given.get("import") else "filter" if is_filter else "start_date"
    who = given.get("who", "")
    who = who if who in WAYS else usual
    tomorrow = formats.today() + timedelta(days=1)
    values = {
        "start_date": given.get("start_date") or (dates[0][0].isoformat() if dates else ""),
        "import": given.get("import", ""),
        "days_before": given.get("days_before") or str(policy.days_before),
        "clock": given.get("clock") or _short(policy.clock),
        "day": given.get("day") or tomorrow.isoformat(),
        "timezone": given.get("timezone") or guard.settings().timezone,
        "per_minute": given.get("per_minute") or str(PER_MINUTE),
        "remind_every_days": given.get("remind_every_days") or str(policy.remind_every_days),
        "reminders": given.get("reminders") or str(policy.reminders or 1),
    }
    place = given.get("place", "local" if who == "start_date" else "now")
    return Form(
        who=who,
        when="before" if who == "start_date" else "before" if given.get("when") == "before" else "day",
        place=place if place in _PLACES else "local",
        values=values,
        remind=bool(given.get("remind")) if given.get("shown") else policy.reminders > 0,
        agent_ids=agent_ids,
    )


def _ids(texts: list[str]) -> list[uuid.UUID]:
    found = []
    for text in texts[:MOST_CHOSEN]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _short(clock: str) -> str:
    return clock.removeprefix("0")


def query_of(form: Form, given: MultiDict[str, str]) -> Query:
    """The question of a filter, or of a start date. Raises QueryRefused."""
    if form.who == "start_date":
        given = MultiDict({"start_date": form["start_date"]})
    asked = agent_filters.query_of(MultiDict([each for each in given.items(multi=True) if each[0] in OF_FILTER]))
    return Query(asked.q, asked.typology, asked.status, asked.stage, asked.start_date, asked.filters, asked.timezone)


def wish(form: Form, given: MultiDict[str, str], policy: InvitationPolicy) -> Wish:
    """What is meant. Raises BulkInviteRefused and QueryRefused."""
    asked = Asked(
        **_whom(form, given),
        send_at=_send_at(form),
        timezone=LOCAL if form.place == "local" else form["timezone"],
        days_before=_number(form["days_before"]),
        clock=form["clock"],
        per_minute=_number(form["per_minute"]),
        remind_every_days=_number(form["remind_every_days"]),
        reminders=_number(form["reminders"]) if form.remind else 0,
    )
    return asking.read(asked, guard.settings(), policy)


def _whom(form: Form, given: MultiDict[str, str]) -> Mapping[str, Any]:
    if form.who == "chosen":
        return {"agent_ids": form.agent_ids}
    if form.who == "import":
        ids = _ids([form["import"]])
        return {"import_id": ids[0]} if ids else {"agent_ids": ()}
    return {"query": query_of(form, given)}


def _send_at(form: Form) -> str:
    if form.place == "now":
        return NOW
    return START_DATE if form.when == "before" else f"{form['day']}T{_long(form['clock'])}"


def _long(clock: str) -> str:
    return clock.strip().rjust(5, "0")


def _number(text: str) -> int:
    """The number, or one that no field takes."""
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text) < 8 else -1


def start_dates(session: Session) -> list[tuple[Any, int]]:
    """The next days on which people start who can be invited, with how many."""
    found = (
        select(Agent.start_date, func.count())
        .where(Agent.start_date >= formats.today(), invitable())
        .group_by(Agent.start_date)
        .order_by(Agent.start_date)
        .limit(MOST_DATES)
    )
    return [(day, count) for day, count in session.execute(found)]


def imports(session: Session) -> list[Import]:
    """The newest files that brought people."""
    found = select(Import).where(Import.confirmed_at.is_not(None)).order_by(Import.created_at.desc())
    return list(session.scalars(found.limit(MOST_IMPORTS)))


def chosen(session: Session, form: Form) -> list[Agent]:
    """Those who were chosen by hand, by name."""
    found = select(Agent).where(Agent.id.in_(form.agent_ids)).order_by(Agent.full_name, Agent.id)
    return list(session.scalars(found)) if form.agent_ids else []


def kept(given: MultiDict[str, str], *without: str) -> list[tuple[str, str]]:
    """What the address says, apart from these parts."""
    return [(name, value) for name, value in given.items(multi=True) if value and name not in without]


def refused(error: Exception) -> list[tuple[str | None, str]]:
    """The mistakes as the form's summary has them."""
    problems = [error.problem] if isinstance(error, QueryRefused) else getattr(error, "problems", [])
    fields: dict[str | None, str | None] = {"hour": "clock", "send_at": "day", "agents": None, "filter": None}
    return [(fields.get(each.column, each.column), sentence(each)) for each in problems]


def given() -> MultiDict[str, str]:
    """The fields, from the address or from the form that was sent."""
    return request.form if request.method == "POST" else request.args
