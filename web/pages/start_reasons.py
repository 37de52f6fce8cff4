"""The board's reasons: for each stage what stands in the way, in few words, each with a link to those it is true of."""

from dataclasses import dataclass

from onboarding.directory.listing import listing
from onboarding.directory.readiness import STUCK, Readiness
from web import formats
from web.translating import ngettext, say

MOST = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """Some words below a count; `stuck` where somebody must do something."""

    words: str
    path: str
    stuck: bool


def hints(board: Readiness) -> dict[str, list[Hint]]:
    """What stands in the way of those at each stage, what is stuck first, then what most wait for."""
    return {stage: _of_stage(board, stage, counts) for stage, counts in board.reasons.items()}


def _of_stage(board: Readiness, stage: str, counts: dict[str, int]) -> list[Hint]:
    order = sorted(counts, key=lambda reason: (reason not in STUCK, -counts[reason]))
    alone = len(counts) == 1
    return [
        Hint(
            words=_words(stage, reason, counts[reason], alone),
            path=listing(start_date=board.start_date, stage=stage, filters=(f"reason={reason}",)),
            stuck=reason in STUCK,
        )
        for reason in order[:MOST]
    ]


def _words(stage: str, reason: str, count: int, alone: bool) -> str:
    if short := _short(stage, reason, count):
        return short
    said = say(f"not_ready_because_{reason}", {})
    return said if alone and reason not in STUCK else f"{formats.number(count)} {said}"


def _short(stage: str, reason: str, count: int) -> str | None:
    """Reasons that are said shorter on the board than elsewhere, or otherwise at one stage."""
    match reason:
        case "phone_failed":
            return ngettext("%(count)s phone failed", "%(count)s phones failed", count, count=formats.number(count))
        case "bounced":
            return ngettext("%(count)s bounced", "%(count)s bounced", count, count=formats.number(count))
        case "expired":
            return ngettext("%(count)s expired", "%(count)s expired", count, count=formats.number(count))
        case "not_invited" if stage == "invited":
            # Theirs was taken back, as when somebody is deleted and restored.
            again = formats.number(count)
            return ngettext("%(count)s to invite again", "%(count)s to invite again", count, count=again)
    return None
