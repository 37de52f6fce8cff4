"""Telephony: make the switch's tables equal to what they should be."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import begin_writing
from onboarding.settings import Settings
from onboarding.telephony import provisioning, queues, switch
from onboarding.telephony.schema import TablesMissing
from onboarding.wording import Problem
from tasks.working import Line, Steps


def _agents(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """A set of agents at once; done work that was asked for anew meanwhile stays, and is done again."""
    if not switch.is_shared():
        begin_writing(session)
        _fail(session, claim, provisioning.prepare(session, settings, _subjects(claim)))
        yield False
    begin_writing(session)
    _fail(session, claim, provisioning.provision(session, settings, _subjects(claim)))
    work.done(session, claim, list(claim.open), strict=False)
    yield True


def _queues(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    if not switch.is_shared():
        begin_writing(session)
        queues.prepare_queues(session, _subjects(claim))
        yield False
    begin_writing(session)
    queues.provision_queues(session, settings, _subjects(claim))
    work.done(session, claim, list(claim.open), strict=False)
    yield True


def _unless_tables_are_missing(steps: Steps) -> Steps:
    """What the switch's database lacks is said by its name, and is waited for."""

    def careful(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
        try:
            yield from steps(session, settings, claim)
        except TablesMissing as missing:
            session.rollback()
            begin_writing(session)
            work.put_off(session, claim, list(claim.open), missing.problem.stored())
            yield True

    return careful


def _subjects(claim: work.Claim) -> list[UUID]:
    return [item.subject_id for item in claim.open]


def _fail(session: Session, claim: work.Claim, refused: Mapping[UUID, Problem]) -> None:
    for item in [item for item in claim.open if item.subject_id in refused]:
        work.fail(session, claim, [item], refused[item.subject_id].stored())


LINE = Line("telephony", 500, _unless_tables_are_missing(_agents))
QUEUES_LINE = Line("queues", 50, _unless_tables_are_missing(_queues))
