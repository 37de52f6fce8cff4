"""A language in which every translated word stands in ⟦brackets⟧, and what a page says outside of them."""

import re
from collections.abc import Iterator

import pytest
from babel.support import NullTranslations

from onboarding import wording
from tests.web.browser import Element, Page
from web import formats, translating

WORDS = re.compile(r"[^\W\d_]{2,}")
SAID = (
    *("title", "aria-label", "placeholder", "alt", "label"),
    *("data-busy", "data-copied", "data-open", "data-met", "data-word"),
)
"""Attributes that are shown or read out."""
SILENT = {"script", "style", "code", "pre", "kbd"}
"""Elements whose text is no language's: what is typed as it stands."""
VALUES = {"avatar", "me-value", "secret-value"}
"""Classes of elements that hold initials, or what is typed into a phone as it stands."""
DATA = re.compile(r"\S+@\S*|\S+://\S*|\S+\.(?:csv|xlsx|conf)\b|\bUTC[+-]\S+")
"""Addresses, files and time zones."""


class Bracketed(NullTranslations):
    """Translates each text into itself in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, num: int) -> str:
        return f"⟦{one if num == 1 else many}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"

    def npgettext(self, context: str, one: str, many: str, num: int) -> str:
        return f"⟦{one if num == 1 else many}⟧"

    ugettext, ungettext, upgettext, unpgettext = gettext, ngettext, pgettext, npgettext


def speak_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and sentences speak the bracketed language; dates count as translated."""
    bracketed = Bracketed()
    monkeypatch.setattr(translating._Words, "get_translations", lambda _: bracketed)
    monkeypatch.setattr(wording, "catalogue", lambda _: bracketed)
    monkeypatch.setattr(formats, "_written", formats._written.__wrapped__)  # days that are remembered have no brackets
    for name in ("format_date", "format_datetime"):
        monkeypatch.setattr(formats, name, _in_brackets(getattr(formats, name)))


def _in_brackets(written):  # type: ignore[no-untyped-def]
    return lambda *values, **options: f"⟦{written(*values, **options)}⟧"


def unmarked(page: Page, data: frozenset[str]) -> set[str]:
    """The words of a page that are in no brackets and no data."""
    found: set[str] = set()
    depth = 0
    for text, in_order in _texts(page.root):
        level, outside = depth if in_order else 0, ""
        for sign in text:
            level += {"⟦": 1, "⟧": -1}.get(sign, 0)
            outside += sign if level == 0 and sign != "⟧" else " "
        depth = level if in_order else depth
        outside = DATA.sub(" ", outside)
        for each in sorted(data, key=len, reverse=True):
            outside = outside.replace(each, " ")
        found |= set(WORDS.findall(outside))
    return found


def _texts(element: Element) -> Iterator[tuple[str, bool]]:
    """Each text with whether it stands in the page's order, as a translation with elements in it does."""
    if isinstance(element.tag, str) and element.tag not in SILENT and not _classes(element) & VALUES:
        yield from ((element.get(name), False) for name in SAID if element.get(name))
        yield element.text or "", True
        for child in element:
            yield from _texts(child)
            yield child.tail or "", True


def _classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split())
