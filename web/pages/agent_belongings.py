"""What one agent belongs to, kind by kind."""

import uuid
from dataclasses import dataclass

from onboarding.agents.models import Agent
from onboarding.database import db
from onboarding.groups import members, supervision
from onboarding.groups.members import Belonging
from onboarding.groups.models import SINGLE_KINDS
from web import guard
from web.pages.agent_field_words import FIELD_OF_KIND, kind_word


@dataclass(frozen=True, slots=True)
class KindLine:
    """The groups of one kind: those the agent belongs to, and (id, name) of those it could.

    `open_to_me`: groups with a page for whoever looks, None where that is all of them.
    """

    kind: str
    belongs: list[Belonging]
    others: list[tuple[uuid.UUID, str]]
    open_to_me: frozenset[uuid.UUID] | None

    def opens(self, group_id: uuid.UUID) -> bool:
        return self.open_to_me is None or group_id in self.open_to_me

    @property
    def title(self) -> str:
        return kind_word(self.kind)

    @property
    def single(self) -> bool:
        return self.kind in SINGLE_KINDS


def card(agent: Agent) -> list[KindLine]:
    """What this agent belongs to, by kind."""
    session, me = db.session(), guard.me()
    belongs = members.of(session, [agent.id])[agent.id]
    open_to_me = frozenset(supervision.supervised(session, me.id)) if me.role == "supervisor" else None
    return [KindLine(kind, [each for each in belongs if each.kind == kind], [], open_to_me) for kind in FIELD_OF_KIND]
