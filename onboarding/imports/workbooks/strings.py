"""The texts that the cells of a workbook share. They lie in a file, because there may be millions."""

import os
import re
import tempfile
from array import array
from collections.abc import Iterator
from itertools import accumulate, islice
from types import TracebackType

from onboarding.imports.records import RECORD_LIMIT
from onboarding.imports.refusal import refused
from onboarding.imports.workbooks.markup import local, parsed
from onboarding.imports.workbooks.package import Package

MOST = 16_000_000
_OVER = object()
_PARTS = frozenset({"si", "t", "r", "rPh"})
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """Text by its number; to be closed after use."""

    def __init__(self, package: Package, name: str | None) -> None:
        """`name`: the part that holds them, if there is one. Raises FileRefused."""
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (closed by __exit__)
        self._handle = self._file.fileno()
        self._ends = array("Q", [0])
        self._more = self._read(package, name) if name is not None else iter(())

    def __enter__(self) -> "SharedStrings":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def __getitem__(self, number: int) -> str:
        """Raises IndexError where there is no such text."""
        while number >= len(self._ends) - 1 and next(self._more, _OVER) is not _OVER:
            pass
        if number < 0:
            raise IndexError(number)
        start, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._handle, end - start, start).decode() if end > start else ""

    def _read(self, package: Package, name: str) -> Iterator[None]:
        """Keep the next texts; they are read as far as somebody has asked for them."""
        texts = _Texts()
        for _ in parsed(package.pieces(name), texts.start, texts.end, texts.text):
            if len(self._ends) + len(texts.found) > MOST:
                raise refused("too_large", "file_too_many_texts", limit=MOST)
            contents = [text.encode() for text in texts.found]
            self._ends.extend(islice(accumulate(map(len, contents), initial=self._ends[-1]), 1, None))
            self._file.write(b"".join(contents))
            texts.found.clear()
            yield


class _Texts:
    """Handlers for the shared texts: formatted runs are joined, readings of Asian characters are left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._text, self._inside, self._phonetic = "", False, False

    def start(self, name: str, _: dict[str, str]) -> None:
        kind = name if name in _PARTS else local(name)
        if kind == "si":
            self._text = ""
        elif kind == "rPh":
            self._phonetic = True
        self._inside = kind == "t" and not self._phonetic

    def end(self, name: str) -> None:
        kind = name if name in _PARTS else local(name)
        self._inside = False
        if kind == "si":
            self.found.append(unescaped(self._text))
        elif kind == "rPh":
            self._phonetic = False

    def text(self, data: str) -> None:
        if self._inside and len(self._text) <= RECORD_LIMIT:
            self._text += data


def unescaped(text: str) -> str:
    """Characters that XML cannot hold are written as _x000D_; what no text can hold becomes the sign of a lost one."""
    return _ESCAPED.sub(lambda found: _character(int(found[1], 16)), text) if "_x" in text else text


def _character(point: int) -> str:
    return chr(point) if point and not 0xD800 <= point <= 0xDFFF else "\ufffd"
