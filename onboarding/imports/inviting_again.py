"""People whom a file only repeats: nothing of theirs changes, but they may need another invitation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import among, batches, now
from onboarding.imports.models import Import, ImportRow
from onboarding.invitations import expiring, inviting
from onboarding.settings import Settings
from onboarding.staffing import inviting_again

AT_A_TIME = 1000


def invite_again(session: Session, settings: Settings, import_: Import) -> None:
    """Where invitations were asked for, those get a new one whose own has run out."""
    if import_.state != "applying" or import_.invite == inviting.NONE:
        return
    repeated = select(ImportRow.agent_id).where(ImportRow.import_id == import_.id, ImportRow.verdict == "unchanged")
    waiting = select(Agent.id).where(Agent.id.in_(repeated), expiring.waits_in_vain(now())).order_by(Agent.id)
    actor = Actor(import_.confirmed_by or import_.uploaded_by, import_.uploader_id)
    for ids in batches(session.scalars(waiting).all(), AT_A_TIME):
        agents = session.scalars(select(Agent).where(among(session, Agent.id, ids)).order_by(Agent.id)).all()
        inviting_again.invite_again(session, settings, agents, actor=actor, invite=import_.invite, import_id=import_.id)
