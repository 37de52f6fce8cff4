"""No page says a word that is not marked for translation, beside the names of people and things."""

import pytest

from tests.web.browser import Page
from tests.web.speaking import speak_in_brackets, unmarked
from tests.web.test_pages import all_pages

NAMES = frozenset({
    *("Agent Onboarding", "WebRTC", "Phonebar", "Amara Okonkwo", "Amara", "Owen Agent", "support"),
    *("Ingrid Admin", "Ingrid Hr", "Ingrid Supervisor"),
    *("Mateus Figueiredo", "Nguyễn Thu Hà", "Zoë van der Meer"),
})  # fmt: skip
OWED = frozenset({
    *("start", "start, a day of nobody", "settings", "locking refused", "settings refused"),
    *("filtered", "agents", "found", "not found", "filter refused", "nobody deleted", "deleted"),
    *("one agent", "one agent's phone story", "delete an agent", "disable an agent", "link", "one deleted"),
    *("change the person", "change the phone", "changed meanwhile", "new agent", "mistakes"),
    *("imports", "reading", "check", "check, to fix", "check, none", "check, unknown groups", "columns", "template"),
    *("confirm", "result", "stopped", "sheets", "printed sheets"),
    *("ranges", "reserved numbers", "foreign numbers", "resting numbers", "refused"),
    *("teams", "queues", "accounts", "one queue", "one queue, nobody found", "add to a queue", "delete a queue"),
    *("queue refused", "seats refused", "supervises"),
})  # fmt: skip
"""Pages that still have words in English only."""
OWED_PARTS = frozenset({"nav", "top-bar", "skip-link", "toasts"})
"""Parts of pages, by their class, that still have some."""


@pytest.fixture
def pages(app, settings, browse_as, amara, monkeypatch) -> dict[str, Page]:
    speak_in_brackets(monkeypatch)
    return all_pages(app, settings, browse_as("admin"), amara)


def test_every_word_of_every_page_is_marked(pages):
    left = {name: unmarked(page, NAMES, OWED_PARTS) for name, page in pages.items() if name not in OWED}
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
