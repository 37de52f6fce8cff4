"""XML in a stream. A part that defines anything of its own (a document type, entities) is not read."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn
from xml.parsers import expat

from onboarding.imports.workbooks.package import damaged

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def parsed(pieces: Iterable[bytes], start: Start, end: End | None = None, text: Text | None = None) -> Iterator[None]:
    """Parse piece by piece, and stop after each, so that the caller can take what the handlers have found.

    Handlers are given names as they are written; see `local`. Raises FileRefused for what is no XML, and for a
    handler's ValueError, IndexError or KeyError: the part does not say what such a part has to say.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged() from None
    yield


def parse(pieces: Iterable[bytes], start: Start, end: End | None = None, text: Text | None = None) -> None:
    """The same at one go, for parts that are small."""
    for _ in parsed(pieces, start, end, text):
        pass


def local(name: str) -> str:
    """A name without its prefix: some writers say x:row, others row."""
    return name.rpartition(":")[2]


def attribute(attributes: dict[str, str], name: str) -> str | None:
    """An attribute by its name without prefix, such as the id of r:id."""
    return next((value for written, value in attributes.items() if local(written) == name), None)


def is_on(value: str | None) -> bool:
    """A switch as XML writes it."""
    return value in ("1", "true", "on")


def _refuse(*_: Any) -> NoReturn:
    raise damaged()
