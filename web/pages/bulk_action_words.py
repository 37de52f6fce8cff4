"""How deeds for many are called: asked about, going on, done, in part, and what each means for those whom it is for."""

from collections.abc import Mapping
from typing import Any

from onboarding.bulk.action_models import UNDO, BulkAction
from web import formats
from web.translating import _, later, ngettext

ICONS = {
    "invite": "envelope",
    "add": "collection",
    "enable": "check-circle",
    "disable": "slash-circle",
    "unlock": "unlock",
    "typology": "telephone",
    "delete": "trash",
    "restore": "arrow-counterclockwise",
    "erase": "x-circle",
    "undo": "arrow-counterclockwise",
}
HURTS = frozenset({"disable", "delete", "erase"})
"""Deeds whose button is filled in red."""
BUSY = {
    "invite": later("Inviting"),
    "add": later("Saving"),
    "enable": later("Enabling"),
    "disable": later("Disabling"),
    "unlock": later("Unlocking"),
    "typology": later("Changing"),
    "delete": later("Deleting"),
    "restore": later("Restoring"),
    "erase": later("Erasing"),
}
CONSEQUENCES = {
    "invite": later(
        "Each gets an e-mail with a link to choose a password. Links that were sent before end. What is sent "
        "cannot be taken back."
    ),
    "add": later(
        "Who belongs to a chosen group already stays as they are. A profile or AI assistant takes the place of "
        "the one somebody had. You can undo it."
    ),
    "enable": later(
        "They can sign in again, and their phones are set up anew. Who has not joined needs an invitation. You "
        "can undo it."
    ),
    "disable": later(
        "They are signed out, open invitations end, and their phones take no more calls. Extensions, groups "
        "and recordings stay theirs. You can undo it at any time."
    ),
    "unlock": later("Wrong passwords have locked them. They can sign in again at once. This cannot be undone."),
    "typology": later("Their phones have to be set up anew; extensions and voicemail stay. You can undo it."),
    "restore": later(
        "They come back with the extensions they had, where nobody else has them, else with the next free "
        "ones. You can undo it."
    ),
    "erase": later(
        "Names, addresses, accounts and messages go for good, and what they did stays without a name. Nobody "
        "can bring them back."
    ),
}


def consequence(deed: str, days: int) -> str:
    """What it means, and the way back; `days`: for how long deleted agents are kept."""
    if deed != "delete":
        return CONSEQUENCES[deed]
    return ngettext(
        "They are signed out, open invitations end, and their extensions take no more calls. You find them "
        "under Deleted agents, and can restore them for %(count)s day. Then they are erased for good.",
        "They are signed out, open invitations end, and their extensions take no more calls. You find them "
        "under Deleted agents, and can restore them for %(count)s days. Then they are erased for good.",
        days,
        count=formats.number(days),
    )


def question(deed: str, number: int) -> str:
    """`Disable 43 agents?`"""
    count = formats.number(number)
    return {
        "invite": ngettext("Invite %(count)s agent?", "Invite %(count)s agents?", number, count=count),
        "add": ngettext("Which groups for %(count)s agent?", "Which groups for %(count)s agents?", number, count=count),
        "enable": ngettext("Enable %(count)s agent?", "Enable %(count)s agents?", number, count=count),
        "disable": ngettext("Disable %(count)s agent?", "Disable %(count)s agents?", number, count=count),
        "unlock": ngettext("Unlock %(count)s agent?", "Unlock %(count)s agents?", number, count=count),
        "typology": ngettext(
            "Which typology for %(count)s agent?", "Which typology for %(count)s agents?", number, count=count
        ),
        "delete": ngettext("Delete %(count)s agent?", "Delete %(count)s agents?", number, count=count),
        "restore": ngettext("Restore %(count)s agent?", "Restore %(count)s agents?", number, count=count),
        "erase": ngettext("Erase %(count)s agent for good?", "Erase %(count)s agents for good?", number, count=count),
    }[deed]


def button(deed: str, number: int) -> str:
    """`Disable 43 agents`"""
    count = formats.number(number)
    return {
        "invite": ngettext("Invite %(count)s agent", "Invite %(count)s agents", number, count=count),
        "add": ngettext("Save for %(count)s agent", "Save for %(count)s agents", number, count=count),
        "enable": ngettext("Enable %(count)s agent", "Enable %(count)s agents", number, count=count),
        "disable": ngettext("Disable %(count)s agent", "Disable %(count)s agents", number, count=count),
        "unlock": ngettext("Unlock %(count)s agent", "Unlock %(count)s agents", number, count=count),
        "typology": ngettext("Change %(count)s agent", "Change %(count)s agents", number, count=count),
        "delete": ngettext("Delete %(count)s agent", "Delete %(count)s agents", number, count=count),
        "restore": ngettext("Restore %(count)s agent", "Restore %(count)s agents", number, count=count),
        "erase": ngettext("Erase %(count)s agent", "Erase %(count)s agents", number, count=count),
    }[deed]


def heading(action: BulkAction) -> str:
    """What is being done, or was: to all of them, or to how many of how many."""
    deed = _deed(action)
    if action.state == "running":
        return _going_on(deed, action.total)
    if action.done == action.total:
        return _all_done(deed, action.total)
    return str(_IN_PART[deed]) % {"done": formats.number(action.done), "count": formats.number(action.total)}


