"""`onboard invite`: invitations from the command line."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.agents.names import fold
from onboarding.bulk.inviting import in_sets, invitable, who_matches
from onboarding.database import begin_writing, db
from onboarding.imports.models import Import
from onboarding.invitations import inviting
from onboarding.settings import Settings
from web.cli.agents import asked, filter_option
from web.cli.context import COMMAND_LINE, Refused, service


def _moment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        return inviting.read_moment(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no time; write such as 2026-12-01T09:00+01:00.") from None


@click.command()
@click.option("--agent", "usernames", multiple=True, metavar="USERNAME", help="Invite this agent; may be repeated.")
@click.option(
    "--import", "import_id", type=click.UUID, metavar="ID", help="Invite everybody a file brought who has not joined."
)
@filter_option
@click.option("--at", callback=_moment, metavar="ISO-TIME", help="When the e-mails go out.  [default: now]")
@click.option("--link", is_flag=True, help="Print a link for each instead of sending e-mails; earlier links stay good.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def invite(
    usernames: tuple[str, ...],
    import_id: uuid.UUID | None,
    filters: tuple[str, ...],
    at: datetime | None,
    link: bool,
    as_json: bool,
) -> None:
    """Send invitations (again), or print invitation links.

    Of those whom an import or a filter names, whoever has joined or is disabled is left out.
    """
    if sum(map(bool, (usernames, import_id, filters))) != 1:
        raise click.UsageError("Say who: --agent USERNAME, --import ID, or --filter FILTER.")
    if at and link:
        raise click.UsageError("A link works at once: leave out --at, or --link.")
    with service() as settings:
        question = asked("", filters, settings.timezone)
        session = db.session()
        begin_writing(session)
        if usernames:
            chosen = _named(session, usernames)
        elif import_id:
            chosen = _of_import(session, import_id)
        else:
            chosen = who_matches(session, COMMAND_LINE, question)
        invited: list[dict[str, Any]] = []
        try:
            for agents in in_sets(session, chosen):
                invited += _links(session, settings, agents) if link else _send(session, settings, agents, at)
        except inviting.NotInvited as refused:
            raise Refused(refused.problem.sentence()) from None
        session.commit()
    if as_json:
        click.echo(json.dumps({"items": invited}, ensure_ascii=False, indent=2))
    else:
        for each in invited:
            click.echo(f"{each['username']}\t{each.get('url') or 'invited'}")


def _named(session: Session, usernames: Sequence[str]) -> list[uuid.UUID]:
    chosen = []
    for username in dict.fromkeys(map(fold, usernames)):
        agent_id = session.scalar(select(Agent.id).where(Agent.username_key == username))
        if agent_id is None:
            raise Refused(f"There is no agent with the username {username}.")
        chosen.append(agent_id)
    return chosen


def _of_import(session: Session, import_id: uuid.UUID) -> list[uuid.UUID]:
    if session.get(Import, import_id) is None:
        raise Refused(f"There is no import {import_id}.")
    waiting = select(Agent.id).where(Agent.import_id == import_id, invitable())
    return list(session.scalars(waiting.order_by(Agent.full_name, Agent.id)))


def _links(session: Session, settings: Settings, agents: Sequence[Agent]) -> list[dict[str, Any]]:
    found = []
    for agent in agents:
        url, expires_at = inviting.copy_link(session, settings, agent, actor=COMMAND_LINE)
        found.append({"username": agent.username, "url": url, "expires_at": expires_at.isoformat()})
    return found


def _send(session: Session, settings: Settings, agents: Sequence[Agent], at: datetime | None) -> list[dict[str, Any]]:
    inviting.invite(session, settings, agents, actor=COMMAND_LINE, due_at=at)
    return [{"username": agent.username} for agent in agents]
