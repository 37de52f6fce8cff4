"""An agent as the API, the command line and scripts see it."""

from datetime import UTC, datetime
from typing import Any

from onboarding.directory.search import Listed


def agent_json(listed: Listed) -> dict[str, Any]:
    """The JSON of one agent. Extension and mailbox are text, as in the switch's tables: dialled, not counted."""
    agent = listed.agent
    extension = None if agent.extension is None else str(agent.extension)
    return {
        "id": str(agent.id),
        "employee_id": agent.employee_id,
        "full_name": agent.full_name,
        "username": agent.username,
        "email": agent.email,
        "alias": agent.alias,
        "typology": agent.typology,
        "extension": extension,
        "mailbox": extension if agent.voicemail else None,
        "status": listed.status,
        "stage": listed.stage,
        "queues": listed.names("queue"),
        "teams": listed.names("team"),
        "start_date": agent.start_date.isoformat() if agent.start_date else None,
        "created_at": moment_json(agent.created_at),
        "updated_at": moment_json(agent.updated_at),
    }


def moment_json(moment: datetime) -> str:
    """A point in time as RFC 3339 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