def _deed(action: BulkAction) -> str:
    taken_out = action.deed == "add" and action.choices.get("how") == "out"
    return "take_out" if taken_out else action.deed


def _going_on(deed: str, number: int) -> str:
    count = formats.number(number)
    return {
        "invite": ngettext(
            "%(count)s agent is being invited", "%(count)s agents are being invited", number, count=count
        ),
        "add": ngettext("%(count)s agent is being added", "%(count)s agents are being added", number, count=count),
        "take_out": ngettext(
            "%(count)s agent is being taken out", "%(count)s agents are being taken out", number, count=count
        ),
        "enable": ngettext(
            "%(count)s agent is being enabled", "%(count)s agents are being enabled", number, count=count
        ),
        "disable": ngettext(
            "%(count)s agent is being disabled", "%(count)s agents are being disabled", number, count=count
        ),
        "unlock": ngettext(
            "%(count)s agent is being unlocked", "%(count)s agents are being unlocked", number, count=count
        ),
        "typology": ngettext(
            "%(count)s agent is being changed", "%(count)s agents are being changed", number, count=count
        ),
        "delete": ngettext(
            "%(count)s agent is being deleted", "%(count)s agents are being deleted", number, count=count
        ),
        "restore": ngettext(
            "%(count)s agent is being restored", "%(count)s agents are being restored", number, count=count
        ),
        "erase": ngettext("%(count)s agent is being erased", "%(count)s agents are being erased", number, count=count),
        UNDO: ngettext("%(count)s agent is being put back", "%(count)s agents are being put back", number, count=count),
    }[deed]


def _all_done(deed: str, number: int) -> str:
    count = formats.number(number)
    return {
        "invite": ngettext("%(count)s agent is invited", "%(count)s agents are invited", number, count=count),
        "add": ngettext("%(count)s agent is added", "%(count)s agents are added", number, count=count),
        "take_out": ngettext("%(count)s agent is taken out", "%(count)s agents are taken out", number, count=count),
        "enable": ngettext("%(count)s agent is enabled", "%(count)s agents are enabled", number, count=count),
        "disable": ngettext("%(count)s agent is disabled", "%(count)s agents are disabled", number, count=count),
        "unlock": ngettext("%(count)s agent is unlocked", "%(count)s agents are unlocked", number, count=count),
        "typology": ngettext("%(count)s agent is changed", "%(count)s agents are changed", number, count=count),
        "delete": ngettext("%(count)s agent is deleted", "%(count)s agents are deleted", number, count=count),
        "restore": ngettext("%(count)s agent is restored", "%(count)s agents are restored", number, count=count),
        "erase": ngettext("%(count)s agent is erased", "%(count)s agents are erased", number, count=count),
        UNDO: ngettext("%(count)s agent is as before", "%(count)s agents are as before", number, count=count),
    }[deed]


_IN_PART = {
    "invite": later("%(done)s of %(count)s invited"),
    "add": later("%(done)s of %(count)s added"),
    "take_out": later("%(done)s of %(count)s taken out"),
    "enable": later("%(done)s of %(count)s enabled"),
    "disable": later("%(done)s of %(count)s disabled"),
    "unlock": later("%(done)s of %(count)s unlocked"),
    "typology": later("%(done)s of %(count)s changed"),
    "delete": later("%(done)s of %(count)s deleted"),
    "restore": later("%(done)s of %(count)s restored"),
    "erase": later("%(done)s of %(count)s erased"),
    UNDO: later("%(done)s of %(count)s undone"),
}


def left_out(why: Mapping[str, int]) -> list[str]:
    """Who is left out and why, a sentence a reason."""
    return [_left_out(reason, number) for reason, number in why.items()]


def _left_out(reason: str, number: int) -> str:
    count = formats.number(number)
    return {
        "deleted": ngettext("%(count)s is deleted.", "%(count)s are deleted.", number, count=count),
        "not_deleted": ngettext("%(count)s is not deleted.", "%(count)s are not deleted.", number, count=count),
        "disabled": ngettext("%(count)s is disabled.", "%(count)s are disabled.", number, count=count),
        "not_disabled": ngettext("%(count)s is not disabled.", "%(count)s are not disabled.", number, count=count),
        "not_locked": ngettext("%(count)s is not locked.", "%(count)s are not locked.", number, count=count),
        "joined": ngettext("%(count)s has joined.", "%(count)s have joined.", number, count=count),
    }[reason]


def whom(first: list[str], total: int) -> str:
    """`Amara Okonkwo, Zoë van der Meer and 41 more`"""
    if len(first) >= total:
        return ", ".join(first)
    more = total - len(first)
    return ngettext(
        "%(names)s and %(count)s more",
        "%(names)s and %(count)s more",
        more,
        names=", ".join(first),
        count=formats.number(more),
    )


def live(action: BulkAction) -> dict[str, Any]:
    """What the page of an action renews while it goes on."""
    percent = 100 * (action.done + action.left_out) // max(action.total, 1)
    summary = _(
        "%(done)s of %(count)s looked at",
        done=formats.number(action.done + action.left_out),
        count=formats.number(action.total),
    )
    numbers = {name: formats.number(getattr(action, name)) for name in ("done", "left_out", "waiting")}
    return {
        "look": action.state,
        "texts": {"percent": f"{percent} %", "summary": summary, **numbers},
        "bars": {"all": action.done + action.left_out},
        "spoken": summary,
    }
