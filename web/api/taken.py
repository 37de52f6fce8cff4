"""What the API takes: read by these schemas, and described by them."""

import re
from collections.abc import Mapping
from typing import Any

from apiflask import Schema
from marshmallow import RAISE, ValidationError, fields

from onboarding.agents.models import TYPOLOGIES
from onboarding.agents.readiness import STAGES, STATUSES
from onboarding.directory.fields import FIELDS
from onboarding.directory.query import MOST_ITEMS, SORTS
from onboarding.imports.models import VERDICTS


class Taken(Schema):
    """What callers send: nothing that is not named. Messages are keys of wording.SENTENCES."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "api_field_unknown", "type": "api_not_object"}


class _Value(fields.Field[Any]):
    """A value that is kept as the caller wrote it: its meaning is checked where files and forms are checked, too."""

    types: tuple[str, ...] = ("string",)

    def __init__(self, description: str = "", **metadata: Any) -> None:
        nullable, data_key = metadata.pop("nullable", False), metadata.pop("data_key", None)
        types = list(self.types) if len(self.types) > 1 else self.types[0]
        described = {"type": types, **({"description": description} if description else {}), **metadata}
        super().__init__(
            allow_none=nullable, data_key=data_key, error_messages={"null": self.refusal}, metadata=described
        )

    refusal = "api_not_text"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not self.accepts(value):
            raise ValidationError(self.refusal)
        return value


class Text(_Value):
    """A text."""


class Digits(_Value):
    """A number that is written as one or as its digits."""

    types = ("string", "integer")
    refusal = "api_not_number"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str | int) and not isinstance(value, bool)


class YesOrNo(_Value):
    """true or false; as text also yes, no, 1, 0."""

    types = ("boolean",)
    refusal = "api_not_yes_or_no"
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

    def accepts(self, value: Any) -> bool:
        return isinstance(value, bool) or str(value).lower() in self.words

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        given = super()._deserialize(value, attr, data, **kwargs)
        return given if isinstance(given, bool) else self.words[str(given).lower()]


class Whole(_Value):
    """A whole number in the address."""

    types = ("integer",)
    refusal = "api_not_number"

    def accepts(self, value: Any) -> bool:
        return re.fullmatch(r"-?[0-9]{1,9}", str(value)) is not None

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return int(super()._deserialize(value, attr, data, **kwargs))


class Names(_Value):
    """Names of groups: one text, or a list of texts."""

    types = ("string", "array")

    def __init__(self, description: str = "", **metadata: Any) -> None:
        super().__init__(description, items={"type": "string"}, **metadata)

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str) or (isinstance(value, list) and all(isinstance(name, str) for name in value))


class Several(fields.List[Any]):
    """A parameter of the address that may be repeated."""

    def __init__(self, description: str) -> None:
        super().__init__(Text(), metadata={"description": description})


def _one_or_more(what: str, values: tuple[str, ...]) -> Text:
    return Text(f"{what}: {', '.join(values)}; several with commas between.")


class AgentsQuery(Taken):
    q = Text("Words, each found somewhere in name, username, e-mail or extension.")
    typology = _one_or_more("Typology", TYPOLOGIES)
    status = _one_or_more("Status", STATUSES)
    stage = _one_or_more("Stage", STAGES)
    start_date = Text("Who starts on this day.", format="date")
    queue = Text("Who is in the queue of this name; several with commas between.")
    team = Text("Who is in the team of this name; several with commas between.")
    filter = Several(
        "FIELD OPERATOR VALUE, such as full_name~ana, start_date=2026-12-01..2026-12-07, queue= (in none), ready=no; "
        f"may be repeated, and all must hold. Fields: {', '.join(FIELDS)}."
    )
    sort = Text(f"{', '.join(SORTS)}; with a minus in front for descending.", default="name")
    limit = Whole(f"Items a page, at most {MOST_ITEMS}.", default=50, minimum=1, maximum=MOST_ITEMS)
    cursor = Text("next_cursor of the page before.")
    deleted = YesOrNo("Deleted agents instead of the others.", default=False)


class ReadinessQuery(Taken):
    start_date = Text("Of those who start on this day; without it, of everybody.", format="date")


class AgentIn(Taken):
    """The columns of a file, by the same rules; null empties a field on a change."""

    employee_id = Text("The number HR knows the person by.", nullable=True, maxLength=80)
    full_name = Text("Needed, unless first and last name are given.", maxLength=120)
    first_name = Text(nullable=True, maxLength=80)
    last_name = Text(nullable=True, maxLength=80)
    username = Text("Made from the name where it is left out.", maxLength=64)
    email = Text("Where the person works.", format="email")
    personal_email = Text("Where invitations go until the person has joined.", nullable=True, format="email")
    alias = Text(nullable=True, maxLength=120)
    typology = Text("Without it: webrtc.", enum=list(TYPOLOGIES))
    extension = Digits("The next free one where it is left out.")
    description = Text(nullable=True, maxLength=1000)
    voicemail = YesOrNo("Without it: true.")
    phone = Text(nullable=True)
    mobile = Text(nullable=True)
    remote_control = YesOrNo()
    remote_control_port = Digits(nullable=True)
    push_gateway = Text(nullable=True)
    teams = Names(nullable=True)
    queues = Names("A queue with a penalty is written support:2.", nullable=True)
    profile = Text(nullable=True)
    ai_assistant = Text(nullable=True)
    language = Text(nullable=True)
    timezone = Text(nullable=True)
    start_date = Text(nullable=True, format="date")
    end_date = Text(nullable=True, format="date")


class NewAgent(AgentIn):
    invite = Text("When to invite: none, now, start-date, or a moment in ISO 8601.", default="none")
    password = Text("To sign in with at once: it counts as joined, and nobody is invited.", format="password")


class Listing(fields.List[Any]):
    """A list of texts in a body."""

    def __init__(self, description: str) -> None:
        super().__init__(Text(), metadata={"description": description}, error_messages={"invalid": "api_not_list"})


class NewBulkInvite(Taken):
    """Whom: one of agents, filter, import."""

    agents = Listing("Ids or usernames of agents.")
    filter = fields.Dict(
        error_messages={"invalid": "api_not_object"},
        metadata={"description": "The parameters of GET /agents that choose people, such as {start_date: 2026-12-07}."},
    )
    import_ = Text("The id of an import: those whom it brought.", format="uuid", data_key="import")
    send_at = Text("now, start-date, or a day and a time; without an offset it is in timezone.", default="now")
    timezone = Text(
        "A name such as Europe/Rome, or local: where each person lives. Without it: local for start-date, else the "
        "organisation's."
    )
    days_before = Whole("With start-date: so many days before it.", minimum=0)
    hour = Text("With start-date: HH:MM.")
    per_minute = Whole("At most so many a minute over the whole service.", default=200, minimum=1)
    reminders = fields.Raw(
        allow_none=True,
        metadata={
            "description": "true: as in the settings; false: none; a number: at most so many; or an object.",
            "type": ["boolean", "integer", "object"],
            "properties": {"after_days": {"type": "integer"}, "most": {"type": "integer"}},
        },
    )


class ConfirmOptions(Taken):
    """What is left out stays as it was chosen with the upload."""

    on_error = Text("Rows to fix stay out alone (skip), or nobody gets in (abort).", enum=["skip", "abort"])
    invite = Text("When to invite: none, now, start-date, or a moment in ISO 8601.")


class UploadOptions(ConfirmOptions):
    """Without them: skip, none, false."""

    confirm = YesOrNo("Apply the good rows without a further word.", default=False)
    change_usernames = YesOrNo("Give people who are there the username of the file.", default=False)
    file_name = Text("What to call a file that is sent as the body.")
    columns = Text("What some headings mean, as a JSON object: heading → field, or null to leave it out.")


class RowsQuery(Taken):
    outcome = Text("Only rows to fix and rows that failed.", enum=["error"])
    verdict = Text("Only rows of this verdict.", enum=list(VERDICTS))
    limit = Whole("Items a page, at most 500.", default=50, minimum=1, maximum=500)
    cursor = Text("next_cursor of the page before.")
