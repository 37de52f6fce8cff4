"""What needs somebody, line by line; each ends in what mends it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.directory.attention import attention
from onboarding.directory.visible import SEE_EVERYBODY
from onboarding.imports.models import Import
from onboarding.imports.tallies import Counts
from onboarding.mail import sender
from onboarding.numbering.ranges import RangeUsage
from web import formats
from web.translating import sentence

MOST_AT_ONCE = 1000
"""Invitations that one press sends."""
LOW_SHARE = 10
"""A range is low where less than one number in so many is free."""
TO_FIX = ("ready", "completed_with_errors")


@dataclass(frozen=True, slots=True)
class Line:
    """`deed`: the button's words; `path`: where it leads, or with `posts` what it asks for."""

    icon: str
    tone: str
    title: str
    detail: str
    deed: str
    path: str
    posts: bool = False


def lines(
    session: Session, actor: Actor, usage: Sequence[RangeUsage], imports: Iterable[tuple[Import, Counts]]
) -> list[Line]:
    """What holds up everybody's mail, then people, files and ranges; those who may not mend a thing get the way to
    look at it."""
    mail = _mail(session) if actor.role in SEE_EVERYBODY else []
    return [*mail, *_people(session, actor), *_files(imports), *_ranges(usage)]


def _mail(session: Session) -> list[Line]:
    stopped = sender.stopped(session)
    if stopped is None:
        return []
    waits = formats.plural(stopped.waiting, "message waits", "messages wait")
    detail = f"{sentence(stopped.problem)} {waits} since {formats.when(stopped.since)}."
    return [Line("envelope-x", "bad", "No mail goes out", detail, "See what to do", "/messages")]


def _people(session: Session, actor: Actor) -> list[Line]:
    needs, edits = attention(session, actor), actor.role in SEE_EVERYBODY
    found = []
    if needs.expired:
        said = formats.plural(needs.expired, "invitation has expired", "invitations have expired")
        detail = "A new link works for a week or longer."
        sends = edits and needs.expired <= MOST_AT_ONCE
        deed = f"Send {formats.plural(needs.expired, 'new link', 'new links')}" if sends else _see(needs.expired)
        path = "/start/invitations" if sends else "/agents?filter=reason%3Dexpired"
        found.append(Line("hourglass-split", "warn", said, detail, deed, path, sends))
    if needs.bounced:
        said = formats.plural(needs.bounced, "invitation bounced", "invitations bounced")
        detail = "No mail can reach these addresses. Ask for the right ones, or copy a link."
        found.append(Line("envelope-x", "bad", said, detail, _see(needs.bounced), "/agents?filter=reason%3Dbounced"))
    if needs.phones_failed:
        said = formats.plural(needs.phones_failed, "phone could not be set up", "phones could not be set up")
        detail = sentence(needs.phone_problem) if needs.phone_problem else ""
        deed = f"Try {formats.number(needs.phones_failed)} again" if edits else _see(needs.phones_failed)
        path = "/start/phones" if edits else "/agents?filter=phone_setup%3Dfailed"
        found.append(Line("telephone-x", "bad", said, detail, deed, path, edits))
    if needs.no_extension:
        said = formats.plural(needs.no_extension, "person has no extension", "people have no extension")
        detail = "No number was left for them. Add a range, then give them one."
        path = "/agents?filter=reason%3Dno_extension"
        found.append(Line("telephone", "warn", said, detail, _see(needs.no_extension), path))
    return found


def _see(count: int) -> str:
    return f"See the {formats.number(count)}" if count > 1 else "See who"


def _files(imports: Iterable[tuple[Import, Counts]]) -> list[Line]:
    found = []
    for import_, counts in imports:
        wrong = counts.invalid + counts.failed
        if import_.state in TO_FIX and wrong:
            rows, need = formats.plural(wrong, "row", "rows"), "needs" if wrong == 1 else "need"
            said = f"{rows} of {import_.file_name} {need} fixing"
            detail = (
                f"The {formats.plural(counts.applied, 'good row is', 'good rows are')} in."
                if counts.applied
                else "Nothing of this file is in yet."
            )
            path = f"/imports/{import_.id}"
            found.append(Line("file-earmark-x", "bad", said, detail, "Open", path))
    return found


def is_low(use: RangeUsage) -> bool:
    """Whether a range has hardly a number left."""
    return use.free * LOW_SHARE < use.range.last - use.range.first + 1


def _ranges(usage: Sequence[RangeUsage]) -> list[Line]:
    return [
        Line(
            "hash",
            "warn",
            f"“{use.range.name}” runs out of extensions" if use.free else f"“{use.range.name}” has no extension left",
            f"{formats.number(use.free)} of {formats.number(use.range.last - use.range.first + 1)} are free.",
            "Extend range",
            "/ranges",
        )
        for use in usage
        if is_low(use)
    ]
