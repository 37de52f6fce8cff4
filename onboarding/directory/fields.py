"""What agents can be filtered by: each field with its kind, its word for people, and what may be said of it."""

from dataclasses import dataclass

from onboarding.agents.models import CLIENT_LOG_LEVELS, TYPOLOGIES
from onboarding.agents.readiness import STAGES, STATUSES
from onboarding.directory.standing import REASONS
from onboarding.groups.models import KINDS
from onboarding.invitations.models import STATES

TEXT, CHOICE, DATE, MOMENT, NUMBER, GROUPS = "text", "choice", "date", "moment", "number", "groups"
OPERATORS: dict[str, tuple[str, ...]] = {
    TEXT: ("=", "!=", "~", "!~", "^="),
    GROUPS: ("=", "!=", "~", "!~", "^="),
    CHOICE: ("=", "!="),
    DATE: ("=", "!=", "<", "<=", ">", ">="),
    MOMENT: ("=", "!=", "<", "<=", ">", ">="),
    NUMBER: ("=", "!=", "<", "<=", ">", ">="),
}
"""Kind of field → the operators that fit it: is one of, is none of, contains, contains not, starts with; before …"""
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Field:
    """`word`: as pages say it. `values`: what a choice can be. `may_be_empty`: whether `FIELD=` makes sense."""

    name: str
    kind: str
    word: str
    values: tuple[str, ...] = ()
    may_be_empty: bool = True

    @property
    def operators(self) -> tuple[str, ...]:
        return OPERATORS[self.kind]


def _choice(name: str, word: str, *values: str) -> Field:
    return Field(name, CHOICE, word, values, may_be_empty=False)


FACTS = ("provisioned", "invited", "joined", "in_queue", "disabled", "locked", "ready")
"""Facts that hold or do not; whether a phone has been seen may also be unknown."""

FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("full_name", TEXT, "Name", may_be_empty=False),
        Field("first_name", TEXT, "First name"),
        Field("last_name", TEXT, "Last name"),
        Field("username", TEXT, "Username", may_be_empty=False),
        Field("email", TEXT, "E-mail", may_be_empty=False),
        Field("personal_email", TEXT, "Personal e-mail"),
        Field("employee_id", TEXT, "Employee ID"),
        Field("alias", TEXT, "Alias"),
        Field("description", TEXT, "Description"),
        Field("phone", TEXT, "Phone"),
        Field("mobile", TEXT, "Mobile"),
        Field("language", TEXT, "Language"),
        Field("timezone", TEXT, "Time zone"),
        _choice("typology", "Typology", *TYPOLOGIES),
        Field("extension", NUMBER, "Extension"),
        _choice("client_log", "Client log", *CLIENT_LOG_LEVELS),
        _choice("voicemail", "Voicemail", *YES_NO),
        Field("start_date", DATE, "Start date"),
        Field("end_date", DATE, "Last day"),
        Field("created", MOMENT, "Created", may_be_empty=False),
        Field("updated", MOMENT, "Updated", may_be_empty=False),
        Field("joined_on", MOMENT, "Joined on"),
        _choice("status", "Status", *STATUSES),
        _choice("stage", "Stage", *STAGES),
        _choice("reason", "Not ready because", *REASONS),
        *(_choice(fact, fact.replace("_", " ").capitalize(), *YES_NO) for fact in FACTS),
        _choice("phone_seen", "Phone seen", *YES_NO, "unknown"),
        _choice("phone_setup", "Phone setup", "waiting", "failed", "done", "none"),
        _choice("invitation", "Invitation", "none", *STATES),
        *(Field(kind, GROUPS, kind.replace("_", " ").capitalize().replace("Ai ", "AI ")) for kind in KINDS),
    )
}
