"""A code with its parameters becomes a sentence in a language, when it is shown.

Problems are stored as what is wrong (`code`, fixed by the interface; `reason`, which sentence; `params`) and worded
for whoever reads them. Sentences say what, where, what would be right, and never use the word "invalid".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.support import NullTranslations, Translations

LANGUAGES = ("en",)
_LOCALES = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong (or worth knowing) about a cell, a field or a file.

    `code` is one of the interface's codes (missing, taken, …), `reason` a key of SENTENCES, `column` the field's
    canonical name (None: the whole), `value` what was written there.
    """

    code: str
    reason: str
    column: str | None = None
    value: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        kept = {"code": self.code, "reason": self.reason, "column": self.column, "value": self.value}
        return {
            **{k: v for k, v in kept.items() if v is not None},
            **({"params": dict(self.params)} if self.params else {}),
        }

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> "Problem":
        return cls(kept["code"], kept["reason"], kept.get("column"), kept.get("value"), kept.get("params", {}))

    def sentence(self, language: str = "en") -> str:
        return say(self.reason, {"value": self.value, "column": self.column, **self.params}, language)


def say(reason: str, params: Mapping[str, Any], language: str = "en") -> str:
    """The sentence for a reason. What somebody wrote is cut where it is long, so that a sentence stays one."""
    text = _catalogue(language).gettext(SENTENCES[reason])
    return text % {name: _shown(name, value, language) for name, value in params.items()}


def _shown(name: str, value: Any, language: str) -> Any:
    """A parameter as people read it: one called date or …_date is ISO 8601 and becomes 1 December 2025."""
    if name == "date" or name.endswith("_date"):
        return format_date(date.fromisoformat(value), "d MMMM y", locale=language)
    return value[:80] + "…" if name == "value" and isinstance(value, str) and len(value) > 80 else value


@lru_cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(_LOCALES, [language]) if _LOCALES.is_dir() else NullTranslations()


