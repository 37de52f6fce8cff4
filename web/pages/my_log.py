"""What an agent's own pages tell of themselves, as much as the agent's level asks for."""

import json
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from onboarding.accounts.limits import Limit, TooMany
from onboarding.client_logs import taking
from onboarding.client_logs.taking import Sent
from onboarding.database import begin_writing, db
from web import guard, trying
from web.guard import allow
from web.pages.my_phone import my_agent

BY_ACCOUNT = Limit("client-log", 60, timedelta(minutes=1))
"""Batches: a page sends one every two seconds at most."""


def register(blueprint: Blueprint) -> None:
    blueprint.post("/me/log")(take)


@allow("agent")
def take() -> ResponseReturnValue:
    """Keep what the page sent; nothing is said about it, since nobody waits for the answer."""
    lines = _lines(request.form.get("lines", ""))
    try:
        trying.take((BY_ACCOUNT, str(guard.me().id)))
    except TooMany as refused:
        return "", 429, {"Retry-After": str(refused.retry_after)}
    begin_writing(db.session())
    taking.take(db.session(), my_agent(), lines)
    db.session.commit()
    return "", 204


def _lines(text: str) -> list[Sent]:
    """The lines of a batch: a list of {level, text, page, ago}."""
    try:
        batch = json.loads(text)
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(batch, list) or len(batch) > taking.MOST_AT_ONCE:
        abort(400)
    return [_line(each) for each in batch if isinstance(each, dict)]


def _line(given: dict[str, Any]) -> Sent:
    ago = given.get("ago")
    return Sent(
        level=str(given.get("level", "")),
        text=str(given.get("text", "")),
        page=str(given.get("page", "")),
        ago_ms=ago if isinstance(ago, int | float) else 0,
    )
