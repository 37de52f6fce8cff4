"""Names and addresses in the form in which the switch reads back what was meant."""

from collections.abc import Callable

Encode = Callable[[str], str]


def encoded(text: str) -> str:
    """For the switch's PostgreSQL driver, which cuts values at `;` and reads `^XX` as the character of that code."""
    return text.replace("^", "^5E").replace(";", "^3B")


def as_is(text: str) -> str:
    """For the switch's SQLite driver, which takes every character as it stands."""
    return text


def encoding_for(dialect: str) -> Encode:
    return encoded if dialect == "postgresql" else as_is


def callerid(name: str, extension: str, encode: Encode) -> str:
    """`"Name" <1001>` within the 40 characters that the switch has for it, quotes, number and escapes included.

    A quote within the name would end it for the switch, so it becomes an apostrophe.
    """
    number = f" <{extension}>"
    return f'"{shortened(name.replace(chr(34), chr(39)), 40 - len(number) - 2, encode)}"{number}'


def shortened(text: str, most: int, encode: Encode) -> str:
    """The text in the switch's form, cut between characters, never within an escape, to at most so many."""
    text = " ".join(text.split())
    kept = encode(text)
    while len(kept) > most:
        text = text[:-1].rstrip()
        kept = encode(text)
    return kept
