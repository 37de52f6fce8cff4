"""Mail: send what is due; test a sender that stopped; look up who asked for a new password."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.accounts import messages as account_messages
from onboarding.accounts import resets, sample_messages
from onboarding.bulk import digest, previewing
from onboarding.database import begin_writing, now
from onboarding.imports import telling
from onboarding.invitations import sending as invitations
from onboarding.mail import sender, sending, transport
from onboarding.mail.models import Message
from onboarding.mail.transport import Deferred, Refused, Stopped, Transport, open_transport
from onboarding.settings import Settings
from onboarding.wording import Problem
from onboarding.work import Backoff
from tasks.working import Line

COMPOSERS: Mapping[str, sending.SetComposer] = {
    **invitations.COMPOSERS,
    **{
        kind: sending.one_by_one(composer)
        for kind, composer in {
            digest.MESSAGE: digest.compose,
            previewing.TEST_MESSAGE: previewing.compose_test,
            telling.FINISHED: telling.compose,
            telling.FAILED: telling.compose,
            **account_messages.COMPOSERS,
            **sample_messages.COMPOSERS,
        }.items()
    },
}

RETRIES = Backoff(timedelta(minutes=1), timedelta(days=1))
"""A server that says later means it: mailboxes are full for a day, unknown senders are greylisted for minutes."""

NOTED_TOGETHER = 20
NOTED_AFTER_SECONDS = 1.0
"""So many messages, or so long a time, may be out and not yet noted; who is killed then sends them once more, under
the same Message-IDs."""

Letters = list[tuple[work.Item, sending.Outgoing]]


def steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Compose a set of messages, commit their links, then hand them over one by one."""
    begin_writing(session)
    problem = sender.reason(session)
    if problem is not None:
        _wait(session, claim, problem)
        yield True
        return
    letters = _compose(session, settings, claim)
    yield True
    lease = timedelta(seconds=settings.lease_seconds)
    with open_transport(settings) as out:
        delivery = _Delivery(session, out, claim, lease)
        for item, letter in letters:
            yield from delivery.hand_over(item, letter)
            if delivery.stopped:
                return
        yield from delivery.note()


def _compose(session: Session, settings: Settings, claim: work.Claim) -> Letters:
    by_subject = {item.subject_id: item for item in claim.open}
    messages = session.scalars(
        select(Message).where(Message.id.in_(by_subject)), execution_options={"populate_existing": True}
    ).all()
    in_order = sorted(messages, key=lambda message: by_subject[message.id].id)
    batch = sending.compose(session, settings, COMPOSERS, in_order)
    for message, problem in batch.unaddressable:
        _note_failed(session, message, None, problem)
    going = {letter.message.id for letter in batch.outgoing}
    work.done(session, claim, [item for item in claim.open if item.subject_id not in going], strict=False)
    return [(by_subject[letter.message.id], letter) for letter in batch.outgoing]


class _Delivery:
    """Hands over the letters of one claim, and notes what became of them; yields where a commit is due."""

    def __init__(self, session: Session, out: Transport, claim: work.Claim, lease: timedelta) -> None:
        self.stopped = False
        self._session = session
        self._out = out
        self._claim = claim
        self._lease = lease
        self._renewed = now()
        self._taken: Letters = []
        self._noted = time.monotonic()

    def hand_over(self, item: work.Item, letter: sending.Outgoing) -> Iterator[bool]:
        """Send one message. What the server took is noted in sets, all else at once."""
        yield from self._renew()
        try:
            self._out.send(letter.email, letter.recipient)
        except Deferred as deferred:
            self._begin_noting()
            work.put_off(self._session, self._claim, [item], deferred.problem.stored(), RETRIES)
        except Refused as refused:
            self._begin_noting()
            _note_failed(self._session, letter.message, letter.recipient, refused.problem)
            work.done(self._session, self._claim, [item], strict=False)
        except Stopped as stopped:
            self.stopped = True
            self._begin_noting()
            sender.stop(self._session, stopped.problem)
            _wait(self._session, self._claim, stopped.problem)
        except Exception:
            yield from self.note()
            raise
        else:
            self._taken.append((item, letter))
            if len(self._taken) < NOTED_TOGETHER and time.monotonic() - self._noted < NOTED_AFTER_SECONDS:
                return
            self._begin_noting()
        yield True

    def note(self) -> Iterator[bool]:
        """Note what the server took and is not noted yet."""
        if self._taken:
            self._begin_noting()
            yield True

    def _begin_noting(self) -> None:
        begin_writing(self._session)
        items, letters = [item for item, _ in self._taken], [letter for _, letter in self._taken]
        sending.note_sent(self._session, letters)
        invitations.note_sent(self._session, invitations.of_messages(letter.message for letter in letters))
        work.done(self._session, self._claim, items, strict=False)
        self._taken, self._noted = [], time.monotonic()

    def _renew(self) -> Iterator[bool]:
        if _half_over(self._renewed, self._lease):
            # By itself: should the lease be lost, what is out stays noted.
            yield from self.note()
            begin_writing(self._session)
            work.renew(self._session, self._claim, self._lease)
            yield True
            self._renewed = now()


def _half_over(since: datetime, lease: timedelta) -> bool:
    return now() - since > lease / 2


def _wait(session: Session, claim: work.Claim, problem: Problem) -> None:
    work.put_off(session, claim, list(claim.open), problem.stored(), sender.WAITS)


def _note_failed(session: Session, message: Message, recipient: str | None, problem: Problem) -> None:
    sending.note_failed(session, message, recipient, problem)
    invitations.note_failed(session, invitations.of_messages([message]))


def sender_steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Test whether mail can leave again; if so, all that waited for it is due."""
    problem = transport.check(settings)
    begin_writing(session)
    items = list(claim.open)
    if problem is None:
        work.done(session, claim, items)
        sender.go_on(session)
    else:
        work.put_off(session, claim, items, problem.stored(), sender.TESTS)
    yield True


def reset_steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Find out whose new passwords were asked for; doing that here keeps the page equally quick for every address."""
    begin_writing(session)
    items = list(claim.open)
    resets.work_off(session, settings, [item.subject_id for item in items])
    work.done(session, claim, items)
    yield True


LINE = Line("mail", transport.MESSAGES_A_CONNECTION, steps, gives_up=False)
SENDER_LINE = Line(sender.KIND, 1, sender_steps, gives_up=False)
RESET_LINE = Line("reset", 50, reset_steps)
