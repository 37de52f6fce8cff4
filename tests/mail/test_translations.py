"""Each language has every sentence that a message may say, with the same places for values."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from onboarding import wording
from onboarding.settings import bundled
from onboarding.wording import LANGUAGES, SENTENCES, say

SAID_IN_MESSAGES = re.compile(r"not_ready_because_|as_(admin|hr|supervisor)$")
TRANSLATED = [language for language in LANGUAGES if language != "en"]
Msgid = str | tuple[str, str]


def of_templates() -> Iterator[Msgid]:
    for path in bundled("email").rglob("*.*"):
        with path.open("rb") as file:
            for _, _, found, _ in babel_extract(file, ("_", "gettext", "ngettext"), [], {"trimmed": "true"}):
                yield found if isinstance(found, str) else (found[0], found[1])


NEEDED = {*of_templates(), *(text for reason, text in SENTENCES.items() if SAID_IN_MESSAGES.match(reason))}


def catalogue(language: str) -> Catalog:
    with (wording._LOCALES / language / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", text))


def strings(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_italian_is_there() -> None:
    assert "it" in TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_every_sentence_and_no_other(language: str) -> None:
    there = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue(language)}
    assert there - {""} == NEEDED


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_written_and_keeps_the_places_for_values(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        for translated in strings(message.string):
            assert translated, message.id
            assert not message.fuzzy, message.id
            assert places(translated) == {place for text in strings(message.id) for place in places(text)}, message.id


def test_a_sentence_is_said_in_the_readers_language() -> None:
    assert say("not_ready_because_no_password", {}, "it") == "ancora senza password"
    assert say("not_ready_because_no_password", {}, "en") == "no password yet"
