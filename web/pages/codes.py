"""Codes that a phone's camera reads."""

import segno
from markupsafe import Markup

QUIET_ZONE = 4
"""Modules of white around a code, without which scanners do not find it."""


def picture_of(url: str, title: str) -> Markup:
    """The address as a code that is dark on white in either theme: an SVG without a style of its own."""
    drawn = segno.make(url, error="l", micro=False).svg_inline(
        scale=4, border=QUIET_ZONE, dark="#1B1A18", light="#FFFFFF", omitsize=True, title=title
    )
    return Markup(drawn)  # noqa: S704
