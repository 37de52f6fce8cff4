"""onboard bounce: what a mail server sends back about a message of ours."""

import sys

import click

from onboarding.database import begin_writing, db
from onboarding.invitations import bounces
from onboarding.mail.bounces import MOST_BYTES
from onboarding.wording import say
from web.cli.context import Refused, service

NOTHING_NOTED = 1
TRY_AGAIN_LATER = 75
"""EX_TEMPFAIL: a mail server that pipes a report to a command keeps it and tries again."""


@click.command()
def bounce() -> None:
    """Read a report about a message that did not arrive from standard input, and note it on the invitation.

    A mail server pipes to it what comes back to the address that we send from, such as by this line in Postfix's or
    Exim's aliases: onboarding: "|onboard bounce"

    Ends with 0 where something was noted or known, 1 for what is no report about a message of ours, 75 where the
    service cannot note it now: the mail server then tries again.
    """
    raw = sys.stdin.buffer.read(MOST_BYTES)
    try:
        with service():
            session = db.session()
            begin_writing(session)
            outcome, message = bounces.receive(session, raw)
            session.commit()
    except Refused as refused:
        click.echo(refused.message, err=True)
        sys.exit(TRY_AGAIN_LATER)
    click.echo(say(f"bounce_{outcome}", {"recipient": message.recipient if message else None}))
    sys.exit(0 if message is not None else NOTHING_NOTED)
