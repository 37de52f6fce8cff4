"""What `onboard up` promises: it answers, mends itself, refuses to be started twice, and leaves nothing behind."""

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.service.conftest import EMBEDDED, RABBITMQ, SERVERS
from tests.service.running import Deployment, deployed, descendants, free_port, is_running, people_csv, until

pytestmark = [pytest.mark.timeout(150), pytest.mark.xdist_group("running")]


def kept(*ways: object) -> pytest.MarkDecorator:
    """On the services that the tests of this file share; those that end one stand last."""
    return pytest.mark.parametrize("kept", ways, indirect=True)


def child(deployment: Deployment, name: str) -> int:
    """The process of the service whose command line holds this."""
    assert deployment.process is not None
    for pid in descendants(deployment.process.pid)[1:]:
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and name in command.read_text().replace("\0", " "):
            return pid
    return 0


@kept(EMBEDDED, SERVERS)
def test_a_running_service_is_ready_and_the_doctor_finds_nothing_wrong(running: Deployment) -> None:
    assert running.get("/healthz")[0] == 200
    assert b"onboard" in running.get("/metrics")[1]
    until(lambda: running.run("doctor", check=False).returncode == 0, 20, every=0.5)


@kept(EMBEDDED, SERVERS, RABBITMQ)
def test_a_file_brought_by_the_command_line_is_worked_off_by_the_service(running: Deployment) -> None:
    file = people_csv(running.folder / "people.csv", 120, first=1001)
    letters = len(list(running.outbox.glob("*.eml")))
    report = running.json("import", str(file), "--yes", "--invite", "now")
    assert (report["state"], report["rows"]["applied"]) == ("completed", 120)
    assert len(list(running.outbox.glob("*.eml"))) == letters + 120
    there = {person["email"] for person in running.json("agents")["items"]}
    assert there >= {f"ana{n}@northwind.example" for n in range(1001, 1121)}


@kept(EMBEDDED)
def test_who_is_killed_is_started_again(running: Deployment) -> None:
    killed = child(running, "web.cli.serving")
    os.kill(killed, signal.SIGKILL)
    until(lambda: child(running, "web.cli.serving") not in (0, killed))
    running.wait_ready()
    assert "started again" in running.log()


@kept(EMBEDDED)
def test_a_second_service_on_the_same_folder_is_refused(running: Deployment) -> None:
    second = running.run("up", "--port", str(free_port()), check=False)
    assert second.returncode == 2
    assert "running already" in second.stderr


def test_a_port_in_use_is_refused_by_name(tmp_path: Path) -> None:
    with deployed(tmp_path / "service") as embedded, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = embedded.run("up", "--port", str(port), check=False)
    assert refused.returncode == 2
    assert f"Port {port}" in refused.stderr
    assert "Traceback" not in refused.stderr


@kept(EMBEDDED)
def test_no_secret_is_in_a_log_or_in_the_process_list(running: Deployment) -> None:
    file = people_csv(running.folder / "few.csv", 5)
    running.json("import", str(file), "--yes", "--invite", "now")
    (link,) = running.json("invite", "--agent", "ana1.ruiz1", "--link")["items"]
    running.get(link["url"].removeprefix(running.url))
    assert running.process is not None
    commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid in descendants(running.process.pid)]
    key = (running.data_dir / "secret.key").read_text()
    token = link["url"].rpartition("/")[2]
    written = running.log() + "".join(commands)
    assert token not in written
    assert key not in written
    messages = "".join(path.read_text() for path in (running.data_dir / "broker").rglob("*.msg"))
    assert messages
    assert "@northwind.example" not in messages
    assert token not in messages
    assert (running.data_dir / "secret.key").stat().st_mode & 0o077 == 0


@kept(EMBEDDED)
def test_asked_to_stop_all_its_processes_end(running: Deployment) -> None:
    assert running.process is not None
    tree = descendants(running.process.pid)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=25) == 0
    until(lambda: not any(is_running(pid) for pid in tree), 10)


@kept(SERVERS)
def test_when_the_parent_is_killed_its_children_end(running: Deployment) -> None:
    assert running.process is not None
    tree = descendants(running.process.pid)
    assert len(tree) > 5
    running.process.kill()
    running.process.wait()
    until(lambda: not any(is_running(pid) for pid in tree), 30)
