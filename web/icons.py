"""The icons: those of Bootstrap's sprite that our pages use, as one small sprite of our own."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import flask_bootstrap
from flask import Blueprint, Response, g, url_for
from markupsafe import Markup, escape

from web.guard import public

NAMES = (
    "arrow-clockwise",
    "arrow-counterclockwise",
    "arrow-down",
    "arrow-repeat",
    "arrow-right",
    "arrow-up",
    "bell",
    "bookmark-plus",
    "box-arrow-right",
    "bug",
    "calendar-check",
    "calendar3",
    "chat-dots",
    "check-circle",
    "check-circle-fill",
    "check-lg",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle",
    "circle-half",
    "clock",
    "collection",
    "copy",
    "dash",
    "dash-circle",
    "dash-lg",
    "diagram-3",
    "download",
    "envelope",
    "envelope-check",
    "envelope-x",
    "exclamation-octagon-fill",
    "exclamation-triangle",
    "exclamation-triangle-fill",
    "eye",
    "eye-slash",
    "file-earmark-arrow-up",
    "file-earmark-spreadsheet",
    "file-earmark-text",
    "file-earmark-x",
    "gear",
    "globe2",
    "hash",
    "hdd-network",
    "hourglass-split",
    "house",
    "info-circle",
    "key",
    "keyboard",
    "layout-text-window",
    "layout-three-columns",
    "link-45deg",
    "list",
    "lock",
    "moon",
    "pc-display",
    "pencil",
    "pause-circle",
    "people",
    "person",
    "person-badge",
    "phone",
    "phone-vibrate",
    "play-circle",
    "plus-circle",
    "plus-lg",
    "printer",
    "qr-code",
    "robot",
    "search",
    "send",
    "skip-forward",
    "slash-circle",
    "stop-circle",
    "sun",
    "telephone",
    "telephone-fill",
    "telephone-outbound",
    "telephone-x",
    "three-dots",
    "three-dots-vertical",
    "translate",
    "trash",
    "ui-checks-grid",
    "unlock",
    "upload",
    "voicemail",
    "x-circle",
    "x-lg",
    "x-octagon",
)

blueprint = Blueprint("icons", __name__)


@lru_cache(maxsize=1)
def sprite() -> str:
    """The SVG with one symbol a name. Raises KeyError for a name that Bootstrap's icons do not have."""
    source = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "icons" / "bootstrap-icons.svg"
    drawn = dict(re.findall(r'<symbol[^>]*\sid="([^"]+)"[^>]*>(.*?)</symbol>', source.read_text(), re.DOTALL))
    symbols = "".join(f'<symbol viewBox="0 0 16 16" id="{name}">{drawn[name]}</symbol>' for name in NAMES)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'


@lru_cache(maxsize=1)
def version() -> str:
    return hashlib.sha256(sprite().encode()).hexdigest()[:12]


@blueprint.get("/icons.svg")
@public
def svg() -> Response:
    response = Response(sprite(), mimetype="image/svg+xml")
    response.cache_control.public = True
    response.cache_control.max_age = 31_536_000
    response.cache_control.immutable = True
    return response


def icon(name: str, css: str = "", label: str | None = None) -> Markup:
    """An icon in a page; without a label it is decoration, which screen readers pass over. Raises KeyError."""
    if name not in NAMES:
        raise KeyError(f"web/icons.py does not name the icon {name!r}")
    if "sprite" not in g:
        g.sprite = url_for("icons.svg", v=version())
    return _drawn(g.sprite, name, css, label)


@lru_cache(maxsize=1024)
def _drawn(address: str, name: str, css: str, label: str | None) -> Markup:
    says = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(f'<svg class="{escape(f"icon {css}".strip())}" {says}><use href="{escape(address)}#{name}"/></svg>')  # noqa: S704
