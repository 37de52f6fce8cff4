"""E-mail addresses: whether mail can reach them, and if not, what is amiss."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from onboarding.agents.cells import Finding

EXAMPLE_DOMAINS = frozenset({"contoso.com", "example.com"})
_LONGEST = 254
_SUGGESTED = "northwind.example"

# The part before the @ as nearly everybody has it; all else is left to the library.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_IN_BRACKETS = re.compile(r"[^<>@]*<\s*([^<>\s]+@[^<>\s]+)\s*>")
_PLAIN_START = re.compile(r"[A-Za-z0-9._-]{1,40}")


def read_email(text: str) -> str:
    """The address in its normal form. Raises Finding."""
    text = text.removeprefix("mailto:")
    if found := _IN_BRACKETS.fullmatch(text):
        text = found[1]
    local, at, domain = text.rpartition("@")
    if not at or not domain or "@" in local:
        raise _amiss(text)
    known = _domain(domain)
    if known and len(local) <= 64 and len(local) + len(known) < _LONGEST and _PLAIN_LOCAL.fullmatch(local):
        return f"{local}@{known}"
    return _validated(text)


def _validated(text: str) -> str:
    try:
        normal = validate_email(text, check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        raise _amiss(text) from None
    if len(normal.casefold()) > _LONGEST:
        raise Finding("too_long", "cell_too_long", limit=_LONGEST)
    return normal


@lru_cache(maxsize=8192)
def _domain(domain: str) -> str | None:
    """The normal form of a domain, remembered: a company's people share one; None where it is not one."""
    try:
        return validate_email(f"postmaster@{domain}", check_deliverability=False, strict=True).domain
    except EmailNotValidError:
        return None


def _amiss(text: str) -> Finding:
    """What is the matter with an address, as precisely as it can be told."""
    local, at, domain = text.partition("@")
    suggestion = f"{local if _PLAIN_START.fullmatch(local) else 'zoe'}@{_SUGGESTED}"
    if not at:
        return Finding("invalid", "email_no_at", suggestion=suggestion)
    if not domain:
        return Finding("invalid", "email_ends_after_at", suggestion=suggestion)
    if not local:
        return Finding("invalid", "email_begins_with_at", suggestion=f"zoe{text}" if "@" not in domain else suggestion)
    if "@" in domain:
        return Finding("invalid", "email_several")
    if re.search(r"\s", text):
        return Finding("invalid", "email_blank", suggestion=re.sub(r"\s+", "", text)[:80])
    if "." not in domain:
        return Finding("invalid", "email_no_dot", suggestion=suggestion)
    return Finding("invalid", "email_unreachable", suggestion=suggestion)
