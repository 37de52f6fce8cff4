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
from onboarding.agents.cells import Finding
from onboarding.agents.damage import refuse_grouped, refuse_lost_digits, refuse_lost_letters, refuse_remade_number
from onboarding.agents.dates import DateOrder, read_date
from onboarding.agents.emails import is_unusual, read_email
from onboarding.agents.memberships import read_queues, read_teams
from onboarding.agents.phones import Phone, read_phone


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
    refuse_remade_number(text)
    return text


def _full_name(text: str, given: Given) -> Read:
    name = names.read_name(text)
    turned = names.turned(name)
    remarks = [Finding("changed", "name_turned", name=turned)] if turned else []
    if names.is_unusual(turned or name):
        remarks.append(Finding("unusual", "name_unusual"))
    return turned or name, tuple(remarks)


def _alias(text: str) -> str:
    refuse_lost_letters(text)
    return text


def _email(text: str, given: Given) -> Read:
    address = read_email(text)
    return address, (Finding("unusual", "email_unusual"),) if is_unusual(address) else ()


def _extension(text: str) -> int:
    if re.fullmatch(r"[1-9][0-9]{1,9}", text):
        return int(text)
    refuse_lost_digits(text)
    refuse_remade_number(text)
    refuse_grouped(text)
    if re.fullmatch(r"0[0-9]{1,9}", text):
        raise Finding("invalid", "extension_leading_zero")
    if found := re.fullmatch(r"[^0-9]{1,12}?([1-9][0-9]{1,9})[^0-9]?", text):
        raise Finding("invalid", "extension_near", meant=found[1])
    raise Finding("invalid", "extension_not_digits")


def _port(text: str) -> int:
    refuse_lost_digits(text)
    refuse_remade_number(text)
    refuse_grouped(text)
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
    phone = read_phone(text, given.phone_region)
    remarks = [Finding("changed", "phone_extension_cut", number=phone.number)] if phone.cut else []
    if phone.is_as_typed:
        remarks.append(_without_region(phone))
    elif phone.meant:
        remarks.append(Finding("changed", "phone_may_be_other", number=phone.number, other=phone.meant))
    elif phone.guessed:
        remarks.append(Finding("changed", "phone_guessed", number=phone.number))
    return phone.number, tuple(remarks)


def _without_region(phone: Phone) -> Finding:
    if phone.meant:
        return Finding("no_region", "phone_without_region_meant", number=phone.meant)
    return Finding("no_region", "phone_without_region")


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
    "email": _email,
    "personal_email": _email,
    "alias": _plainly(_alias),
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
