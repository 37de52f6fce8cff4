"""The organisation's logo, which messages carry with them: none is fetched from anywhere when they are read."""

import base64
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.preferences.models import Preference
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem

PREFERENCE = "logo"
MOST_BYTES = 100 * 1024

_BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF"}


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as it was uploaded; `type` is image/png, image/jpeg or image/webp."""

    type: str
    data: bytes

    @property
    def about(self) -> list[Any]:
        return [self.type, len(self.data)]

    @property
    def address(self) -> str:
        """The picture as the address of itself (data:), for a page that shows it."""
        return f"data:{self.type};base64,{base64.b64encode(self.data).decode()}"


def logo(session: Session) -> Logo | None:
    """The logo; None where there is none."""
    kept = session.get(Preference, PREFERENCE)
    return Logo(kept.value["type"], base64.b64decode(kept.value["data"])) if kept else None


def set_logo(session: Session, actor: Actor, data: bytes) -> None:
    """Keep a logo. Raises PreferencesRefused for what is no picture of the three kinds, or a large one."""
    if len(data) > MOST_BYTES:
        raise PreferencesRefused([Problem("too_large", "logo_large", "logo", params={"most": MOST_BYTES // 1024})])
    found = _type(data)
    if found is None:
        raise PreferencesRefused([Problem("invalid", "logo_kind", "logo")])
    old, new = logo(session), Logo(found, data)
    if old == new:
        return
    session.merge(Preference(name=PREFERENCE, value={"type": found, "data": base64.b64encode(data).decode("ascii")}))
    session.flush()
    _note(session, actor, old, new)


def remove_logo(session: Session, actor: Actor) -> None:
    """Messages show the organisation's first letter again."""
    old = logo(session)
    session.execute(delete(Preference).where(Preference.name == PREFERENCE))
    if old is not None:
        _note(session, actor, old, None)


def _note(session: Session, actor: Actor, old: Logo | None, new: Logo | None) -> None:
    """The kind and the size of a picture say which it was; the picture itself is nothing for the audit."""
    said = {"old": {"logo": old and old.about}, "new": {"logo": new and new.about}}
    audit.note(session, actor, f"settings.{PREFERENCE}", "preference", None, **said)


def _type(data: bytes) -> str | None:
    for name, beginning in _BEGINNINGS.items():
        if data.startswith(beginning) and (name != "image/webp" or data[8:12] == b"WEBP"):
            return name
    return None
