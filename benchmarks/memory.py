"""How much memory a service takes: the share of its processes in what they have together (PSS), in MB."""

from contextlib import suppress
from pathlib import Path

from tests.service.running import descendants


class Growth:
    """Looks at the processes below one from time to time, and knows by how much they have grown at most."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._start = _taken(root)
        self.most = 0.0

    def look(self) -> None:
        self.most = max(self.most, _taken(self._root) - self._start)


def _taken(root: int) -> float:
    kilobytes = 0
    for pid in descendants(root):
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024
