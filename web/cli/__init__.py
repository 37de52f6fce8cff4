"""The command line: `onboard …`."""

import os
from importlib import import_module
from importlib.metadata import version

import click

COMMANDS = {
    "up": "web.cli.up:up",
    "demo": "web.cli.demo:demo",
    "doctor": "web.cli.doctor:doctor",
    "import": "web.cli.importing:import_",
    "ranges": "web.cli.ranges:ranges",
    "token": "web.cli.tokens:token",
    "agents": "web.cli.agents:agents",
    "export": "web.cli.export:export",
    "invite": "web.cli.invite:invite",
    "bounce": "web.cli.bounce:bounce",
    "admin": "web.cli.admin:admin",
    "telephony": "web.cli.telephony:telephony",
}
"""Command → where it is. Only the one that is run is loaded, so that none waits for what another needs."""


class Commands(click.Group):
    """The commands of COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("agent-onboarding"), prog_name="onboard")
def main() -> None:
    """Bring new contact-centre agents on board."""
    # Database, outbox and exports hold secrets and people's data: what a command writes is its owner's alone.
    os.umask(0o077)
