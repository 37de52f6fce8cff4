"""How far an import has come, in words: the same for the page as it is made and as it is renewed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.imports import reporting, tallies
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.outlook import Outlook
from onboarding.imports.progress import Phase, Progress, progress
from onboarding.imports.second_tries import Retry
from onboarding.wording import Problem
from web import formats
from web.translating import _, later, ngettext, sentence

PHASES = {
    "accounts": (later("Accounts"), later("name, e-mail, extension")),
    "phones": (later("Phones"), later("account and mailbox")),
    "invitations": (later("Invitations"), later("e-mail with a link")),
}
INVITES = {"none": later("Not yet"), "now": later("At once"), "start-date": later("On each start date")}
STEPS = {
    "accounts": later("Account"),
    "imports": later("Import"),
    "telephony": later("Phone"),
    "mail": later("Invitation"),
}


def words() -> dict[str, Any]:
    """What the pages of imports say things with."""
    return {
        "phase_words": PHASES,
        "step_words": STEPS,
        "next_try": next_try,
        "invite_word": invite_word,
        "invited": invited,
        "problem_sentences": problem_sentences,
        "chart_points": chart_points,
        "chart_top": chart_top,
        "start_dates": start_dates,
        "row_sentences": row_sentences,
    }


def invite_word(invite: str) -> str:
    return INVITES.get(invite) or formats.moment(datetime.fromisoformat(invite))


def invited(done: Progress, invite: str) -> str:
    """How many invitations of a finished import are out, and when the others follow."""
    phase = next((phase for phase in done.phases if phase.key == "invitations"), None)
    if phase is None:
        return _("Nobody was invited.")
    if not phase.planned:
        return ngettext("%(num)s invitation is out.", "%(num)s invitations are out.", phase.done)
    at = INVITES[invite].lower() if invite in INVITES else formats.when(datetime.fromisoformat(invite))
    if not phase.done:
        return ngettext(
            "%(num)s invitation is planned: %(when)s.",
            "%(num)s invitations are planned: %(when)s.",
            phase.planned,
            when=at,
        )
    return ngettext(
        "%(num)s invitation is out, %(planned)s planned: %(when)s.",
        "%(num)s invitations are out, %(planned)s planned: %(when)s.",
        phase.done,
        planned=formats.number(phase.planned),
        when=at,
    )


def problem_sentences(import_: Import) -> list[str]:
    return [sentence(Problem.restored(kept)) for kept in import_.problems]


def row_sentences(row: ImportRow) -> list[str]:
    return [sentence(problem) for problem in reporting.problems_of(row)]


def start_dates(ahead: Outlook) -> str:
    """Whom invitations on each start date reach, and whom not."""
    dated = ahead.people - ahead.without_date
    said = [ngettext("%(num)s person at 9:00 where each is.", "%(num)s people at 9:00 where each is.", dated)]
    if ahead.started:
        said.append(
            ngettext(
                "%(num)s has started already and is invited at once.",
                "%(num)s have started already and are invited at once.",
                ahead.started,
            )
        )
    if ahead.without_date:
        said.append(
            ngettext(
                "%(num)s has no start date and is not invited.",
                "%(num)s have no start date and are not invited.",
                ahead.without_date,
            )
        )
    return " ".join(said)


def look(import_: Import, done: Progress) -> str:
    """Which page the import has now: reading, check, progress, result, undoing or over."""
    if import_.state in ("uploaded", "checking"):
        return "reading"
    if import_.state == "ready":
        return "check"
    if import_.state == "undoing":
        return "undoing"
    if import_.state == "applying" or (import_.state.startswith("completed") and not done.finished):
        return "progress"
    return "result" if import_.state.startswith("completed") else "over"


def live(session: Session, import_: Import) -> dict[str, Any]:
    """`look`, texts and bars by their keys, and a sentence for who listens instead of looking."""
    done = progress(session, import_)
    now_is = look(import_, done)
    if now_is == "reading":
        return {"look": now_is, **_reading(session, import_)}
    if now_is == "progress":
        return {"look": now_is + _parts(done), **_applying(done)}
    if now_is == "undoing":
        return {"look": now_is + _parts(done), **_undoing(done)}
    return {"look": now_is, "texts": {}, "bars": {}, "spoken": ""}


def _reading(session: Session, import_: Import) -> dict[str, Any]:
    checked = tallies.counts(session, import_.id).total
    said = ngettext("%(num)s row checked so far", "%(num)s rows checked so far", checked) if checked else ""
    return {"texts": {"checked": said}, "bars": {}, "spoken": said}


def _applying(done: Progress) -> dict[str, Any]:
    texts = {"percent": f"{done.percent} %", "summary": _summary(done), "left": _left(done.seconds_left)}
    for phase in done.phases:
        texts |= {f"{phase.key}-{part}": said(phase) for part, said in _SAID.items()}
    bars = {"all": done.done, **{phase.key: phase.done for phase in done.phases}}
    return {"texts": texts, "bars": bars, "spoken": _spoken(done.percent, _summary(done))}


def _undoing(done: Progress) -> dict[str, Any]:
    summary = _("%(done)s of %(total)s taken back", done=formats.number(done.done), total=formats.number(done.total))
    texts = {"percent": f"{done.percent} %", "summary": summary}
    return {"texts": texts, "bars": {"all": done.done}, "spoken": _spoken(done.percent, summary)}


def _parts(done: Progress) -> str:
    """Which phases are ticked off and who waits for a second try: when that changes, the page is loaded anew."""
    phases = "".join(f"·{phase.key}{phase.finished}" for phase in done.phases)
    tries = "".join(f"·{retry.name}{retry.next_try}" for retry in done.retrying)
    return f"{phases}{tries}·{done.retry_count}" + ("·chart" if done.chart else "")


def _summary(done: Progress) -> str:
    return _("%(count)s finished", count=formats.number(done.done))


def _spoken(percent: int, summary: str) -> str:
    return _("%(percent)s percent. %(summary)s", percent=percent, summary=summary)


def _left(seconds: int | None) -> str:
    if seconds is None or seconds < 1:
        return ""
    if seconds < 90:
        return formats.plural(seconds, "second", "seconds")
    return formats.plural(round(seconds / 60), "minute", "minutes")


def _count(phase: Phase) -> str:
    planned = _("%(count)s planned", count=formats.number(phase.planned)) if phase.planned else ""
    done = _("%(done)s of %(total)s", done=formats.number(phase.done), total=formats.number(phase.total))
    failed = _("%(count)s failed", count=formats.number(phase.failed)) if phase.failed else ""
    return ", ".join(
        said for said in ("" if planned and phase.planned == phase.total else done, planned, failed) if said
    )


def _rate(phase: Phase) -> str:
    return _("%(count)s a second", count=formats.number(round(phase.per_second))) if phase.per_second >= 1 else ""


def _ends(phase: Phase) -> str:
    """`8 s left`, or how long it took."""
    if phase.seconds_left:
        return _("%(time)s left", time=_short(phase.seconds_left))
    if phase.finished and phase.done and phase.per_second:
        return _short(round(phase.done / phase.per_second))
    return ""


_SAID = {"count": _count, "rate": _rate, "left": _ends}


def _short(seconds: int) -> str:
    return f"{max(seconds, 1)} s" if seconds < 90 else f"{round(seconds / 60)} min"


def chart_top(chart: Sequence[float]) -> int:
    """The upper line of the chart: round, and not below its highest point."""
    most = max(chart)
    step = 10 ** max(len(str(int(most))) - 1, 0)
    return int(-(-most // step) * step) or 1


def chart_points(chart: Sequence[float], width: int, height: int) -> list[tuple[float, float]]:
    """Where the points of the chart are, in a box of this size."""
    top, steps = chart_top(chart), max(len(chart) - 1, 1)
    return [(round(width * at / steps, 1), round(height - height * value / top, 1)) for at, value in enumerate(chart)]


def next_try(retry: Retry) -> str:
    """`again at 10:45`, `now`, or that it was given up."""
    if retry.next_try is None:
        return _("given up")
    return _("again at %(time)s", time=formats.clock(retry.next_try)) if retry.next_try > now() else _("now")


def local_moment(text: str) -> str:
    """A moment that somebody typed in the organisation's time, as ISO 8601. Raises ValueError unless it is to come."""
    moment = datetime.fromisoformat(text).replace(tzinfo=formats.zone())
    if moment <= now():
        raise ValueError(text)
    return moment.isoformat()
