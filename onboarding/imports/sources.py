"""The systems whose headings mean something else than they say, known by headings that only they have."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from onboarding.imports.headings import LONGEST, folded, readings


@dataclass(frozen=True, slots=True)
class Source:
    """A system, what gives it away, and what its headings mean: a field, or None for what is not ours.

    `has` are headings that all must be there, `of` those of which at least `least` must, `lacks` those that must not.
    """

    name: str
    meanings: dict[str, str | None]
    has: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    least: int = 3
    lacks: tuple[str, ...] = ()

    def is_source_of(self, keys: frozenset[str]) -> bool:
        found = sum(folded(name) in keys for name in self.of)
        return (
            keys.issuperset(map(folded, self.has))
            and found >= (self.least if self.of else 0)
            and keys.isdisjoint(map(folded, self.lacks))
        )


@dataclass(frozen=True, slots=True)
class Meanings:
    """What a known source says by its headings; `of` is folded heading → field or None."""

    source: str | None = None
    of: dict[str, str | None] = field(default_factory=dict)


# fmt: off
SOURCES = (
    Source(
        "3CX", {"Number": "extension"},
        has=("Number",),
        of=("AuthID", "AuthPassword", "WebMeetingFriendlyName", "WebMeetingPrivateRoom", "EnableVoicemail", "VMNoPin",
            "VMPin", "MobileNumber", "EmailAddress", "OutboundCallerID"),
    ),
    Source(
        "FreePBX",
        {"voicemail": None, "mailbox": None, "description": None, "user": None, "id": None, "context": None,
         "voicemail_email": "email", "accountcode": None,
         "devicetype": None},
        has=("extension", "name"),
        of=("ringtimer", "tech", "dial", "devicetype", "callerid", "voicemail_enable", "voicemail_vmpwd",
            "outboundcid", "noanswer"),
    ),
    Source(
        "XiVO", {"phonenumber": "extension"},
        has=("phonenumber",),
        of=("linename", "voicemailnumber", "mobilephonenumber", "entityid", "voicemailname", "enableclient",
            "incallexten"),
        least=2,
    ),
    Source(
        "STARFACE", {"external": "phone", "internal": "extension"},
        has=("external", "internal"),
    ),
    Source(
        "Verba", {"User name": "full_name"},
        has=("User name", "Login ID"),
    ),
    Source(
        "Microsoft 365", {"User Name": "email"},
        has=("User Name", "Display Name"),
        of=("Office Number", "Office Phone", "Alternate email address", "Job Title", "Mobile Phone", "Usage location",
            "State or Province", "ZIP or Postal Code", "Country or Region"),
        lacks=("Email", "Email Address", "Work Email", "Mail", "E-mail address"),
    ),
    Source(
        "Amazon Connect", {"phone type (soft/desk)": None},
        has=("user login", "routing profile name"),
    ),
    Source(
        "Genesys Cloud", {"division": None},
        of=("phone_work", "location_work", "roles_divisions", "email_manager", "skills"),
    ),
    Source(
        "Outlook", {"Title": None, "Notes": None, "Account": None},
        of=("Assistant's Phone", "Company Main Phone", "Business Phone 2", "E-mail 2 Address", "E-mail Display Name",
            "Business Fax", "Home Phone 2", "TTY/TDD Phone"),
    ),
    Source(
        "Oracle", {"Start Date": None},
        has=("Start Date", "Hire Date", "User Name"),
        of=("Primary Email Type", "ByPass Notification", "Recovery Email", "User Type", "Person Number", "Locked",
            "Work Email"),
        least=2,
    ),
    Source(
        "BambooHR", {"Employee ID": None},
        has=("Employee ID", "Employee #"),
    ),
)
# fmt: on


def meanings(headings: Sequence[str]) -> Meanings:
    """What the headings of a file mean because of where it comes from."""
    keys = frozenset(key for heading in headings if len(heading) <= LONGEST for key in readings(heading))
    for source in SOURCES:
        if source.is_source_of(keys):
            return Meanings(source.name, {folded(name): meaning for name, meaning in source.meanings.items()})
    return Meanings()
