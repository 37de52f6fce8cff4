"""The language in which a page speaks: the one its reader has chosen, else the one of ours that the browser asks for.

Words of pages are marked with `_`, `later`, `ngettext` and `plural` (`pgettext` and `later_of` where a word is another
one in another place), and translated in locale/LANGUAGE/ROOM.po.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import flask_babel
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import Flask, g, request, session
from jinja2 import pass_context
from jinja2.runtime import Context

from onboarding import wording
from onboarding.wording import LANGUAGES, Problem

LOCALES = Path(__file__).parent / "locale"
CHOSEN = "language"
"""In the session: no page needs the database to know its language, least of all the one that says it is away."""
_REGIONS = {"en": "en_GB", "it": "it_IT"}


class _Words(flask_babel.Domain):  # type: ignore[misc]
    """The .po files as they are written; nothing is compiled beforehand."""

    def get_translations(self) -> NullTranslations:
        return wording.catalogue_in(LOCALES, language())


class _Speaking(flask_babel.Babel):  # type: ignore[misc]
    domain_instance = _Words()


def install(app: Flask) -> None:
    _Speaking(app, locale_selector=_of_reader)
    app.jinja_env.globals["page_language"] = language
    _count_in_words(app)
    app.add_template_filter(sentence)


def _count_in_words(app: Flask) -> None:
    """Let `ngettext` of templates write its number as pages write numbers."""
    told = cast(Callable[..., str], app.jinja_env.globals["ngettext"])

    @pass_context
    def counted(context: Context, one: str, many: str, num: int, /, **values: object) -> str:
        return told(context, one, many, num, **{"num": _written(num), **values})

    app.jinja_env.globals["ngettext"] = counted


def _of_reader() -> str:
    return known(session.get(CHOSEN)) or g.get("preferred_language") or of_browser()


def prefer(code: str | None) -> None:
    """Speak this language on the page that is being made, unless its reader has chosen one."""
    g.preferred_language = known(code)
    flask_babel.refresh()


def known(code: str | None) -> str | None:
    """The language of ours that a code such as it or it-IT asks for, or None."""
    folded = (code or "").lower().partition("-")[0]
    return folded if folded in LANGUAGES else None


def of_browser() -> str:
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def language() -> str:
    """The code of the page's language; English outside a request."""
    locale = flask_babel.get_locale()
    return str(locale.language) if locale else LANGUAGES[0]


def speaking(code: str) -> AbstractContextManager[None]:
    """Let what is made inside speak this language of ours: a page that one person makes may be for another to read."""
    return cast(AbstractContextManager[None], flask_babel.force_locale(code))


def region() -> str:
    """The locale by which the page writes dates and numbers: en_GB."""
    return _REGIONS.get(language(), language())


def _(text: str, **values: object) -> str:
    """The text in the page's language, with these values in their places: `%(name)s`."""
    return cast(str, flask_babel.gettext(text, **values))


def later(text: str) -> str:
    """The text in the language of the page on which it is shown, for words that are written outside a request."""
    return cast(str, flask_babel.lazy_gettext(text))


def pgettext(of: str, text: str, **values: object) -> str:
    """The text as it is said of this: English has one word where others have several, of an import and of an invite."""
    return cast(str, flask_babel.pgettext(of, text, **values))


def later_of(of: str, text: str) -> str:
    """As `pgettext`, for words that are written outside a request."""
    return cast(str, flask_babel.lazy_pgettext(of, text))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The text for one or for many, in the page's language; `%(num)s` is the number, as pages write it."""
    text = _Speaking.domain_instance.get_translations().ngettext(one, many, num)
    return text % {"num": _written(num), **values}


def _written(num: int) -> str:
    return format_decimal(num, locale=region())


def sentence(problem: Problem) -> str:
    """The problem's sentence in the page's language."""
    return problem.sentence(language())


def say(reason: str, params: Mapping[str, Any]) -> str:
    """The sentence for a reason in the page's language."""
    return wording.say(reason, params, language())
