"""Portraits of agents: a small square of what is uploaded is drawn anew and kept, and nothing else of the file."""

import hashlib
import struct
import uuid
from io import BytesIO

from PIL import Image, ImageOps
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.agents.models import Agent, AgentPicture
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.wording import Problem

MOST_MIB = 8
MOST_MILLION_PIXELS = 25
SIDE = 256
TYPE = "image/webp"

_FORMATS = ("PNG", "JPEG", "WEBP")
_UNREADABLE = (OSError, SyntaxError, ValueError, OverflowError, struct.error, Image.DecompressionBombError)
"""What Pillow raises for files that are not what they say, or are damaged."""


class PictureRefused(Exception):
    """A file that does not become a portrait; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def set_picture(session: Session, actor: Actor, agent: Agent, data: bytes) -> None:
    """Keep a portrait of this agent. Raises PictureRefused for what is no picture of the three kinds, or too large."""
    small = _portrait(data)
    agent.picture = hashlib.sha256(small).hexdigest()[:16]
    agent.updated_at = now()
    session.merge(AgentPicture(agent_id=agent.id, data=small))
    session.flush()
    audit.note(session, actor, "agent.picture_changed", "agent", agent.id)


def remove_picture(session: Session, actor: Actor, agent: Agent) -> None:
    """Initials stand for this agent again."""
    if agent.picture is None:
        return
    agent.picture = None
    agent.updated_at = now()
    session.execute(delete(AgentPicture).where(AgentPicture.agent_id == agent.id))
    session.flush()
    audit.note(session, actor, "agent.picture_removed", "agent", agent.id)


def picture(session: Session, agent_id: uuid.UUID) -> bytes | None:
    """The portrait, of TYPE, SIDE pixels wide and high; None where there is none."""
    return session.scalar(select(AgentPicture.data).where(AgentPicture.agent_id == agent_id))


def _portrait(data: bytes) -> bytes:
    """The middle square, upright. Where and with what it was taken stays behind, with everything that is no pixel."""
    if not data:
        raise PictureRefused(Problem("missing", "picture_missing", "picture"))
    if len(data) > MOST_MIB << 20:
        raise PictureRefused(Problem("too_large", "picture_large", "picture", params={"most": MOST_MIB}))
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            _must_be_drawable(opened)
            opened.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(opened)
            whole = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            square = ImageOps.fit(whole, (SIDE, SIDE), Image.Resampling.LANCZOS)
            square.info.clear()
            drawn = BytesIO()
            square.save(drawn, "WEBP", quality=84)
    except _UNREADABLE:
        raise PictureRefused(Problem("invalid", "picture_kind", "picture")) from None
    return drawn.getvalue()


def _must_be_drawable(opened: Image.Image) -> None:
    """A small file may say that it is enormous: that is known before anything is unpacked."""
    if opened.width * opened.height > MOST_MILLION_PIXELS * 1_000_000:
        params = {"width": opened.width, "height": opened.height, "most": MOST_MILLION_PIXELS}
        raise PictureRefused(Problem("too_large", "picture_pixels", "picture", params=params))
