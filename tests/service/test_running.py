"""What `onboard up` promises: it answers, mends itself, refuses to be started twice, and leaves nothing behind."""

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.service.running import Deployment, deployed, descendants, free_port, is_running, people_csv, until

pytestmark = [pytest.mark.timeout(150), pytest.mark.xdist_group("running")]


def child(deployment: Deployment, name: str) -> int:
    """The process of the service whose command line holds this."""
    assert deployment.process is not None
    for pid in descendants(deployment.process.pid)[1:]:
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and name in command.read_text().replace("\0", " "):
            return pid
    return 0


def test_a_running_service_is_ready_and_the_doctor_finds_nothing_wrong(deployment: Deployment) -> None:
    deployment.start()
    deployment.wait_ready()
    assert deployment.get("/healthz")[0] == 200
    assert b"onboard" in deployment.get("/metrics")[1]
    until(lambda: deployment.run("doctor", check=False).returncode == 0, 20, every=0.5)


def test_a_file_brought_by_the_command_line_is_worked_off_by_the_service(deployment: Deployment) -> None:
    deployment.start()
    deployment.wait_ready()
    assert_a_file_is_worked_off(deployment)


def assert_a_file_is_worked_off(deployment: Deployment) -> None:
    file = people_csv(deployment.folder / "people.csv", 120)
    report = deployment.json("import", str(file), "--yes", "--invite", "now")
    assert (report["state"], report["rows"]["applied"]) == ("completed", 120)
    assert len(list(deployment.outbox.glob("*.eml"))) == 120
    assert deployment.json("agents")["total"] == 120


def test_asked_to_stop_all_its_processes_end(embedded: Deployment) -> None:
    embedded.start()
    embedded.wait_ready()
    assert embedded.process is not None
    tree = descendants(embedded.process.pid)
    embedded.process.send_signal(signal.SIGTERM)
    assert embedded.process.wait(timeout=25) == 0
    until(lambda: not any(is_running(pid) for pid in tree), 10)


def test_who_is_killed_is_started_again(embedded: Deployment) -> None:
    embedded.start()
    embedded.wait_ready()
    killed = child(embedded, "web.cli.serving")
    os.kill(killed, signal.SIGKILL)
    until(lambda: child(embedded, "web.cli.serving") not in (0, killed))
    embedded.wait_ready()
    assert "started again" in embedded.log()


def test_when_the_parent_is_killed_its_children_end(embedded: Deployment) -> None:
    embedded.start()
    embedded.wait_ready()
    assert embedded.process is not None
    tree = descendants(embedded.process.pid)
    assert len(tree) > 5
    embedded.process.kill()
    embedded.process.wait()
    until(lambda: not any(is_running(pid) for pid in tree), 30)


def test_a_second_service_on_the_same_folder_is_refused(embedded: Deployment) -> None:
    embedded.start()
    embedded.wait_ready()
    second = embedded.run("up", "--port", str(free_port()), check=False)
    assert second.returncode == 2
    assert "running already" in second.stderr


def test_a_port_in_use_is_refused_by_name(embedded: Deployment) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = embedded.run("up", "--port", str(port), check=False)
    assert refused.returncode == 2
    assert f"Port {port}" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.postgresql
@pytest.mark.rabbitmq
def test_it_runs_on_rabbitmq_too(tmp_path: Path, empty_postgresql_url: str, rabbitmq_url: str) -> None:
    environ = {"ONBOARD_DATABASE_URL": empty_postgresql_url, "ONBOARD_BROKER_URL": rabbitmq_url}
    with deployed(tmp_path / "service", environ) as deployment:
        deployment.start()
        deployment.wait_ready()
        assert_a_file_is_worked_off(deployment)


def test_no_secret_is_in_a_log_or_in_the_process_list(embedded: Deployment) -> None:
    embedded.start()
    embedded.wait_ready()
    file = people_csv(embedded.folder / "people.csv", 5)
    embedded.json("import", str(file), "--yes", "--invite", "now")
    (link,) = embedded.json("invite", "--agent", "ana1.ruiz1", "--link")["items"]
    embedded.get(link["url"].removeprefix(embedded.url))
    assert embedded.process is not None
    commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid in descendants(embedded.process.pid)]
    key = (embedded.data_dir / "secret.key").read_text()
    token = link["url"].rpartition("/")[2]
    written = embedded.log() + "".join(commands)
    assert token not in written
    assert key not in written
    messages = "".join(path.read_text() for path in (embedded.data_dir / "broker").rglob("*.msg"))
    assert messages
    assert "@northwind.example" not in messages
    assert token not in messages
    assert (embedded.data_dir / "secret.key").stat().st_mode & 0o077 == 0
