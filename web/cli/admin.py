"""onboard admin: the people who run this service."""

import click

from onboarding.accounts import accounts
from onboarding.accounts.models import STAFF_ROLES
from onboarding.database import begin_writing, db
from web.cli import output
from web.cli.context import COMMAND_LINE, Refused, service


@click.group()
def admin() -> None:
    """Make accounts for staff."""


@admin.command()
@click.argument("email")
@click.option("--role", type=click.Choice(STAFF_ROLES), default="admin", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print {email, role, url}.")
def create(email: str, role: str, as_json: bool) -> None:
    """Make an account, and print a link with which its owner chooses a password, once."""
    with service() as settings:
        session = db.session()
        begin_writing(session)
        try:
            account = accounts.create_staff(session, COMMAND_LINE, email, role)
        except accounts.AccountRefused as refused:
            raise Refused(refused.problem.sentence()) from None
        url = accounts.sign_up_link(session, settings, account, created_by=COMMAND_LINE.name)
        session.commit()
        if as_json:
            output.json_object({"email": account.email, "role": account.role, "url": url})
        else:
            click.echo(url)
