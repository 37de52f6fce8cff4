"""How far an import has come, in words: the same for the page as it is made and as it is renewed."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.imports import reporting
from onboarding.imports.models import Import
from onboarding.imports.progress import Phase, Progress, Retry, progress
from onboarding.wording import Problem
from web import formats

PHASES = {
    "accounts": ("Accounts", "name, e-mail, extension"),
    "phones": ("Phones", "account and mailbox"),
    "invitations": ("Invitations", "e-mail with a link"),
}
INVITES = {"none": "Not yet", "now": "At once", "start-date": "On each start date"}
STEPS = {"accounts": "Account", "imports": "Import", "telephony": "Phone", "mail": "Invitation"}


def words() -> dict[str, Any]:
    """What the pages of imports say things with."""
    return {
        "phase_words": PHASES,
        "step_words": STEPS,
        "next_try": next_try,
        "invite_word": invite_word,
        "invited": invited,
        "problem_sentences": problem_sentences,
    }


def invite_word(invite: str) -> str:
    return INVITES.get(invite) or formats.moment(datetime.fromisoformat(invite))


def invited(done: Progress, invite: str) -> str:
    """How many invitations of a finished import are out, and when the others follow."""
    phase = next((phase for phase in done.phases if phase.key == "invitations"), None)
    if phase is None:
        return "Nobody was invited."
    out = formats.plural(phase.done, "invitation is", "invitations are") + " out"
    if not phase.planned:
        return f"{out}."
    planned = f"{out}, {formats.number(phase.planned)} planned"
    if not phase.done:
        planned = formats.plural(phase.planned, "invitation is", "invitations are") + " planned"
    at = INVITES[invite].lower() if invite in INVITES else formats.when(datetime.fromisoformat(invite))
    return f"{planned}: {at}."


def problem_sentences(import_: Import) -> list[str]:
    return [Problem.restored(kept).sentence() for kept in import_.problems]


def look(import_: Import, done: Progress) -> str:
    """Which page the import has now: reading, check, progress, result or over."""
    if import_.state in ("uploaded", "checking"):
        return "reading"
    if import_.state == "ready":
        return "check"
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
    return {"look": now_is, "texts": {}, "bars": {}, "spoken": ""}


def _reading(session: Session, import_: Import) -> dict[str, Any]:
    checked = reporting.counts(session, import_.id).total
    said = formats.plural(checked, "row", "rows") + " checked so far" if checked else ""
    return {"texts": {"checked": said}, "bars": {}, "spoken": said}


def _applying(done: Progress) -> dict[str, Any]:
    texts = {"percent": f"{done.percent} %", "summary": _summary(done), "left": _left(done.seconds_left)}
    for phase in done.phases:
        texts |= {f"{phase.key}-count": _count(phase), f"{phase.key}-rate": _rate(phase, done)}
    bars = {"all": done.done, **{phase.key: phase.done for phase in done.phases}}
    return {"texts": texts, "bars": bars, "spoken": f"{done.percent} percent. {_summary(done)}"}


def _parts(done: Progress) -> str:
    """Which phases are ticked off and who waits for a second try: when that changes, the page is loaded anew."""
    phases = "".join(f"·{phase.key}{phase.finished}" for phase in done.phases)
    return phases + "".join(f"·{retry.name}{retry.next_try}" for retry in done.retrying)


def _summary(done: Progress) -> str:
    return f"{formats.number(done.done)} finished"


def _left(seconds: int | None) -> str:
    if seconds is None or seconds < 1:
        return ""
    if seconds < 90:
        return formats.plural(seconds, "second", "seconds")
    return formats.plural(round(seconds / 60), "minute", "minutes")


def _count(phase: Phase) -> str:
    text = f"{formats.number(phase.done)} of {formats.number(phase.total)}"
    if phase.planned:
        text = (
            f"{formats.number(phase.planned)} planned"
            if phase.planned == phase.total
            else f"{text}, {formats.number(phase.planned)} planned"
        )
    return f"{text}, {formats.number(phase.failed)} failed" if phase.failed else text


def _rate(phase: Phase, done: Progress) -> str:
    if phase.finished or phase.key != "accounts" or done.per_second < 1:
        return ""
    return f"{formats.number(round(done.per_second))} a second"


def next_try(retry: Retry) -> str:
    """`10:45`, `now`, or that it was given up."""
    if retry.next_try is None:
        return "given up"
    return formats.clock(retry.next_try) if retry.next_try > now() else "now"


def local_moment(text: str) -> str:
    """A moment that somebody typed in the organisation's time, as ISO 8601. Raises ValueError unless it is to come."""
    moment = datetime.fromisoformat(text).replace(tzinfo=formats.zone())
    if moment <= now():
        raise ValueError(text)
    return moment.isoformat()
