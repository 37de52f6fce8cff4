"""Templates become a message: subject, text and HTML from one folder under templates/email.

Styles are put on the elements once for each shape a template takes, not once a message: a template is rendered with a
mark for every value, the result is inlined and kept, and the values are put in the place of the marks.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal
from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup, escape

from onboarding.mail import dates
from onboarding.mail.translating import Translated
from onboarding.settings import bundled
from onboarding.wording import LANGUAGES, catalogue

_NONCE = secrets.token_hex(8)
"""Nobody who writes a value can write a mark."""
_MARK = re.compile(rf"x{_NONCE}x(\d+)x")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words; `html` has its styles on its elements, as mail programs want them."""

    subject: str
    text: str
    html: str

    def with_prefix(self, prefix: str) -> "Rendered":
        """The same under a subject that begins with this."""
        return replace(self, subject=prefix + self.subject)


def render(folder: str, language: str, context: Mapping[str, Any]) -> Rendered:
    """Render the three templates of a folder; a name the context lacks is an error (jinja2.UndefinedError).

    `timezone` in the context is that of the reader; days and moments are worded by the filters `day` and `moment`;
    the test `ahead` says whether a day is still to come.
    """
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    environment = _environment(chosen)

    def part(name: str, values: list[Any] | None = None) -> str:
        return environment.get_template(f"{folder}/{name}").render(**context, language=chosen, values=values)

    values: list[Any] = []
    marked = _inlined(part("body.html", values))
    return Rendered(
        subject=" ".join(part("subject.txt").split()),
        text=part("body.txt").strip() + "\n",
        html=_filled(marked, values),
    )


def _filled(marked: str, values: list[Any]) -> str:
    # A block that is shown twice is a value with marks of its own.
    return _MARK.sub(lambda mark: _filled(str(escape(values[int(mark[1])])), values), marked)


@lru_cache(maxsize=256)
def _inlined(marked: str) -> str:
    return _inliner().inline(marked)


@lru_cache
def _inliner() -> CSSInliner:
    # Rules that cannot stand on an element (@media, for the dark) are kept; nothing is ever fetched.
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@lru_cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(bundled("email")),
        extensions=[Translated],
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        finalize=_mark,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    words = catalogue(language)
    environment.extend(catalogue=words)
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(day=_day, moment=_moment, number=_number, strong=_strong)
    environment.tests.update(ahead=_ahead)
    return environment


@pass_context
def _mark(context: Context, value: Any) -> Any:
    """What stands in the place of a value in HTML; the words of plain text stay as they are."""
    values: list[Any] | None = context["values"]
    if values is None:
        return value
    values.append(value)
    return f"x{_NONCE}x{len(values) - 1}x"


@pass_context
def _day(context: Context, value: date) -> str:
    return dates.day(value, context["language"])


@pass_context
def _moment(context: Context, value: datetime) -> str:
    return dates.moment(value, context["timezone"], context["language"])


@pass_context
def _number(context: Context, value: int) -> str:
    return format_decimal(value, locale=context["language"])


def _strong(value: str) -> Markup:
    return Markup("<strong>{}</strong>").format(value)


@pass_context
def _ahead(context: Context, value: date) -> bool:
    return dates.is_ahead(value, context["timezone"])
