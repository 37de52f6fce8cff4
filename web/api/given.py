"""What the API gives: described by these schemas, and nothing is given that they do not name."""

from typing import Any

from apiflask import Schema
from marshmallow import fields

from onboarding.agents.models import TYPOLOGIES
from onboarding.agents.readiness import STAGES, STATUSES
from onboarding.bulk.models import AUDIENCES
from onboarding.bulk.models import STATES as BULK_INVITE_STATES
from onboarding.imports.models import STATES, VERDICTS

EXAMPLE_ID = "01936f2e-7c1b-7d2e-9f00-5b1c2d3e4f50"


class _Given(fields.Field[Any]):
    """A value of an answer, as it is."""

    def __init__(self, *types: str, **metadata: Any) -> None:
        super().__init__(metadata={"type": list(types) if len(types) > 1 else types[0], **metadata})


class AgentOut(Schema):
    id = _Given("string", format="uuid", example=EXAMPLE_ID)
    employee_id = _Given("string", "null")
    full_name = _Given("string")
    username = _Given("string")
    email = _Given("string", format="email")
    alias = _Given("string", "null")
    typology = _Given("string", enum=list(TYPOLOGIES))
    extension = _Given("string", "null", description="Also the id of the agent's endpoint on the switch.")
    mailbox = _Given("string", "null", description="Null where voicemail is off.")
    status = _Given("string", enum=list(STATUSES))
    stage = _Given("string", enum=list(STAGES))
    queues = _Given("array", items={"type": "string"})
    teams = _Given("array", items={"type": "string"})
    start_date = _Given("string", "null", format="date")
    created_at = _Given("string", format="date-time")
    updated_at = _Given("string", format="date-time")


class AgentsOut(Schema):
    items = _Given("array", items={"$ref": "#/components/schemas/AgentOut"})
    next_cursor = _Given("string", "null")
    total = _Given("integer", description="Exact to 10,000.")
    total_is_lower_bound = _Given("boolean")


class ReadinessOut(Schema):
    start_date = _Given("string", "null", format="date")
    total = _Given("integer")
    ready = _Given("integer")
    not_ready = _Given("integer")
    stages = _Given("object", additionalProperties={"type": "integer"}, description="How many stand at each stage.")
    reasons = _Given(
        "object",
        additionalProperties={"type": "integer"},
        description="How many are not ready for each reason; filter=reason=… lists them.",
    )


class LinkOut(Schema):
    url = _Given("string", format="uri")
    expires_at = _Given("string", format="date-time")


class InvitationOut(Schema):
    id = _Given("string", format="uuid")
    agent_id = _Given("string", format="uuid")
    state = _Given("string")
    due_at = _Given("string", format="date-time")
    expires_at = _Given("string", format="date-time")


class RemindersOut(Schema):
    after_days = _Given("integer")
    most = _Given("integer")


class BulkCountsOut(Schema):
    people = _Given("integer", description="All whom it means: invited, or still to be.")
    left = _Given("integer", description="Those whose turn comes.")
    queued = _Given("integer", description="Released, and on the way out.")
    sent = _Given("integer")
    joined = _Given("integer")
    opened = _Given("integer", description="The link was opened, perhaps by a mail scanner.")
    bounced = _Given("integer")
    failed = _Given("integer")
    expired = _Given("integer")
    reminded = _Given("integer")


class BulkInviteOut(Schema):
    id = _Given("string", format="uuid")
    state = _Given("string", enum=list(BULK_INVITE_STATES))
    audience = _Given("string", enum=list(AUDIENCES))
    filter = _Given("object", "null")
    import_: fields.Field[Any] = fields.Raw(
        data_key="import", attribute="import", metadata={"type": ["string", "null"]}
    )
    send_at = _Given("string", description="now, start-date, or a day and a time in timezone.")
    days_before = _Given("integer", "null")
    hour = _Given("string", "null")
    timezone = _Given("string", "null", description="A name, or local: where each person lives.")
    per_minute = _Given("integer")
    reminders = fields.Nested(RemindersOut)
    created_by = _Given("string")
    created_at = _Given("string", format="date-time")
    started_at = _Given("string", "null", format="date-time")
    finished_at = _Given("string", "null", format="date-time")
    counts = fields.Nested(BulkCountsOut)


class ErrorOut(Schema):
    column = _Given("string", "null", description="The canonical name of a file's column, or of a field.")
    pointer = _Given("string", description="Where in the body (RFC 6901).")
    parameter = _Given("string", description="Which parameter of the address.")
    code = _Given("string")
    value = _Given("string")
    message = _Given("string", description="A sentence: what is wrong, and what would be right.")


