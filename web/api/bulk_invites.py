"""Bulk invites: made, read, paused, resumed, cancelled."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import current_app, url_for
from marshmallow import ValidationError
from sqlalchemy import select

from onboarding.agents.models import Agent
from onboarding.agents.names import fold
from onboarding.bulk import asking, invites, progress
from onboarding.bulk.asking import Asked
from onboarding.bulk.models import BulkInvite
from onboarding.bulk.refusal import BulkInviteRefused
from onboarding.database import batches, begin_writing, db, now
from onboarding.imports.models import Import
from onboarding.preferences.invitations import InvitationPolicy, invitation_policy
from onboarding.wording import Problem
from web.api import problems
from web.api.agents import asked as question
from web.api.bearer import actor
from web.api.given import BulkInviteDoneOut, BulkInviteOut
from web.api.resource import must_be_json, resource
from web.api.taken import AgentsQuery, NewBulkInvite
from web.guard import editors

blueprint = resource("bulk_invites", "Bulk invites")
blueprint.before_request(must_be_json)

NOT_NOW = {409: "It is in another state"}
_OF_PAGES = ("sort", "limit", "cursor", "deleted")


@blueprint.post("/bulk-invites")
@blueprint.input(NewBulkInvite)
@blueprint.output(BulkInviteDoneOut, 202)
@blueprint.doc(
    description="Invites many: agents, whoever a filter leaves when they are due, or whom an import brought. It begins "
    "by itself, now or when it is due; a filter is asked anew then."
)
@editors
def create_bulk_invite(json_data: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Invite many, now or on a schedule"""
    session, settings = db.session(), current_app.config["ONBOARD"]
    begin_writing(session)
    policy = invitation_policy(session)
    wish = asking.read(_asked(json_data, policy), settings, policy)
    made = invites.create(session, settings, wish, actor=actor())
    session.commit()
    warnings = asking.warnings(wish, now())
    return problems.with_warnings(_json(made), warnings), 202, {"Location": _address(made)}


@blueprint.get("/bulk-invites/<uuid:bulk_invite_id>")
@blueprint.output(BulkInviteOut)
@editors
def read_bulk_invite(bulk_invite_id: uuid.UUID) -> dict[str, Any]:
    """Read a bulk invite: its state and counts"""
    return _json(_find(bulk_invite_id))


@blueprint.post("/bulk-invites/<uuid:bulk_invite_id>/pause")
@blueprint.output(BulkInviteOut)
@blueprint.doc(description="What has not gone out waits, reminders too.", responses=NOT_NOW)
@editors
def pause_bulk_invite(bulk_invite_id: uuid.UUID) -> dict[str, Any]:
    """Pause a bulk invite"""
    return _do(invites.pause, bulk_invite_id)


@blueprint.post("/bulk-invites/<uuid:bulk_invite_id>/resume")
@blueprint.output(BulkInviteOut)
@blueprint.doc(responses=NOT_NOW)
@editors
def resume_bulk_invite(bulk_invite_id: uuid.UUID) -> dict[str, Any]:
    """Go on with a bulk invite that is paused"""
    return _do(invites.resume, bulk_invite_id)


@blueprint.post("/bulk-invites/<uuid:bulk_invite_id>/cancel")
@blueprint.output(BulkInviteOut)
@blueprint.doc(description="What is sent stays, and nothing else goes out, no reminder either.", responses=NOT_NOW)
@editors
def cancel_bulk_invite(bulk_invite_id: uuid.UUID) -> dict[str, Any]:
    """Cancel a bulk invite"""
    return _do(invites.cancel, bulk_invite_id)


def _do(deed: Callable[..., BulkInvite], bulk_invite_id: uuid.UUID) -> dict[str, Any]:
    session = db.session()
    begin_writing(session)
    _find(bulk_invite_id)
    done = deed(session, bulk_invite_id, actor=actor())
    session.commit()
    return _json(done)


def _find(bulk_invite_id: uuid.UUID) -> BulkInvite:
    found = db.session().get(BulkInvite, bulk_invite_id)
    if found is None:
        raise problems.ApiProblem(404, Problem("unknown", "api_404"))
    return found


def _json(bulk_invite: BulkInvite) -> dict[str, Any]:
    (counted,) = progress.counts(db.session(), current_app.config["ONBOARD"], actor(), [bulk_invite])
    return progress.as_json(bulk_invite, counted)


def _address(bulk_invite: BulkInvite) -> str:
    return url_for("api_bulk_invites.read_bulk_invite", bulk_invite_id=bulk_invite.id)


def _asked(data: dict[str, Any], policy: InvitationPolicy) -> Asked:
    every, most = _reminders(data.get("reminders"), policy)
    return Asked(
        agent_ids=_agents(data["agents"]) if "agents" in data else None,
        query=question(_filter(data["filter"])) if "filter" in data else None,
        import_id=_import(data["import_"]) if "import_" in data else None,
        send_at=data.get("send_at", "now"),
        timezone=data.get("timezone"),
        days_before=data.get("days_before"),
        clock=data.get("hour"),
        per_minute=data.get("per_minute"),
        remind_every_days=every,
        reminders=most,
    )


def _agents(given: list[str]) -> list[uuid.UUID]:
    """The ids of those who are named by id or username. Raises BulkInviteRefused for somebody unknown."""
    by_id = [found for text in given if (found := _id(text)) is not None]
    names = {fold(text): text for text in given if _id(text) is None}
    known: dict[str, uuid.UUID] = {}
    for part in batches(list(names), 1000):
        named = select(Agent.username_key, Agent.id).where(Agent.username_key.in_(part))
        known.update(iter(db.session().execute(named)))
    unknown = [text for key, text in names.items() if key not in known]
    if unknown:
        raise BulkInviteRefused([Problem("unknown_value", "bulk_invite_agent_unknown", "agents", unknown[0])])
    return list(dict.fromkeys([*by_id, *known.values()]))


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _import(text: str) -> uuid.UUID:
    import_id = _id(text)
    if import_id is None or db.session().get(Import, import_id) is None:
        raise BulkInviteRefused([Problem("unknown_value", "bulk_invite_import_unknown", "import", text)])
    return import_id


def _filter(given: dict[str, Any]) -> dict[str, Any]:
    try:
        data: dict[str, Any] = AgentsQuery(exclude=_OF_PAGES).load(given)
    except ValidationError as error:
        refused = [_field_problem(name, messages) for name, messages in dict(error.messages).items()]  # type: ignore[arg-type]
        raise BulkInviteRefused(refused) from None
    return data


def _field_problem(name: str, messages: Any) -> Problem:
    while isinstance(messages, dict):
        messages = next(iter(messages.values()))
    code = "unknown_value" if messages[0] == "api_field_unknown" else "invalid"
    return Problem(code, messages[0], f"filter/{name}")


def _reminders(given: Any, policy: InvitationPolicy) -> tuple[int | None, int | None]:
    """After how many days, and at most how often; None: as everywhere. Raises BulkInviteRefused."""
    if given is None or given is True:
        return None, None
    if given is False:
        return None, 0
    if isinstance(given, int):
        return None, given
    if isinstance(given, dict) and given.keys() <= {"after_days", "most"}:
        every, most = given.get("after_days"), given.get("most", policy.reminders)
        if all(each is None or (isinstance(each, int) and not isinstance(each, bool)) for each in (every, most)):
            return every, most
    raise BulkInviteRefused([Problem("invalid", "bulk_invite_reminders", "reminders")])
