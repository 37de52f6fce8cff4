"""What needs somebody, line by line; each ends in what mends it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.directory.attention import Attention, attention
from onboarding.directory.listing import listing
from onboarding.directory.visible import SEE_EVERYBODY
from onboarding.imports.models import Import
from onboarding.imports.tallies import Counts
from onboarding.mail import sender
from onboarding.numbering.ranges import RangeUsage
from web import formats
from web.translating import _, ngettext, sentence

MOST_AT_ONCE = 1000
"""Invitations that one press sends."""
LOW_SHARE = 10
"""A range is low where less than one number in so many is free."""
TO_FIX = ("ready", "completed_with_errors")


@dataclass(frozen=True, slots=True)
class Line:
    """`deed`: the button's words; `path`: where it leads, or with `posts` what it asks for. `who`: the list of just
    those whom the line counts, where it counts people."""

    icon: str
    tone: str
    title: str
    detail: str
    deed: str
    path: str
    posts: bool = False
    who: str = ""


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
    waits = ngettext(
        "%(count)s message waits since %(when)s.",
        "%(count)s messages wait since %(when)s.",
        stopped.waiting,
        count=formats.number(stopped.waiting),
        when=formats.when(stopped.since),
    )
    detail = f"{sentence(stopped.problem)} {waits}"
    return [Line("envelope-x", "bad", _("No mail goes out"), detail, _("See what to do"), "/messages")]


def _people(session: Session, actor: Actor) -> list[Line]:
    needs, edits = attention(session, actor), actor.role in SEE_EVERYBODY
    found = [
        _expired(needs.expired, edits),
        _bounced(needs.bounced),
        _phones_failed(needs, edits),
        _without_extension(needs.no_extension),
        _locked(needs.locked),
    ]
    return [line for line in found if line is not None]


def _expired(count: int, edits: bool) -> Line | None:
    if not count:
        return None
    said = formats.plural(count, "invitation has expired", "invitations have expired")
    detail = _("A new link works for a week or longer.")
    who = listing(filters=("reason=expired",))
    if not edits or count > MOST_AT_ONCE:
        return Line("hourglass-split", "warn", said, detail, _see(count), who, who=who)
    deed = ngettext("Send %(count)s new link", "Send %(count)s new links", count, count=formats.number(count))
    return Line("hourglass-split", "warn", said, detail, deed, "/start/invitations", posts=True, who=who)


def _bounced(count: int) -> Line | None:
    said = formats.plural(count, "invitation bounced", "invitations bounced")
    detail = _("No mail can reach these addresses. Ask for the right ones, or copy a link.")
    return _look("envelope-x", "bad", said, detail, count, "reason=bounced")


def _phones_failed(needs: Attention, edits: bool) -> Line | None:
    count = needs.phones_failed
    said = formats.plural(count, "phone could not be set up", "phones could not be set up")
    detail = sentence(needs.phone_problem) if needs.phone_problem else ""
    line = _look("telephone-x", "bad", said, detail, count, "phone_setup=failed")
    if line is None or not edits:
        return line
    return replace(line, deed=_("Try %(count)s again", count=formats.number(count)), path="/start/phones", posts=True)


def _without_extension(count: int) -> Line | None:
    said = formats.plural(count, "person has no extension", "people have no extension")
    detail = _("No number was left for them. Add a range, then give them one.")
    return _look("telephone", "warn", said, detail, count, "reason=no_extension")


def _locked(count: int) -> Line | None:
    said = formats.plural(count, "agent is locked", "agents are locked")
    detail = _("Too many wrong passwords. The lock ends by itself; an administrator can end it now.")
    return _look("lock", "warn", said, detail, count, "status=locked")


def _look(icon: str, tone: str, title: str, detail: str, count: int, filter_: str) -> Line | None:
    """A line whose button leads to just those whom it counts; none where that is nobody."""
    who = listing(filters=(filter_,))
    return Line(icon, tone, title, detail, _see(count), who, who=who) if count else None


def _see(count: int) -> str:
    return _("See the %(count)s", count=formats.number(count)) if count > 1 else _("See who")


def _files(imports: Iterable[tuple[Import, Counts]]) -> list[Line]:
    found = []
    for import_, counts in imports:
        wrong = counts.invalid + counts.failed
        if import_.state in TO_FIX and wrong:
            said = ngettext(
                "%(count)s row of %(file)s needs fixing",
                "%(count)s rows of %(file)s need fixing",
                wrong,
                count=formats.number(wrong),
                file=import_.file_name,
            )
            path = f"/imports/{import_.id}"
            found.append(Line("file-earmark-x", "bad", said, _what_is_in(counts.applied), _("Open"), path))
    return found


def _what_is_in(applied: int) -> str:
    if not applied:
        return _("Nothing of this file is in yet.")
    return ngettext(
        "The %(count)s good row is in.", "The %(count)s good rows are in.", applied, count=formats.number(applied)
    )


def is_low(use: RangeUsage) -> bool:
    """Whether a range has hardly a number left."""
    return use.free * LOW_SHARE < use.range.last - use.range.first + 1


def _ranges(usage: Sequence[RangeUsage]) -> list[Line]:
    return [_running_out(use) for use in usage if is_low(use)]


def _running_out(use: RangeUsage) -> Line:
    size = use.range.last - use.range.first + 1
    runs_out = _("“%(name)s” runs out of extensions", name=use.range.name)
    said = runs_out if use.free else _("“%(name)s” has no extension left", name=use.range.name)
    numbers = {"free": formats.number(use.free), "all": formats.number(size)}
    detail = ngettext("%(free)s of %(all)s is free.", "%(free)s of %(all)s are free.", use.free, **numbers)
    return Line("hash", "warn", said, detail, _("Extend range"), f"/ranges/{use.range.id}")
