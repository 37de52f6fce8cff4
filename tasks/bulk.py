"""What is done for many at once: one deed to all of a set, bulk invites and reminders, the readiness digest."""

from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.bulk import actions, digest, releasing, reminders
from onboarding.bulk.inviting import AT_A_TIME
from onboarding.database import begin_writing, db, now
from onboarding.invitations import expiring
from onboarding.settings import Settings
from tasks.working import Line


def invite_steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Release those of one bulk invite who are due, set by set; when to go on is written in the same transaction."""
    (item,) = claim.open
    while claim.open:
        begin_writing(session)
        released = releasing.release(session, settings, item.subject_id)
        if released.count and released.next_at is not None and released.next_at <= now():
            work.renew(session, claim, timedelta(seconds=settings.lease_seconds), progress=True)
        else:
            work.done(session, claim, [item])
            if released.next_at is not None:
                work.ask(session, releasing.KIND, [item.subject_id], due_at=released.next_at)
        session.flush()
        session.expunge_all()
        yield True


def action_steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Do one deed to many, chunk by chunk; whoever takes it up later goes on where this stopped."""
    (item,) = claim.open
    while claim.open:
        begin_writing(session)
        if actions.step(session, settings, item.subject_id):
            work.renew(session, claim, timedelta(seconds=settings.lease_seconds), progress=True)
        else:
            work.done(session, claim, [item])
        session.flush()
        session.expunge_all()
        yield True


def tend_invitations() -> None:
    """Mark the invitations that have run out, and queue the reminders that are due."""
    settings: Settings = current_app.config["ONBOARD"]
    session = db.session()
    begin_writing(session)
    expiring.expire(session, now())
    session.commit()
    looked_at = AT_A_TIME
    while looked_at == AT_A_TIME:
        begin_writing(session)
        looked_at = reminders.remind(session, settings)
        session.commit()
    for bulk_invite_id in reminders.bulk_invites_to_remind(session):
        begin_writing(session)
        reminders.remind_of(session, settings, bulk_invite_id)
        session.commit()


def digest_steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Queue the messages and plan the next digest in one transaction, so that none goes out twice."""
    begin_writing(session)
    digest.send(session, settings)
    work.done(session, claim, list(claim.open))
    digest.plan(session, settings)
    yield True


def plan_digest() -> None:
    """See to it that the next digest is asked for."""
    session = db.session()
    begin_writing(session)
    digest.plan(session, current_app.config["ONBOARD"])
    session.commit()


ACTIONS_LINE = Line(actions.KIND, 1, action_steps, gives_up=False)
DIGEST_LINE = Line(digest.KIND, 1, digest_steps, gives_up=False)
INVITES_LINE = Line(releasing.KIND, 1, invite_steps, gives_up=False)
