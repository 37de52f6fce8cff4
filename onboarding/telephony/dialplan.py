"""Ranges of extensions as the patterns of Asterisk's dialplan."""

from collections.abc import Collection, Iterable, Iterator


def patterns(ranges: Iterable[tuple[int, int]], left_out: Collection[int] = ()) -> list[str]:
    """Patterns that match the numbers of these ranges (first, last), in their order, and no others.

    1000-9999 is `_[1-9]XXX`; a single number stands for itself. `left_out`: numbers that none of them may match.
    """
    parts = [part for first, last in ranges for part in _without(first, last, left_out)]
    return [_pattern(piece) for first, last in parts for piece in _pieces(first, last)]


def _without(first: int, last: int, left_out: Collection[int]) -> Iterator[tuple[int, int]]:
    for number in sorted(number for number in left_out if first <= number <= last):
        yield first, number - 1
        first = number + 1
    yield first, last


def _pieces(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Pieces of a range in which one digit varies, and all after it: 95-320 is 95-99, 100-299, 300-319 and 320."""
    while first <= last:
        size = 1
        while first % (size * 10) == 0 and first + size * 10 - 1 <= last:
            size *= 10
        digit = first // size % 10
        count = min(10 - digit, (last - first + 1) // size)
        yield first, first + count * size - 1
        first += count * size


def _pattern(piece: tuple[int, int]) -> str:
    first, last = map(str, piece)
    fixed = next((i for i, (one, other) in enumerate(zip(first, last, strict=True)) if one != other), len(first))
    if fixed == len(first):
        return first
    varying = "X" if (first[fixed], last[fixed]) == ("0", "9") else f"[{first[fixed]}-{last[fixed]}]"
    return f"_{first[:fixed]}{varying}{'X' * (len(first) - fixed - 1)}"
