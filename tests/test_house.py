"""Rules that hold for the whole repository."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from onboarding import wording

ROOT = Path(__file__).parent.parent
PACKAGES = ("onboarding", "web", "tasks")
BUNDLED = {"templates/email": "email", "migrations": "migrations", "samples": "samples"}

NOT_OURS = re.compile(r"(^|/)(\.git|\.venv|var|dist|build|\.hypothesis|__pycache__|\.[a-z_]*_cache)(/|$)")
DATA = re.compile(r"^(requirements/|LICENSE$|samples/)|/common_passwords\.txt$")
TEXT = {".py", ".js", ".css", ".html", ".txt", ".md", ".sh", ".toml", ".cfg", ".yml", ".yaml", ".svg", ".mako", ""}

LONGEST_FILE_LINES = 400

# Written in two halves, so that this file does not break its own rule.
INDEX_HOSTS = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "index" + "-url"]
OUTSIDE_PAGES = re.compile(r"""(src|href)=["'](https?:)?//|url\(\s*["']?(https?:)?//|@import""")


def files(*folders: str) -> Iterator[Path]:
    for folder in folders or (".",):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and not NOT_OURS.search(name_of(path)):
                yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def texts() -> Iterator[tuple[str, str]]:
    for path in files():
        if path.suffix in TEXT:
            yield name_of(path), path.read_text(encoding="utf-8")


def places(pattern: re.Pattern[str], *folders: str, suffixes: tuple[str, ...]) -> list[str]:
    """Where a pattern occurs, as file:line."""
    return [
        f"{name_of(path)}:{number}"
        for path in files(*folders)
        if path.suffix in suffixes
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_template_has_an_inline_style_or_script_which_the_page_s_policy_would_refuse():
    inline = re.compile(r"\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)
    assert places(inline, "web", suffixes=(".html",)) == []


def test_no_e_mail_has_a_style_attribute_in_its_source():
    assert places(re.compile(r"\sstyle\s*=", re.IGNORECASE), "templates", suffixes=(".html",)) == []


def test_pages_load_nothing_from_another_host():
    assert places(OUTSIDE_PAGES, "web/templates", "web/static", suffixes=(".html", ".css", ".js")) == []


def test_no_file_is_longer_than_one_cares_to_read():
    long = {name: text.count("\n") for name, text in texts() if not DATA.search(name)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE_LINES} == {}


def test_no_file_names_a_package_index():
    assert [(name, host) for name, text in texts() for host in INDEX_HOSTS if host in text] == []


def test_every_pin_has_its_hash():
    for path in files("requirements"):
        pins = [pin for pin in path.read_text().replace("\\\n", "").splitlines() if pin and not pin.startswith("#")]
        assert pins
        assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_use_cases_leave_the_commit_to_the_doors():
    committing = places(re.compile(r"\bsession\.commit\("), "onboarding", suffixes=(".py",))
    # begin_writing is the doors' own, and ends a transaction that has only read.
    assert [place for place in committing if not place.startswith("onboarding/database.py:")] == []


def test_no_sentence_for_people_says_invalid():
    assert [reason for reason, sentence in wording.SENTENCES.items() if "invalid" in sentence.lower()] == []


def test_imports_run_downwards_only():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


IMPORT_ALL = """
import importlib, pkgutil, sys
for package in sys.argv[1:]:
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
importlib.import_module("celeryconfig")
"""


def test_every_module_can_be_imported_without_a_warning():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, *PACKAGES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(built_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(built_wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_carries_every_file_of_the_service(wheel):
    wanted = {name_of(path) for path in files(*PACKAGES)} | {"celeryconfig.py"}
    for folder, inside in BUNDLED.items():
        wanted |= {
            f"onboarding/_bundled/{inside}/{path.relative_to(ROOT / folder).as_posix()}" for path in files(folder)
        }
    carried = {path.relative_to(wheel).as_posix() for path in wheel.rglob("*") if path.is_file()}

    assert wanted - carried == set()
    assert {name for name in carried - wanted if ".dist-info/" not in name} == set()


@pytest.mark.parametrize("kind", ["onboarding/_bundled/migrations/versions", "onboarding/_bundled/samples"])
def test_the_wheel_carries_what_is_not_code(wheel, kind):
    assert any((wheel / kind).iterdir())


UPGRADE = """
import os
from onboarding import schema, settings
schema.upgrade(settings.read(os.environ))
print(schema.__file__)
"""


def test_the_wheel_finds_its_migrations_outside_the_checkout(wheel, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(wheel), "ONBOARD_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-c", UPGRADE], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(wheel))
    assert (tmp_path / "data" / "onboard.db").stat().st_size > 0
