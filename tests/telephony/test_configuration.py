"""The configuration that is printed for Asterisk, for each database and each setting that it depends on."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from onboarding.audit import SERVICE
from onboarding.numbering.ranges import add_range
from onboarding.numbering.reserved import EMERGENCY_NUMBERS, unreserve
from onboarding.settings import Settings
from onboarding.telephony import configuration
from onboarding.telephony.dialplan import patterns
from onboarding.telephony.own_tables import metadata
from tests.databases import settings_for


def files(session: Session, folder: Path, **settings: str) -> dict[str, str]:
    return configuration.files(session, settings_for(folder / "other", **settings))


def values(text: str, section: str) -> dict[str, str]:
    """A section's settings, as Asterisk reads them: a semicolon that is not escaped begins a comment."""
    found: dict[str, str] = {}
    here = False
    for line in text.splitlines():
        line = re.split(r"(?<!\\);", line)[0].strip().replace("\\;", ";")
        if line.startswith("["):
            here = line.startswith(f"[{section}]")
        elif here and "=" in line:
            name, _, value = line.partition("=")
            found[name.strip()] = value.removeprefix(">").strip()
    return found


POSTGRESQL = [
    ("postgresql://ann:s3cret@db.example:5433/pbx", ("db.example", "5433", "pbx", "ann", "s3cret")),
    ("postgresql://ann:s3cret@db.example/pbx", ("db.example", "5432", "pbx", "ann", "s3cret")),
    ("postgresql+psycopg://ann@localhost/pbx", ("localhost", "5432", "pbx", "ann", "")),
    ("postgresql://ann:p%40ss%2F%3B@db/pbx", ("db", "5432", "pbx", "ann", "p@ss/;")),
    ("postgresql://ann:two%20words@db/pbx", ("db", "5432", "pbx", "ann", "'two words'")),
    ("postgresql://ann:it%27s%5C@db/pbx", ("db", "5432", "pbx", "ann", r"'it\'s\\'")),
    ("postgresql://ann@/pbx?host=/run/pg&port=5499", ("/run/pg", "5499", "pbx", "ann", "")),
    ("postgresql://ann@/pbx", ("/var/run/postgresql", "5432", "pbx", "ann", "")),
    ("postgresql://ann@[::1]:5433/pbx", ("::1", "5433", "pbx", "ann", "")),
    ("postgresql://ann@db", ("db", "5432", "ann", "ann", "")),
]


@pytest.mark.parametrize(("url", "wanted"), POSTGRESQL)
def test_the_switch_connects_to_postgresql_as_the_service_does(
    session: Session, tmp_path: Path, url: str, wanted: tuple[str, ...]
) -> None:
    found = values(files(session, tmp_path, TELEPHONY_DATABASE_URL=url)["res_pgsql.conf"], "general")
    assert tuple(found[name] for name in ("hostname", "port", "dbname", "user", "password")) == wanted


def test_options_that_the_driver_cannot_be_told_are_named_with_their_variable(session: Session, tmp_path: Path) -> None:
    url = "postgresql://ann@db/pbx?sslmode=verify-full&sslpassword=hush"
    text = files(session, tmp_path, TELEPHONY_DATABASE_URL=url)["res_pgsql.conf"]
    assert "sslmode=verify-full: give it to Asterisk's process in the environment variable PGSSLMODE." in text
    assert "hush" not in text


def test_a_password_longer_than_asterisk_takes_is_said(session: Session, tmp_path: Path) -> None:
    def text(characters: int) -> str:
        url = f"postgresql://ann:{'x' * characters}@db/pbx"
        return files(session, tmp_path, TELEPHONY_DATABASE_URL=url)["res_pgsql.conf"]

    assert "Asterisk cuts" not in text(63)
    assert "Asterisk cuts a password at 63 characters" in text(64)


def test_where_it_is_shown_the_password_is_left_out(session: Session, tmp_path: Path) -> None:
    chosen = settings_for(tmp_path / "other", TELEPHONY_DATABASE_URL="postgresql://ann:s3cret@db/pbx")
    shown = configuration.files(session, chosen, with_password=False)
    assert not any("s3cret" in text for text in shown.values())
    assert values(shown["res_pgsql.conf"], "general")["password"] == "…"


def test_on_sqlite_the_switch_opens_the_same_file_and_does_not_hold_it(session: Session, tmp_path: Path) -> None:
    found = files(session, tmp_path, TELEPHONY_DATABASE_URL=f"sqlite:///{tmp_path}/a;b.db")
    driver = values(found["res_config_sqlite3.conf"], "asterisk")
    assert (driver["dbfile"], driver["batch"]) == (f"{tmp_path}/a;b.db", "0")
    assert int(driver["busy_timeout"]) >= 1000


