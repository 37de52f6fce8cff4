"""Mail: send what is due; look up who asked for a new password."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from onboarding import work
from onboarding.accounts import messages as account_messages
from onboarding.accounts import resets
from onboarding.bulk import digest, previewing
from onboarding.database import begin_writing, now
from onboarding.invitations import sending as invitations
from onboarding.mail import sending
from onboarding.mail.models import Message
from onboarding.mail.transport import Deferred, Refused, SenderBroken, Transport, open_transport
from onboarding.settings import Settings
from onboarding.wording import Problem
from tasks.working import Line

COMPOSERS: dict[str, sending.Composer] = {
    "invitation": invitations.compose,
    digest.MESSAGE: digest.compose,
    previewing.TEST_MESSAGE: previewing.compose_test,
    **account_messages.COMPOSERS,
}


def steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Compose a set of messages, commit their links, then hand them over one by one, each noted in its own commit."""
    begin_writing(session)
    outgoing = _compose(session, settings, claim)
    yield True
    lease = timedelta(seconds=settings.lease_seconds)
    renewed = now()
    with open_transport(settings) as transport:
        for item, letter in outgoing:
            if _half_over(renewed, lease):
                begin_writing(session)
                work.renew(session, claim, lease)
                yield True
                renewed = now()
            goes_on = _hand_over(session, transport, claim, item, letter)
            yield True
            if not goes_on:
                return


def _compose(session: Session, settings: Settings, claim: work.Claim) -> list[tuple[work.Item, sending.Outgoing]]:
    outgoing, not_needed = [], []
    for item in claim.open:
        message = session.get(Message, item.subject_id, populate_existing=True)
        letter = sending.compose(session, settings, COMPOSERS, message) if message else None
        if letter is None:
            not_needed.append(item)
        else:
            outgoing.append((item, letter))
    work.done(session, claim, not_needed, strict=False)
    return outgoing


def _half_over(since: datetime, lease: timedelta) -> bool:
    return now() - since > lease / 2


def _hand_over(
    session: Session, transport: Transport, claim: work.Claim, item: work.Item, letter: sending.Outgoing
) -> bool:
    """Send one message and note what became of it; False when the others have no chance either."""
    problem: Problem | None = None
    try:
        transport.send(letter.email, letter.recipient)
    except Deferred as deferred:
        begin_writing(session)
        work.put_off(session, claim, [item], deferred.problem.stored())
        return True
    except SenderBroken as broken:
        begin_writing(session)
        work.put_off(session, claim, list(claim.open), broken.problem.stored())
        return False
    except Refused as refused:
        problem = refused.problem
    begin_writing(session)
    _note(session, letter, problem)
    work.done(session, claim, [item], strict=False)
    return True


def _note(session: Session, letter: sending.Outgoing, problem: Problem | None) -> None:
    invitation = [letter.message.subject_id] if letter.message.kind == "invitation" else []
    if problem is None:
        sending.note_sent(session, letter)
        invitations.note_sent(session, invitation)
    else:
        sending.note_failed(session, letter, problem)
        invitations.note_failed(session, invitation)


def reset_steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Find out whose new passwords were asked for; doing that here keeps the page equally quick for every address."""
    begin_writing(session)
    items = list(claim.open)
    resets.work_off(session, settings, [item.subject_id for item in items])
    work.done(session, claim, items)
    yield True


LINE = Line("mail", 25, steps, gives_up=False)
RESET_LINE = Line("reset", 50, reset_steps)
