"""The organisation's colour as a stylesheet: the only part of the look that is not in the package."""

from flask import Blueprint, Response, make_response

from onboarding.database import db
from onboarding.preferences.organisation import organisation
from web.guard import public

blueprint = Blueprint("assets", __name__)


@blueprint.get("/organisation.css")
@public
def organisation_css() -> Response:
    about = organisation(db.session())
    css = (
        ":root {\n"
        f"  --org: {about.colour};\n"
        f"  --org-ink: {about.on_colour};\n"
        f"  --org-edge: light-dark({about.edge}, {about.dark_edge});\n"
        "  --org-hover: color-mix(in srgb, var(--org) 90%, var(--org-ink));\n"
        "}\n"
    )
    response = make_response(css)
    response.mimetype = "text/css"
    response.cache_control.public = True
    response.cache_control.max_age = 60
    return response