def test_every_table_is_read_and_only_by_the_driver_at_hand(session: Session, settings: Settings) -> None:
    printed = configuration.files(session, settings)
    tables = values(printed["extconfig.conf"], "settings")
    assert set(tables) == set(metadata.tables)
    (driver,) = {value.partition(",")[0] for value in tables.values()}
    assert values(printed["modules.conf"], "modules")["preload"] == f"res_config_{driver}.so"
    assert ("res_pgsql.conf" in printed, "res_config_sqlite3.conf" in printed) == (
        driver == "pgsql",
        driver == "sqlite3",
    )


def test_the_realm_is_that_of_the_digests(session: Session, tmp_path: Path) -> None:
    printed = files(session, tmp_path, SIP_REALM="pbx.example")
    assert values(printed["pjsip.conf"], "global")["default_realm"] == "pbx.example"


@pytest.mark.parametrize(
    ("url", "transport", "http"),
    [
        ("wss://pbx.example:8089/ws", "wss", {"tlsenable": "yes", "tlsbindaddr": "0.0.0.0:8089"}),
        ("wss://pbx.example/ws", "wss", {"tlsenable": "yes", "tlsbindaddr": "0.0.0.0:443"}),
        ("wss://pbx.example:8089/pbx/ws", "wss", {"prefix": "pbx", "tlsbindaddr": "0.0.0.0:8089"}),
        ("ws://pbx.example:8088/ws", "ws", {"enabled": "yes", "bindport": "8088"}),
    ],
)
def test_phones_in_a_browser_are_answered_where_they_are_told_to_connect(
    session: Session, tmp_path: Path, url: str, transport: str, http: dict[str, str]
) -> None:
    printed = files(session, tmp_path, WSS_URL=url)
    assert values(printed["pjsip.conf"], f"transport-{transport}")["protocol"] == transport
    assert http.items() <= values(printed["http.conf"], "general").items()


def test_the_dialplan_takes_the_numbers_of_every_range(session: Session, settings: Settings) -> None:
    add_range(session, SERVICE, 20000, 20499, name="second")
    dialplan = configuration.files(session, settings)["extensions.conf"]
    for pattern in ("_[1-9]XXX", "_20[0-4]XX"):
        assert f"exten = {pattern},1,Goto(ring-agent,${{EXTEN}},1)\n" in dialplan
        assert f"exten = {pattern},hint,PJSIP/${{EXTEN}}\n" in dialplan


def test_a_number_for_emergencies_is_left_to_the_trunk_unless_it_was_freed(
    session: Session, settings: Settings
) -> None:
    add_range(session, SERVICE, 100, 199, name="short")
    unreserve(session, SERVICE, [101])
    dialplan = configuration.files(session, settings)["extensions.conf"]
    taken = re.findall(r"^exten = (\S+),1,Goto", dialplan, re.MULTILINE)
    for number in map(str, range(100, 200)):
        matching = [pattern for pattern in taken if re.fullmatch(pattern.strip("_").replace("X", "[0-9]"), number)]
        assert len(matching) == (int(number) not in EMERGENCY_NUMBERS or number == "101"), number
    assert "exten = _[1-9]XXX,1,Goto" in dialplan


def test_every_file_begins_with_what_it_is_for(session: Session, settings: Settings) -> None:
    for name, text in configuration.files(session, settings).items():
        assert re.match(r"; [A-Z]", text), name
        assert "{{" not in text.replace("${", "")
        assert "[" in text


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (1000, 9999, ["_[1-9]XXX"]),
        (2000, 2499, ["_2[0-4]XX"]),
        (100, 100, ["100"]),
        (95, 320, ["_9[5-9]", "_[1-2]XX", "_3[0-1]X", "320"]),
        (1000, 1009, ["_100X"]),
        (10, 99, ["_[1-9]X"]),
    ],
)
def test_a_range_is_written_in_few_patterns(first: int, last: int, wanted: list[str]) -> None:
    assert patterns([(first, last)]) == wanted


@given(st.integers(10, 12_000), st.integers(0, 3000))
def test_patterns_match_the_numbers_of_the_range_once_and_no_others(first: int, more: int) -> None:
    found = [
        re.compile(pattern.removeprefix("_").replace("X", "[0-9]")) for pattern in patterns([(first, first + more)])
    ]
    edges = {first, first + more, first + more // 2, first + more // 3}
    for number in edges:
        assert sum(bool(pattern.fullmatch(str(number))) for pattern in found) == 1
    for number in {first - 1, first + more + 1, first * 10, first * 100} - set(range(first, first + more + 1)):
        assert not any(pattern.fullmatch(str(number)) for pattern in found)
