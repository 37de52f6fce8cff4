"""What each field's text means: field → reader.

A reader takes the cleaned text and the defaults, and gives the value with what is to be known about it,
which mostly is nothing. It raises Finding.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

from onboarding.agents import choices, names
from onboarding.agents.cells import Finding, refuse_lost_digits
from onboarding.agents.dates import DateOrder, read_date
from onboarding.agents.emails import read_email
from onboarding.agents.memberships import read_queues, read_teams
from onboarding.agents.phones import is_as_typed, read_phone


class Given(Protocol):
    """What readers take from elsewhere (see validation.Defaults)."""

    @property
    def phone_region(self) -> str | None: ...
    @property
    def today(self) -> date: ...
    @property
    def date_order(self) -> DateOrder | None: ...


Read = tuple[Any, tuple[Finding, ...]]
Reader = Callable[[str, Given], Read]


def _plainly(read: Callable[[str], Any]) -> Reader:
    return lambda text, given: (read(text), ())


def _employee_id(text: str) -> str:
    refuse_lost_digits(text)
    return text


def _full_name(text: str, given: Given) -> Read:
    name = names.read_name(text)
    turned = names.turned(name)
    return (turned, (Finding("changed", "name_turned", name=turned),)) if turned else (name, ())


def _extension(text: str) -> int:
    refuse_lost_digits(text)
    if not re.fullmatch(r"[0-9]{1,10}", text):
        raise Finding("invalid", "extension_not_digits")
    if text[0] == "0":
        raise Finding("invalid", "extension_leading_zero")
    return int(text)


def _port(text: str) -> int:
    refuse_lost_digits(text)
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise Finding("invalid", "port_out_of_bounds")
    return int(text)


def _push_gateway(text: str) -> str:
    try:
        address = urlsplit(text)
        usable = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        usable = False
    if not usable or " " in text:
        raise Finding("invalid", "push_gateway_address")
    return text


def _phone(text: str, given: Given) -> Read:
    number, cut = read_phone(text, given.phone_region)
    remarks = [Finding("changed", "phone_extension_cut", number=number)] if cut else []
    if is_as_typed(number):
        remarks.append(Finding("no_region", "phone_without_region"))
    return number, tuple(remarks)


def _start_date(text: str, given: Given) -> Read:
    found = read_date(text, given.date_order)
    remarks = (Finding("past", "start_date_past", date=found.isoformat()),) if found < given.today else ()
    return found.isoformat(), remarks


def _end_date(text: str, given: Given) -> Read:
    return read_date(text, given.date_order).isoformat(), ()


READERS: dict[str, Reader] = {
    "employee_id": _plainly(_employee_id),
    "full_name": _full_name,
    "first_name": _plainly(names.read_name),
    "last_name": _plainly(names.read_name),
    "username": _plainly(names.read_username),
    "email": _plainly(read_email),
    "personal_email": _plainly(read_email),
    "alias": _plainly(str),
    "typology": _plainly(choices.read_typology),
    "extension": _plainly(_extension),
    "description": _plainly(str),
    "voicemail": _plainly(choices.read_yes_or_no),
    "phone": _phone,
    "mobile": _phone,
    "remote_control": _plainly(choices.read_yes_or_no),
    "remote_control_port": _plainly(_port),
    "push_gateway": _plainly(_push_gateway),
    "teams": _plainly(read_teams),
    "queues": _plainly(read_queues),
    "profile": _plainly(str),
    "ai_assistant": _plainly(str),
    "language": _plainly(choices.read_language),
    "timezone": _plainly(choices.read_timezone),
    "start_date": _start_date,
    "end_date": _end_date,
    "employment_status": _plainly(choices.means_left),
}
