"""What the list of agents calls fields, their values, and how they are compared."""

from datetime import date, datetime
from typing import Any

from onboarding.directory.fields import CHOICE, DATE, FIELDS, MOMENT, NUMBER, Field
from onboarding.directory.grammar import Filter, Span
from web import formats
from web.translating import _, later, say

FIELD_WORDS = {
    "full_name": later("Name"),
    "first_name": later("First name"),
    "last_name": later("Last name"),
    "username": later("Username"),
    "email": later("E-mail"),
    "personal_email": later("Personal e-mail"),
    "employee_id": later("Employee ID"),
    "alias": later("Alias"),
    "description": later("Description"),
    "phone": later("Phone"),
    "mobile": later("Mobile phone"),
    "language": later("Language"),
    "timezone": later("Time zone"),
    "typology": later("Typology"),
    "extension": later("Extension"),
    "voicemail": later("Voicemail"),
    "client_log": later("Client log"),
    "phone_seen": later("Phone seen"),
    "phone_setup": later("Phone setup"),
    "status": later("Status"),
    "stage": later("Stage"),
    "reason": later("Not ready because"),
    "invitation": later("Invitation"),
    "provisioned": later("Provisioned"),
    "invited": later("Invited"),
    "joined": later("Joined"),
    "in_queue": later("In queue"),
    "disabled": later("Disabled"),
    "locked": later("Locked"),
    "ready": later("Ready"),
    "start_date": later("Start date"),
    "end_date": later("Last day"),
    "created": later("Created"),
    "updated": later("Updated"),
    "joined_on": later("Joined on"),
    "team": later("Team"),
    "queue": later("Queue"),
    "profile": later("Profile"),
    "ai_assistant": later("AI assistant"),
    "list": later("List"),
    "channel_account": later("Channel account"),
}
_GROUPED = (
    (later("Person"), ("full_name", "username", "email", "employee_id", "alias", "first_name", "last_name")),
    (later("More of the person"), ("personal_email", "phone", "mobile", "language", "timezone", "description")),
    (later("Where they stand"), ("status", "stage", "reason", "invitation", "provisioned", "invited", "joined")),
    (later("Dates"), ("start_date", "end_date", "created", "updated", "joined_on")),
    (later("Telephone"), ("typology", "extension", "voicemail", "phone_seen", "phone_setup", "client_log")),
    (later("Belongs to"), ("team", "queue", "profile", "ai_assistant", "list", "channel_account", "in_queue")),
    (later("Account"), ("ready", "disabled", "locked")),
)
STAGE_WORDS = {
    "created": later("Created"),
    "provisioned": later("Provisioned"),
    "invited": later("Invited"),
    "joined": later("Joined"),
    "registered": later("Registered"),
    "ready": later("Ready"),
}
STATUS_WORDS = {
    "active": later("Active"),
    "pending": later("Pending"),
    "locked": later("Locked"),
    "disabled": later("Disabled"),
    "deleted": later("Deleted"),
}
LOG_WORDS = {
    "off": later("Logging off"),
    "error": later("Error"),
    "warning": later("Warning"),
    "info": later("Info"),
    "debug": later("Debug"),
}
_VALUE_WORDS = {
    "typology": formats.TYPOLOGY_WORDS,
    "stage": STAGE_WORDS,
    "status": STATUS_WORDS,
    "client_log": LOG_WORDS,
    "phone_setup": {
        "waiting": later("Waiting"),
        "failed": later("Failed"),
        "done": later("Done"),
        "none": later("None"),
    },
    "invitation": {
        "none": later("None"),
        "planned": later("Planned"),
        "sent": later("Sent"),
        "accepted": later("Accepted"),
        "expired": later("Expired"),
        "revoked": later("Revoked"),
        "bounced": later("Bounced"),
        "failed": later("Failed"),
    },
}
_ANSWERS = {"yes": later("Yes"), "no": later("No"), "unknown": later("Unknown")}

OPERATOR_WORDS = {
    "~": later("contains"),
    "!~": later("does not contain"),
    "^=": later("starts with"),
    "=": later("is"),
    "one_of": later("is one of"),
    "!=": later("is not"),
    "none_of": later("is none of"),
    "<": later("is before"),
    "<=": later("is until"),
    ">": later("is after"),
    ">=": later("is from"),
    "between": later("is between"),
    "empty": later("is empty"),
    "not_empty": later("is not empty"),
}
_OF_NUMBERS = {
    "<": later("is below"),
    "<=": later("is at most"),
    ">": later("is above"),
    ">=": later("is at least"),
}


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """All fields, each with its word, under headings."""
    named = {name for _title, names in _GROUPED for name in names}
    rest = [(_("More"), [name for name in FIELDS if name not in named])]
    return [
        (title, [(name, field_word(name)) for name in names if name in FIELDS])
        for title, names in (*_GROUPED, *rest)
        if any(name in FIELDS for name in names)
    ]


def field_word(name: str) -> str:
    return FIELD_WORDS.get(name, FIELDS[name].word)


def operator_word(field: Field, operator: str) -> str:
    """How the field is compared by an operator of the form (see operator_of)."""
    return (_OF_NUMBERS if field.kind == NUMBER else {}).get(operator, OPERATOR_WORDS[operator])


def operator_of(filter_: Filter) -> str:
    """What the form calls the comparison: an operator of the grammar, or what one means with these values."""
    values = filter_.values
    if filter_.operator not in ("=", "!="):
        return filter_.operator
    if not values:
        return "empty" if filter_.operator == "=" else "not_empty"
    if len(values) > 1:
        return "one_of" if filter_.operator == "=" else "none_of"
    return "between" if filter_.operator == "=" and isinstance(values[0], Span) else filter_.operator


def value_word(field: Field, value: Any) -> str:
    """One value of a filter as people read it."""
    if isinstance(value, Span):
        return _("%(first)s to %(last)s", first=value_word(field, value.first), last=value_word(field, value.last))
    if isinstance(value, datetime):
        return f"{formats.day(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return formats.day(value)
    if field.kind != CHOICE:
        return formats.language(value) if field.name == "language" else str(value)
    if field.name == "reason":
        return say(f"not_ready_because_{value}", {})
    return str(_VALUE_WORDS.get(field.name, _ANSWERS).get(value, str(value).capitalize()))


def values_words(filter_: Filter) -> str:
    """All values of a filter as people read them; nothing where it asks for empty ones."""
    field = FIELDS[filter_.field]
    if operator_of(filter_) == "between":
        first, last = (value_word(field, end) for end in (filter_.values[0].first, filter_.values[0].last))
        return _("%(first)s and %(last)s", first=first, last=last)
    said = [value_word(field, value) for value in filter_.values]
    return _("%(some)s or %(last)s", some=", ".join(said[:-1]), last=said[-1]) if len(said) > 1 else "".join(said)


def is_of_time(field: Field) -> bool:
    return field.kind in (DATE, MOMENT)
