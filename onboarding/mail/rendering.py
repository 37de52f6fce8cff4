"""Templates become a message: subject, text and HTML from one folder under templates/email."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from onboarding.mail import dates
from onboarding.settings import bundled
from onboarding.wording import LANGUAGES


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words; `html` has its styles on its elements, as mail programs want them."""

    subject: str
    text: str
    html: str

    def with_prefix(self, prefix: str) -> "Rendered":
        """The same under a subject that begins with this."""
        return replace(self, subject=prefix + self.subject) if prefix else self


def render(folder: str, language: str, context: Mapping[str, Any]) -> Rendered:
    """Render the three templates of a folder; a name the context lacks is an error (jinja2.UndefinedError).

    `timezone` in the context is that of the reader; days and moments are worded by the filters `day` and `moment`;
    the test `ahead` says whether a day is still to come.
    """
    chosen = language if language in LANGUAGES else LANGUAGES[0]

    def part(name: str) -> str:
        return _environment().get_template(f"{folder}/{name}").render(**context, language=chosen)

    return Rendered(
        subject=" ".join(part("subject.txt").split()),
        text=part("body.txt").strip() + "\n",
        html=_inliner().inline(part("body.html")),
    )


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(bundled("email")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(day=_day, moment=_moment)
    environment.tests.update(ahead=_ahead)
    return environment


@lru_cache
def _inliner() -> CSSInliner:
    # Rules that cannot stand on an element (@media, for the dark) are kept; nothing is ever fetched.
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@pass_context
def _day(context: Context, value: date) -> str:
    return dates.day(value, context["language"])


@pass_context
def _moment(context: Context, value: datetime) -> str:
    return dates.moment(value, context["timezone"], context["language"])


@pass_context
def _ahead(context: Context, value: date) -> bool:
    return dates.is_ahead(value, context["timezone"])
