"""The pages behind a port, without workers: what waits there goes on waiting, and every picture is the same."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apiflask import APIFlask
from waitress.server import create_server

from tests.databases import first_start, settings_for
from tests.organisation.seeding import Organisation, seed
from tests.web.conftest import dispose, one_of_each_role
from web.app import create_app


@contextmanager
def served(app: APIFlask) -> Iterator[str]:
    """The address of the application, as long as the block lasts."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(10)


@contextmanager
def northwind(folder: Path) -> Iterator[tuple[Organisation, str]]:
    """The organisation that has everything, kept in this folder, and where it is served."""
    settings = settings_for(folder)
    first_start(settings)
    app = create_app(settings)
    made = seed(app, settings, one_of_each_role(app, settings))
    with served(app) as home:
        yield made, home
    dispose(app)
