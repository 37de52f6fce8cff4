"""Looking over the switch's tables in the background: asked for by somebody, worked off in steps, kept to be shown."""

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.audit import Actor
from onboarding.database import begin_writing, now
from onboarding.settings import Settings
from onboarding.telephony import drift, repairing
from onboarding.telephony.models import Inspection
from onboarding.telephony.schema import TablesMissing
from onboarding.wording import Problem

KIND = "inspection"
MOST_FINDINGS = 500
KEPT = timedelta(days=30)


class InspectionRefused(Exception):
    """There is one going on; `problem` says so."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


def ask(session: Session, actor: Actor, *, repair: bool = False) -> Inspection:
    """Ask for the switch to be compared with what it should hold, and with `repair` made equal to it.

    Raises InspectionRefused while another one goes on.
    """
    if going_on(session) is not None:
        raise InspectionRefused(Problem("taken", "inspection_going_on"))
    inspection = Inspection(repair=repair, asked_by=actor.name)
    session.add(inspection)
    session.flush()
    audit.note(session, actor, "switch.repair_asked" if repair else "switch.look_asked", "inspection", inspection.id)
    work.ask(session, KIND, [inspection.id], fresh=True)
    return inspection


def going_on(session: Session) -> Inspection | None:
    """The one that is not finished, if any."""
    return session.scalar(select(Inspection).where(Inspection.finished_at.is_(None)).limit(1))


def last(session: Session) -> Inspection | None:
    """The newest that is finished."""
    newest = select(Inspection).where(Inspection.finished_at.is_not(None)).order_by(Inspection.asked_at.desc())
    return session.scalar(newest.limit(1))


def look_over(session: Session, settings: Settings, inspection_id: uuid.UUID, claim: work.Claim) -> Iterator[bool]:
    """Compare set by set, have mended what differs where asked to, and note how far it is; yields where to commit.

    Mending an agent is work of its own, which says what came of it. A switch that is away or without its tables ends
    the look: who asked sees at once why.
    """
    counts: Counter[str] = Counter()
    findings: list[dict[str, Any]] = []
    repair, problem = session.get_one(Inspection, inspection_id).repair, None
    try:
        for part in drift.parts(session, settings):
            counts.update(part.counts)
            findings += [found.stored() for found in part.drifts[: MOST_FINDINGS - len(findings)]]
            _note(session, inspection_id, counts, findings)
            if repair:
                repairing.repair(session, settings, part.drifts, inspection_id)
            work.renew(session, claim, timedelta(seconds=settings.lease_seconds))
            yield False
    except (OperationalError, TablesMissing) as error:
        session.rollback()
        problem = error.problem if isinstance(error, TablesMissing) else Problem("away", "switch_away_now")
    _note(session, inspection_id, counts, findings, over=True, problem=problem)
    work.done(session, claim, list(claim.open))
    yield True


def note_failure(session: Session, _settings: Settings, items: list[work.Item], problem: Problem) -> None:
    """These could not be finished, however often tried."""
    for item in items:
        inspection = session.get(Inspection, item.subject_id)
        if inspection is not None:
            inspection.finished_at, inspection.problem = now(), problem.stored()


def forget_old(session: Session) -> None:
    """Those of long ago interest nobody."""
    session.execute(delete(Inspection).where(Inspection.finished_at < now() - KEPT))


def _note(
    session: Session,
    inspection_id: uuid.UUID,
    counts: Counter[str],
    findings: list[dict[str, Any]],
    *,
    over: bool = False,
    problem: Problem | None = None,
) -> None:
    begin_writing(session)
    inspection = session.get_one(Inspection, inspection_id, populate_existing=True)
    inspection.counts, inspection.findings = dict(counts), list(findings)
    if over:
        inspection.finished_at = now()
        inspection.problem = problem.stored() if problem else None
