"""What the tests themselves promise: private servers that end with us, and nothing left out in silence."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from kombu import Connection
from redis import Redis

from tests.asterisk import installed

pytest_plugins = ["pytester"]

ONE_TEST = """
import pytest

@pytest.mark.browser
def test_of_a_page():
    pass

def test_of_a_sum():
    pass
"""

WITHOUT_CHROMIUM = """
from tests import needs
from tests.needs import *

needs.NEEDS["browser"] = needs.Need("Chromium", "chromium", lambda: None)
"""


WITHOUT_ASTERISK = """
from tests import needs
from tests.needs import *

needs.NEEDS["asterisk"] = needs.Need("Asterisk", None, lambda: None)
"""

ONE_CALL = """
import pytest

@pytest.mark.asterisk
def test_of_a_phone():
    pass

def test_of_a_sum():
    pass
"""


@pytest.fixture
def without_asterisk(pytester):
    pytester.makeconftest(WITHOUT_ASTERISK)
    pytester.makeini("[pytest]\nmarkers = asterisk: needs an Asterisk")
    pytester.makepyfile(ONE_CALL)
    return pytester


@pytest.fixture
def without_chromium(pytester):
    pytester.makeconftest(WITHOUT_CHROMIUM)
    pytester.makeini("[pytest]\nmarkers = browser: needs Chromium")
    pytester.makepyfile(ONE_TEST)
    return pytester


def test_what_cannot_run_here_is_named_with_the_reason(without_chromium, monkeypatch):
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    result = without_chromium.runpytest_subprocess("-p", "no:cacheprovider")

    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*left out: Chromium is not installed*", "*::test_of_a_page"])
    assert result.ret == 0


def test_what_cannot_run_here_fails_where_all_is_required(without_chromium, monkeypatch):
    monkeypatch.setenv("REQUIRE_ALL", "1")
    result = without_chromium.runpytest_subprocess("-p", "no:cacheprovider")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*Chromium is not installed, and REQUIRE_ALL=1 asks for all tests*"])
    assert result.ret == 1


@pytest.mark.parametrize("required", ["0", "1"])
def test_a_missing_asterisk_is_said_and_is_never_a_failure(without_asterisk, monkeypatch, required):
    monkeypatch.setenv("REQUIRE_ALL", required)
    result = without_asterisk.runpytest_subprocess("-p", "no:cacheprovider")

    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(
        ["*left out: Asterisk is not installed*", "*::test_of_a_phone", "No Asterisk was found: none is needed*"]
    )
    assert result.ret == 0


def test_an_asterisk_is_found_under_the_folder_that_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(installed, "_FOLDER", str(tmp_path))
    assert installed.find() is None
    for place in (
        "usr/sbin/asterisk",
        "usr/lib/x86_64-linux-gnu/asterisk/modules/app_dial.so",
        "usr/lib64/ld-linux-x86-64.so.2",
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    found = installed.find()
    assert found is not None
    assert found.program[0] == str(tmp_path / "usr/lib64/ld-linux-x86-64.so.2")
    assert found.program[-1] == str(tmp_path / "usr/sbin/asterisk")
    assert found.modules == tmp_path / "usr/lib/x86_64-linux-gnu/asterisk/modules"


def test_a_private_postgresql_is_ours_and_uses_no_known_port(postgresql_server):
    with psycopg.connect(postgresql_server.url("postgres").replace("+psycopg", "")) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()[0]
    assert Path(folder).parent.name.startswith("onboard-test-postgresql-")
    assert postgresql_server.port != 5432


def test_a_private_redis_keeps_nothing_from_the_test_before(redis_url):
    with Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        assert client.config_get("save") == {"save": ""}
        client.set("left", "behind")


def test_a_private_rabbitmq_carries_a_message(rabbitmq_url):
    with Connection(rabbitmq_url) as connection, connection.SimpleQueue("letters") as queue:
        queue.put("hello")
        message = queue.get(timeout=5)
        message.ack()
        assert message.payload == "hello"


HOLD_SERVER = """
import time
from tests import servers
with servers.{kind}() as server:
    print(server, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def open_folder():
    """A temporary folder that a server's own user can reach."""
    with tempfile.TemporaryDirectory(prefix="onboard-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.parametrize(
    "kind", [pytest.param("postgresql", marks=pytest.mark.postgresql), pytest.param("redis", marks=pytest.mark.redis)]
)
def test_no_server_outlives_tests_that_were_killed(kind, open_folder):
    command = [sys.executable, "-c", HOLD_SERVER.format(kind=kind)]
    environment = {**os.environ, "TMPDIR": str(open_folder)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as holder:
        assert holder.stdout is not None
        try:
            assert holder.stdout.readline(), "the server did not start"
            assert _using(open_folder) != []
        finally:
            holder.kill()

    deadline = time.monotonic() + 10
    while _using(open_folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _using(open_folder) == []


def _using(folder: Path) -> list[str]:
    """The processes that work in this folder or name it on their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            where = os.readlink(process / "cwd")
        except OSError:
            continue
        if process.name != str(os.getpid()) and (str(folder) in command or where.startswith(str(folder))):
            found.append(command)
    return found
