"""What one agent belongs to, kind by kind."""

import uuid
from dataclasses import dataclass

from onboarding.agents.models import Agent
from onboarding.database import db
from onboarding.groups import members
from onboarding.groups.members import Belonging
from onboarding.groups.models import SINGLE_KINDS
from web.pages.agent_field_words import FIELD_OF_KIND, kind_word


@dataclass(frozen=True, slots=True)
class KindLine:
    """The groups of one kind: those the agent belongs to, and (id, name) of those it could."""

    kind: str
    belongs: list[Belonging]
    others: list[tuple[uuid.UUID, str]]

    @property
    def title(self) -> str:
        return kind_word(self.kind)

    @property
    def single(self) -> bool:
        return self.kind in SINGLE_KINDS


def card(agent: Agent) -> list[KindLine]:
    """What this agent belongs to, by kind."""
    belongs = members.of(db.session(), [agent.id])[agent.id]
    return [KindLine(kind, [each for each in belongs if each.kind == kind], []) for kind in FIELD_OF_KIND]
