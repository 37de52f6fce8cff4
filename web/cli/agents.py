"""onboard agents: all who match, on the terminal or for a script."""

import click

from onboarding.database import db
from onboarding.directory.agent_json import agent_json
from onboarding.directory.grammar import parse_all
from onboarding.directory.query import Query, QueryRefused
from onboarding.directory.search import everybody
from web.cli import output
from web.cli.context import COMMAND_LINE, Refused, service

COLUMNS = {
    "NAME": "full_name",
    "USERNAME": "username",
    "E-MAIL": "email",
    "EXTENSION": "extension",
    "TYPOLOGY": "typology",
    "STAGE": "stage",
    "STATUS": "status",
}


filter_option = click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="FILTER",
    help="Only those for whom this holds, such as typology=webrtc,mobile, start_date>=2026-12-01, queue=support, "
    "full_name~ana, ready=no, queue= (in none). May be repeated: all must hold. A field that is none is answered with "
    "the list of fields.",
)


@click.command()
@click.option("--search", "text", default="", metavar="TEXT", help="Words in name, username, e-mail or extension.")
@filter_option
@click.option("--json", "as_json", is_flag=True, help="Print {items, next_cursor, total}.")
def agents(text: str, filters: tuple[str, ...], as_json: bool) -> None:
    """List agents: all who match, by name."""
    with service() as settings:
        query = asked(text, filters, settings.timezone)
        found = (agent_json(listed) for listed in everybody(db.session(), COMMAND_LINE, query))
        if as_json:
            output.json_items(found)
        else:
            rows = ([agent[field] for field in COLUMNS.values()] for agent in found)
            output.table(list(COLUMNS), rows, right=["EXTENSION"])


def asked(text: str, filters: tuple[str, ...], timezone: str) -> Query:
    """The options as a question to the list. Raises Refused."""
    try:
        return Query(q=text, filters=parse_all(filters), timezone=timezone)
    except QueryRefused as refused:
        raise Refused(refused.problem.sentence()) from None
