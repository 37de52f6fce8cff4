"""Erasing deleted agents for good: nothing that says who they were stays, and the deeds of others keep their place.

With the agent's row go account, links, invitations and memberships (by their foreign keys) and the messages to them;
the audit keeps what was done and when. What files of imports hold of them is work for the room above.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.accounts.models import Account, ResetRequest
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, Actor
from onboarding.database import among, batches, now
from onboarding.invitations.models import Invitation
from onboarding.mail import outbox
from onboarding.preferences.retention import retention
from onboarding.staffing.leaving import MOST_AT_ONCE, Done
from onboarding.telephony import provisioning
from onboarding.wording import Problem

FORGETTING = "forgetting"
"""The kind of work that takes somebody out of the files that brought them."""
_FAST = {"synchronize_session": False}


def erase(session: Session, agent_ids: Sequence[uuid.UUID], *, actor: Actor) -> list[Done]:
    """Erase these agents, who are deleted, and whose phones the switch has let go of; who cannot be is told why."""
    done: list[Done] = []
    for part in batches(agent_ids, MOST_AT_ONCE):
        held = select(Agent).where(among(session, Agent.id, part)).order_by(Agent.id).with_for_update()
        agents = session.scalars(held, execution_options={"populate_existing": True}).all()
        refused = dict.fromkeys(set(part).difference(agent.id for agent in agents), Problem("unknown", "agent_unknown"))
        refused |= {agent.id: problem for agent in agents if (problem := _why_not(agent)) is not None}
        gone = [agent for agent in agents if agent.id not in refused]
        _forget(session, gone)
        audit.note_many(session, actor, "agent.erased", "agent", [(agent.id, {}) for agent in gone])
        done += [Done(agent_id, refused.get(agent_id)) for agent_id in part]
    return done


def erase_some(session: Session) -> bool:
    """Erase the next of those deleted long enough; a commit is due after each set. False: nobody is left."""
    since = retention(session).deletions_begin(now())
    over = select(Agent.id).where(
        Agent.deleted_at < since, Agent.provisioned_extension.is_(None), Agent.arriving_extension.is_(None)
    )
    ids = session.scalars(over.order_by(Agent.deleted_at).limit(MOST_AT_ONCE)).all()
    erase(session, ids, actor=SERVICE)
    return bool(ids)


def _why_not(agent: Agent) -> Problem | None:
    if agent.deleted_at is None:
        return Problem("not_now", "is_not_deleted", params={"name": agent.full_name})
    if agent.provisioned_extension is not None or agent.arriving_extension is not None:
        return Problem("not_now", "phone_still_on_switch", params={"name": agent.full_name})
    return None


def _forget(session: Session, agents: Sequence[Agent]) -> None:
    ids = [agent.id for agent in agents]
    if not ids:
        return
    accounts = session.scalars(select(Account.id).where(among(session, Account.agent_id, ids))).all()
    invitations = session.scalars(select(Invitation.id).where(among(session, Invitation.agent_id, ids))).all()
    outbox.erase(session, [*accounts, *invitations])
    typed = [key for agent in agents for key in (agent.username_key, agent.email_key)]
    session.execute(delete(ResetRequest).where(among(session, ResetRequest.identifier, typed)), execution_options=_FAST)
    audit.depersonalise(session, ids, accounts)
    work.forget(session, provisioning.KIND, ids)
    work.ask(session, FORGETTING, ids)
    session.execute(delete(Agent).where(among(session, Agent.id, ids)), execution_options=_FAST)
    for agent in agents:
        session.expunge(agent)
