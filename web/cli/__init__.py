"""The command line: `onboard …`."""

from importlib.metadata import version

import click

from web.cli.admin import admin
from web.cli.agents import agents
from web.cli.demo import demo
from web.cli.doctor import doctor
from web.cli.export import export
from web.cli.importing import import_
from web.cli.invite import invite
from web.cli.ranges import ranges
from web.cli.tokens import token
from web.cli.up import up


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("agent-onboarding"), prog_name="onboard")
def main() -> None:
    """Bring new contact-centre agents on board."""


for _command in (up, demo, doctor, import_, ranges, token, agents, export, invite, admin):
    main.add_command(_command)