class AgentDoneOut(AgentOut):
    warnings = fields.List(
        fields.Nested(ErrorOut), metadata={"description": "What to know about what was done; left out where nothing."}
    )


class BulkInviteDoneOut(BulkInviteOut):
    warnings = fields.List(fields.Nested(ErrorOut), metadata={"description": "Left out where there is none."})


class ProblemOut(Schema):
    """RFC 9457."""

    type = _Given("string", format="uri-reference")
    title = _Given("string")
    status = _Given("integer")
    detail = _Given("string", description="A sentence: what is wrong, and what would be right.")
    code = _Given("string")
    instance = _Given("string", format="uri-reference")
    errors = fields.List(fields.Nested(ErrorOut))


class CountsOut(Schema):
    total = _Given("integer")
    create = _Given("integer")
    update = _Given("integer")
    unchanged = _Given("integer")
    comes_back = _Given("integer")
    skipped = _Given("integer")
    invalid = _Given("integer")
    applied = _Given("integer", description="Are in.")
    failed = _Given("integer", description="Did not work.")
    undone = _Given("integer", description="Were taken back.")
    kept = _Given("integer", description="Of these something stays, though the import was taken back.")


class OutstandingOut(Schema):
    now = _Given("integer", description="Being done.")
    retrying = _Given("integer", description="Put off for another try.")
    later = _Given("integer", description="Waits for its planned time.")
    failed = _Given("integer", description="Given up.")


class FileOut(Schema):
    name = _Given("string")
    format = _Given("string", "null")
    encoding = _Given("string", "null")
    delimiter = _Given("string", "null")
    sheet = _Given("string", "null")


class ImportOut(Schema):
    id = _Given("string", format="uuid")
    state = _Given("string", enum=list(STATES))
    file = fields.Nested(FileOut)
    rows = fields.Nested(CountsOut)
    outstanding = fields.Nested(OutstandingOut)
    columns = _Given("object", additionalProperties={"type": ["string", "null"]})
    errors = fields.List(fields.Nested(ErrorOut))
    warnings = fields.List(fields.Nested(ErrorOut), metadata={"description": "What to know about the file as a whole."})
    on_error = _Given("string", enum=["skip", "abort"])
    invite = _Given("string")
    change_usernames = _Given("boolean", description="Whether people who are there get the username of the file.")
    uploaded_by = _Given("string")
    created_at = _Given("string", format="date-time")
    finished_at = _Given("string", "null", format="date-time")
    undone_at = _Given("string", "null", format="date-time")
    kept_until = _Given("string", format="date-time", description="Then the file and its rows are deleted.")


class StaysOut(ErrorOut):
    row = _Given("integer", description="The spreadsheet's line.")
    agent_id = _Given("string", format="uuid")


class UndoOut(Schema):
    agents = _Given("integer", description="Agents that the import created and that go.")
    deleted_again = _Given("integer", description="Agents that came back and are deleted again.")
    changed_back = _Given("integer", description="Agents of whom fields return to their old values.")
    fields_back = _Given("integer", description="How many fields that are.")
    stays_count = _Given("integer", description="How much cannot be taken back.")
    stays = fields.List(fields.Nested(StaysOut), metadata={"description": "The first of it, each with the reason."})


class RowOut(Schema):
    row = _Given("integer", description="The spreadsheet's line.")
    verdict = _Given("string", enum=list(VERDICTS))
    state = _Given("string", enum=["waiting", "applied", "failed", "none", "leaving", "undone", "kept"])
    agent_id = _Given("string", "null", format="uuid")
    values = _Given("object")
    changes = _Given("object", description="Field: [old, new].")
    errors = fields.List(fields.Nested(ErrorOut))
    warnings = fields.List(fields.Nested(ErrorOut))


class RowsOut(Schema):
    items = fields.List(fields.Nested(RowOut))
    next_cursor = _Given("string", "null")


class PhoneOut(Schema):
    extension = _Given("string")
    sip_user = _Given("string")
    secret = _Given("string", "null", description="Null where the switch keeps only its digest.")
    transport = _Given("string", enum=["wss", "udp"])
    server = _Given("string")
    wss_url = _Given("string")
    mailbox = _Given("string", "null")
    provisioned = _Given("boolean", description="False while the phone is being set up.")
    typology = _Given("string", enum=list(TYPOLOGIES))
    realm = _Given("string")
    push_gateway = _Given("string", "null", description="Of a mobile app, null elsewhere.")
    remote_control = _Given("boolean", description="Of a Phonebar, false elsewhere.")
    remote_control_port = _Given("integer", "null", description="Null where there is no remote control.")


class SecretOut(Schema):
    sip_user = _Given("string")
    secret = _Given("string", description="Shown only here where the switch keeps only its digest.")
