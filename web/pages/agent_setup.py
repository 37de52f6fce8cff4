"""How one agent's phone stands on the switch, in words."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.telephony import provisioning
from onboarding.wording import Problem
from onboarding.work import Work
from web import formats
from web.translating import sentence

NOTICE_WORDS = {
    "recording": "E-mail with the recording",
    "notice": "E-mail without the recording",
    "none": "No e-mail",
}


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
        return Setup("Could not be set up", "bad", f"{why} It is not tried again by itself.", may_retry=True)
    if left is not None and why:
        return Setup("Waiting", "warn", f"{why} The next try is {formats.when(left.due_at)}.", may_retry=True)
    if agent.deleted_at is not None or agent.disabled_at is not None:
        return Setup("Being taken away" if left is not None else "Taken away")
    if left is not None or (agent.provisioned_at is None and agent.extension is not None):
        return Setup("Being set up")
    return Setup("Set up", "ok") if agent.provisioned_at else Setup("None")
