"""How one agent's phone stands on the switch, in words, and the secret that shuts a lost one out."""

import uuid
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.directory.search import one
from onboarding.telephony import phones, provisioning
from onboarding.telephony.phones import PhoneRefused
from onboarding.wording import Problem
from onboarding.work import Work
from web import formats, guard
from web.translating import _, sentence


@dataclass(frozen=True, slots=True)
class Setup:
    """`tone` is "", ok, warn or bad; `why`: what went wrong, and when it is tried again; `may_retry`: by a button."""

    word: str
    tone: str = ""
    why: str = ""
    may_retry: bool = False


def setup(session: Session, agent: Agent) -> Setup:
    """How the phone stands: from the work that is left for it, else from what the switch was given."""
    left = session.scalar(select(Work).where(Work.kind == provisioning.KIND, Work.subject_id == agent.id))
    why = sentence(Problem.restored(left.problem)) if left is not None and left.problem else ""
    if left is not None and left.failed_at:
        return Setup(
            _("Could not be set up"), "bad", _("%(why)s It is not tried again by itself.", why=why), may_retry=True
        )
    if left is not None and why:
        next_try = _("%(why)s The next try is %(when)s.", why=why, when=formats.when(left.due_at))
        return Setup(_("Waiting"), "warn", next_try, may_retry=True)
    if agent.deleted_at is not None or agent.disabled_at is not None:
        return Setup(_("Being taken away") if left is not None else _("Taken away"))
    if left is not None or (agent.provisioned_at is None and agent.extension is not None):
        return Setup(_("Being set up"))
    return Setup(_("Set up"), "ok") if agent.provisioned_at else Setup(_("None"))


def register(blueprint: Blueprint) -> None:
    blueprint.post("/agents/<uuid:agent_id>/phone/secret")(new_secret)


@guard.editors
def new_secret(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Shut out whatever phone has the present secret: its owner finds the new one on their own page, nobody else."""
    session = db.session()
    begin_writing(session)
    agent = (one(session, guard.actor(), agent_id) or abort(404)).agent
    try:
        phones.new_secret(session, guard.settings(), agent, guard.actor())
    except PhoneRefused as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
        flash(_("The phone of %(name)s has a new secret. It is on their own page.", name=agent.full_name))
    return redirect(f"/agents/{agent_id}/phone", 303)
