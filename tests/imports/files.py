"""Files for the tests of reading: bytes in chunks of whatever size."""

from collections.abc import Callable, Iterator

from onboarding.imports.reading import Limits, Table, read

HEADER = "full_name,email,extension"


def chunks(content: bytes, size: int = 7) -> Callable[[], Iterator[bytes]]:
    def opened() -> Iterator[bytes]:
        for start in range(0, len(content), size):
            yield content[start : start + size]

    return opened


def table(content: str | bytes, **limits: int) -> Table:
    content = content.encode() if isinstance(content, str) else content
    return read(chunks(content, max(7, len(content) // 1000)), Limits(**limits))


def people(body: str) -> list[tuple[int, list[str]]]:
    """Number and cells of each row below the usual header."""
    return [(row.row, row.cells) for row in table(f"{HEADER}\n{body}").rows()]
