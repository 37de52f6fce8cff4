"""What a person sees of a number: its format says whether it is a date, and how many zeros go before it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

Show = Callable[[float], str]

MOST_DIGITS = 15
UNSHOWABLE = "########"
"""What Excel shows in the place of a date that does not exist."""

_FROM_1900, _FROM_1904 = date(1899, 12, 30), date(1904, 1, 1)
_BETWEEN_THEM = 1_462
_LAST_DAY = 2_958_465  # 31 December 9999, counted from 1900
_DAY = 86_400

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].')
_BRACKET = re.compile(r"\[[^\]]*\]")
_CONDITION = re.compile(r"\[[<>=]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_MASK = re.compile(r"[0#? +()\-\x00]*[0#][0#? +()\-\x00]*")
_SHOWN_AS_WRITTEN = "+-() "

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "m/d/yyyy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy/m/d"), **dict.fromkeys((32, 33, 34, 35), "h:mm"),
}  # fmt: skip
"""The formats that a workbook does not write down (those from 27 on depend on the language: dates and times)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How the numbers of a format are shown."""

    show: Show
    is_date: bool = False


def shown_by(code: str, *, from_1904: bool) -> Shown | None:
    """How a number format shows numbers; None where as they are (see `plain`)."""
    if _CONDITION.search(code):
        return None
    section = _first_section(code)
    bare = _BRACKET.sub(lambda found: found[0] if _ELAPSED.fullmatch(found[0]) else "", _LITERAL.sub("", section))
    letters = bare.casefold()
    if "general" in letters or "@" in letters:
        return None
    if re.search("[dmyhs]", letters):
        return _moments(letters, from_1904=from_1904)
    if "%" in letters:
        return Shown(lambda value: f"{value * 100:.{MOST_DIGITS}g}%")
    return _masked(_BRACKET.sub("", section))


def plain(value: float) -> str:
    """A number with all its digits. One of more digits than Excel keeps is shown shortened: the last ones are lost."""
    if abs(value) >= 10**MOST_DIGITS:
        return f"{value:.14E}"
    if value == int(value):
        return str(int(value))
    return f"{value:.{MOST_DIGITS}g}"


def _first_section(code: str) -> str:
    """The part of a format for positive numbers; what stands in quotation marks separates nothing."""
    end = re.match(r'(?:"[^"]*"|\\.|[^;"\\])*', code)
    return end[0] if end else code


def _moments(letters: str, *, from_1904: bool) -> Shown:
    clock = bool(re.search("[hs]", letters))
    days = bool(re.search("[dy]", letters)) or not clock
    elapsed = bool(_ELAPSED.search(letters))
    last_day = _LAST_DAY - (_BETWEEN_THEM if from_1904 else 0)

    def show(value: float) -> str:
        seconds = round(value * _DAY)
        day, second = divmod(seconds, _DAY)
        if value < 0 or day > last_day:
            return UNSHOWABLE
        if not days:
            return _clock(seconds if elapsed else second)
        found = _day(day, from_1904=from_1904)
        return f"{found.isoformat()}T{_clock(second)}" if clock and second else found.isoformat()

    return Shown(show, is_date=days)


def _day(day: int, *, from_1904: bool) -> date:
    """Day numbers count from 1904 as old Macs did, else from 1900, which they take for a leap year."""
    if from_1904:
        return _FROM_1904 + timedelta(days=day)
    return _FROM_1900 + timedelta(days=day + (day < 60))


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _masked(section: str) -> Shown | None:
    """A format of digits and signs only, such as 00000 or "+"0: what it adds is seen, so it belongs to the value."""
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2] or "")
        return "\0"

    mask = _LITERAL.sub(keep, section)
    if not _MASK.fullmatch(mask) or mask in ("0", "#"):
        return None

    def show(value: float) -> str:
        if abs(value) >= 10**MOST_DIGITS:
            return plain(value)
        whole = int(Decimal(abs(value)).quantize(Decimal(1), ROUND_HALF_UP))
        return ("-" if value < 0 else "") + _filled(mask, str(whole), list(literals))

    return Shown(show)


def _filled(mask: str, digits: str, literals: list[str]) -> str:
    """The digits in the places of a mask, from the right; those that are left over stand before the first place."""
    first = re.search("[0#?]", mask).start()  # type: ignore[union-attr]
    left, shown = list(digits), []
    for place in range(len(mask) - 1, -1, -1):
        sign = mask[place]
        if sign == "\0":
            shown.append(literals.pop())
        elif sign in _SHOWN_AS_WRITTEN:
            shown.append(sign)
        elif left:
            shown.append(left.pop())
        elif sign == "0":
            shown.append("0")
        if place == first:
            shown.append("".join(left))
            left.clear()
    return "".join(reversed(shown)).strip()
