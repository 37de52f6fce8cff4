"""Sheets to print for the training room: a link for each person to scan, for whoever reads no e-mail before day one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.invitations import inviting
from onboarding.invitations.inviting import NotInvited
from onboarding.settings import Settings
from onboarding.wording import Problem

MOST = 200
"""So many sheets are printed at once: the links on a stack of paper are for this room and this morning."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's sheet: a link of its own, and until when it works."""

    agent: Agent
    url: str
    works_until: datetime


def make(
    session: Session, settings: Settings, agents: Sequence[Agent], *, actor: Actor
) -> tuple[list[Sheet], list[Problem]]:
    """A sheet for each of these agents (at most MOST), and why some get none. Earlier links go on working."""
    sheets, left_out = [], []
    for agent in agents[:MOST]:
        try:
            url, until = inviting.copy_link(session, settings, agent, actor=actor)
        except NotInvited as refused:
            left_out.append(refused.problem)
        else:
            sheets.append(Sheet(agent, url, until))
    return sheets, left_out
