"""How long an import's file is kept, and the file as it came, while it is there."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from onboarding.database import db
from onboarding.imports import keeping, uploads
from onboarding.imports.models import Import
from web import guard
from web.files import file_as_it_is


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when the file is kept, whether it is there still, and whether it may be downloaded."""

    until: datetime
    there: bool
    download: bool


def kept(session: Session, import_: Import) -> Kept:
    there = import_.forgotten_at is None
    return Kept(keeping.kept_until(session, import_), there, keeping.original_may_go_out(import_))


def register(blueprint: Blueprint) -> None:
    blueprint.get("/imports/<uuid:import_id>/file")(original)


@guard.editors
def original(import_id: uuid.UUID) -> ResponseReturnValue:
    """The file as it was uploaded; not one that has columns which nobody here may keep."""
    session = db.session()
    import_ = session.get(Import, import_id) or abort(404)
    if not keeping.original_may_go_out(import_):
        abort(404)
    return file_as_it_is(lambda session: uploads.stored(session, import_id)(), import_.file_name)
