"""No page says a word that is not marked for translation, beside the names of people and things."""

import pytest
from jinja2 import Environment, nodes

from tests.web.browser import Page
from tests.web.speaking import speak_in_brackets, unmarked
from tests.web.states import all_pages
from web.pages import import_template
from web.translating import LOCALES

TEMPLATES = LOCALES.parent / "templates"
MARKS = {"_", "gettext", "ngettext", "pgettext", "plural"}

NAMES = frozenset({
    *("Agent Onboarding", "WebRTC", "Phonebar", "Amara Okonkwo", "Amara", "Owen Agent", "support"),
    *("Ingrid Admin", "Ingrid Hr", "Ingrid Supervisor"),
    *("Mateus Figueiredo", "Nguyễn Thu Hà", "Zoë van der Meer", "Zoe Meer", "Nights"),
    *("mateus.figueiredo", "nguyen.thu.ha", "amara.okonkwo", "badge colour", "red", "blue", "CSV", "UTF-8", "HTML"),
    *("Chat", "SMS", "Fax", "WhatsApp", "English", "Italian"),
})  # fmt: skip
OF_FILES = frozenset(
    text
    for column in import_template.COLUMNS
    for text in (column.field, *column.examples, column.left_out)
    if isinstance(text, str) and text
)
"""What stands in a file as it is, in whatever language."""
INVITATION = frozenset({"Welcome to Agent Onboarding: choose your password"})
OF_PAGES = {
    "template": OF_FILES,
    "columns": frozenset({"email", "full_name", "typology", "extension", "webrtc", "phonebar"}),
    "bulk invite": frozenset({"amara"}),
    "bulk invite by filter": INVITATION,
    "bulk invite now": INVITATION,
    "messages": INVITATION,
    "messages to nobody": frozenset({"Your account at Agent Onboarding is locked for a while"}),
}
"""What only these pages have: files, what was asked for, messages in the language of whoever gets them."""
OWED = frozenset({
    *("start", "start, a day of nobody", "settings", "locking refused", "settings refused"),
    *("filtered", "agents", "found", "not found", "filter refused", "nobody deleted", "deleted"),
    *("one agent", "one agent's phone story", "delete an agent", "disable an agent", "link", "one deleted"),
    "client log",
    *("change the person", "change the phone", "changed meanwhile", "new agent", "mistakes"),
})  # fmt: skip
"""Pages that still have words in English only."""
OWED_PARTS = frozenset({"nav", "top-bar", "skip-link", "toasts"})
"""Parts of pages, by their class, that still have some."""


@pytest.fixture
def pages(app, settings, browse_as, amara, monkeypatch) -> dict[str, Page]:
    speak_in_brackets(monkeypatch)
    return all_pages(app, settings, browse_as("admin"), amara)


def test_every_word_of_every_page_is_marked(pages):
    left = {
        name: unmarked(page, NAMES | OF_PAGES.get(name, NAMES), OWED_PARTS)
        for name, page in pages.items()
        if name not in OWED
    }
    assert {name: words for name, words in left.items() if words} == {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>⟦Two things are missing⟧</p>", set()),
        ("<p>⟦Two things⟧ are missing</p>", {"are", "missing"}),
        ("<p>⟦You start on <b>Monday</b>.⟧ Soon</p>", {"Soon"}),
        ('<p title="Two things">2</p>', {"Two", "things"}),
        ("<p>zoe@northwind.example, Amara Okonkwo, 9:07 <code>onboard up</code></p>", set()),
    ],
)
def test_a_word_that_is_not_marked_is_found(body, said):
    page = Page(f"<!doctype html><html lang=en><title>⟦Start⟧</title>{body}</html>")
    assert unmarked(page, NAMES) == said


def test_no_template_keeps_a_word_in_the_language_of_its_first_reader():
    """What stands outside of the macros of a template is made once, when another first imports it."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    paths = {path.relative_to(TEMPLATES).as_posix(): path for path in TEMPLATES.rglob("*.*")}
    parsed = {name: environment.parse(path.read_text()) for name, path in paths.items()}
    imported = {
        each.template.value
        for template in parsed.values()
        for each in template.find_all((nodes.FromImport, nodes.Import))
        if not each.with_context
    }
    outside = [
        (name, call.lineno)
        for name in sorted(imported)
        for node in parsed[name].body
        if not isinstance(node, nodes.Macro)
        for call in node.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS
    ]
    assert outside == []
