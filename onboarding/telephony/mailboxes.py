"""An agent's mailbox: its PIN, which only the switch keeps, and what an e-mail about a recording brings."""

import math
import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import limits
from onboarding.accounts.limits import Limit
from onboarding.agents.models import VOICEMAIL_NOTICES, Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.telephony import credentials, provisioning, schema, switch
from onboarding.telephony.phones import hold
from onboarding.telephony.values import MAILBOX_CONTEXT
from onboarding.wording import Problem

LEAST_DIGITS = 4
MOST_DIGITS = 10
WRONG_PINS = Limit("mailbox-pin", 5, timedelta(minutes=15))

_AWAY = (OperationalError, schema.TablesMissing)
_DIGITS = re.compile(f"[0-9]{{{LEAST_DIGITS},{MOST_DIGITS}}}")


class MailboxRefused(Exception):
    """Nothing was changed; `problem` says why. `retry_after`: in so many seconds it may be tried again."""

    def __init__(self, problem: Problem, retry_after: int | None = None) -> None:
        super().__init__(problem.reason)
        self.problem = problem
        self.retry_after = retry_after


def pin_problem(pin: str, mailbox: str) -> Problem | None:
    """What keeps this from being the PIN of this mailbox."""
    if not _DIGITS.fullmatch(pin):
        return Problem("invalid", "pin_digits", "new_pin", params={"least": LEAST_DIGITS, "most": MOST_DIGITS})
    if credentials.is_trivial(pin, mailbox):
        return Problem("invalid", "pin_easy", "new_pin")
    return None


def change_pin(session: Session, agent: Agent, old: str, new: str, actor: Actor) -> None:
    """The owner's own deed, proved by the present PIN. Raises MailboxRefused.

    Wrong PINs are counted, and the count is to be committed all the same.
    """
    hold(session, agent)
    mailbox = _mailbox_of(agent)
    _must_not_wait(session, agent)
    if problem := pin_problem(new, mailbox):
        raise MailboxRefused(problem)
    present = _present(session, mailbox)
    if old != present:
        limits.count(session, WRONG_PINS, str(agent.id))
        _must_not_wait(session, agent)
        raise MailboxRefused(Problem("refused", "pin_wrong", "old_pin"))
    _set_pin(session, agent, present, new, actor, "mailbox.pin_changed")


def reset_pin(session: Session, agent: Agent, actor: Actor) -> str:
    """A new random PIN in place of one that nobody knows; returned for its owner's eyes only. Raises MailboxRefused."""
    hold(session, agent)
    mailbox = _mailbox_of(agent)
    new = credentials.new_pin(mailbox)
    _set_pin(session, agent, _present(session, mailbox), new, actor, "mailbox.pin_reset")
    return new


def set_notice(session: Session, agent: Agent, notice: str, actor: Actor) -> None:
    """An e-mail with the recording, without it, or none. Raises MailboxRefused for any other word."""
    if notice not in VOICEMAIL_NOTICES:
        raise MailboxRefused(Problem("unknown_value", "notice_unknown", "notice", notice))
    if notice == agent.voicemail_notice:
        return
    changes = {"voicemail_notice": [agent.voicemail_notice, notice]}
    agent.voicemail_notice = notice
    agent.updated_at = now()
    agent.version += 1
    session.flush()
    provisioning.ask(session, [agent.id])
    audit.note(session, actor, "mailbox.notice_changed", "agent", agent.id, changes=changes)


def _mailbox_of(agent: Agent) -> str:
    """The agent's mailbox, where the switch has it as theirs."""
    if agent.extension is None or agent.provisioned_extension != agent.extension or not agent.voicemail:
        raise MailboxRefused(Problem("missing", "mailbox_not_there"))
    return str(agent.extension)


def _present(session: Session, mailbox: str) -> str:
    try:
        with switch.reading(session) as connection:
            table: Any = schema.tables(connection)["voicemail"]
            pin = connection.scalar(select(table.c.password).where(*_row(table, mailbox)))
    except _AWAY:
        raise MailboxRefused(Problem("away", "switch_away_now")) from None
    if pin is None:
        raise MailboxRefused(Problem("missing", "mailbox_not_there"))
    return str(pin)


def _set_pin(session: Session, agent: Agent, present: str, new: str, actor: Actor, deed: str) -> None:
    """Write the new PIN where the present one still stands: the owner may be changing it by phone just now."""
    mailbox = _mailbox_of(agent)
    limits.clear(session, WRONG_PINS, str(agent.id))
    audit.note(session, actor, deed, "agent", agent.id, mailbox=mailbox)
    try:
        with switch.writing(session) as connection:
            table: Any = schema.tables(connection)["voicemail"]
            still = update(table).where(*_row(table, mailbox), table.c.password == present)
            changed = connection.execute(still.values(password=new)).rowcount > 0
    except _AWAY:
        raise MailboxRefused(Problem("away", "switch_away_now")) from None
    if not changed:
        raise MailboxRefused(Problem("changed_meanwhile", "pin_changed_meanwhile"))


def _row(table: Any, mailbox: str) -> tuple[Any, Any]:
    return table.c.mailbox == mailbox, table.c.context == MAILBOX_CONTEXT


def _must_not_wait(session: Session, agent: Agent) -> None:
    if left := limits.wait(session, WRONG_PINS, str(agent.id)):
        seconds = max(1, math.ceil(left.total_seconds()))
        minutes = math.ceil(seconds / 60)
        raise MailboxRefused(Problem("wait", "pin_wait", "old_pin", params={"minutes": minutes}), seconds)
