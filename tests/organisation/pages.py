"""Every page there is, found by the application's own rules, so that a new one is looked at by itself.

A page is what a GET answers with a whole document; files, parts of pages and messages in frames are told apart by what
they are, not by a list.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from onboarding.groups.models import KINDS
from tests.organisation.seeding import Organisation, first_day
from tests.web.browser import Browser
from web import guard

STATES = {
    "/": ("/?start_date=2090-01-06",),
    "/agents": (
        "/agents?deleted=1",
        "/agents?q=nobody-at-all&typology=mobile",
        "/agents?q=am&sort=name&stage=provisioned,created&status=pending",
        "/agents?filter=full_name~amara&filter=extension=2000..2999&filter=queue=&filter=reason!=no_queue",
        "/agents?start_date={first_day}&filter=ready=no",
    ),
    "/agents/<uuid:agent_id>": (
        "/agents/{agent_ready}?ask=delete",
        "/agents/{agent_ready}?ask=disable",
        "/agents/{agent_ready}?ask=password-reset",
        "/agents/{agent_ready}?ask=voicemail-pin",
        "/agents/{agent_deleted}?ask=erase",
        "/agents/{agent_failed}?story=phone",
    ),
    "/agents/sheets": ("/agents/sheets?agent={agent_ready}",),
    "/bulk-invites/new": (
        "/bulk-invites/new?start_date={first_day}&shown=1&place=local&days_before=4&remind=1",
        "/bulk-invites/new?filter=stage=provisioned&place=now",
    ),
    "/groups": tuple(f"/groups?kind={kind}" for kind in KINDS[1:]),
    "/groups/<uuid:group_id>": ("/groups/{queue_support}?q=nobody-at-all",),
    "/imports/<uuid:import_id>": (
        "/imports/{import_ready}?step=confirm",
        "/imports/{import_done}?rows=invalid",
        "/imports/{import_ready}?rows=update",
    ),
    "/messages": ("/messages?message=invitation&language=it", "/messages?agent={agent_ready}"),
    "/ranges": ("/ranges?tab=reserved", "/ranges?tab=foreign", "/ranges?tab=resting"),
    "/switch": ("/switch?tab=differences", "/switch?tab=configuration"),
    "/voicemail": ("/voicemail?on=no", "/voicemail?q=nobody-at-all"),
}
"""What else an address may ask of a rule's page: places of ids are filled by their names."""
NO_PAGES = ("static", "bootstrap.static", "openapi.", "health.")
"""Files of the package, and what machines ask for."""
SAID_NO = (303, 404, 409, 410)
"""What one of the things that stand for an argument may be answered, as long as another one has a page."""


class NotFilled(Exception):
    """The argument of a rule for which the organisation has nothing."""


def rules(made: Organisation, role: str | None) -> list[Rule]:
    """The rules that answer a GET for somebody of this role (None: for whoever is not signed in)."""

    def is_open(rule: Rule) -> bool:
        roles = guard.allowed(made.app, rule.endpoint)
        return roles == guard.PUBLIC if role is None else roles is not None and role in roles

    found = [rule for rule in made.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    asked = [rule for rule in found if not rule.rule.startswith("/api/") and not rule.endpoint.startswith(NO_PAGES)]
    return sorted((rule for rule in asked if is_open(rule)), key=lambda rule: rule.rule)


def addresses(made: Organisation, rule: Rule) -> Iterator[str]:
    """The rule with each thing that its arguments can stand for. Raises NotFilled."""
    choices = []
    for argument in sorted(rule.arguments - set(rule.defaults or ())):
        stand_in = made.by_argument.get(rule.rule) or made.by_argument.get(argument)
        if not stand_in:
            raise NotFilled(f"{rule.rule}: nothing of the organisation stands for “{argument}”; see tests/organisation")
        choices.append([(argument, each) for each in stand_in])
    adapter = made.app.url_map.bind("localhost")
    for values in product(*choices):
        yield adapter.build(rule.endpoint, {**dict(values), **(rule.defaults or {})})


def states(made: Organisation, rule: Rule) -> Iterator[str]:
    written = {**made.ids, "first_day": first_day().isoformat()}
    asked = STATES.get(rule.rule, ()) if made.ids else [each for each in STATES.get(rule.rule, ()) if "{" not in each]
    return (state.format(**written) for state in asked)


def is_page(answer: TestResponse) -> bool:
    """A whole document of ours; a message shown in a frame comes with a policy that lets it do nothing."""
    policy = answer.headers.get("Content-Security-Policy", "")
    is_html = answer.mimetype == "text/html" and answer.status_code == 200
    return is_html and "sandbox" not in policy and answer.text.lstrip().startswith("<!doctype html>")


def walk(made: Organisation, role: str | None) -> dict[str, str]:
    """Every page by its address: of each thing its own page, and of what can be done with things one page each.

    Raises NotFilled, and AssertionError for a rule that answers none of its addresses as a rule may.
    """
    pages: dict[str, str] = {}
    for rule in rules(made, role):
        if rule.arguments and not made.ids:
            continue  # an empty organisation has no things with pages of their own
        of_rule = dict(_pages(made, role, addresses(made, rule)))
        if not rule.rule.endswith(">"):
            of_rule = dict(list(of_rule.items())[:1])
        pages |= {**of_rule, **dict(_pages(made, role, states(made, rule)))}
    return pages


def _pages(made: Organisation, role: str | None, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    browser = Browser(made.app, made.people[role] if role else None)
    for path in paths:
        answer = browser.client.get(path, buffered=True, follow_redirects=role is None)
        assert answer.status_code in (200, *SAID_NO), (path, answer.status_code)
        if is_page(answer):
            yield path, answer.text
