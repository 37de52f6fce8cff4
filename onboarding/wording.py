"""A code with its parameters becomes a sentence in a language, when it is shown.

Problems are stored as what is wrong (`code`, fixed by the interface; `reason`, which sentence; `params`) and worded
for whoever reads them. Sentences say what, where, what would be right, and never use the word "invalid".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from onboarding.sentences import (
    accounts,
    agents,
    bulk_actions,
    cells,
    directory,
    groups,
    imports,
    invitations,
    mail,
    numbers,
    people,
    preferences,
    requests,
    telephony,
)

_LOCALES = Path(__file__).parent / "locale"
LANGUAGES = ("en", *sorted(folder.name for folder in _LOCALES.iterdir() if folder.is_dir()))
"""English, which the sentences are written in, and each language that has a folder of translations."""
_WORDS = ("column", "typology", "state", "present")
"""Parameters that are words of ours; the .po files translate them with their name as context. What is to be typed as
it stands is a parameter of another name."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong (or worth knowing) about a cell, a field or a file.

    `code` is one of the interface's codes (missing, taken, …), `reason` a key of SENTENCES, `column` the field's
    canonical name (None: the whole), `value` what was written there. In the sentence, `%(column)s` is a word of the
    reader's language and `%(field)s` the canonical name, where it is to be typed.
    """

    code: str
    reason: str
    column: str | None = None
    value: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        kept = {"code": self.code, "reason": self.reason, "column": self.column, "value": self.value}
        return {
            **{k: v for k, v in kept.items() if v is not None},
            **({"params": dict(self.params)} if self.params else {}),
        }

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> "Problem":
        return cls(kept["code"], kept["reason"], kept.get("column"), kept.get("value"), kept.get("params", {}))

    def sentence(self, language: str = "en") -> str:
        about = {"value": self.value, "column": self.column, "field": self.column}
        return say(self.reason, {**about, **self.params}, language)


def say(reason: str, params: Mapping[str, Any], language: str = "en") -> str:
    """The sentence for a reason. What somebody wrote is cut where it is long, so that a sentence stays one."""
    text = catalogue(language).gettext(SENTENCES[reason])
    return text % {name: _shown(name, value, language) for name, value in params.items()}


def _shown(name: str, value: Any, language: str) -> Any:
    """A parameter as people read it: one called date or …_date is ISO 8601 and becomes 1 December 2025."""
    if name in _WORDS and isinstance(value, str):
        return catalogue(language).pgettext(name, value)
    if name == "date" or name.endswith("_date"):
        return format_date(date.fromisoformat(value), "d MMMM y", locale=language)
    return value[:80] + "…" if name == "value" and isinstance(value, str) and len(value) > 80 else value


def catalogue(language: str) -> NullTranslations:
    """The translations of messages and sentences into a language; none for English."""
    return catalogue_in(_LOCALES, language)


@lru_cache
def catalogue_in(locales: Path, language: str) -> NullTranslations:
    """The translations into a language that the .po files of its folder hold together; none where it has no folder."""
    found = NullTranslations()
    for path in sorted((locales / language).glob("*.po")) if language in LANGUAGES else ():
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language))
        compiled.seek(0)
        read = Translations(compiled)
        found = found.merge(read) if isinstance(found, Translations) else read
    return found


_BY_SUBJECT = (
    accounts,
    agents,
    bulk_actions,
    cells,
    directory,
    groups,
    imports,
    invitations,
    mail,
    numbers,
    people,
    preferences,
    requests,
    telephony,
)
SENTENCES: dict[str, str] = {
    reason: sentence for subject in _BY_SUBJECT for reason, sentence in subject.SENTENCES.items()
}
