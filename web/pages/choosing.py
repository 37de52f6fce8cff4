"""What pages on which a password is chosen have in common: the rules that are shown, and the sentences of a refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from onboarding.accounts import passwords
from onboarding.accounts.people import Person
from onboarding.database import db
from onboarding.preferences.passwords import SPECIAL, password_policy
from onboarding.wording import Problem
from web.translating import later, sentence

WORDS = {
    "long_enough": later("At least %(least)s characters"),
    "uncommon": later("Not a common password"),
    "impersonal": later("Does not contain your name or e-mail"),
    "capital": later("A capital letter"),
    "small": later("A small letter"),
    "digit": later("A digit"),
    "special": later("One of %(special)s"),
}
OF_NUMBERED = {"impersonal": later("Does not contain your name or extension")}
"""The same for whoever has an extension."""
OF_ANOTHER = {"impersonal": later("Does not contain their name or extension")}
"""The same where somebody chooses it for another."""


@dataclass(frozen=True, slots=True)
class ShownRules:
    """The rules as a page shows them; `limits` is what its script needs to tick them."""

    words: list[tuple[str, str]]
    limits: dict[str, Any]


def shown_rules(owner: Person) -> ShownRules:
    """The organisation's rules for a password of this person."""
    words = WORDS | OF_NUMBERED if owner.agent and owner.agent.extension else WORDS
    return rules_about(owner.about, words)


def rules_about(about: Sequence[str], words: Mapping[str, str]) -> ShownRules:
    """The same for whoever these words tell of, with what each rule is called (as WORDS)."""
    policy = password_policy(db.session())
    return ShownRules(
        words=[(key, str(words[key]) % {"least": policy.least, "special": SPECIAL}) for key in policy.rules],
        limits={
            "least": policy.least,
            "about": sorted(passwords.telling(about)),
            "common": url_for("signing_in.common_passwords"),
            "special": SPECIAL,
        },
    )


def mistakes(problems: Sequence[Problem]) -> dict[str, Any]:
    """The problems as forms show them: beside their fields (`errors`) and in the summary (`problems`)."""
    errors: dict[str, list[str]] = {}
    for problem in problems:
        errors.setdefault(problem.column or "", []).append(sentence(problem))
    return {
        "errors": errors,
        "problems": [(problem.column, sentence(problem)) for problem in problems],
    }
