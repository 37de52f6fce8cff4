"""The web process: the pages and the interface behind waitress."""

import logging
import os
import sys

import click
import waitress

from onboarding import settings
from web.app import create_app

THREADS = 8


@click.command()
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
def serve(host: str, port: int) -> None:
    """Serve the pages and the interface (one of the processes of `onboard up`)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s")
    try:
        app = create_app(settings.read(os.environ))
    except settings.SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    # Flask limits what a request may hold; waitress' own limit must not be below it.
    waitress.serve(app, host=host, port=port, threads=THREADS, ident=None, max_request_body_size=1 << 30)


if __name__ == "__main__":
    serve()
