"""One pattern a country, of the library's own rules: says in one look that a plainly written number exists.

The library tries eleven patterns for each of a country's regions, twice, in Python; a file has two numbers a row. Only
a yes is said here; every other number is the library's to judge.
"""

import re
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberDesc

_PLAIN = re.compile(r"\+[1-9][0-9]*(?:[ ()./-]{1,2}[0-9]+)*")
_MARKS = str.maketrans("", "", " ()./-")
_LONGEST_COUNTRY_CODE = 3
_NATIONAL_DIGITS = range(2, 18)
_KINDS = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
    "mobile",
)


def existing(text: str) -> str | None:
    """The number as +391234… where it is written plainly, with its country, and exists; None: ask the library."""
    if not _PLAIN.fullmatch(text):
        return None
    digits = text[1:].translate(_MARKS)
    for length in range(1, _LONGEST_COUNTRY_CODE + 1):
        if int(digits[:length]) in COUNTRY_CODE_TO_REGION_CODE:
            national = digits[length:]
            pattern = _pattern(int(digits[:length]))
            exists = len(national) in _NATIONAL_DIGITS and pattern is not None and pattern.fullmatch(national)
            return f"+{digits}" if exists else None
    return None


@cache
def _pattern(country: int) -> re.Pattern[str] | None:
    """What the national digits of an existing number look like; None for codes that are no country's.

    A region that has leading digits of its own has all numbers that begin with them, and no others.
    """
    regions = [PhoneMetadata.metadata_for_region(region, None) for region in COUNTRY_CODE_TO_REGION_CODE[country]]
    known = [region for region in regions if region is not None]
    if len(known) < len(regions) or not known:
        return None
    others, found = "", []
    for region in known:
        kinds = [part for kind in _KINDS if (part := _described(getattr(region, kind)))]
        general = _described(region.general_desc)
        leading = region.leading_digits if len(known) > 1 else None
        if general and kinds:
            begins = f"(?={leading})" if leading else ""
            found.append(f"{others}{begins}(?={general})(?:{'|'.join(kinds)})")
        others += f"(?!{leading})" if leading else ""
    # What is stripped as a national prefix (+44 (0)20 …) is the library's to strip.
    prefix = known[0].national_prefix_for_parsing
    return re.compile(f"{f'(?!{prefix})' if prefix else ''}(?:{'|'.join(found)})", re.ASCII) if found else None


def _described(kind: PhoneNumberDesc | None) -> str | None:
    """A whole number of this kind: its lengths and its pattern."""
    if kind is None or not kind.national_number_pattern:
        return None
    lengths = "|".join(f"[0-9]{{{length}}}" for length in kind.possible_length)
    has_length = f"(?=(?:{lengths})\\Z)" if lengths else ""
    return f"{has_length}(?:{kind.national_number_pattern})\\Z"
