"""What a choice of invitations means for the people of a file, in numbers, before it is made."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.imports.models import Import, ImportRow


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many can be invited: those who are new or come back; how many of them have no start date, or one in the
    past."""

    people: int
    without_date: int
    started: int


def outlook(session: Session, import_: Import, today: date) -> Outlook:
    given = ImportRow.values["start_date"].as_string()
    dated = given.is_not(None) | Agent.start_date.is_not(None)
    started = (given < today.isoformat()) | (given.is_(None) & (Agent.start_date < today))
    counted = (
        select(func.count(), func.count().filter(~dated), func.count().filter(started))
        .select_from(ImportRow)
        .outerjoin(Agent, Agent.id == ImportRow.agent_id)
        .where(ImportRow.import_id == import_.id, ImportRow.verdict.in_(("create", "comes_back")))
    )
    return Outlook(*session.execute(counted).one())
