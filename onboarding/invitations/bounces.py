"""A message of ours came back: it is noted on it, and on the invitation it was about."""

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.invitations import sending
from onboarding.mail import bounces
from onboarding.mail.models import Message
from onboarding.wording import Problem

Outcome = Literal["bounced", "delayed", "known", "no_report", "unknown_message"]


def receive(session: Session, raw: bytes) -> tuple[Outcome, Message | None]:
    """Note what a report says about a message of ours; the same report twice changes nothing more.

    `known`: it had come back before, or arrived in spite of the delay. The newest message that the report names is the
    one it is about.
    """
    report = bounces.read(raw)
    if report.verdict == "none":
        return "no_report", None
    message = session.scalar(
        select(Message).where(Message.message_id.in_(report.message_ids)).order_by(Message.id.desc()).limit(1),
        execution_options={"populate_existing": True},
    )
    if message is None:
        return "unknown_message", None
    if message.state in ("bounced", "failed"):
        return "known", message
    reason = "mail_bounced" if report.verdict == "failed" else "mail_delayed"
    message.problem = Problem("failed", reason, params={"said": report.said or "…"}).stored()
    if report.verdict == "failed":
        message.state = "bounced"
        sending.note_failed(session, sending.of_messages([message]))
    session.flush()
    return "bounced" if report.verdict == "failed" else "delayed", message
