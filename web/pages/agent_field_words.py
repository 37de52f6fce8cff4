"""What the fields of an agent are called, and what stands in them, in words."""

from datetime import date
from typing import Any

from web import formats
from web.pages import agent_words
from web.translating import _, later

NOTICE_WORDS = {
    "recording": later("E-mail with the recording"),
    "notice": later("E-mail without the recording"),
    "none": later("No e-mail"),
}
FIELD_WORDS = {
    "full_name": later("Full name"),
    **{
        name: agent_words.FIELD_WORDS[name]
        for name in (
            "first_name",
            "last_name",
            "username",
            "email",
            "personal_email",
            "employee_id",
            "alias",
            "description",
            "phone",
            "mobile",
            "language",
            "timezone",
            "start_date",
            "end_date",
            "typology",
            "extension",
            "voicemail",
            "profile",
            "ai_assistant",
        )
    },
    "voicemail_notice": later("E-mail about messages"),
    "remote_control": later("Remote control"),
    "remote_control_port": later("Remote control port"),
    "push_gateway": later("Mobile app push gateway"),
    "client_log_level": agent_words.FIELD_WORDS["client_log"],
    "teams": later("Teams"),
    "queues": later("Queues"),
    "lists": later("Lists"),
    "channel_accounts": later("Channel accounts"),
}
FIELD_OF_KIND = {
    "team": "teams",
    "queue": "queues",
    "profile": "profile",
    "ai_assistant": "ai_assistant",
    "list": "lists",
    "channel_account": "channel_accounts",
}
"""Which field of an agent names the groups of a kind."""
PHONE_FIELDS = frozenset(
    {"extension", "typology", "voicemail", "remote_control", "remote_control_port", "push_gateway", "voicemail_notice"}
)
_VALUE_WORDS = {
    "typology": formats.TYPOLOGY_WORDS,
    "voicemail_notice": NOTICE_WORDS,
    "client_log_level": agent_words.LOG_WORDS,
}
_DAYS = frozenset({"start_date", "end_date"})


def field_word(name: str) -> str:
    return str(FIELD_WORDS.get(name, name.replace("_", " ")))


def kind_word(kind: str) -> str:
    """What an agent's groups of a kind are called: several queues, one profile."""
    return field_word(FIELD_OF_KIND.get(kind, kind))


def value_word(name: str, value: Any) -> str:
    """What stands in a field, as people read it; empty for a field that is empty.

    `value` is as the audit keeps it, or as a form sends it: a day in ISO 8601, groups by their names.
    """
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    text = "" if value is None else str(value)
    return _of_field(name, text) if text else ""


def _of_field(name: str, text: str) -> str:
    words = {
        "typology": formats.TYPOLOGY_WORDS,
        "voicemail_notice": NOTICE_WORDS,
        "client_log_level": agent_words.LOG_WORDS,
    }
    if name in words:
        return str(words[name].get(text, text))
    if name == "language":
        return formats.language(text)
    if name in _DAYS:
        return _day(text)
    return text


def _day(text: str) -> str:
    try:
        return formats.long_day(date.fromisoformat(text))
    except ValueError:
        return text
