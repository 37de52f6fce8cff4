"""The template to fill in, and what each of its columns is for."""

import csv
import io
from typing import NamedTuple

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from web import guard
from web.translating import later


class Described(NamedTuple):
    """A column: what it is for (a line of the template too), two examples, and what happens where it is left out."""

    field: str
    what: str
    examples: tuple[str, str]
    left_out: str
    needed: bool = False


# The people are of a domain that imports pass over, and so is the line that describes the columns.
COLUMNS = (
    Described(
        "employee_id",
        later("The number that HR knows this person by"),
        ("1001", "1002"),
        later("People are known by e-mail"),
    ),
    Described(
        "full_name",
        later("First and last name"),
        ("Ada Example", "Ben Example"),
        later("Made from first_name and last_name, which are then needed"),
        needed=True,
    ),
    Described(
        "first_name", later("First name, if not in full_name"), ("", ""), later("Nothing, where there is a full name")
    ),
    Described(
        "last_name", later("Last name, if not in full_name"), ("", ""), later("Nothing, where there is a full name")
    ),
    Described(
        "username",
        later("For signing in: letters, digits, dot and _"),
        ("", "ben.example"),
        later("Made from the name"),
    ),
    Described(
        "email",
        later("Work address, one a person <name@example.com>"),
        ("ada@example.com", "ben@example.com"),
        later("Needed: people are known by it"),
        needed=True,
    ),
    Described(
        "personal_email",
        later("Private address for the invitation; erased later"),
        ("", "ben.private@example.com"),
        later("The invitation goes to the work address"),
    ),
    Described("alias", later("What others see instead of the name"), ("Ada", ""), later("The full name is shown")),
    Described("typology", later("webrtc, phonebar, external or mobile"), ("webrtc", "phonebar"), "webrtc"),
    Described("extension", later("The internal number, digits only"), ("", "2001"), later("The next free one")),
    Described("description", later("Job title or a note"), ("Support", "Sales"), later("Stays empty")),
    Described("voicemail", later("yes or no"), ("yes", "no"), "yes"),
    Described("phone", later("Telephone at work, with + and country"), ("", "+39 06 1234 5678"), later("Stays empty")),
    Described("mobile", later("Mobile telephone, with + and country"), ("+39 347 123 4567", ""), later("Stays empty")),
    Described("remote_control", later("Whether programs may control the phonebar: yes or no"), ("", "yes"), "no"),
    Described("remote_control_port", later("Its port, 1 to 65535"), ("", "8081"), later("The usual port")),
    Described(
        "push_gateway",
        later("Address that wakes the app of typology mobile"),
        ("", ""),
        later("Asked for, where typology is mobile"),
    ),
    Described("teams", later("Teams, several with | between them"), ("Support", "Sales|Italy"), later("In no team")),
    Described(
        "queues",
        later("Queues, several with |; support:2 gives a penalty"),
        ("support:2", "sales"),
        later("In no queue"),
    ),
    Described("profile", later("The profile by its name"), ("", ""), later("No profile")),
    Described("ai_assistant", later("The AI assistant by its name"), ("", ""), later("No AI assistant")),
    Described("language", later("As a code: en, it, pt-BR"), ("en", "it"), later("The organisation’s language")),
    Described("timezone", later("As Europe/Rome"), ("Europe/Rome", ""), later("The organisation’s time zone")),
    Described("start_date", later("First day, as 2030-01-07"), ("2030-01-07", "2030-01-07"), later("No start date")),
    Described(
        "end_date", later("Last day, as 2030-12-31"), ("", "2030-12-31"), later("Stays until somebody says otherwise")
    ),
    Described("employment_status", later("active, or terminated for who has left"), ("active", "active"), "active"),
)

FILE_NAME = "new-hires.csv"


def register(blueprint: Blueprint) -> None:
    blueprint.get("/imports/template")(describe_columns)
    blueprint.get("/imports/template.csv")(download_template)


@guard.editors
def describe_columns() -> ResponseReturnValue:
    """What each column is for, with an example, and what happens where it is left out."""
    return render_template("imports/template.html", columns=COLUMNS)


@guard.editors
def download_template() -> ResponseReturnValue:
    """A sheet to fill in, with a line that describes each column and two people; all three are passed over."""
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return Response(template(), mimetype="text/csv", headers=headers)


def template() -> str:
    """The sheet as CSV, with the mark by which Excel knows UTF-8."""
    sheet = io.StringIO()
    lines = csv.writer(sheet, lineterminator="\r\n")
    lines.writerow(column.field for column in COLUMNS)
    lines.writerow(column.what for column in COLUMNS)
    lines.writerows(zip(*(column.examples for column in COLUMNS), strict=True))
    return "\ufeff" + sheet.getvalue()
