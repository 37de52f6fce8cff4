"""Actions: begun by somebody's word, worked off in chunks, stopped, taken back.

1. Whom an action is for is fixed when it is confirmed, in one statement; each gets a result that waits.
2. A chunk is one transaction: the deed, the results of its agents, the counts. Broken off, it has not been.
3. Few are done in the request that asks for them, by the same steps.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, Uuid, delete, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk import action_results
from onboarding.bulk.action_deeds import DEEDS
from onboarding.bulk.action_groups import Before
from onboarding.bulk.action_models import UNDO, BulkAction, BulkActionResult
from onboarding.bulk.action_results import Result, for_all
from onboarding.bulk.audience import Audience
from onboarding.database import among, is_postgresql, new_id, now
from onboarding.directory.visible import visible_to
from onboarding.settings import Settings
from onboarding.wording import Problem

KIND = "actions"
DONE_AT_ONCE = 50
"""So many are done in the request itself."""
KEPT = timedelta(days=30)
"""For so long an action can be looked at, and taken back."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody confirmed: `id` is the form's own, `confirmed` the number that its question named."""

    id: uuid.UUID
    deed: str
    audience: Audience
    confirmed: int
    choices: Mapping[str, Any] = field(default_factory=dict)


class ActionRefused(Exception):
    """Nothing was begun; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


class Grown(Exception):
    """More agents match than the question named; `now`: how many."""

    def __init__(self, now: int) -> None:
        super().__init__(str(now))
        self.now = now


class NotAllowed(Exception):
    """Somebody of this role may not do this."""


def begin(session: Session, settings: Settings, asked: Asked, *, actor: Actor) -> BulkAction:
    """Begin what was confirmed; the same form sent twice is one action. Raises NotAllowed, ActionRefused, Grown."""
    _must_be_allowed(asked.deed, actor)
    action = _made(session, asked.id, actor, deed=asked.deed, choices=dict(asked.choices), confirmed=asked.confirmed)
    if action is None:
        return session.get_one(BulkAction, asked.id, populate_existing=True)
    _fix(session, action, select(Agent.id).where(visible_to(actor), asked.audience.meant(now())))
    if action.total == 0:
        raise ActionRefused(Problem("missing", "action_nobody"))
    if action.total > asked.confirmed:
        raise Grown(action.total)
    audit.note(session, actor, f"bulk_action.{asked.deed}", "bulk_action", action.id, agents=action.total)
    return _go(session, settings, action)


def undo(session: Session, settings: Settings, action_id: uuid.UUID, *, actor: Actor) -> BulkAction:
    """Take an action back; asked twice, it is the same undoing. Raises NotAllowed, ActionRefused."""
    undone = _locked(session, action_id)
    if undone is None or not is_undoable(undone):
        raise ActionRefused(Problem("not_now", "action_not_undoable"))
    _must_be_allowed(undone.deed, actor)
    if undone.state == "running":
        raise ActionRefused(Problem("not_now", "action_goes_on"))
    before = session.scalar(select(BulkAction).where(BulkAction.undoes == action_id))
    if before is not None:
        return before
    if not undone.done:
        raise ActionRefused(Problem("not_now", "action_nothing_done"))
    action = _made(session, new_id(), actor, deed=UNDO, choices={}, confirmed=undone.done, undoes=action_id)
    assert action is not None
    well = BulkActionResult.action_id == action_id, BulkActionResult.outcome == "done"
    _fix(session, action, select(BulkActionResult.agent_id).where(*well))
    audit.note(session, actor, "bulk_action.undo", "bulk_action", action_id, agents=action.total)
    return _go(session, settings, action)


def stop(session: Session, action_id: uuid.UUID, *, actor: Actor) -> bool:
    """Leave it at what is done; False where it is over already."""
    action = _locked(session, action_id)
    if action is None or action.state != "running":
        return False
    action.state, action.finished_at = "stopped", now()
    session.flush()
    work.forget(session, KIND, [action_id])
    audit.note(session, actor, "bulk_action.stopped", "bulk_action", action_id, done=action.done)
    return True


def step(session: Session, settings: Settings, action_id: uuid.UUID) -> bool:
    """Do the next chunk in this transaction; whether there is more to do."""
    action = _locked(session, action_id)
    if action is None or action.state != "running":
        return False
    waiting = select(BulkActionResult.agent_id).where(
        BulkActionResult.action_id == action_id, BulkActionResult.outcome == "waiting"
    )
    ids = session.scalars(waiting.order_by(BulkActionResult.agent_id).limit(settings.chunk_rows)).all()
    results = _carefully(session, settings, action, ids) if ids else []
    action_results.note(session, action_id, results)
    left_out = sum(each.problem is not None for each in results)
    action.left_out += left_out
    action.done += len(results) - left_out
    if action.waiting == 0 or not ids:
        action.state, action.finished_at = "done", now()
    session.flush()
    return action.state == "running"


def is_undoable(action: BulkAction) -> bool:
    """Whether what it did can be taken back at all."""
    return action.deed != UNDO and DEEDS[action.deed].undo is not None


def forget_old(session: Session) -> None:
    """Those of long ago go, with their results; what was done to whom stays in the audit."""
    session.execute(delete(BulkAction).where(BulkAction.finished_at < now() - KEPT), execution_options=_FAST)


_FAST = {"synchronize_session": False}


def _must_be_allowed(deed: str, actor: Actor) -> None:
    if deed not in DEEDS or actor.role not in DEEDS[deed].roles:
        raise NotAllowed(deed)


def _made(session: Session, action_id: uuid.UUID, actor: Actor, **values: Any) -> BulkAction | None:
    """The action's row, or None where its form was sent already."""
    insert_one = postgresql.insert if is_postgresql(session) else sqlite.insert
    begun = {"created_by": actor.name, "creator_id": actor.account_id, "created_at": now(), "state": "running"}
    row = insert_one(BulkAction).values(id=action_id, **begun, **values, total=0, done=0, left_out=0)
    made = session.scalar(row.on_conflict_do_nothing(index_elements=[BulkAction.id]).returning(BulkAction.id))
    return session.get_one(BulkAction, action_id) if made else None


