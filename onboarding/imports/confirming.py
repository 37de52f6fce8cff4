"""Confirming, checking again, cancelling: a person's word on what was checked."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.uploads import KIND, check_on_error, forget_what_has_no_place
from onboarding.invitations import inviting
from onboarding.wording import Problem

CHECKED = ("ready", "failed")
CANCELLABLE = ("uploaded", "checking", "ready", "applying")


class WrongState(Exception):
    """What was asked for does not fit what the import is doing; the problem says what it is doing."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def confirm(
    session: Session, import_: Import, *, actor: Actor, on_error: str | None = None, invite: str | None = None
) -> None:
    """Let the good rows in. Raises WrongState unless the check is done (a second confirmation finds it so), and for
    all-or-nothing with rows to fix. Raises ValueError for a choice that is none."""
    if on_error is not None:
        import_.on_error = check_on_error(on_error)
    if invite is not None:
        import_.invite = inviting.check_choice(invite)
    session.flush()
    if import_.state != "ready":
        raise WrongState(Problem("invalid", "import_not_ready", params={"state": import_.state}))
    if not start(session, import_, actor.name):
        raise WrongState(Problem("invalid", "import_has_rows_to_fix"))
    audit.note(session, actor, "import.confirmed", "import", import_.id)
    work.ask(session, KIND, [import_.id], cause_id=import_.id)


def check_again(session: Session, import_: Import, *, actor: Actor, change_usernames: bool | None = None) -> None:
    """Forget the verdicts and check the file anew, because what it names is there now, its columns are matched
    otherwise, or usernames may change from now on (or may not; None: as before). Raises WrongState unless it is
    checked, and nothing of it is in."""
    if change_usernames is None:
        change_usernames = import_.change_usernames
    again = session.execute(
        update(Import)
        .where(Import.id == import_.id, Import.state.in_(CHECKED), Import.confirmed_at.is_(None))
        .values(state="uploaded", checked_at=None, finished_at=None, change_usernames=change_usernames)
    )
    if not again.rowcount:  # type: ignore[attr-defined]
        raise WrongState(Problem("invalid", "import_not_ready", params={"state": import_.state}))
    audit.note(session, actor, "import.checked_again", "import", import_.id)
    work.ask(session, KIND, [import_.id], cause_id=import_.id)


def start(session: Session, import_: Import, confirmed_by: str) -> bool:
    """Begin to apply; False, and nothing begun, for all-or-nothing with rows to fix. Two at once: one begins."""
    if import_.on_error == "abort" and _rows_to_fix(session, import_):
        if import_.auto_confirm:
            import_.state, import_.finished_at = "failed", now()
            import_.problems = [Problem("invalid", "import_has_rows_to_fix").stored()]
            session.flush()
        return False
    begun = session.execute(
        update(Import)
        .where(Import.id == import_.id, Import.state == "ready")
        .values(state="applying", confirmed_at=now(), confirmed_by=confirmed_by)
    )
    if not begun.rowcount:  # type: ignore[attr-defined]
        raise WrongState(Problem("invalid", "import_not_ready", params={"state": import_.state}))
    forget_what_has_no_place(session, import_)
    return True


def _rows_to_fix(session: Session, import_: Import) -> int:
    wrong = select(func.count()).where(ImportRow.import_id == import_.id, ImportRow.verdict == "invalid")
    return session.scalar(wrong) or 0


def cancel(session: Session, import_: Import, *, actor: Actor) -> None:
    """Stop after the chunk in hand; what is in stays. Raises WrongState for what is over."""
    stopped = session.execute(
        update(Import)
        .where(Import.id == import_.id, Import.state.in_(CANCELLABLE))
        .values(state="cancelled", finished_at=now())
    )
    if not stopped.rowcount:  # type: ignore[attr-defined]
        raise WrongState(Problem("invalid", "import_is_over", params={"state": import_.state}))
    forget_what_has_no_place(session, import_)
    audit.note(session, actor, "import.cancelled", "import", import_.id)
