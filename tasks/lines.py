"""All kinds of work in one table, and how a process without workers works them off itself."""

import time

from onboarding import work
from onboarding.database import db
from onboarding.settings import Settings
from tasks import bulk, imports, inspections, mail, telephony
from tasks.working import Line, work_off

LINES: dict[str, Line] = {
    line.kind: line
    for line in (
        imports.LINE,
        imports.LOOKING_LINE,
        imports.APPLYING_LINE,
        imports.FORGETTING_LINE,
        telephony.LINE,
        telephony.QUEUES_LINE,
        inspections.LINE,
        mail.LINE,
        mail.SENDER_LINE,
        mail.RESET_LINE,
        bulk.INVITES_LINE,
        bulk.ACTIONS_LINE,
        bulk.DIGEST_LINE,
    )
}


def work_off_all(settings: Settings, seconds: float) -> None:
    """Go round the kinds until nothing is due, or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and (due := _due()):
        for line in due:
            work_off(line, settings, until - time.monotonic())


def _due() -> list[Line]:
    session = db.session()
    kinds = work.due_kinds(session)
    session.commit()
    return [line for kind, line in LINES.items() if kind in kinds]
