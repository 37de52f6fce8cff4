"""Answers that are files."""

import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import quote

from flask import Response, stream_with_context
from sqlalchemy.orm import Session

from onboarding.database import db


def csv_file(lines: Callable[[Session], Iterator[str]], name: str) -> Response:
    """A CSV file under this name, sent while it is read.

    `lines` gets a session of its own: by the time the answer is sent, that of the request has been closed, and what
    it read would keep its connection for good.
    """

    def sent() -> Iterator[str]:
        yield from lines(db.session())

    response = Response(stream_with_context(sent()), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", **_file_name(name))
    return response


def file_as_it_is(pieces: Callable[[Session], Iterator[bytes]], name: str) -> Response:
    """A stored file under this name, a piece at a time; `pieces` as `lines` above."""

    def sent() -> Iterator[bytes]:
        yield from pieces(db.session())

    response = Response(stream_with_context(sent()), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", **_file_name(name))
    return response


def _file_name(name: str) -> dict[str, str]:
    """The name, and where it needs one a plain one for old programs (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": name} if plain == name else {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