SENTENCES: dict[str, str] = {
    # about the switch and the database
    "switch_away": "The switch's database did not answer. We try again by ourselves.",
    "try_again": "It did not work, and it is our fault. We try again by ourselves.",
    # about who somebody is
    "id_and_email_of_two": "The employee number is %(name)s's and the e-mail is %(other)s's. Mend the one that is wrong.",
    "email_has_other_id": "%(name)s has this e-mail and the employee number %(id)s. Mend the number, or give this person their own e-mail.",
    "username_taken": "%(name)s has this username. Choose another, or leave the cell empty: we make one.",
    "username_would_change": "This person signs in as %(username)s. Leave the cell empty to keep that.",
    "is_an_agent_already": "%(name)s is an agent already with %(value)s.",
    "taken_meanwhile": "Somebody added this person a moment ago. Look at the list of agents before you add them again.",
    "no_such_teams": "There is no team called %(value)s.",
    "no_such_queues": "There is no queue called %(value)s.",
    "no_such_profile": "There is no profile called %(value)s.",
    "no_such_ai_assistant": "There is no AI assistant called %(value)s.",
    "group_not_applied": "%(value)s is no group of ours, so it was not applied.",
    # about a file and its rows
    "repeats_employee_id": "Row %(row)s has the same employee number. Row %(row)s stays; is this a second position of the same person?",
    "repeats_email": "Row %(row)s has the same e-mail. Row %(row)s stays; give this person their own.",
    "repeats_username": "Row %(row)s has the same username. Row %(row)s stays; give this person another, or leave the cell empty.",
    "repeats_extension": "Row %(row)s has the same extension. Row %(row)s stays; give this person another, or leave the cell empty.",
    "has_left": "This person has left, so nothing was done.",
    "has_left_is_not_added": "This person has left, so no agent was made. Mend the last day, or leave it out.",
    "example_person": "This is an example person of a template, so nothing was done.",
    "file_too_large": "The file is larger than %(limit)s MiB. Split it, or leave out columns that are not needed.",
    "file_has_no_rows": "The file has headings but nobody below them. Add a row for each person.",
    "no_extension_left": "No extension is free. Add a range, or free some numbers.",
    "username_taken_meanwhile": "%(promised)s was taken meanwhile; this person's username is %(actual)s.",
    "extension_taken_meanwhile": "%(promised)s was taken meanwhile; this person's extension is %(actual)s.",
    # about a file
    "file_empty": "This file is empty. Save the sheet again as CSV, and upload that.",
    "file_picture": "This file is a picture, not a table. Save the sheet as CSV and upload that. Nothing was stored.",
    "file_pdf": "This file is a PDF, not a table. Save the sheet as CSV and upload that. Nothing was stored.",
    "file_workbook": "This file is an Excel workbook. Save its sheet as 'CSV UTF-8 (comma delimited)' and upload that. Nothing was stored.",
    "file_old_workbook": "This file is an old Excel workbook (.xls), or one with a password. Save its sheet as 'CSV UTF-8 (comma delimited)' and upload that. Nothing was stored.",
    "file_open_workbook": "This file is an OpenDocument workbook (.ods). Save its sheet as CSV with the character set UTF-8 and upload that. Nothing was stored.",
    "file_archive": "This file is an archive (such as .zip), not a table. Unpack it and upload the CSV in it. Nothing was stored.",
    "file_document": "This file is a text document, not a table. Put the people into a sheet, save it as CSV and upload that. Nothing was stored.",
    "file_web_page": "This file is a web page or XML, whatever its name says. Open it in Excel, save it as CSV and upload that. Nothing was stored.",
    "file_binary": "This file is not text. Save the sheet as CSV and upload that. Nothing was stored.",
    "file_encoding": "The letters of this file are in an encoding that we cannot read. Save the sheet as 'CSV UTF-8' and upload that. Nothing was stored.",
    "file_quotes": "The quotation marks in this file do not belong together, from row %(row)s on. Save the sheet again as CSV UTF-8 and upload that. Nothing was stored.",
    "file_too_many_rows": "This file has more than %(limit)s rows. Split it, and upload the parts. Nothing was stored.",
    "file_too_many_columns": "This file has %(found)s columns, and %(limit)s are the most. Take out those that are not needed. Nothing was stored.",
    "row_quote": "A quotation mark opens in this row and does not close before other text begins. Take it out, or write it twice inside a cell that has marks around it.",
    "row_surplus": "This row has more cells than there are headings; the first of them is “%(value)s”. Put quotation marks around a cell that has the delimiter in it.",
    "row_too_long": "This row has a cell of more than %(limit)s characters. Shorten it.",
    "column_no_email": "There is no column for the e-mail. Give one the heading email. The headings here are: %(headings)s.",
    "column_only_private": "There is only a column for private e-mail. Add one for the work e-mail with the heading email: people are known by it. The headings here are: %(headings)s.",
    "column_no_name": "There is no column for the name. Give one the heading full_name, or two the headings first_name and last_name. The headings here are: %(headings)s.",
    "column_twice": "“%(first)s” and “%(value)s” are the same heading. Take one of the two columns out, or rename it.",
    "column_outdone": "“%(value)s” was not read, because “%(winner)s” says the same and is the better heading.",
    "columns_dropped": "These columns hold what has no place here, so they were neither read nor stored: %(headings)s.",
    # about a cell
    "cell_too_long": "This is longer than %(limit)s characters. Shorten it.",
    "cell_lines": "There is a line break in this cell. Write it on one line.",
    "cell_control_character": "There is a character in this cell that nobody can see (%(point)s). Type the value anew.",
    "cell_formula_error": "%(value)s is what a spreadsheet writes when a formula fails. Mend the formula, or type the value.",
    "cell_digits_lost": "Excel has shortened this number to %(value)s, and its digits are lost. Format the column as Text and type the number anew.",
    "cell_letters_lost": "Letters were lost when this file was saved: %(value)s. Type the cell anew and save the sheet as CSV UTF-8.",
    "cell_never_empty": "Nobody can be without this. Write a value, or leave the cell empty to keep the one there is.",
    "cell_placeholder": "“%(value)s” was read as an empty cell.",
    "name_missing": "The name is missing.",
    "first_name_missing": "The first name is missing. Write it, or the whole name under full_name.",
    "last_name_missing": "The last name is missing. Write it, or the whole name under full_name.",
    "name_without_letters": "A name has letters, and %(value)s has none. It cannot be the extension either.",
    "name_turned": "“%(value)s” was read as %(name)s.",
    "username_characters": "A username has only the letters A to Z, digits, dots and underscores, such as %(suggestion)s. Or leave it empty: we make one.",
    "email_missing": "The e-mail is missing. Write the work address, such as zoe@northwind.example.",
    "email_no_at": "This address has no @. Write all of it, such as %(suggestion)s.",
    "email_ends_after_at": "This address stops after the @. Write all of it, such as %(suggestion)s.",
    "email_begins_with_at": "This address begins with the @. Write all of it, such as %(suggestion)s.",
    "email_several": "There is more than one address in this cell. Keep the one for work.",
    "email_blank": "There is a blank in this address. Should it be %(suggestion)s?",
    "email_no_dot": "The part after the @ has no dot. Write all of it, such as %(suggestion)s.",
    "email_unreachable": "No mail can reach %(value)s. Write a whole address, such as %(suggestion)s.",
    "typology_unknown": "There is no typology %(value)s. Write one of: %(known)s.",
    "typology_unknown_near": "There is no typology %(value)s. Did you mean %(nearest)s?",
    "extension_not_digits": "An extension is 2 to 10 digits and nothing else, such as 2001.",
    "extension_leading_zero": "An extension does not begin with 0. Write it without, or leave it empty: we choose the next free one.",
    "yes_or_no": "This is a yes or a no, and %(value)s is neither. Write yes or no.",
    "phone_letters": "There are letters in this number. Write only the number, with its country code, such as +39 06 6982 1234.",
    "phone_unreadable": "This is not a phone number. Write it with its country code, such as +39 06 6982 1234.",
    "phone_does_not_exist": "There is no such phone number: a digit is missing or too many. Write it with its country code, such as +39 06 6982 1234.",
    "phone_extension_cut": "The extension behind the number was left out: %(number)s was kept.",
    "phone_without_region": "This number has no country code, so it was kept as it is typed. Write it such as +39 06 6982 1234.",
    "port_out_of_bounds": "A port is a number from 1 to 65535.",
    "push_gateway_address": "A push gateway is a web address. Write all of it, such as https://push.northwind.example/send.",
    "push_gateway_missing": "A mobile agent needs a push gateway. Write its web address, such as https://push.northwind.example/send.",
    "language_unknown": "There is no language %(value)s. Write its code, such as it, en or pt-BR.",
    "timezone_unknown": "There is no time zone %(value)s. Write its name, such as Europe/Rome.",
    "timezone_unknown_near": "There is no time zone %(value)s. Did you mean %(nearest)s?",
    "date_unreadable": "%(value)s is not a date that we can read. Write year-month-day, such as 2026-12-01.",
    "date_does_not_exist": "There is no such day as %(value)s. Write year-month-day, such as 2026-12-01.",
    "date_short_year": "The year in %(value)s has two digits. Write year-month-day, such as 2026-12-01.",
    "date_serial": "Excel turned a date into a number. Did you mean %(date)s?",
    "date_ambiguous": "%(value)s may be %(date)s or %(other_date)s. Write year-month-day, such as 2026-12-01.",
    "date_orders_differ": "This file writes the day first in some dates and the month first in others. Write year-month-day, such as 2026-12-01.",
    "start_date_past": "%(date)s is in the past. Is the year right?",
    "end_before_start": "The last day, %(end_date)s, is before the first, %(start_date)s. Mend the one that is wrong.",
    # about what an import is doing
    "import_not_ready": "This import cannot be confirmed now: it is %(state)s.",
    "import_has_rows_to_fix": "All or nothing was asked for, and some rows need fixing. Nothing was imported.",
    "import_is_over": "This import is %(state)s, so there is nothing left to stop.",
    # about inviting
    "invite_deleted": "%(name)s is deleted. Restore them before you invite them.",
    "invite_disabled": "%(name)s is disabled. Enable them before you invite them.",
    "invite_joined": "%(name)s has joined already, so no invitation is needed.",
    "not_invited_without_start_date": "Without a start date there is no day to invite this person on. They were not invited.",
    "invited_now_start_date_past": "The start date has passed, so the invitation goes out now.",
    # about finding agents
    "search_too_long": "The search is too long. Write at most %(most)d characters.",
    "filter_unknown": "There is no filter %(value)s. Write FIELD=VALUE; the fields are: %(known)s.",
    "filter_value": "%(value)s is not a %(column)s. Write one of: %(known)s.",
    "filter_date": "%(value)s is not a date. Write year-month-day, such as 2026-12-01.",
    "sort_unknown": "Agents cannot be sorted by %(value)s. Write one of: %(known)s; with a minus in front for descending.",
    "limit_out_of_bounds": "A page of %(value)s is not possible. Write a number from 1 to %(most)d.",
    "cursor_damaged": "This cursor is not one of ours. Begin again without a cursor.",
    "cursor_of_other_sort": "This cursor belongs to a list sorted by %(sort)s. Sort by that, or begin again without a cursor.",
    # about requests to the API
    "api_400": "This request cannot be read. Its body has to be well-formed JSON.",
    "api_401": "This address needs an API token, in a header 'Authorization: Bearer …'. Make one with 'onboard token create'.",
    "api_401_unknown": "This API token is not known, or was revoked. Make one with 'onboard token create'.",
    "api_401_session": "This address answers an agent who is signed in. Sign in at /sign-in.",
    "api_403": "This token's role may not do this. It needs one of: %(roles)s.",
    "api_403_session": "This address answers agents only.",
    "api_404": "There is nothing at this address.",
    "api_405": "This address cannot be used with %(method)s.",
    "api_412": "This agent was changed meanwhile. Read it again, and send the change with its new ETag.",
    "api_413": "This is too large.",
    "api_415": "This address cannot read %(type)s. Send %(wanted)s.",
    "api_428": "Say which version you have read: send its ETag in a header If-Match.",
    "api_429": "Too many requests in a short time. Wait a little and try again.",
    "api_500": "It did not work, and it is our fault. Try again; the log has the details under this request's id.",
    "api_503": "The database does not answer. Try again in a moment; nothing was changed.",
    "api_invite_known": "none, now, start-date, or a moment such as 2026-12-01T09:00:00+01:00",
    "api_other": "This request could not be answered (%(status)d).",
    "api_fields": "The request cannot be used as it is: see errors.",
    "api_field_missing": "This is needed.",
    "api_field_unknown": "There is no such field here.",
    "api_not_text": "Write this as text.",
    "api_not_number": "Write a whole number.",
    "api_not_yes_or_no": "Write true or false.",
    "api_not_object": "Send a JSON object: field names with their values.",
    "api_bar_in_name": "A name in a list cannot hold the sign |.",
    "api_no_file": "The part named 'file' is missing. Send the file under that name.",
    "api_choice": "%(value)s is not possible here. Write one of: %(known)s.",
    # about numbers and ranges
    "number_taken": "Number %(value)s is taken. The nearest free one is %(nearest)s.",
    "number_taken_none_free": "Number %(value)s is taken, and no other is free for %(typology)s agents. Add a range.",
    "number_reserved": "Number %(value)s is reserved and never given out. The nearest free one is %(nearest)s.",
    "number_reserved_none_free": "Number %(value)s is reserved and never given out, and no other is free for %(typology)s agents. Add a range.",
    "number_resting": "Number %(value)s was somebody else's and rests until %(until)s. The nearest free one is %(nearest)s.",
    "number_resting_none_free": "Number %(value)s was somebody else's and rests until %(until)s, and no other is free for %(typology)s agents. Add a range.",
    "number_outside": "Number %(value)s is outside the ranges (%(ranges)s). The nearest free one is %(nearest)s.",
    "number_outside_none_free": "Number %(value)s is outside the ranges (%(ranges)s), and none is free in them for %(typology)s agents. Add a range.",
    "number_others": "Number %(value)s is in a range that is not for %(typology)s agents. The nearest free one for them is %(nearest)s.",
    "number_others_none_free": "Number %(value)s is in a range that is not for %(typology)s agents, and none is free for them. Add a range.",
    "ranges_exhausted": "No number is left for %(typology)s agents: %(missing)s more are needed. Add a range.",
    "range_digits": "%(value)s is not a range of extensions. Write two numbers of 2 to 10 digits, such as 1000-9999.",
    "range_inverted": "The range %(value)s ends before it begins. Write %(right)s.",
    "range_overlaps": "The range %(value)s overlaps the range %(first)s-%(last)s (%(name)s). Choose numbers outside it.",
    # about the switch's tables
    "switch_table_missing": "The switch's database has no table %(table)s. Run 'onboard up', which makes it.",
    "switch_columns_missing": "The table %(table)s in the switch's database lacks the columns %(columns)s. Bring it up to date with Asterisk's own migrations.",
    # about what a service needs
    "not_ready_database": "The database does not answer. Start it, or check ONBOARD_DATABASE_URL.",
    "not_ready_broker": "The broker does not answer. Start it, or check ONBOARD_BROKER_URL.",
    "not_ready_worker": "No worker has been alive in the last 15 seconds. Start one, such as with 'onboard up'.",
    # about accounts, passwords and signing in
    "sign_in_refused": "This username or e-mail and this password do not belong together. Check both; capital letters count.",
    "sign_in_wait": "Too many wrong passwords. Try again in %(minutes)d minutes, or ask for a new password by e-mail.",
    "identifier_missing": "Write your username or your e-mail address.",
    "own_password_missing": "Write your password.",
    "password_missing": "Write a password.",
    "password_too_short": "The password has %(length)d characters. Use at least %(least)d.",
    "password_too_long": "The password has %(length)d characters. Use at most %(most)d.",
    "password_common": "This is a common password, or one with digits around it. Several words that do not belong together are better.",
    "password_personal": "The password contains your name, username or extension. Choose one that says nothing about you.",
    "staff_address": "%(value)s is not one e-mail address. Write all of it, such as zoe@northwind.example.",
    "staff_taken": "%(value)s has an account already. Look under Staff, or use another address.",
    "role_unknown": "There is no role %(value)s for staff. Write one of: %(known)s.",
    "token_name": "A token needs a name of at most %(most)d characters that says which program uses it.",
    # about mail
    "mail_server_away": "The mail server %(server)s did not answer. We try again by ourselves.",
    "mail_put_off": "The mail server asked us to come back later (%(said)s). We try again by ourselves.",
    "mail_refused": "The mail server does not deliver to this address (%(said)s). Check the address, then send again.",
    "mail_letters": "The mail server cannot write to an address with letters such as é before the @. Use another address.",
    "mail_sender": "The mail server does not let us send as %(sender)s (%(said)s). Check ONBOARD_MAIL_FROM.",
    "mail_sign_in": "The mail server %(server)s did not accept our user name and password (%(said)s). Check ONBOARD_SMTP_URL.",
    "mail_no_sign_in": "The mail server %(server)s offers no way to sign in that we know. Check ONBOARD_SMTP_URL.",
    "mail_greeting": "The mail server %(server)s does not take messages from us (%(said)s). Ask whoever runs it.",
    "mail_certificate": "The certificate of the mail server %(server)s does not prove who it is (%(why)s). Nothing was sent. It needs one for this host name from an authority that this machine trusts.",
    "mail_encryption": "The mail server %(server)s does not speak TLS on this port (%(why)s). Nothing was sent. Check the port in ONBOARD_SMTP_URL, and whether it should begin with smtp:// or smtps://.",
    "mail_no_encryption": "The mail server %(server)s does not offer encryption (STARTTLS). Nothing was sent. Write smtp+plain:// in ONBOARD_SMTP_URL for a relay inside your own network.",
    "mail_folder": "The message could not be written to %(folder)s (%(why)s). Make room there, or let us write to it.",
}
