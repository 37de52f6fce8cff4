"""What was typed into the search box as SQL: each word is found in name, username, e-mail or extension.

Three characters or more are found anywhere, one or two at the beginning of a word; without regard to case, and in names
without regard to accents.
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, String, and_, bindparam, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from onboarding.agents.names import fold, plain
from onboarding.directory import trigrams

LETTERS_ANYWHERE = 3


def found(text: str, *, by_index: bool = True) -> ColumnElement[bool]:
    """Whether each word is found. `by_index` False: by looking at the agent's own text alone, which is better where
    most agents have the words."""
    words = [_needles(word) for word in _words(text)]
    reads = [or_(*(_Reads(_bound(needle)) for needle in needles)) for needles in words]
    phrase = " AND ".join(f"({' OR '.join(map(_quoted, needles))})" for needles in words if _all_indexed(needles))
    if by_index and phrase:
        return and_(_Indexed(bindparam(None, phrase, String, unique=True)), *reads)
    return and_(True, *reads)


def _words(text: str) -> list[str]:
    return "".join(char if char.isprintable() else " " for char in text).split()


def _needles(word: str) -> list[str]:
    """What is looked for: the word without accents, as names are kept, and with them, as addresses are."""
    return [_placed(form) for form in dict.fromkeys((plain(word), fold(word)))]


def _placed(form: str) -> str:
    """One or two letters with the blanks before a word; a sign or two, which begin no word, as they are."""
    if len(form) >= LETTERS_ANYWHERE or not any(map(str.isalnum, form)):
        return form
    return form.rjust(LETTERS_ANYWHERE)


def _all_indexed(needles: list[str]) -> bool:
    return all(len(needle) >= LETTERS_ANYWHERE for needle in needles)


def _quoted(needle: str) -> str:
    """As FTS5 takes text that is nothing but text."""
    return '"' + needle.replace('"', '""') + '"'


class _Needle(TypeDecorator[str]):
    """Text to be found: for PostgreSQL as the pattern of LIKE."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        for special in "\\%_":
            value = value.replace(special, "\\" + special)
        return f"%{value}%"


def _bound(needle: str) -> ColumnElement[str]:
    return bindparam(None, needle, _Needle, unique=True)


class _Reads(FunctionElement[bool]):
    """Whether the agent's text has the needle in it; PostgreSQL has an index for it."""

    type = Boolean()
    inherit_cache = True


class _Indexed(FunctionElement[bool]):
    """Whether SQLite's index has the phrase; true in PostgreSQL, where the text's own condition uses the index."""

    type = Boolean()
    inherit_cache = True


@compiles(_Reads, "postgresql")
def _reads_in_postgresql(element: _Reads, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{trigrams.in_bytes('agents.')} LIKE {compiler.process(element.clauses, **kw)}"


@compiles(_Reads, "sqlite")
def _reads_in_sqlite(element: _Reads, compiler: SQLCompiler, **kw: Any) -> str:
    return f"instr({trigrams.found_by('agents.')}, {compiler.process(element.clauses, **kw)}) > 0"


@compiles(_Indexed, "postgresql")
def _indexed_in_postgresql(_element: _Indexed, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "true"


@compiles(_Indexed, "sqlite")
def _indexed_in_sqlite(element: _Indexed, compiler: SQLCompiler, **kw: Any) -> str:
    phrase = compiler.process(element.clauses, **kw)
    return f"agents.rowid IN (SELECT rowid FROM {trigrams.TABLE} WHERE {trigrams.TABLE} MATCH {phrase})"
