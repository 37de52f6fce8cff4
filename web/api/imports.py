"""Imports: upload, look, confirm, cancel, try again, take back, what has to be fixed."""

import uuid
from typing import Any, BinaryIO, cast

from apiflask import HTTPError
from flask import Response, current_app, request, url_for
from marshmallow import ValidationError

from onboarding.database import begin_writing, db
from onboarding.imports import confirming, reporting, second_tries, undo_preview, undoing, uploads
from onboarding.imports.models import VERDICTS, Import
from onboarding.imports.reading import Limits
from onboarding.wording import Problem
from web import uploading
from web.api import problems
from web.api.bearer import actor
from web.api.choices import checked_choices, checked_columns
from web.api.given import ImportOut, RowsOut, UndoOut
from web.api.resource import CSV, must_be_json, resource
from web.api.taken import ConfirmOptions, RowsQuery, UploadOptions
from web.files import csv_file
from web.guard import editors

blueprint = resource("imports", "Imports")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RAW = ("text/csv", "application/csv", XLSX)
MORE_THAN_THE_FILE = 1 << 20
MOST_ROWS = 500
GOING_ON = ("uploaded", "checking", "applying", "undoing")
RETRY_AFTER_SECONDS = "1"

_FILE = {"type": "string", "contentMediaType": "application/octet-stream"}
_CHOICES = {
    "on_error": {"type": "string", "enum": ["skip", "abort"], "default": "skip"},
    "invite": {"type": "string", "default": "none"},
    "confirm": {"type": "boolean", "default": False},
    "columns": {"type": "string", "contentMediaType": "application/json"},
    "change_usernames": {"type": "boolean", "default": False},
}
BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE, **_CHOICES}}
        },
        "text/csv": {"schema": {"type": "string"}},
        XLSX: {"schema": _FILE},
    },
}


@blueprint.post("/imports")
@blueprint.output(ImportOut, 202)
@blueprint.doc(
    description="As multipart/form-data with a part 'file', or the file itself as the body. The choices may be parts "
    "of the form or parameters of the address. The answer comes at once; GET the address in Location for the verdict.",
    responses={413: "The file is too large", 415: "Neither multipart/form-data nor text/csv nor a workbook"},
    extensions={"requestBody": BODY},
)
@editors
def upload() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Upload a file and have it checked"""
    limits = Limits.of(current_app.config["ONBOARD"])
    request.max_content_length = limits.max_bytes + MORE_THAN_THE_FILE
    options = _options({**request.args.to_dict(), **request.form.to_dict()})
    stream, name = _file(options.get("file_name"))
    choices, columns = checked_choices(options), checked_columns(options.get("columns"))
    uploading.count(actor().name)
    session = db.session()
    import_ = uploads.receive(
        session,
        stream,
        name,
        actor=actor(),
        limits=limits,
        auto_confirm=bool(options.get("confirm", False)),
        columns=columns,
        change_usernames=bool(options.get("change_usernames", False)),
        **choices,
    )
    session.commit()
    return reporting.as_json(session, import_), 202, {"Location": _address(import_)}


@blueprint.get("/imports/<uuid:import_id>")
@blueprint.output(ImportOut)
@editors
def read_import(import_id: uuid.UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Read an import: its state and counts"""
    import_ = _import(import_id)
    headers = {"Retry-After": RETRY_AFTER_SECONDS} if import_.state in GOING_ON else {}
    return reporting.as_json(db.session(), import_), 200, headers


