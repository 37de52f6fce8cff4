"""onboard token: keys for programs that use the API."""

import click

from onboarding.accounts import api_tokens
from onboarding.accounts.accounts import AccountRefused
from onboarding.accounts.models import STAFF_ROLES
from onboarding.database import begin_writing, db
from web.cli import output
from web.cli.context import COMMAND_LINE, Refused, service


@click.group()
def token() -> None:
    """Make API tokens."""


@token.command()
@click.argument("name")
@click.option("--role", type=click.Choice(STAFF_ROLES), required=True, help="What the token may do.")
@click.option("--json", "as_json", is_flag=True, help="Print {name, role, token}.")
def create(name: str, role: str, as_json: bool) -> None:
    """Make an API token; it is shown once. NAME is what the history calls it."""
    with service():
        session = db.session()
        begin_writing(session)
        try:
            made = api_tokens.create(session, COMMAND_LINE, name, role)
        except AccountRefused as refused:
            raise Refused(refused.problem.sentence()) from None
        session.commit()
    if as_json:
        output.json_object({"name": name, "role": role, "token": made})
    else:
        click.echo(made)
        click.echo("Keep it now: it is not shown again.", err=True)
