"""How the kinds of groups are called on pages, and what belonging to one means."""

from collections.abc import Callable
from dataclasses import dataclass

from onboarding.directory.grammar import Filter
from onboarding.groups.models import KINDS, Group
from web.formats import number
from web.translating import later, ngettext


@dataclass(frozen=True, slots=True)
class KindWords:
    """What is said of one kind. `name`: the word for so many; `about`: what groups of this kind are for; `gone`: what
    deleting one means for its members; `single`: that an agent has one of them at most."""

    name: Callable[[int], str]
    icon: str
    about: str
    gone: str
    add: str
    add_one: str
    made: str
    none_yet: str
    ask_to_delete: str
    deleted: str
    none_supervised: str = ""
    single: str = ""

    @property
    def one(self) -> str:
        return self.name(1)

    @property
    def many(self) -> str:
        return self.name(2)

    @property
    def title(self) -> str:
        return self.many[0].upper() + self.many[1:]

    def counted(self, count: int) -> str:
        """`3 teams`."""
        return f"{number(count)} {self.name(count)}"


WORDS = {
    "team": KindWords(
        name=lambda count: ngettext("team", "teams", count),
        icon="diagram-3",
        about=later("Who works together. A team can have extensions of its own, and a supervisor."),
        gone=later("They stay, with their extensions, and are in this team no more."),
        add=later("Add team"),
        add_one=later("Add a team"),
        made=later("The team %(name)s is made"),
        none_yet=later("No teams yet"),
        none_supervised=later("You supervise no teams"),
        ask_to_delete=later("Delete the team %(name)s?"),
        deleted=later("The team %(name)s is deleted"),
    ),
    "queue": KindWords(
        name=lambda count: ngettext("queue", "queues", count),
        icon="collection",
        about=later(
            "Where callers wait. An agent takes calls once they are in a queue; "
            "those with the lowest penalty come first."
        ),
        gone=later(
            "They stay, and get no more calls from this queue. Callers who wait in it are not answered by them."
        ),
        add=later("Add queue"),
        add_one=later("Add a queue"),
        made=later("The queue %(name)s is made"),
        none_yet=later("No queues yet"),
        none_supervised=later("You supervise no queues"),
        ask_to_delete=later("Delete the queue %(name)s?"),
        deleted=later("The queue %(name)s is deleted"),
    ),
    "profile": KindWords(
        name=lambda count: ngettext("profile", "profiles", count),
        icon="ui-checks-grid",
        about=later("What an agent works with. Each has one at most."),
        gone=later("They stay, and have no profile until they get another."),
        add=later("Add profile"),
        add_one=later("Add a profile"),
        made=later("The profile %(name)s is made"),
        none_yet=later("No profiles yet"),
        ask_to_delete=later("Delete the profile %(name)s?"),
        deleted=later("The profile %(name)s is deleted"),
        single=later("An agent has one profile. Who has another gets this one in its place."),
    ),
    "ai_assistant": KindWords(
        name=lambda count: ngettext("AI assistant", "AI assistants", count),
        icon="robot",
        about=later("Who helps while an agent speaks or writes. Each agent has one at most."),
        gone=later("They stay, and work without an assistant until they get another."),
        add=later("Add AI assistant"),
        add_one=later("Add an AI assistant"),
        made=later("The AI assistant %(name)s is made"),
        none_yet=later("No AI assistants yet"),
        ask_to_delete=later("Delete the AI assistant %(name)s?"),
        deleted=later("The AI assistant %(name)s is deleted"),
        single=later("An agent has one AI assistant. Who has another gets this one in its place."),
    ),
    "list": KindWords(
        name=lambda count: ngettext("list", "lists", count),
        icon="telephone-outbound",
        about=later("Whom agents call: the outbound lists they work through."),
        gone=later("They stay, and work through this list no more."),
        add=later("Add list"),
        add_one=later("Add a list"),
        made=later("The list %(name)s is made"),
        none_yet=later("No lists yet"),
        ask_to_delete=later("Delete the list %(name)s?"),
        deleted=later("The list %(name)s is deleted"),
    ),
    "channel_account": KindWords(
        name=lambda count: ngettext("channel account", "channel accounts", count),
        icon="chat-dots",
        about=later("The accounts in which agents answer: voice, chat, e-mail and so on."),
        gone=later("They stay, and answer in this account no more."),
        add=later("Add channel account"),
        add_one=later("Add a channel account"),
        made=later("The channel account %(name)s is made"),
        none_yet=later("No channel accounts yet"),
        ask_to_delete=later("Delete the channel account %(name)s?"),
        deleted=later("The channel account %(name)s is deleted"),
    ),
}
CHANNEL_WORDS = {
    "voice": later("Voice"),
    "chat": "Chat",
    "email": later("E-mail"),
    "sms": "SMS",
    "fax": "Fax",
    "whatsapp": "WhatsApp",
    "openchannel": later("Open channel"),
}


def kind_of(text: str | None) -> str:
    """The kind that an address asks for; teams where it asks for none that there is."""
    return text if text in KINDS else KINDS[0]


def is_in(group: Group) -> Filter:
    """The filter of those who belong to this group."""
    return Filter(group.kind, "=", (group.name,))


def is_in_none(kind: str) -> Filter:
    """The filter of those who belong to no group of this kind."""
    return Filter(kind, "=", ())
