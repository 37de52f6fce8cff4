"""What was done, or went wrong, is told on the next page: a toast on the staff's pages, a note on an agent's own."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, flash, get_flashed_messages

MESSAGE, BAD = "message", "bad"


@dataclass(frozen=True, slots=True)
class Told:
    """`kind`: message or bad, which stays until it is closed; `action`: what one may do about it, and where."""

    kind: str
    sentence: str
    action: tuple[str, str] | None = None


def install(app: Flask) -> None:
    app.jinja_env.globals["told"] = told


def tell(sentence: str, kind: str = MESSAGE, action: tuple[str, str] | None = None) -> None:
    """Say this on the next page, with one link such as ("See result", "/bulk-actions/…")."""
    said = {"sentence": str(sentence), "action": [str(word) for word in action]} if action else str(sentence)
    flash(cast("str", said), kind)


def told() -> list[Told]:
    """What the page that is being made has to say, whether it was told or flashed; asked twice, the same."""
    flashed = cast("list[tuple[str, object]]", get_flashed_messages(with_categories=True))
    return [_read(kind, message) for kind, message in flashed]


def _read(kind: str, message: object) -> Told:
    if isinstance(message, dict):
        label, path = message["action"]
        return Told(kind, message["sentence"], (label, path))
    return Told(kind, str(message))
