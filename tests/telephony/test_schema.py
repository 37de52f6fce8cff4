"""The tables we make for the switch have Asterisk's own names and types; those that are there are left alone."""

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onboarding.database import Base, switch_engine
from onboarding.telephony import schema
from tests.telephony import asterisk
from tests.telephony.helpers import SIX_TABLES


@pytest.fixture
def engine(empty_database_url: str) -> Any:
    made = create_engine(empty_database_url)
    yield made
    made.dispose()


def described(engine: Engine, table: str) -> dict[str, str]:
    """Column → type, written as in Asterisk's schema."""
    if engine.dialect.name == "sqlite":
        found = {c["name"]: (str(c["type"]), c["nullable"]) for c in inspect(engine).get_columns(table)}
        return {name: _sqlite_type(type_, nullable) for name, (type_, nullable) in found.items()}
    query = text(
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_attribute a"
        " WHERE a.attrelid = CAST(:table AS regclass) AND a.attnum > 0 AND NOT a.attisdropped"
    )
    with engine.connect() as connection:
        found = {name: (type_, not notnull) for name, type_, notnull in connection.execute(query, {"table": table})}
    return {
        name: type_.replace("character varying", "varchar") + ("" if nullable else " not null")
        for name, (type_, nullable) in found.items()
    }


def _sqlite_type(type_: str, nullable: bool) -> str:
    return type_.lower().replace("float", "double precision") + ("" if nullable else " not null")


@pytest.mark.parametrize("table", SIX_TABLES)
def test_each_column_is_asterisks_own_in_name_and_type(engine: Engine, table: str) -> None:
    schema.ensure_schema(engine)
    ours = described(engine, table)
    if engine.dialect.name == "sqlite":
        longest = {name: max(map(len, labels)) for name, labels in asterisk.ENUMS.items()}
        theirs = {c: f"varchar({longest[t]})" if t in longest else t for c, t in asterisk.COLUMNS[table].items()}
    else:
        theirs = asterisk.COLUMNS[table]
    assert ours == {column: theirs[column] for column in ours}


def test_contacts_have_all_sixteen_columns(engine: Engine) -> None:
    schema.ensure_schema(engine)
    assert set(described(engine, "ps_contacts")) == set(asterisk.COLUMNS["ps_contacts"])
    assert len(described(engine, "ps_contacts")) == 16


def test_the_enums_have_asterisks_names_and_values(empty_postgresql_url: str) -> None:
    engine = create_engine(empty_postgresql_url)
    schema.ensure_schema(engine)
    with engine.connect() as connection:
        listed = "SELECT typname, array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum e"
        query = text(f"{listed} JOIN pg_type t ON t.oid = e.enumtypid GROUP BY typname")
        enums = {row.typname: row.array_agg for row in connection.execute(query)}
    engine.dispose()
    assert enums == asterisk.ENUMS


def test_a_mailbox_cannot_be_there_twice(engine: Engine) -> None:
    schema.ensure_schema(engine)
    add = text("INSERT INTO voicemail (context, mailbox, password) VALUES ('default', '1001', '1')")
    with engine.begin() as connection:
        connection.execute(add)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(add)


def test_an_endpoint_cannot_be_there_twice(engine: Engine) -> None:
    schema.ensure_schema(engine)
    for table in ("ps_endpoints", "ps_auths", "ps_aors", "ps_contacts"):
        with engine.begin() as connection:
            connection.execute(text(f"INSERT INTO {table} (id) VALUES ('1001')"))
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(f"INSERT INTO {table} (id) VALUES ('1001')"))


def test_a_queue_member_gets_its_number_from_postgresql(empty_postgresql_url: str) -> None:
    engine = create_engine(empty_postgresql_url)
    schema.ensure_schema(engine)
    with engine.begin() as connection:
        add = text("INSERT INTO queue_members (queue_name, interface) VALUES ('support', :interface)")
        connection.execute(add, [{"interface": "PJSIP/1001"}, {"interface": "PJSIP/1002"}])
        numbers = list(connection.execute(text("SELECT uniqueid FROM queue_members")).scalars())
    engine.dispose()
    assert len(set(numbers)) == 2


def test_making_the_tables_twice_is_the_same_as_once(engine: Engine) -> None:
    schema.ensure_schema(engine)
    schema.ensure_schema(engine)
    assert set(SIX_TABLES) <= set(inspect(engine).get_table_names())
    assert schema.problems(engine) == []


def test_tables_made_by_asterisk_are_left_as_they_are(engine: Engine) -> None:
    asterisk.make(engine)
    before = {table: described(engine, table) for table in SIX_TABLES}
    schema.ensure_schema(engine)
    assert {table: described(engine, table) for table in SIX_TABLES} == before
    assert schema.problems(engine) == []


def test_a_single_missing_table_is_added_to_those_of_asterisk(engine: Engine) -> None:
    asterisk.make(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE ps_contacts"))
    schema.ensure_schema(engine)
    assert schema.problems(engine) == []


def test_an_empty_database_names_each_table_it_lacks(engine: Engine) -> None:
    assert {problem.params["table"] for problem in schema.problems(engine)} == set(SIX_TABLES)
    assert schema.problems(engine)[0].sentence() == (
        "The switch's database has no table ps_endpoints. Run 'onboard up', which makes it."
    )


def test_a_table_without_a_column_that_phones_need_is_named(engine: Engine) -> None:
    asterisk.make(engine, without=("via_port", "qualify_2xx_only"))
    (problem,) = schema.problems(engine)
    assert "The table ps_contacts in the switch's database lacks the columns" in problem.sentence()
    assert problem.params["columns"] == "via_port, qualify_2xx_only"


def test_a_database_that_is_away_is_a_problem_not_an_exception() -> None:
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none", connect_args={"connect_timeout": 2})
    (problem,) = schema.problems(engine)
    assert problem.reason == "switch_away"


def test_the_switchs_tables_are_not_among_ours(session: Session) -> None:
    assert not set(SIX_TABLES) & set(Base.metadata.tables)
    assert set(SIX_TABLES) <= set(inspect(switch_engine()).get_table_names())
