"""What Start says in sentences: the greeting, and who is ready."""

from datetime import datetime

from onboarding.directory.readiness import Readiness
from web import formats
from web.translating import _, ngettext

NOON, EVENING = 12, 18


def greeting(at: datetime, name: str | None) -> str:
    """`Good morning, Ingrid`."""
    first = (name or "").split()[:1]
    said = _("Good morning") if at.hour < NOON else _("Good afternoon") if at.hour < EVENING else _("Good evening")
    return f"{said}, {first[0]}" if first else said


def answer(board: Readiness) -> str:
    """The heading: how many are not ready, and for which day."""
    counts = {"waiting": formats.number(board.not_ready), "total": formats.number(board.total)}
    if board.start_date is None:
        return _of_all(board, counts)
    counts["day"] = formats.long_day(board.start_date)
    if not board.not_ready:
        return ngettext(
            "%(total)s person is ready for %(day)s", "All %(total)s people are ready for %(day)s", board.total, **counts
        )
    return ngettext(
        "%(waiting)s of %(total)s person is not ready for %(day)s",
        "%(waiting)s of %(total)s people are not ready for %(day)s",
        board.total,
        **counts,
    )


def _of_all(board: Readiness, counts: dict[str, str]) -> str:
    if not board.not_ready:
        return ngettext("%(total)s person is ready", "All %(total)s people are ready", board.total, **counts)
    return ngettext(
        "%(waiting)s of %(total)s person is not ready",
        "%(waiting)s of %(total)s people are not ready",
        board.total,
        **counts,
    )


def moving(board: Readiness) -> str:
    """What becomes of those who are neither ready nor stuck; nothing where nobody is."""
    count = board.not_ready - board.stuck
    if not count:
        return ""
    others = formats.number(count)
    if not board.ready and not board.stuck:
        return ngettext("%(others)s is on the way.", "%(others)s are on their way.", count, others=others)
    return ngettext(
        "The other %(others)s is on the way.", "The other %(others)s are on their way.", count, others=others
    )
