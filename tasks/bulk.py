"""What is done for many at once: the readiness digest, when it is due."""

from collections.abc import Iterator

from flask import current_app
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.bulk import digest
from onboarding.database import begin_writing, db
from onboarding.settings import Settings
from tasks.working import Line


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


DIGEST_LINE = Line(digest.KIND, 1, digest_steps, gives_up=False)
