"""Each language has every sentence and every word of the messages, once, with the same places for values."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from onboarding import wording
from onboarding.agents.fields import FIELDS
from onboarding.agents.models import TYPOLOGIES
from onboarding.imports.models import STATES
from onboarding.settings import bundled
from onboarding.wording import LANGUAGES, SENTENCES, Problem, say

TRANSLATED = [language for language in LANGUAGES if language != "en"]
Msgid = str | tuple[str, str]
Context = str | None


def of_templates() -> Iterator[Msgid]:
    for path in bundled("email").rglob("*.*"):
        with path.open("rb") as file:
            for _, _, found, _ in babel_extract(file, ("_", "gettext", "ngettext"), [], {"trimmed": "true"}):
                yield found if isinstance(found, str) else (found[0], found[1])


WORDS = {"column": FIELDS, "typology": TYPOLOGIES, "state": STATES, "present": ("yes", "no")}
"""What may stand in the places of a sentence that hold words of ours."""
NEEDED: set[tuple[Context, Msgid]] = {
    *((None, text) for text in of_templates()),
    *((None, text) for text in SENTENCES.values()),
    *((place, word) for place, words in WORDS.items() for word in words),
}


def messages(language: str) -> Iterator[tuple[str, Message]]:
    for path in sorted((wording._LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            yield from ((path.name, message) for message in read_po(file, locale=language) if message.id)


def key(message: Message) -> tuple[Context, Msgid]:
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))


def strings(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_italian_is_there() -> None:
    assert "it" in TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_every_sentence_and_no_other(language: str) -> None:
    there = {key(message) for _, message in messages(language)}
    assert {"missing": NEEDED - there, "not said": there - NEEDED} == {"missing": set(), "not said": set()}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_has_one_translation(language: str) -> None:
    where: dict[tuple[Context, Msgid], list[str]] = {}
    for name, message in messages(language):
        where.setdefault(key(message), []).append(name)
    assert {sentence: files for sentence, files in where.items() if len(files) > 1} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_written_and_keeps_the_places_for_values(language: str) -> None:
    for name, message in messages(language):
        for translated in strings(message.string):
            assert translated, (name, message.id)
            assert not message.fuzzy, (name, message.id)
            needed = {place for text in strings(message.id) for place in places(text)}
            assert places(translated) == needed, (name, message.id)


def test_a_sentence_is_said_in_the_readers_language() -> None:
    assert say("not_ready_because_no_password", {}, "it") == "ancora senza password"
    assert say("not_ready_because_no_password", {}, "en") == "no password yet"


def test_a_field_is_named_in_the_readers_language_unless_it_is_to_be_typed() -> None:
    emptied = Problem("changed_meanwhile", "was_emptied_since", "start_date", None, {"name": "Zoë"})
    assert "il campo “data di inizio” è vuoto" in emptied.sentence("it")
    assert "start_date is empty" in emptied.sentence("en")
    compared = Problem("invalid", "filter_number", "extension", "abc")
    assert "extension=2000..2099" in compared.sentence("it")


def test_words_of_ours_inside_a_sentence_are_of_its_language() -> None:
    assert say("import_not_ready", {"state": "undone"}, "it").endswith("è ritirata.")
    assert "tipologia esterna" in say("ranges_exhausted", {"typology": "external", "missing": 2}, "it")
    changed = {"name": "Zoë", "column": "voicemail", "present": "yes"}
    assert "“segreteria” vale sì" in say("was_changed_since", changed, "it")
