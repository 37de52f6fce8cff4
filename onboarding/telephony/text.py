"""Names and addresses in the form in which the switch reads back what was meant."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table

Encode = Callable[[str], str]


def encoded(text: str) -> str:
    """For the switch's PostgreSQL driver, which cuts values at `;` and reads `^XX` as the character of that code."""
    return text.replace("^", "^5E").replace(";", "^3B")


def as_is(text: str) -> str:
    """For the switch's SQLite driver, which takes every character as it stands."""
    return text


def encoding_for(dialect: str) -> Encode:
    return encoded if dialect == "postgresql" else as_is


def decoding_for(dialect: str) -> Encode:
    """The other way round: as the switch reads what is kept."""
    return _decoded if dialect == "postgresql" else as_is


def _decoded(text: str) -> str:
    return re.sub(r"\^([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), text)


@dataclass(frozen=True, slots=True)
class Form:
    """How text is written: in the driver's encoding, and in so many characters as the columns have."""

    encode: Encode
    callerid: int
    fullname: int
    email: int
    membername: int


def form_for(connection: Connection, tables: Mapping[str, Table]) -> Form:
    return Form(
        encoding_for(connection.dialect.name),
        callerid=_width(tables["ps_endpoints"], "callerid", 40),
        fullname=_width(tables["voicemail"], "fullname", 80),
        email=_width(tables["voicemail"], "email", 80),
        membername=_width(tables["queue_members"], "membername", 80),
    )


def _width(table: Table, column: str, usual: int) -> int:
    """How many characters the column takes, where it is there and says so; never more than Asterisk's own has."""
    length: int | None = getattr(table.c[column].type, "length", None) if column in table.c else None
    return min(usual, length or usual)


def callerid(name: str, extension: str, encode: Encode, most: int = 40) -> str:
    """`"Name" <1001>` within the characters that the switch has for it, quotes, number and escapes included.

    A quote within the name would end it for the switch, so it becomes an apostrophe; a backslash is written twice.
    """
    number = f" <{extension}>"
    kept = shortened(name.replace('"', "'"), most - len(number) - 2, lambda text: encode(text.replace("\\", r"\\")))
    return f'"{kept}"{number}'


def shortened(text: str, most: int, encode: Encode) -> str:
    """The text in the switch's form, cut between characters, never within an escape, to at most so many."""
    text = " ".join(text.split())
    kept = encode(text)
    while len(kept) > most:
        text = text[:-1].rstrip()
        kept = encode(text)
    return kept
