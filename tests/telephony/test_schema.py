"""The tables we make for the switch have Asterisk's own names and types; those that are there are left alone."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onboarding.database import Base, switch_engine
from onboarding.telephony import schema
from tests.telephony import asterisk
from tests.telephony.helpers import SEVEN_TABLES

QUEUE = "('support', 'default', 15, 'no', 5, 0, 'yes', 'ringall', 'yes', 'no')"
ENDPOINT = (
    "('1001', '1001', {auth}, 'agents', 'all', 'ulaw', 'no', 'rfc4733', 'yes', '', 'yes', 'yes', 'x', 'yes', 'no')"
)
TEXTS: set[str] = {"mailboxes", "password", "password_digest"}
ENUMS_OF_OTHERS: set[str] = {"queue_autopause_values"}


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


@pytest.mark.parametrize("table", SEVEN_TABLES)
def test_each_column_is_asterisks_own_in_name_and_type(engine: Engine, table: str) -> None:
    schema.ensure_schema(engine)
    ours = described(engine, table)
    if engine.dialect.name == "sqlite":
        longest = {name: max(map(len, labels)) for name, labels in asterisk.ENUMS.items()}
        theirs = {c: f"varchar({longest[t]})" if t in longest else t for c, t in asterisk.COLUMNS[table].items()}
    else:
        theirs = asterisk.COLUMNS[table]
    assert {name: type_.removesuffix(" not null") for name, type_ in ours.items()} == {
        column: theirs[column].removesuffix(" not null") for column in ours
    }


@pytest.mark.parametrize("table", ["ps_endpoints", "ps_auths", "ps_aors", "queues"])
def test_no_option_that_could_be_missing_is_ever_empty(engine: Engine, table: str) -> None:
    """The switch's SQLite driver reads NULL as an empty value, and drops what it cannot parse."""
    schema.ensure_schema(engine)
    maybe = {name for name, type_ in described(engine, table).items() if not type_.endswith(" not null")}
    assert maybe <= TEXTS


@pytest.mark.parametrize("table", SEVEN_TABLES)
def test_what_asterisk_needs_filled_is_filled(engine: Engine, table: str) -> None:
    schema.ensure_schema(engine)
    ours = described(engine, table)
    needed = {column for column, type_ in asterisk.COLUMNS[table].items() if type_.endswith(" not null")}
    assert all(ours[column].endswith(" not null") for column in needed)


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
    assert enums == {name: labels for name, labels in asterisk.ENUMS.items() if name not in ENUMS_OF_OTHERS}


def test_a_mailbox_cannot_be_there_twice(engine: Engine) -> None:
    schema.ensure_schema(engine)
    add = text("INSERT INTO voicemail (context, mailbox, password) VALUES ('default', '1001', '1')")
    with engine.begin() as connection:
        connection.execute(add)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(add)


def test_a_phone_cannot_be_there_twice(engine: Engine) -> None:
    schema.ensure_schema(engine)
    phone = "INSERT INTO ps_aors (id, max_contacts, remove_existing, qualify_frequency) VALUES ('1001', 1, 'yes', 60)"
    for add in (phone, "INSERT INTO ps_contacts (id) VALUES ('1001')", "INSERT INTO queues VALUES " + QUEUE):
        with engine.begin() as connection:
            connection.execute(text(add))
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(add))


@pytest.mark.parametrize(
    "weak",
    [
        "INSERT INTO ps_auths (id, auth_type, username) VALUES ('1001', 'userpass', '1001')",
        "INSERT INTO ps_auths (id, auth_type, username, password) VALUES ('1001', 'userpass', '1001', '')",
        "INSERT INTO ps_auths (id, auth_type, username, password) VALUES ('1001', 'userpass', '', 'abc')",
        f"INSERT INTO ps_endpoints VALUES {ENDPOINT.format(auth='NULL')}",
        f"""INSERT INTO ps_endpoints VALUES {ENDPOINT.format(auth="''")}""",
        "INSERT INTO ps_aors (id, max_contacts, remove_existing, qualify_frequency) VALUES ('1001', 0, 'yes', 60)",
    ],
)
def test_our_tables_refuse_a_phone_without_secret_or_place(engine: Engine, weak: str) -> None:
    schema.ensure_schema(engine)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(weak))


def test_an_endpoint_that_asks_for_a_secret_is_taken(engine: Engine) -> None:
    schema.ensure_schema(engine)
    with engine.begin() as connection:
        connection.execute(text(f"""INSERT INTO ps_endpoints VALUES {ENDPOINT.format(auth="'1001'")}"""))


def test_on_sqlite_the_table_keeps_one_contact_a_phone_because_asterisk_deletes_none(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/switch.db")
    schema.ensure_schema(engine)
    with engine.begin() as connection:
        for id_, phone in (("1001;@a", "1001"), ("1002;@a", "1002"), ("1001;@b", "1001")):
            connection.execute(text("INSERT INTO ps_contacts (id, endpoint) VALUES (:i, :e)"), {"i": id_, "e": phone})
        left = sorted(connection.execute(text("SELECT id FROM ps_contacts")).scalars())
    engine.dispose()
    assert left == ["1001;@b", "1002;@a"]


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
    assert set(SEVEN_TABLES) <= set(inspect(engine).get_table_names())
    assert schema.problems(engine) == []


def test_tables_made_by_asterisk_are_left_as_they_are(engine: Engine) -> None:
    asterisk.make(engine)
    before = {table: described(engine, table) for table in SEVEN_TABLES}
    schema.ensure_schema(engine)
    assert {table: described(engine, table) for table in SEVEN_TABLES} == before
    assert schema.problems(engine) == []


def test_a_single_missing_table_is_added_to_those_of_asterisk(engine: Engine) -> None:
    asterisk.make(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE ps_contacts"))
    schema.ensure_schema(engine)
    assert schema.problems(engine) == []


def test_an_empty_database_names_each_table_it_lacks(engine: Engine) -> None:
    assert {problem.params["table"] for problem in schema.problems(engine)} == set(SEVEN_TABLES)
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
    assert not set(SEVEN_TABLES) & set(Base.metadata.tables)
    assert set(SEVEN_TABLES) <= set(inspect(switch_engine()).get_table_names())
