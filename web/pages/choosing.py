"""What pages on which a password is chosen have in common: the rules that are shown, and the sentences of a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from onboarding.accounts import passwords
from onboarding.accounts.people import Person
from onboarding.wording import Problem

WORDS = (
    ("long_enough", f"At least {passwords.LEAST} characters"),
    ("uncommon", "Not a common password"),
    ("impersonal", "Does not contain {what}"),
)


@dataclass(frozen=True, slots=True)
class ShownRules:
    """The rules as a page shows them; `limits` is what its script needs to tick them."""

    words: list[tuple[str, str]]
    limits: dict[str, Any]


def shown_rules(owner: Person) -> ShownRules:
    """The rules for a password of this person."""
    what = "your name or extension" if owner.agent and owner.agent.extension else "your name or e-mail"
    return ShownRules(
        words=[(key, words.format(what=what)) for key, words in WORDS],
        limits={
            "least": passwords.LEAST,
            "about": sorted(passwords.telling(owner.about)),
            "common": url_for("signing_in.common_passwords"),
        },
    )


def mistakes(problems: Sequence[Problem]) -> dict[str, Any]:
    """The problems as forms show them: beside their fields (`errors`) and in the summary (`problems`)."""
    errors: dict[str, list[str]] = {}
    for problem in problems:
        errors.setdefault(problem.column or "", []).append(problem.sentence())
    return {
        "errors": errors,
        "problems": [(problem.column, problem.sentence()) for problem in problems],
    }
