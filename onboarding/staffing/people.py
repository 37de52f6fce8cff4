"""Who is asked for, and what is going to happen to each."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from onboarding.agents.models import Agent
from onboarding.database import new_id
from onboarding.groups.members import Belonging
from onboarding.preferences.new_agents import NewAgents
from onboarding.wording import Problem


@dataclass(slots=True)
class Newcomer:
    """One person as asked for: `values` by canonical field, cleaned (see agents.validation); a field left out stays as
    it is, one that is None is emptied. `row` is the place in the file, if any. `agent_id` is chosen now, so that
    doing it twice is doing it once; it counts only if the person turns out to be new. `agent`: somebody picked out by
    hand, who is this person whatever id and e-mail say. `proposed_username`: what somebody new gets if it is free;
    `proposed_extension`: the same, or drawn for them already. `lenient`: fields of groups that stood under another
    system's heading, where a name that is no group of ours is left out with a warning."""

    values: dict[str, Any]
    row: int = 0
    agent_id: uuid.UUID = field(default_factory=new_id)
    agent: Agent | None = None
    proposed_username: str | None = None
    proposed_extension: int | None = None
    lenient: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SpokenFor:
    """What people who follow ask for by themselves, as the later rows of a file do: nobody else is given it.

    `usernames` are folded.
    """

    extensions: frozenset[int] = frozenset()
    usernames: frozenset[str] = frozenset()


NOTHING_SPOKEN_FOR = SpokenFor()


@dataclass(slots=True)
class Plan:
    """What is going to happen to one person: a verdict of imports.models.VERDICTS, apart from skipped.

    `memberships`: kind of group → (id, penalty or None: as it is) of all that the person is to belong to; a kind left
    out stays as it is. `belongs`: what somebody known belongs to now; `regrouped`: field → [old, new] names where that
    changes. `unknown_groups`: (field, name) of those that there are not. `defaults`: what somebody new gets besides.
    """

    newcomer: Newcomer
    verdict: str = "create"
    agent: Agent | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    memberships: dict[str, list[tuple[uuid.UUID, int | None]]] = field(default_factory=dict)
    belongs: list[Belonging] = field(default_factory=list)
    regrouped: dict[str, list[Any]] = field(default_factory=dict)
    unknown_groups: list[tuple[str, str]] = field(default_factory=list)
    defaults: NewAgents = NewAgents()

    @property
    def agent_id(self) -> uuid.UUID:
        return self.agent.id if self.agent else self.newcomer.agent_id

    def refuse(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.verdict = "invalid"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one person; `changes`: field → [old, new] of somebody who was there."""

    newcomer: Newcomer
    agent_id: uuid.UUID | None
    verdict: str
    problems: list[Problem]
    warnings: list[Problem]
    changes: dict[str, list[Any]]
