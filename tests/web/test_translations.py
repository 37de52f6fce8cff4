"""Each language has every word that pages mark as theirs, once, with the same places for values."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import render_template_string
from jinja2 import Environment, nodes
from jinja2.ext import extract_from_ast

from onboarding.wording import LANGUAGES
from web import translating
from web.translating import LOCALES

WEB = LOCALES.parent
ONE = ("_", "later", "gettext")
SAID_OF = ("pgettext", "later_of")
MANY = {"ngettext": 0, "plural": 1}
"""What words are marked with; with what they are said of; for one and for many, beginning at this argument."""
TRANSLATED = [language for language in LANGUAGES if language != "en"]
Msgid = str | tuple[str, ...]


def of_python() -> Iterator[Msgid]:
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                texts = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
                yield from marked(name, texts)


def of_templates() -> Iterator[Msgid]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.policies["ext.i18n.trimmed"] = True
    for path in (WEB / "templates").rglob("*.*"):
        parsed = environment.parse(path.read_text())
        for _, function, found in extract_from_ast(parsed, (*ONE, *SAID_OF, *MANY)):
            yield from marked(function, list(found) if isinstance(found, tuple) else [found])
        for node in parsed.find_all(nodes.Filter):
            if node.name == "plural":
                yield from marked("plural", [None, *(getattr(each, "value", None) for each in node.args)])


def marked(function: str, texts: list[object]) -> Iterator[Msgid]:
    if function in ONE and texts and isinstance(texts[0], str):
        yield texts[0]
    elif function in SAID_OF and len(texts) > 1 and isinstance(texts[0], str) and isinstance(texts[1], str):
        yield said_of(texts[0], texts[1])
    elif function in MANY:
        first = MANY[function]
        one, many = (*texts[first : first + 2], None, None)[:2]
        if isinstance(one, str) and isinstance(many, str):
            yield one, many


def said_of(of: str, text: str) -> str:
    return f"{of}\x04{text}"


@pytest.fixture(scope="module")
def needed() -> set[Msgid]:
    return {*of_python(), *of_templates()}


def messages(language: str) -> Iterator[tuple[Path, Message]]:
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            yield from ((path, message) for message in read_po(file, locale=language) if message.id)


def key(message: Message) -> Msgid:
    if isinstance(message.id, str):
        return said_of(message.context, message.id) if message.context else message.id
    return tuple(message.id)


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_marked_word_is_translated_and_no_other(needed: set[Msgid], language: str) -> None:
    there = {key(message) for _, message in messages(language)}
    assert {"missing": needed - there, "not used": there - needed} == {"missing": set(), "not used": set()}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_word_has_one_translation(language: str) -> None:
    where: dict[str, list[str]] = {}
    for path, message in messages(language):
        # Flask looks words up by their singular, so the same one with and without a plural is the same word.
        where.setdefault(str(key(message)), []).append(path.name)
    assert {word: files for word, files in where.items() if len(files) > 1} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_written_and_keeps_the_places_for_values(language: str) -> None:
    for path, message in messages(language):
        translated = [message.string] if isinstance(message.string, str) else list(message.string)
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        for text in translated:
            assert text, (path.name, message.id)
            assert not message.fuzzy, (path.name, message.id)
            assert places(text) == {place for each in ids for place in places(each)}, (path.name, message.id)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1,234 rows checked so far"), ("it", "1.234 righe verificate finora")]
)
def test_a_number_in_a_sentence_is_written_as_pages_write_numbers(app: APIFlask, language: str, said: str) -> None:
    sentence = "%(num)s row checked so far", "%(num)s rows checked so far"
    with app.test_request_context(headers={"Accept-Language": language}):
        assert translating.ngettext(*sentence, 1234) == said
        assert render_template_string("{{ ngettext(one, many, 1234) }}", one=sentence[0], many=sentence[1]) == said
