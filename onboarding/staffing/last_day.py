"""The last day of somebody who comes back."""

from zoneinfo import ZoneInfo

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.settings import Settings
from onboarding.wording import Problem


def without_past_last_day(settings: Settings, agent: Agent) -> list[Problem]:
    """Take a last day out that is over, since it would disable whoever comes back again; a warning says so."""
    today = now().astimezone(ZoneInfo(agent.timezone or settings.timezone)).date()
    if agent.end_date is None or agent.end_date >= today:
        return []
    params = {"end_date": agent.end_date.isoformat(), "name": agent.full_name}
    agent.end_date = None
    return [Problem("changed", "last_day_taken_out", "end_date", params=params)]
