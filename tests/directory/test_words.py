"""What the search box finds, on both databases alike, and that its index stays in step with the agents."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from onboarding import schema
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.directory import trigrams
from onboarding.directory.query import Query, conditions
from onboarding.directory.search import count, everybody
from onboarding.settings import Settings
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.people import Newcomer
from tests.databases import settings_for
from tests.directory.people import HR, agent

NAMES = {
    "Zoë van der Meer": "zoe.vandermeer",
    "Wiśniewski Łukasz": "lukasz",
    "Søren Ó Faoláin": "soren",
    "Анастасия Щёкина": "anastasia",
    "田中 太郎": "tanaka",
    "김민준": "minjun",
    "Bridget O’Brien": "bridget",
    "Percy 100%_Sure": "percy",
    'Ed "NEAR" O*r': "ed",
    "Straße, Jürgen": "juergen",
}

FOUND: dict[str, set[str]] = {
    # Without regard to accents and to letters that keyboards lack; with them as well.
    "zoe": {"Zoë van der Meer"},
    "zoë": {"Zoë van der Meer"},
    "ZOË": {"Zoë van der Meer"},
    "wisni lukasz": {"Wiśniewski Łukasz"},
    "Łukasz": {"Wiśniewski Łukasz"},
    "soren o faolain": {"Søren Ó Faoláin"},
    "strasse": {"Straße, Jürgen"},
    "STRASSE": {"Straße, Jürgen"},
    "o'brien": {"Bridget O’Brien"},
    "O’Brien": {"Bridget O’Brien"},
    # In every script; accents of Cyrillic too.
    "анастас": {"Анастасия Щёкина"},
    "щекина": {"Анастасия Щёкина"},
    "太郎": {"田中 太郎"},
    "田中": {"田中 太郎"},
    "민준": set(),
    "김민": {"김민준"},
    "김민준": {"김민준"},
    # Three characters or more anywhere, in the middle of a word and over its signs.
    "ndermee": {"Zoë van der Meer"},
    "meer@": {"Zoë van der Meer"},
    "der@meer": set(),
    "vandermeer@": {"Zoë van der Meer"},
    "417": {"Zoë van der Meer"},
    "2417": {"Zoë van der Meer"},
    # One or two at the beginning of a word of name, username, address or number.
    "me": {"Zoë van der Meer"},
    "z": {"Zoë van der Meer"},
    "ee": set(),
    "24": {"Zoë van der Meer"},
    "17": set(),
    # Each word must be found, wherever.
    "meer zoe": {"Zoë van der Meer"},
    "meer wis": set(),
    "zo 24 vandermeer": {"Zoë van der Meer"},
    # What means something elsewhere is text here.
    "%": {"Percy 100%_Sure"},
    "_": {"Percy 100%_Sure"},
    "100%_": {"Percy 100%_Sure"},
    "z%e": set(),
    "z_e": set(),
    "\\": set(),
    "'": {"Bridget O’Brien"},
    '"': {'Ed "NEAR" O*r'},
    '"near"': {'Ed "NEAR" O*r'},
    "NEAR": {'Ed "NEAR" O*r'},
    "o*r": {'Ed "NEAR" O*r'},
    "zoe*": set(),
    "zoe OR percy": set(),
    "NOT zoe": set(),
    "found_by:zoe": set(),
    "^zoe": set(),
    "zoe)": set(),
    '"zoe': set(),
    "zoe\0van": {"Zoë van der Meer"},
    "\x1f\x1f\x1f": set(NAMES),
    "x" * 200: set(),
    "zoe " * 40: {"Zoë van der Meer"},
}


@pytest.fixture
def people(session: Session) -> None:
    for name, username in NAMES.items():
        agent(session, name, username=username, extension=2417 if username.startswith("zoe") else None)


def found(session: Session, words: str, **query: object) -> set[str]:
    """Found by the index, by reading everybody, and counted: three ways that must agree."""
    asked = Query(q=words.strip(), **query)
    names = {listed.agent.full_name for listed in everybody(session, HR, asked)}
    read = select(Agent.full_name).where(conditions(asked, now(), by_index=False))
    assert set(session.scalars(read)) == names
    assert count(session, HR, asked) == (len(names), False)
    return names


@pytest.mark.usefixtures("people")
def test_what_is_searched_for_is_found_and_nothing_else(session: Session) -> None:
    assert {words: found(session, words) for words in FOUND} == FOUND


def test_an_address_is_found_as_it_is_written(session: Session) -> None:
    agent(session, "Zoe Plain", email="zoë@northwind.example")
    assert found(session, "zoë@") == {"Zoe Plain"}


def test_whoever_changes_is_found_by_the_new_and_not_by_the_old(session: Session) -> None:
    zoe = agent(session, "Zoë van der Meer", username="zoe", extension=2417)
    zoe.full_name = "Chloë Ångström"
    session.flush()
    assert (found(session, "angstrom"), found(session, "meer"), found(session, "zoe")) == (
        {"Chloë Ångström"},
        set(),
        {"Chloë Ångström"},  # the username is as it was
    )
    session.execute(update(Agent).values(extension=None, username_key="other"))
    assert (found(session, "2417"), found(session, "other")) == (set(), {"Chloë Ångström"})


def test_the_deleted_are_found_among_the_deleted_until_they_are_erased(session: Session) -> None:
    zoe = agent(session, "Zoë van der Meer", username="zoe")
    zoe.deleted_at = now()
    session.flush()
    assert (found(session, "zoe"), found(session, "zoe", deleted=True)) == (set(), {"Zoë van der Meer"})
    assert found(session, "zoe", status="deleted,pending") == {"Zoë van der Meer"}
    zoe.deleted_at = None
    session.flush()
    assert (found(session, "zoe"), found(session, "zoe", deleted=True)) == ({"Zoë van der Meer"}, set())
    session.execute(delete(Agent))
    assert (found(session, "zoe"), found(session, "zoe", status="deleted")) == (set(), set())


def test_those_who_come_in_sets_and_change_in_sets_are_found_like_others(session: Session, settings: Settings) -> None:
    def bring(name: str) -> None:
        people = [(f"{name} Nº {n}", f"u{n}") for n in range(20)]
        values = [{"full_name": full, "username": user, "email": f"{user}@x.example"} for full, user in people]
        bring_on_board(session, settings, [Newcomer(each) for each in values], actor=HR)

    bring("Zoë")
    assert found(session, "zoe nº") == {f"Zoë Nº {n}" for n in range(20)}
    bring("Wout")
    assert (found(session, "zoe nº"), len(found(session, "wout"))) == (set(), 20)
    session.rollback()
    assert found(session, "wout") == set()


@pytest.mark.usefixtures("people")
def test_the_index_is_what_finds_them(session: Session) -> None:
    plans = {words: "\n".join(_plan(session, words)) for words in ("zoe", "zo", "z", "meer zoe", "田中")}
    assert [words for words, plan in plans.items() if trigrams.TABLE not in plan and trigrams.INDEX not in plan] == []


def _plan(session: Session, words: str) -> Iterator[str]:
    connection = session.connection()
    statement = select(Agent.id).where(conditions(Query(q=words), now()))
    compiled = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
    if connection.dialect.name == "postgresql":
        # A handful of rows is read sooner than any index.
        for way in ("seqscan", "indexscan"):
            session.execute(text(f"SET LOCAL enable_{way} = off"))
    explain = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    for row in connection.execute(text(f"{explain} {compiled}".replace(":", r"\:"))):
        yield str(row[-1])


def test_an_index_that_is_gone_is_made_anew_from_the_agents(session: Session) -> None:
    agent(session, "Zoë van der Meer", username="zoe")
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        session.execute(text(f"DROP INDEX {trigrams.INDEX}"))
    else:
        session.execute(text(f"DROP TRIGGER {trigrams.TABLE}_changed"))
    assert not trigrams.is_there(connection)
    assert trigrams.ensure(connection)
    assert trigrams.is_there(connection)
    assert found(session, "zoe") == {"Zoë van der Meer"}


def test_a_sqlite_database_that_was_read_back_from_a_dump_finds_everybody(
    sqlite_session_of: Callable[..., tuple[Session, Settings]], sqlite_url: str
) -> None:
    session, _ = sqlite_session_of()
    gone = agent(session, "Gone Before")
    agent(session, "Zoë van der Meer", username="zoe")
    session.delete(gone)
    session.commit()
    session.rollback()
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        # A dump does not tell the numbers of rows, so they are counted anew.
        database.execute(f"DROP TRIGGER {trigrams.TABLE}_changed")
        database.execute("UPDATE agents SET rowid = rowid - 1")
        database.execute(trigrams.WANTED[f"{trigrams.TABLE}_changed"])
        database.commit()
    trigrams.ensure(session.connection())
    assert found(session, "zoe") == {"Zoë van der Meer"}


@pytest.mark.postgresql
def test_without_the_right_to_install_the_extension_search_still_works(
    empty_postgresql_url: str, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path / "data", empty_postgresql_url)
    with schema.migration_connection(settings) as connection:
        connection.execute(text("CREATE ROLE humble LOGIN"))
        connection.execute(text("GRANT CREATE, USAGE ON SCHEMA public TO humble"))
    humble = settings_for(tmp_path / "data", empty_postgresql_url.replace("onboard@", "humble@"))
    schema.upgrade(humble)
    with schema.migration_connection(humble) as connection, Session(connection) as session:
        assert not trigrams.is_there(connection)
        agent(session, "Zoë van der Meer", username="zoe")
        assert found(session, "zoe") == {"Zoë van der Meer"}
