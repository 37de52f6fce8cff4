"""What one agent belongs to: a card on the agent's page, on which it is changed."""

import uuid
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.directory.search import one
from onboarding.groups import groups, members, supervision
from onboarding.groups.members import MOST_PENALTY, Belonging
from onboarding.groups.models import SINGLE_KINDS
from web import guard
from web.pages.group_members import id_of, penalty_of
from web.pages.group_words import WORDS, KindWords
from web.translating import say

blueprint = Blueprint("agent_groups", __name__)


@dataclass(frozen=True, slots=True)
class KindLine:
    """The groups of one kind: those the agent belongs to, and (id, name) of those it could."""

    kind: str
    word: KindWords
    belongs: list[Belonging]
    others: list[tuple[uuid.UUID, str]]

    @property
    def single(self) -> bool:
        return self.kind in SINGLE_KINDS


@dataclass(frozen=True, slots=True)
class Card:
    """What the card shows; `path` is where its forms go. `open_to_me`: groups with a page for whoever looks, None where
    that is all of them."""

    path: str
    lines: list[KindLine]
    edits: bool
    open_to_me: frozenset[uuid.UUID] | None

    def opens(self, group_id: uuid.UUID) -> bool:
        return self.open_to_me is None or group_id in self.open_to_me

    @property
    def choices(self) -> list[KindLine]:
        return [line for line in self.lines if line.others]


def card(agent: Agent) -> Card:
    """What this agent belongs to, for the person who is signed in; deleted agents are looked at only."""
    session = db.session()
    edits = guard.me().role in ("admin", "hr") and agent.deleted_at is None
    belongs = members.of(session, [agent.id])[agent.id]
    lines = []
    for kind, word in WORDS.items():
        mine = [each for each in belongs if each.kind == kind]
        there = {each.group_id for each in mine}
        others = groups.named(session, kind) if edits else []
        lines.append(KindLine(kind, word, mine, [(id_, name) for id_, name in others if id_ not in there]))
    me = guard.me()
    supervised = frozenset(supervision.supervised(session, me.id)) if me.role == "supervisor" else None
    return Card(f"/agents/{agent.id}/groups", lines, edits, supervised)


@blueprint.post("/agents/<uuid:agent_id>/groups")
@guard.editors
def join(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Put the agent into the group that was chosen; the penalty counts where it is a queue."""
    penalty = penalty_of(request.form.get("penalty", ""))
    if penalty is None:
        flash(say("penalty_not_digits", {"most": MOST_PENALTY}), "bad")
        return _back(agent_id)
    session = db.session()
    begin_writing(session)
    agent, group = _find(agent_id), groups.one(session, _chosen())
    if group is None:
        flash("Choose a group first. It may have been deleted meanwhile.", "bad")
        return _back(agent_id)
    seat = {"penalty": penalty, "paused": request.form.get("paused") == "yes"} if group.kind == "queue" else {}
    if members.add(session, guard.actor(), group, [agent.id], **seat):  # type: ignore[arg-type]
        flash(f"{agent.full_name} is in {group.name} now")
    session.commit()
    return _back(agent_id)


@blueprint.post("/agents/<uuid:agent_id>/groups/leave")
@guard.editors
def leave(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Take the agent out of a group."""
    session = db.session()
    begin_writing(session)
    agent, group = _find(agent_id), groups.one(session, _chosen())
    if group is not None and members.remove(session, guard.actor(), group, [agent.id]):
        flash(f"{agent.full_name} is no longer in {group.name}")
    session.commit()
    return _back(agent_id)


def _find(agent_id: uuid.UUID) -> Agent:
    return (one(db.session(), guard.actor(), agent_id) or abort(404)).agent


def _chosen() -> uuid.UUID:
    text = request.form.get("group", "")
    return id_of(text) or (abort(400) if text else uuid.UUID(int=0))


def _back(agent_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(f"/agents/{agent_id}#groups", 303)