def _fix(session: Session, action: BulkAction, chosen: Select[Any]) -> None:
    """Write down who is to be done, each with a result that waits; `chosen`: a statement for their ids."""
    rows = chosen.add_columns(literal(action.id, Uuid), literal("waiting"))
    session.execute(insert(BulkActionResult).from_select(["agent_id", "action_id", "outcome"], rows))
    counted = select(func.count()).where(BulkActionResult.action_id == action.id)
    action.total = session.scalars(counted).one()


def _go(session: Session, settings: Settings, action: BulkAction) -> BulkAction:
    session.flush()
    if action.total > DONE_AT_ONCE:
        work.ask(session, KIND, [action.id], cause_id=action.id, fresh=True)
    else:
        while step(session, settings, action.id):
            pass
    return action


def _locked(session: Session, action_id: uuid.UUID) -> BulkAction | None:
    return session.get(BulkAction, action_id, populate_existing=True, with_for_update=True)


def _carefully(session: Session, settings: Settings, action: BulkAction, ids: Sequence[uuid.UUID]) -> list[Result]:
    """Do it to these; where somebody else took a name or number at the same moment, to one after the other, so that
    nobody waits for the one whom that keeps out."""
    try:
        with session.begin_nested():
            return _do(session, settings, action, ids)
    except IntegrityError:
        log.warning("action %s: %d agents could not be done together", action.id, len(ids), exc_info=True)
    if len(ids) == 1:
        return for_all(ids, Problem("failed", "action_failed"))
    return [result for each in ids for result in _carefully(session, settings, action, [each])]


def _do(session: Session, settings: Settings, action: BulkAction, ids: Sequence[uuid.UUID]) -> list[Result]:
    actor = Actor(action.created_by, action.creator_id)
    if action.undoes is None:
        return DEEDS[action.deed].do(session, settings, ids, actor, action.choices)
    undone = session.get_one(BulkAction, action.undoes)
    take_back = DEEDS[undone.deed].undo
    assert take_back is not None
    return take_back(session, settings, ids, actor, _before(session, undone.id, ids))


def _before(session: Session, action_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> Before:
    kept = select(BulkActionResult.agent_id, BulkActionResult.before).where(
        BulkActionResult.action_id == action_id, among(session, BulkActionResult.agent_id, ids)
    )
    return {agent_id: before or {} for agent_id, before in session.execute(kept)}
