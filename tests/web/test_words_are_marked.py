"""Templates say nothing that is not marked for translation, in states too that no test happens to show."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from jinja2 import Environment, nodes

from tests.web.speaking import SAID, SILENT
from web.translating import LOCALES

TEMPLATES = LOCALES.parent / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
MARKS = {"_", "gettext", "ngettext", "pgettext", "plural"}
EXPRESSION = "\x00"
LETTERS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"(?:^|[\s(“])[A-Z][a-z]|\s\S*[a-z][.?!…:,]$|[a-z]+ (?:[a-z’]+ )+[a-z]")
"""A text in an expression that is for people: words in a row, a capital, a stop. Names of classes have hyphens."""
ATTRIBUTES = re.compile(r'[\w-]+="[^"]*"|\bdata-[\w-]+|\bautofocus\b')
"""A macro that writes attributes into a tag of its caller."""
SAME_EVERYWHERE = {"HTML", "PIN", "Windows-1252", "WebSocket (WSS)"}
"""Names of things that every language calls the same."""


def environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def markup(source: str) -> str:
    """The template as a browser would read it: without tags and what is marked, each expression as one sign."""
    kept, tag, marked = [], [], False
    for _, kind, text in environment().lex(source):
        if kind == "data" and not marked:
            kept.append(text)
        elif kind == "variable_begin":
            kept.append(EXPRESSION)
        elif kind == "block_begin":
            tag = []
        elif kind == "name":
            tag.append(text)
        elif kind == "block_end" and tag[:1] in (["trans"], ["endtrans"]):
            marked = tag[0] == "trans"
    return "".join(kept)


class Said(HTMLParser):
    """Collects what a page says or reads out."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        self.texts += [value for name, value in attrs if name in SAID and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not SILENT & set(self.inside):
            self.texts.append(data)


def written(source: str) -> Iterator[str]:
    """The words that stand in the markup."""
    said = Said()
    said.feed(markup(source))
    said.close()
    for text in said.texts:
        left = ATTRIBUTES.sub("", text)
        for name in SAME_EVERYWHERE:
            left = left.replace(name, "")
        if LETTERS.search(left):
            yield " ".join(text.replace(EXPRESSION, "…").split())


def in_expressions(source: str) -> Iterator[str]:
    """The sentences that stand in expressions as texts, beside those that are marked."""
    parsed = environment().parse(source)
    marked = {id(const) for call in _marking(parsed) for const in call.find_all(nodes.Const)}
    for const in parsed.find_all(nodes.Const):
        text = const.value if isinstance(const.value, str) and id(const) not in marked else ""
        if SENTENCE.search(text) and text not in SAME_EVERYWHERE:
            yield text


def _marking(parsed: nodes.Node) -> Iterator[nodes.Node]:
    for call in parsed.find_all((nodes.Call, nodes.Filter)):
        name = call.name if isinstance(call, nodes.Filter) else getattr(call.node, "name", "")
        if name in MARKS:
            yield call


def imported() -> set[str]:
    """Templates that others take macros from."""
    taken = set()
    for name in NAMES:
        for node in environment().parse((TEMPLATES / name).read_text()).find_all((nodes.FromImport, nodes.Import)):
            taken.add(node.template.value)
    return taken


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_template_is_marked(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert [*written(source), *in_expressions(source)] == []


def test_words_of_macros_are_said_when_they_are_called() -> None:
    # What stands outside of macros is read once, for all readers: it would stay in the language of the first.
    for name in sorted(imported()):
        top = environment().parse((TEMPLATES / name).read_text()).body
        outside = [node for node in top if not isinstance(node, nodes.Macro)]
        assert [call.lineno for node in outside for call in _marking(node)] == [], name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Two things</p>", ["Two things"]),
        ("<p>{{ count }} are missing</p>", ["… are missing"]),
        ('<p title="{{ count }} things">2</p>', ["… things"]),
        ('<button data-busy="Saving">{{ _("Save") }}</button>', ["Saving"]),
        ('{{ empty("Nobody here", _("Choose others.")) }}', ["Nobody here"]),
        ('{{ "they are in" if one else _("it is in") }}', ["they are in"]),
        ('<p class="btn btn-small" id="two-things">{{ _("Two things") }}</p>', []),
        ("<p>{% trans n=count %}<b>{{ n }}</b> things{% endtrans %} HTML</p><script>const two = 2</script>", []),
        ('{{ count | plural("thing is", "things are") }}{{ icon("check-lg", "icon-14") }}', []),
    ],
)
def test_words_that_are_not_marked_are_found(source: str, found: list[str]) -> None:
    assert [*written(source), *in_expressions(source)] == found
