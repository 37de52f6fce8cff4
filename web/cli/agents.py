"""onboard agents: all who match, on the terminal or for a script."""

import click

from onboarding.database import db
from onboarding.directory.agent_json import agent_json
from onboarding.directory.query import FILTERS, Query, QueryRefused, filtered
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


@click.command()
@click.option("--search", "text", default="", metavar="TEXT", help="Words in name, username, e-mail or extension.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="FIELD=VALUE",
    help=f"Only those with this value ({', '.join(FILTERS)}); several with commas between. May be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print {items, next_cursor, total}.")
def agents(text: str, filters: tuple[str, ...], as_json: bool) -> None:
    """List agents: all who match, by name."""
    query = asked(text, filters)
    with service():
        found = (agent_json(listed) for listed in everybody(db.session(), COMMAND_LINE, query))
        if as_json:
            output.json_items(found)
        else:
            rows = ([agent[field] for field in COLUMNS.values()] for agent in found)
            output.table(list(COLUMNS), rows, right=["EXTENSION"])


def asked(text: str, filters: tuple[str, ...]) -> Query:
    """The options as a question to the list. Raises Refused."""
    try:
        return Query(q=text, **filtered(filters))  # type: ignore[arg-type]
    except QueryRefused as refused:
        raise Refused(refused.problem.sentence()) from None
