"""What was typed into the search box as SQL: each word is found in name, username, e-mail or extension.

Three characters or more are found anywhere, one or two at the beginning of a word; without regard to case, and in names
without regard to accents.
"""

from typing import Any

from sqlalchemy import (
    BinaryExpression,
    Boolean,
    ColumnElement,
    Dialect,
    Select,
    String,
    and_,
    bindparam,
    column,
    literal_column,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator

from onboarding.agents.names import fold, plain
from onboarding.directory import trigrams

LETTERS_ANYWHERE = 3


def found(text: str, *, by_index: bool = True, deleted: bool | None = None) -> ColumnElement[bool]:
    """Whether each word is found. `by_index` False: by looking at the agent's own text alone, which is better where
    most agents have the words. `deleted`: whom an index may leave out, see phrase()."""
    words = [_needles(word) for word in _words(text)]
    asked = phrase(text, deleted=deleted) if by_index else None
    if asked is None:
        return and_(true(), *(or_(*(_reads(_Reads, needle) for needle in needles)) for needles in words))
    reads = [
        or_(*(_reads(_ReadsUnlessIndexed if _indexed(needles) else _Reads, needle) for needle in needles))
        for needles in words
    ]
    return and_(
        _InIndex(_TEXT, bindparam(None, asked, String, unique=True), operators.match_op, type_=Boolean()), *reads
    )


def anywhere(key: str) -> ColumnElement[bool]:
    """What an index can say of whether a key, of a name, username or address, has this in it."""
    return _narrowed(key.replace(" ", "  "))


def beginning(key: str) -> ColumnElement[bool]:
    """The same of whether a key begins with this."""
    return _narrowed(f"  {key.replace(' ', '  ')}")


def _narrowed(needle: str) -> ColumnElement[bool]:
    if not _indexed([needle]):
        return true()
    return and_(_in_index(_quoted(needle)), _reads(_ReadsUnlessIndexed, needle))


def phrase(text: str, *, deleted: bool | None = None) -> str | None:
    """What FTS5 is asked for: those words that its index has, which are all of three characters or more; None where
    there are none. `deleted`: only those who are, or who are not."""
    words = [f"({' OR '.join(map(_quoted, needles))})" for needles in map(_needles, _words(text)) if _indexed(needles)]
    if not words:
        return None
    mark = "" if deleted is None else f"{'AND' if deleted else 'NOT'} {_quoted(trigrams.DELETED)}"
    return f"{' AND '.join(words)} {mark}"


def all_indexed(text: str) -> bool:
    """Whether SQLite's index by itself says who is found."""
    return all(_indexed(_needles(word)) for word in _words(text))


def indexed(text: str, *, deleted: bool | None = None) -> Select[Any]:
    """Whom SQLite's index finds, by the numbers of their rows."""
    table_ = table(trigrams.TABLE, column("rowid"))
    asked = phrase(text, deleted=deleted)
    return select(table_.c.rowid).where(literal_column(trigrams.TABLE, String).bool_op("MATCH")(asked))


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


def _indexed(needles: list[str]) -> bool:
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


class _Reads(BinaryExpression[bool]):
    """Whether the agent's text has the needle in it; PostgreSQL has an index for it."""

    inherit_cache = True


class _ReadsUnlessIndexed(_Reads):
    """The same, where SQLite's index has answered it."""

    inherit_cache = True


class _InIndex(BinaryExpression[bool]):
    """Whether SQLite's index has the phrase; true in PostgreSQL, where the text's own condition uses the index."""

    inherit_cache = True


def _in_index(asked: str) -> ColumnElement[bool]:
    return _InIndex(_TEXT, bindparam(None, asked, String, unique=True), operators.match_op, type_=Boolean())


def _reads(kind: type[_Reads], needle: str) -> ColumnElement[bool]:
    return kind(_TEXT, bindparam(None, needle, _Needle, unique=True), operators.contains_op, type_=Boolean())


_TEXT = literal_column("found_by", String)


@compiles(_Reads, "postgresql")
def _reads_in_postgresql(element: _Reads, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{trigrams.in_bytes('agents.')} LIKE {compiler.process(element.right, **kw)}"


@compiles(_Reads, "sqlite")
def _reads_in_sqlite(element: _Reads, compiler: SQLCompiler, **kw: Any) -> str:
    return f"instr({trigrams.found_by('agents.')}, {compiler.process(element.right, **kw)}) > 0"


@compiles(_ReadsUnlessIndexed, "sqlite")
def _reads_by_index_in_sqlite(_element: _ReadsUnlessIndexed, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "true"


@compiles(_InIndex, "postgresql")
def _in_index_in_postgresql(_element: _InIndex, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "true"


@compiles(_InIndex, "sqlite")
def _in_index_in_sqlite(element: _InIndex, compiler: SQLCompiler, **kw: Any) -> str:
    asked = compiler.process(element.right, **kw)
    return f"agents.rowid IN (SELECT rowid FROM {trigrams.TABLE} WHERE {trigrams.TABLE} MATCH {asked})"
