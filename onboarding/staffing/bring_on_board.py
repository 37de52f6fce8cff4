"""The one upsert: form, file, interface and command line all bring people on board through here."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.agents.names import fold, plain
from onboarding.audit import Actor
from onboarding.database import now, write_rows
from onboarding.invitations import expiring, inviting, moving
from onboarding.preferences.invitations import invitation_policy
from onboarding.settings import Settings
from onboarding.staffing import defaults, memberships, numbers, planning, usernames
from onboarding.staffing.last_day import without_past_last_day
from onboarding.staffing.people import NOTHING_SPOKEN_FOR, Newcomer, Outcome, Plan, SpokenFor
from onboarding.telephony import moves, provisioning
from onboarding.telephony.moves import Move

_AGENT_COLUMNS = (
    "id",
    "version",
    "import_id",
    *(field for field in planning.PLAIN_FIELDS),
    "name_key",
    "username",
    "username_key",
    "email_key",
    "queue_count",
    "created_at",
    "updated_at",
    "provisioned_extension",
    "provisioned_at",
    "provisioned_digest",
)
ALWAYS = {"voicemail": True, "remote_control": False, "typology": "webrtc"}
"""What a field that is never empty has where it is emptied."""
MOVES_INVITATION = frozenset({"start_date", "timezone"})


def bring_on_board(
    session: Session,
    settings: Settings,
    people: Sequence[Newcomer],
    *,
    actor: Actor,
    invite: str = inviting.NONE,
    cause_id: uuid.UUID | None = None,
    change_usernames: bool = False,
    spoken_for: SpokenFor = NOTHING_SPOKEN_FOR,
    phones_at_once: bool = False,
) -> list[Outcome]:
    """Create, change or bring back these people, in sets; those that cannot be have their problems in the outcome.

    Numbers are allocated, accounts opened, provisioning asked for and invitations planned in the same transaction.
    `invite`: see inviting.when. `cause_id`: the import that asked. `spoken_for`: what people who follow ask for.
    `phones_at_once`: new people get their phones in this transaction, too, where that can be; for many at a time it is
    half the work. Who sits in queues is left to a later transaction, which finds the queues' own rows there.
    """
    plans = planning.plan(session, people, change_usernames=change_usernames)
    numbers.give(session, plans, spoken_for)
    memberships.hold(session, plans)
    created = [plan for plan in plans if plan.verdict == "create"]
    changed = [plan for plan in plans if plan.verdict in ("update", "comes_back")]
    arriving = [plan for plan in created if phones_at_once and not plan.memberships.get("queue")]
    phones = provisioning.welcome(session, settings, [_arrival(plan) for plan in arriving])
    _create(session, created, phones, actor, cause_id, spoken_for)
    memberships.replace(session, changed)
    for plan in changed:
        _change(session, settings, plan, actor, cause_id)
    session.flush()
    numbers.take_back_changed(session, changed)
    later = [plan.newcomer.agent_id for plan in created if plan.newcomer.agent_id not in phones]
    provisioning.ask(session, later, cause_id=cause_id, fresh=True)
    provisioning.ask(session, [plan.agent_id for plan in changed], cause_id=cause_id)
    if invite != inviting.NONE:
        _invite(session, settings, [*created, *_to_invite_again(session, plans)], actor, invite, cause_id)
    moved = [plan.agent_id for plan in changed if MOVES_INVITATION.intersection(plan.changes)]
    moving.follow_start_dates(session, settings, moved)
    return [
        Outcome(p.newcomer, p.agent_id if not p.problems else None, p.verdict, p.problems, p.warnings, p.changes)
        for p in plans
    ]


def _create(
    session: Session,
    plans: Sequence[Plan],
    phones: Mapping[uuid.UUID, str],
    actor: Actor,
    cause_id: uuid.UUID | None,
    spoken_for: SpokenFor,
) -> None:
    """`phones`: see provisioning.welcome."""
    if not plans:
        return
    names = usernames.choose(session, plans, avoid=spoken_for.usernames)
    at = now()
    rows = []
    for plan, username in zip(plans, names, strict=True):
        values = defaults.fill(plan.newcomer.values, plan.defaults)
        plan.newcomer.values["username"] = username
        fields = [_for_column(field, values.get(field)) for field in planning.PLAIN_FIELDS]
        keys = (plain(values["full_name"]), username, fold(username), fold(values["email"]))
        queues = len(plan.memberships.get("queue", ()))
        digest = phones.get(plan.newcomer.agent_id)
        phone = (values["extension"], at, digest) if digest else (None, None, None)
        rows.append((plan.newcomer.agent_id, 1, cause_id, *fields, *keys, queues, at, at, *phone))
    write_rows(session, Agent, _AGENT_COLUMNS, rows)
    memberships.enrol(session, plans)
    accounts.open_for_agents(session, [plan.newcomer.agent_id for plan in plans])
    deeds = [(p.newcomer.agent_id, _detail(p.newcomer, cause_id)) for p in plans]
    audit.note_many(session, actor, "agent.created", "agent", deeds)


def _arrival(plan: Plan) -> Move:
    values = defaults.fill(plan.newcomer.values, plan.defaults)
    return moves.arrival(
        plan.newcomer.agent_id,
        values["extension"],
        values["typology"],
        values["full_name"],
        values["email"],
        voicemail=values["voicemail"],
    )


def _detail(newcomer: Newcomer, cause_id: uuid.UUID | None) -> dict[str, Any]:
    return {"import": str(cause_id), "row": newcomer.row} if cause_id else {}


def _change(session: Session, settings: Settings, plan: Plan, actor: Actor, cause_id: uuid.UUID | None) -> None:
    agent = plan.agent
    assert agent is not None
    if plan.verdict == "comes_back":
        plan.warnings += without_past_last_day(settings, agent)
    for field, (_, new) in plan.changes.items():
        if field in planning.GROUP_FIELDS:
            continue
        setattr(agent, field, _for_column(field, new if new is not None else ALWAYS.get(field)))
    if "email" in plan.changes and fold(agent.email) != agent.email_key:
        agent.email_key = fold(agent.email)
        accounts.end_links_and_sessions(session, [agent.id])
    if "username" in plan.changes:
        agent.username_key = fold(agent.username)
    agent.deleted_at = None
    agent.updated_at = now()
    agent.version += 1
    deed = "agent.came_back" if plan.verdict == "comes_back" else "agent.changed"
    audit.note(session, actor, deed, "agent", agent.id, changes=plan.changes, **_detail(plan.newcomer, cause_id))


def _for_column(field: str, value: Any) -> Any:
    return date.fromisoformat(value) if field in ("start_date", "end_date") and isinstance(value, str) else value


def _invite(
    session: Session,
    settings: Settings,
    plans: Sequence[Plan],
    actor: Actor,
    invite: str,
    cause_id: uuid.UUID | None,
) -> None:
    planned: list[inviting.Planned] = []
    follows, policy = invite == inviting.START_DATE, invitation_policy(session)
    for plan in plans:
        start_date, timezone = _start_date(plan), _timezone(plan)
        when, warning = inviting.when(invite, settings, policy, start_date, timezone)
        if warning is not None:
            plan.warnings.append(warning)
        if when is not None:
            planned.append(inviting.Planned(plan.agent_id, when, start_date, timezone, follows))
    inviting.plan(session, settings, planned, actor=actor, cause=inviting.Cause(import_id=cause_id))


def _to_invite_again(session: Session, plans: Sequence[Plan]) -> list[Plan]:
    """Whoever comes back, and those known whose invitation has run out before they joined."""
    known = [plan for plan in plans if plan.verdict in ("update", "unchanged")]
    expired = expiring.whose_expired(session, [plan.agent_id for plan in known])
    return [*(plan for plan in plans if plan.verdict == "comes_back"), *(p for p in known if p.agent_id in expired)]


def _start_date(plan: Plan) -> date | None:
    given: date | None = _for_column("start_date", plan.newcomer.values.get("start_date"))
    return given or (plan.agent.start_date if plan.agent else None)


def _timezone(plan: Plan) -> str | None:
    given: str | None = plan.newcomer.values.get("timezone")
    return given or (plan.agent.timezone if plan.agent else None)
