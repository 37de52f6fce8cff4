"""What the sections of the settings have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

Typed = MultiDict[str, str]


def _nothing() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Section:
    """One form of the page, which is one preference.

    `shown`: what is set, by field, as the form shows it; `save`: sets what was typed and says so, or raises
    PreferencesRefused; `besides`: what else the form needs. `words`: each field as the list of changes calls it;
    `told`: a value of a field in words, where it is not shown as it is.
    """

    key: str
    name: str
    preference: str
    shown: Callable[[], Mapping[str, Any]]
    save: Callable[[Typed], str]
    words: Mapping[str, str]
    told: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    besides: Callable[[], dict[str, Any]] = _nothing


def numbers(typed: Typed, names: Mapping[str, Any] | tuple[str, ...]) -> dict[str, int | None]:
    """The whole numbers that were typed in these fields; None where it is none."""
    return {name: typed.get(name, type=int) for name in names if name in typed}
