"""The languages in which we write to agents, each under its own name."""

from babel import Locale
from flask import request

from onboarding.wording import LANGUAGES


def choices() -> list[tuple[str, str]]:
    """Code and name, such as it and Italiano."""
    return [(code, str(Locale.parse(code).display_name).capitalize()) for code in LANGUAGES]


def known(code: str | None) -> str | None:
    """The code, or None where we do not write this language."""
    return code if code in LANGUAGES else None


def of_browser(kept: str | None) -> str:
    """The language that somebody has chosen before, else the one of ours that the browser asks for."""
    return known((kept or "").partition("-")[0]) or request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
