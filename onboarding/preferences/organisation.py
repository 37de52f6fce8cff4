"""The organisation as people meet it: its name, its colour, where answers to our messages go."""

import re
from dataclasses import asdict, dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.preferences import changing
from onboarding.preferences.models import Preference
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem

PREFERENCE = "organisation"
LONGEST_NAME = 80

INK = "#1B1A18"
WHITE = "#FFFFFF"
PAPER, DARK_PAPER = "#FFFFFF", "#161617"
LINE_CONTROL, DARK_LINE_CONTROL = "#8F8B85", "#77757A"

TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0


@dataclass(frozen=True, slots=True)
class Organisation:
    """`colour` fills buttons and marks, as #RRGGBB; the other colours follow from it by WCAG contrast."""

    name: str = "Agent Onboarding"
    colour: str = "#0F3D3E"
    reply_to: str | None = None

    @property
    def initial(self) -> str:
        return self.name[:1].upper()

    @property
    def on_colour(self) -> str:
        """Text on the colour: white or ink, whichever stands out more."""
        return max(WHITE, INK, key=lambda text: contrast(text, self.colour))

    @property
    def link_colour(self) -> str:
        """Text in the colour on white paper, or ink where it would be hard to read."""
        return self.colour if contrast(self.colour, PAPER) >= TEXT_CONTRAST else INK

    @property
    def edge(self) -> str:
        """The edge of a filled shape on white paper: itself, or a line where the fill hardly stands out."""
        return self.colour if contrast(self.colour, PAPER) >= SHAPE_CONTRAST else LINE_CONTROL

    @property
    def dark_edge(self) -> str:
        """The same on dark paper."""
        return self.colour if contrast(self.colour, DARK_PAPER) >= SHAPE_CONTRAST else DARK_LINE_CONTROL


def organisation(session: Session) -> Organisation:
    """What was set for the organisation; the default for what was not."""
    kept = session.get(Preference, PREFERENCE)
    return Organisation(**kept.value) if kept else Organisation()


def set_organisation(session: Session, actor: Actor, *, name: str, colour: str, reply_to: str) -> Organisation:
    """Keep another name, colour (#RRGGBB) and address for answers (empty: none). Raises PreferencesRefused."""
    name, colour, reply_to = " ".join(name.split()), colour.strip().upper(), reply_to.strip()
    problems = []
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        problems.append(Problem("invalid", "organisation_name", "name", name, {"most": LONGEST_NAME}))
    if not re.fullmatch(r"#[0-9A-F]{6}", colour):
        problems.append(Problem("invalid", "organisation_colour", "colour", colour))
    if reply_to and not _is_address(reply_to):
        problems.append(Problem("invalid", "organisation_reply_to", "reply_to", reply_to))
    if problems:
        raise PreferencesRefused(problems)
    old, new = organisation(session), Organisation(name, colour, reply_to or None)
    changing.keep(session, actor, PREFERENCE, asdict(old), asdict(new))
    return new


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return True


@lru_cache
def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #RRGGBB colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
