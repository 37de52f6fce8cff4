"""E-mail addresses: whether mail can reach them, and if not, what is amiss."""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from onboarding.agents.cells import Finding

EXAMPLE_DOMAINS = frozenset({"contoso.com", "example.com"})
_LONGEST = 254
_SUGGESTED = "northwind.example"

# The part before the @ as nearly everybody has it; all else is left to the library.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_IN_BRACKETS = re.compile(r"[^<>@]*<\s*([^<>\s]+@[^<>\s]+)\s*>")
_LINK = re.compile(r"mailto:\s*([^?\s]+)(?:\?.*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z0-9_+-]+(?:[.'][A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}")
_ADDRESS_INSIDE = re.compile(rf"""(?:^|[\s<>(\[{{"'“”„«»;:,|])({_ADDRESS.pattern})(?:$|[\s<>)\]}}"'“”„«»;:,|*/?])""")
_WRITTEN_AT = re.compile(r"\s*(?:[\[({<]\s*(?:at|@)\s*[\])}>]|\s(?:at|AT)\s)\s*")
_PUNCTUATION = frozenset("!#$%&'*+-/=?^_`{|}~.")


def read_email(text: str) -> str:
    """The address in its normal form. Raises Finding."""
    if found := _LINK.fullmatch(text) or _IN_BRACKETS.fullmatch(text):
        text = found[1]
    local, at, domain = text.rpartition("@")
    if not at or not domain or "@" in local:
        raise _amiss(text)
    known = _domain(domain)
    if known and len(local) <= 64 and len(local) + len(known) < _LONGEST and _PLAIN_LOCAL.fullmatch(local):
        return f"{local}@{known}"
    return _validated(text)


def is_unusual(address: str) -> bool:
    """Whether some mail servers do not take this address: there are other letters than A to Z before the @."""
    return not address.isascii() and not address.rpartition("@")[0].isascii()


def _validated(text: str) -> str:
    try:
        found = validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError:
        raise _amiss(text) from None
    if len(found.domain.rpartition(".")[2]) < 2 or not _is_written(found.local_part):
        raise _amiss(text)
    if len(found.normalized.casefold()) > _LONGEST:
        raise Finding("too_long", "cell_too_long", limit=_LONGEST)
    return found.normalized


def _is_written(local: str) -> bool:
    """Letters and digits of any script, and the punctuation that the standard names: no £, no curly quotes."""
    return all(mark.isalnum() or mark in _PUNCTUATION or unicodedata.category(mark)[0] == "M" for mark in local)


@lru_cache(maxsize=8192)
def _domain(domain: str) -> str | None:
    """The normal form of a domain, remembered: a company's people share one; None where it is not one."""
    if len(domain.rpartition(".")[2]) < 2:
        return None
    try:
        return validate_email(f"postmaster@{domain}", check_deliverability=False, strict=True).domain
    except EmailNotValidError:
        return None


def _amiss(text: str) -> Finding:
    """What is the matter with an address, as precisely as it can be told."""
    local, at, domain = text.partition("@")
    suggestion = f"{local if len(local) <= 40 and _PLAIN_LOCAL.fullmatch(local) else 'zoe'}@{_SUGGESTED}"
    if meant := _meant(text):
        return meant
    if not at:
        return Finding("invalid", "email_no_at", suggestion=suggestion)
    if not domain:
        return Finding("invalid", "email_ends_after_at", suggestion=suggestion)
    if not local:
        return Finding("invalid", "email_begins_with_at", suggestion=f"zoe{text}" if _domain(domain) else suggestion)
    if "@" in domain:
        return Finding("invalid", "email_two_ats")
    if "." not in domain:
        return Finding("invalid", "email_no_dot", suggestion=suggestion)
    return Finding("invalid", "email_unreachable", suggestion=suggestion)


def _meant(text: str) -> Finding | None:
    """What is the matter where the address that is meant can be seen: blanks, marks around it, dots, (at)."""
    found = _ADDRESS.findall(text)
    if len(found) > 1:
        return Finding("invalid", "email_several")
    closed = re.sub(r"\s+", "", text)
    if len(text) - len(closed) == 1 and _is_address(closed):
        return Finding("invalid", "email_blank", suggestion=closed)
    spelled = _spelled(closed if "@" in text and len(text) - len(closed) == 1 else text)
    if spelled != text and _is_address(spelled):
        return Finding("invalid", "email_meant", suggestion=spelled)
    if text.count("@") == 1 and (inside := _ADDRESS_INSIDE.search(text)) and _is_address(inside[1]):
        return Finding("invalid", "email_surrounded", suggestion=inside[1])
    return None


def _spelled(text: str) -> str:
    """The text with (at) as @, commas as dots, and no dot where none can be."""
    text = _WRITTEN_AT.sub("@", text).replace(",", ".")
    return re.sub(r"\.*@\.*", "@", re.sub(r"\.{2,}", ".", text)).strip(".")


def _is_address(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    return len(local) <= 64 and bool(_PLAIN_LOCAL.fullmatch(local)) and _domain(domain) is not None
