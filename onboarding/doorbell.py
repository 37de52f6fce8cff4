"""The doorbell: "there is work of this kind", collected in the transaction, rung once after it is committed.

A bell carries no work. All state is in rows; a bell that is lost delays work until the next sweep and loses nothing.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

log = logging.getLogger(__name__)

Ringer = Callable[[str], None]

request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""Follows what one click caused, from the request through the task to the log line."""

_ringers: list[Ringer] = []


def answer_with(ringer: Ringer) -> None:
    """Let this function carry the bells of this process to the workers; it replaces an earlier one."""
    _ringers[:] = [ringer]


def ring(session: Session, kind: str) -> None:
    """Ring for work of this kind once the session's transaction is committed; one bell a kind, however often asked."""
    session.info.setdefault("bells", set()).add(kind)


def ring_now(kind: str) -> None:
    """Ring outside a transaction; never raises, because a bell may be lost."""
    for ringer in _ringers:
        try:
            ringer(kind)
        except Exception:
            log.warning("the bell for %s could not be rung; the next sweep finds the work", kind, exc_info=True)


@event.listens_for(Session, "after_commit")
def _note_commit(session: Session) -> None:
    # Also fires when a SAVEPOINT is released; only the outermost commit makes the rows visible to others.
    if not session.in_nested_transaction():
        session.info["committed"] = True


@event.listens_for(Session, "after_transaction_end")
def _ring_when_over(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None or transaction.nested:
        return
    committed = session.info.pop("committed", False)
    bells = session.info.pop("bells", set())
    if committed:
        for kind in sorted(bells):
            ring_now(kind)