@blueprint.post("/imports/<uuid:import_id>/confirm")
@blueprint.input(ConfirmOptions)
@blueprint.output(ImportOut, 202)
@blueprint.doc(responses={409: "The import is in another state"})
@editors
def confirm(import_id: uuid.UUID, json_data: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Let the good rows in"""
    must_be_json()
    session = db.session()
    begin_writing(session)
    import_ = _import(import_id)
    confirming.confirm(session, import_, actor=actor(), **checked_choices(json_data))
    session.commit()
    session.refresh(import_)
    return reporting.as_json(session, import_), 202, {"Location": _address(import_)}


@blueprint.post("/imports/<uuid:import_id>/cancel")
@blueprint.output(ImportOut)
@blueprint.doc(
    description="Stops after the chunk in hand; what is in stays.", responses={409: "The import is in another state"}
)
@editors
def cancel(import_id: uuid.UUID) -> dict[str, Any]:
    """Cancel an import"""
    session = db.session()
    begin_writing(session)
    import_ = _import(import_id)
    confirming.cancel(session, import_, actor=actor())
    session.commit()
    session.refresh(import_)
    return reporting.as_json(session, import_)


@blueprint.post("/imports/<uuid:import_id>/retry")
@blueprint.output(ImportOut, 202)
@blueprint.doc(description="What did not work, or was given up, is due now; see outstanding.")
@editors
def retry(import_id: uuid.UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Try again what did not work"""
    session = db.session()
    begin_writing(session)
    import_ = _import(import_id)
    second_tries.again(session, import_, actor=actor())
    session.commit()
    return reporting.as_json(session, import_), 202, {"Location": _address(import_)}


@blueprint.get("/imports/<uuid:import_id>/undo")
@blueprint.output(UndoOut)
@blueprint.doc(description="As things are now; nothing is changed.", responses={409: "The import cannot be taken back"})
@editors
def preview_undo(import_id: uuid.UUID) -> dict[str, Any]:
    """Say what taking an import back would do"""
    session = db.session()
    import_ = _import(import_id)
    reason = undoing.why_not(session, import_)
    if reason is not None:
        raise confirming.WrongState(reason)
    return undo_preview.as_json(undo_preview.preview(session, import_))


@blueprint.post("/imports/<uuid:import_id>/undo")
@blueprint.output(ImportOut, 202)
@blueprint.doc(
    description="Agents it created go unless they have joined, who came back is deleted again, changed fields return "
    "unless somebody changed them since. Rows of which something stays have the state kept, and errors that say why.",
    responses={409: "The import cannot be taken back"},
)
@editors
def undo(import_id: uuid.UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Take an import back"""
    session = db.session()
    begin_writing(session)
    import_ = _import(import_id)
    undoing.undo(session, import_, actor=actor())
    session.commit()
    session.refresh(import_)
    return reporting.as_json(session, import_), 202, {"Location": _address(import_)}


@blueprint.get("/imports/<uuid:import_id>/rows")
@blueprint.input(RowsQuery, location="query", unknown=None)
@blueprint.output(RowsOut)
@editors
def list_rows(import_id: uuid.UUID, query_data: dict[str, Any]) -> dict[str, Any]:
    """List the rows of an import, each with its verdict"""
    _must_be_known("outcome", query_data.get("outcome"), ("error",))
    _must_be_known("verdict", query_data.get("verdict"), VERDICTS)
    limit, after = query_data.get("limit", 50), query_data.get("cursor", "0")
    if not 1 <= limit <= MOST_ROWS:
        raise problems.of_parameter(Problem("invalid", "limit_out_of_bounds", "limit", str(limit), {"most": MOST_ROWS}))
    if not (after.isascii() and after.isdigit() and len(after) < 10):
        raise problems.of_parameter(Problem("invalid", "cursor_damaged", "cursor"))
    rows = reporting.rows(
        db.session(),
        _import(import_id).id,
        verdict=query_data.get("verdict"),
        errors_only=query_data.get("outcome") == "error",
        after=int(after),
        limit=limit + 1,
    )
    shown = rows[:limit]
    more = len(rows) > limit
    return {"items": [reporting.row_json(row) for row in shown], "next_cursor": str(shown[-1].row) if more else None}


@blueprint.get("/imports/<uuid:import_id>/errors.csv")
@blueprint.doc(
    description="The uploader's own columns, with row and errors. Can be corrected and uploaded as it is.",
    responses=CSV,
)
@editors
def errors_file(import_id: uuid.UUID) -> Response:
    """The rows to fix, as a file"""
    import_ = _import(import_id)
    name = import_.file_name.rpartition(".")[0] or import_.file_name
    return csv_file(lambda session: reporting.errors_csv(session, import_), f"{name}-errors.csv")


def _import(import_id: uuid.UUID) -> Import:
    import_ = db.session().get(Import, import_id)
    if import_ is None:
        raise problems.ApiProblem(404, Problem("unknown", "api_404"))
    return import_


def _address(import_: Import) -> str:
    return url_for("api_imports.read_import", import_id=import_.id)


def _options(given: dict[str, str]) -> dict[str, Any]:
    try:
        return cast(dict[str, Any], UploadOptions().load(given))
    except ValidationError as error:
        raise HTTPError(422, detail={"query": error.messages}) from None


def _file(name: str | None) -> tuple[BinaryIO, str]:
    """The file as a stream, and its name. Raises ApiProblem where there is none that can be read."""
    if request.mimetype == "multipart/form-data":
        part = request.files.get("file")
        if part is None:
            missing = Problem("missing", "api_no_file", "file")
            raise problems.ApiProblem(422, missing, errors=[problems.cell_error(missing)])
        return cast(BinaryIO, part.stream), name or part.filename or "upload.csv"
    if request.mimetype in RAW:
        return cast(BinaryIO, request.stream), name or "upload.csv"
    kind = request.mimetype or "a body without a Content-Type"
    wanted = f"multipart/form-data with a part named 'file', or text/csv, or {XLSX}"
    raise problems.ApiProblem(415, Problem("not_text", "api_415", params={"type": kind, "wanted": wanted}))


def _must_be_known(parameter: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        params = {"known": ", ".join(known)}
        raise problems.of_parameter(Problem("unknown_value", "api_choice", parameter, value, params))
