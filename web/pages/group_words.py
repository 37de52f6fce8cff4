"""How the kinds of groups are called on pages, and what belonging to one means."""

from dataclasses import dataclass

from onboarding.directory.grammar import Filter
from onboarding.groups.models import KINDS, Group


@dataclass(frozen=True, slots=True)
class KindWords:
    """`about`: what groups of this kind are for; `gone`: what deleting one means for its members."""

    one: str
    many: str
    icon: str
    about: str
    gone: str

    @property
    def title(self) -> str:
        return self.many[0].upper() + self.many[1:]


WORDS = {
    "team": KindWords(
        "team",
        "teams",
        "diagram-3",
        "Who works together. A team can have extensions of its own, and a supervisor.",
        "They stay, with their extensions, and are in this team no more.",
    ),
    "queue": KindWords(
        "queue",
        "queues",
        "collection",
        "Where callers wait. An agent takes calls once they are in a queue; those with the lowest penalty come first.",
        "They stay, and get no more calls from this queue. Callers who wait in it are not answered by them.",
    ),
    "profile": KindWords(
        "profile",
        "profiles",
        "ui-checks-grid",
        "What an agent works with. Each has one at most.",
        "They stay, and have no profile until they get another.",
    ),
    "ai_assistant": KindWords(
        "AI assistant",
        "AI assistants",
        "robot",
        "Who helps while an agent speaks or writes. Each agent has one at most.",
        "They stay, and work without an assistant until they get another.",
    ),
    "list": KindWords(
        "list",
        "lists",
        "telephone-outbound",
        "Whom agents call: the outbound lists they work through.",
        "They stay, and work through this list no more.",
    ),
    "channel_account": KindWords(
        "channel account",
        "channel accounts",
        "chat-dots",
        "The accounts in which agents answer: voice, chat, e-mail and so on.",
        "They stay, and answer in this account no more.",
    ),
}
CHANNEL_WORDS = {
    "voice": "Voice",
    "chat": "Chat",
    "email": "E-mail",
    "sms": "SMS",
    "fax": "Fax",
    "whatsapp": "WhatsApp",
    "openchannel": "Open channel",
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
