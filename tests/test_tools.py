"""The scripts behind make, on machines that lack something."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent.parent / "tools"


@dataclass
class Machine:
    """A machine on which chosen programs are found before the system's own."""

    home: Path

    def has(self, program: str, script: str) -> None:
        path = self.home / "bin" / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": f"{self.home / 'bin'}:/usr/bin:/bin"}
        return subprocess.run(command, cwd=self.home, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path):
    (tmp_path / "bin").mkdir()
    return Machine(tmp_path)


@pytest.fixture
def checkout(tmp_path):
    """A checkout without a .venv, as a clone leaves it."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for script in TOOLS.glob("*.sh"):
        (tools / script.name).symlink_to(script)
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in ("build.txt", "base.txt", "test.txt"):
        (requirements / name).touch()
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def test_a_python_that_is_too_old_is_named(machine, checkout):
    machine.has("python3", 'test "$1" = --version && echo "Python 3.9.2" && exit; exit 1')
    for newer in ("python3.11", "python3.12", "python3.13", "python3.14"):
        machine.has(newer, "exit 1")

    done = machine.run("tools/venv.sh", "base")

    assert done.returncode != 0
    assert "Python 3.11 or newer is needed, and this machine has none (Python 3.9.2)." in done.stderr
    assert not (checkout / ".venv").exists()


LACKS_VENV = """
case "$*" in
    *ensurepip*) exit 1 ;;
    --version) echo "Python 3.11.9" ;;
esac
"""


def test_a_python_without_venv_is_given_it_by_apt_or_says_which_package(machine, checkout):
    machine.has("python3", LACKS_VENV)
    machine.has("id", "echo 1000")
    machine.has("sudo", "exit 1")
    machine.has("apt-get", "exit 1")

    done = machine.run("tools/venv.sh", "base")

    assert done.returncode != 0
    assert "Please install the package python3-venv, then run this again." in done.stderr


def test_without_root_and_sudo_it_says_what_to_run(machine):
    machine.has("id", "echo 1000")
    machine.has("sudo", "exit 1")
    machine.has("apt-get", "exit 0")

    done = machine.run(str(TOOLS / "apt-install.sh"), "postgresql", "redis-server")

    assert done.returncode == 1
    assert "sudo apt-get install --no-install-recommends postgresql redis-server" in done.stderr


def test_one_package_that_does_not_exist_keeps_no_other_out(machine, tmp_path):
    machine.has("id", "echo 0")
    machine.has(
        "apt-get", f'echo "$@" >> {tmp_path}/asked; case "$*" in *chromium) echo "E: no such package"; exit 100;; esac'
    )

    done = machine.run(str(TOOLS / "apt-install.sh"), "chromium", "redis-server")

    assert done.returncode == 1
    assert "Installing with apt: chromium redis-server" in done.stdout
    assert "apt could not install chromium:\nE: no such package" in done.stderr
    assert (tmp_path / "asked").read_text().splitlines()[-1].endswith("--no-install-recommends redis-server")
