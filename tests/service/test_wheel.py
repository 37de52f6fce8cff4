"""The wheel holds all that the service needs: installed far from the checkout, it brings the sample on board."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from onboarding.settings import PREFIX
from tests.service.running import free_port

pytestmark = pytest.mark.timeout(200)

PEOPLE = 38
"""Of the sample's 40 rows, two have mistakes."""


def run(*command: str | Path, cwd: Path, **environ: str) -> str:
    """What a command printed; fails the test when it fails."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith((PREFIX, "PYTHON"))}
    done = subprocess.run(command, cwd=cwd, env={**clean, **environ}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def installed(built_wheel: Path, tmp_path: Path) -> Path:
    """The programs of an environment that has the wheel, and sees the packages that it depends on."""
    place = tmp_path / "installed"
    run(sys.executable, "-m", "venv", "--without-pip", place, cwd=tmp_path)
    python = place / "bin" / "python"
    quick = ("--no-deps", "--no-index", "--disable-pip-version-check", "--no-compile")
    run(sys.executable, "-m", "pip", "--python", python, "install", *quick, built_wheel, cwd=tmp_path)
    # A folder that is named in a .pth file is looked into, but its own .pth files, such as our checkout's, are not.
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def test_the_demo_runs_from_the_wheel_and_a_second_time_changes_nothing(installed: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = run(installed / "python", "-c", "import onboarding; print(onboarding.__file__)", cwd=elsewhere)
    assert Path(where).is_relative_to(installed.parent)

    def demo() -> str:
        command = (installed / "onboard", "demo", "--exit", "--port", str(free_port()))
        return run(*command, cwd=elsewhere, ONBOARD_DATA_DIR=str(tmp_path / "data"))

    first = demo()
    assert f"{PEOPLE} of 40 rows are in: {PEOPLE} new, 0 changed, 0 unchanged" in first
    assert first.count("/join/") == PEOPLE
    assert f"0 of 40 rows are in: 0 new, 0 changed, {PEOPLE} unchanged" in demo()
