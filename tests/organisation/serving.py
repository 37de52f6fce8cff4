"""The pages behind a port, without workers: what waits there goes on waiting, and every picture is the same."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from apiflask import APIFlask
from waitress.server import create_server


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
