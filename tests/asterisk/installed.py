"""Where an Asterisk is: under the folder that ONBOARD_TEST_ASTERISK names, else on the PATH.

The folder may be `/`, or that of another system's files (as debootstrap unpacks them): then its programs are run with
its own libraries.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

# Read at once, because the tests forget the settings of whoever runs them.
_FOLDER = os.environ.get("ONBOARD_TEST_ASTERISK", "")


@dataclass(frozen=True, slots=True)
class Installed:
    """The words that begin a command, and the folders of modules, documentation and English prompts."""

    program: tuple[str, ...]
    modules: Path
    documentation: Path | None
    prompts: Path | None


def find() -> Installed | None:
    folder = Path(_FOLDER) if _FOLDER else Path("/")
    path = folder / "usr/sbin/asterisk" if _FOLDER else Path(shutil.which("asterisk") or "/usr/sbin/asterisk")
    modules = _first(folder, "usr/lib/*/asterisk/modules", "usr/lib/asterisk/modules", "usr/lib64/asterisk/modules")
    if not path.is_file() or modules is None:
        return None
    shared = ("usr/share/asterisk", "var/lib/asterisk")
    return Installed(
        program=(*_loader(folder), str(path)),
        modules=modules,
        documentation=_first(folder, *(f"{place}/documentation" for place in shared)),
        prompts=_first(folder, *(f"{place}/sounds/{name}" for place in shared for name in ("en", "en_US*"))),
    )


def _loader(folder: Path) -> tuple[str, ...]:
    """Another system's programs need that system's own loader and libraries."""
    if folder == Path("/"):
        return ()
    loader = _first(folder, "usr/lib64/ld-linux-*", "usr/lib/ld-linux-*", "usr/lib/*/ld-linux-*")
    libraries = [*folder.glob("usr/lib/*-linux-gnu*"), *folder.glob("usr/lib64"), folder / "usr/lib"]
    return (str(loader), "--library-path", ":".join(map(str, libraries))) if loader else ()


def _first(folder: Path, *patterns: str) -> Path | None:
    """The first that is there and is not empty; a link that leads out of another system's folder leads nowhere."""
    found = (path for pattern in patterns for path in sorted(folder.glob(pattern)))
    return next((path for path in found if path.is_file() or (path.is_dir() and any(path.iterdir()))), None)
