"""Rows kept in a temporary file, for what takes long to read and is read more than once."""

import json
import tempfile
import weakref
from collections.abc import Iterator

from onboarding.imports.records import Row
from onboarding.wording import Problem

_IN_MEMORY = 2**20
_AT_ONCE = 256 * 1024


class Spool:
    """Rows that can be read again and again, also by several at the same time. The file goes with its last reader."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed below, or with this object)
        weakref.finalize(self, self._file.close)
        self._end = 0

    def add(self, row: Row) -> None:
        """Rows are added before any is read."""
        kept = json.dumps([row.row, row.cells, row.problem and row.problem.stored()]).encode()
        self._end += self._file.write(kept + b"\n")

    def __len__(self) -> int:
        """The bytes it takes: none where there are no rows."""
        return self._end

    def __iter__(self) -> Iterator[Row]:
        place = 0
        while True:
            self._file.seek(place)
            lines = self._file.readlines(_AT_ONCE)
            if not lines:
                return
            place = self._file.tell()
            for line in lines:
                row, cells, problem = json.loads(line)
                yield Row(row, cells, Problem.restored(problem) if problem else None)
