"""Exports of directories, phone systems and contact centres: what each heading means where the file comes from.

A line a heading and its field, – where it is not ours, ✗ where it may not be kept.
"""

import pytest

from onboarding.imports.columns import match

EXPORTS = {
    "Microsoft 365": """
        User Name: email, First Name: first_name, Last Name: last_name, Display Name: full_name,
        Job Title: description, Department: teams, Office Number: –, Office Phone: phone, Mobile Phone: mobile, Fax: –,
        Alternate email address: personal_email, Address: –, City: –""",
    "Microsoft 365, exported": """
        Display name: full_name, User principal name: email, First name: first_name, Last name: last_name,
        When created: –, Licenses: –""",
    "Entra, downloaded": """
        userPrincipalName: –, displayName: full_name, surname: last_name, mail: email, givenName: first_name,
        objectId: –, userType: –, jobTitle: description, department: teams, accountEnabled: –,
        usageLocation: –, streetAddress: –, mobile: mobile""",
    "Zoom": """
        Email: email, First Name: first_name, Last Name: last_name, Department: –, Manager: –, User Group: teams,
        IM Group: –, Job Title: description, Location: –""",
    "Genesys Cloud": """
        name: full_name, email: email, phone_work: phone, extension: extension, title: description, department: teams,
        email_manager: –, location_work: –, roles_divisions: –, queues: queues, division: –, skills: –,
        hire_date: start_date""",
    "Amazon Connect": """
        first name: first_name, last name: last_name, email address: email, password: ✗, user login: username,
        routing profile name: profile, security_profile_name_1|security_profile_name_2: –,
        phone type (soft/desk): –, phone number: phone, soft phone auto accept (yes/no): –,
        ACW timeout (seconds): –, UserHierarchy: –""",
    "Talkdesk": """
        Current Email: –, Full Name: full_name, Email: email, Ring Groups: queues, Agent Activation: –,
        Internal Extension: extension, External Phone Number: phone""",
    "Five9": """
        First Name: first_name, Last Name: last_name, Full Name: full_name, Extension: extension,
        Email Address: email, User Name: username, Start date: start_date, User Profile: profile,
        User Time Zone: timezone, Federation ID: –, Agent DID: –, Locale: language""",
    "RingCentral": """
        First Name: first_name, Last Name: last_name, Email: email, Ext: extension, Phone #: phone, Temp #: –, Site: –,
        Dept: teams""",
    "8x8, users": """
        User.Voice.Number: –, User.FirstName: first_name, User.LastName: last_name, User.Email: email""",
    "8x8, contacts": """
        Contact.FirstName: first_name, Contact.LastName: last_name, Contact.PhoneNumber: phone,
        Contact.Email: email""",
    "3CX": """
        Number: extension, FirstName: first_name, LastName: last_name, EmailAddress: email, MobileNumber: mobile,
        AuthID: –, AuthPassword: ✗, WebMeetingFriendlyName: –, WebMeetingPrivateRoom: –, EnableVoicemail: voicemail,
        VMNoPin: ✗, VMPin: ✗""",
    "FreePBX": """
        extension: extension, password: ✗, name: full_name, voicemail: –, ringtimer: –, id: –, tech: –, dial: –,
        devicetype: –, user: –, description: –, callerid: –, context: –, mailbox: –, secret: ✗,
        voicemail_enable: voicemail, voicemail_vmpwd: ✗, voicemail_email: email""",
    "Wazo": """
        entity_id: –, firstname: first_name, lastname: last_name, language: language, username: username,
        mobile_phone_number: mobile, exten: extension, context: –, line_protocol: –, sip_username: –, sip_secret: ✗,
        voicemail_name: –, voicemail_number: –, voicemail_email: –, incall_exten: –, email: email""",
    "XiVO": """
        firstname: first_name, lastname: last_name, phonenumber: extension, mobilephonenumber: mobile, linename: –,
        voicemailnumber: –, email: email""",
    "Yeastar": """
        First Name: first_name, Last Name: last_name, Email Address: email, Extension Number: extension, Caller ID: –,
        Enable Voicemail: voicemail, Voicemail Access PIN: ✗""",
    "STARFACE": """
        login: username, firstname: first_name, lastname: last_name, external: phone, internal: extension,
        e-mail: email""",
    "Webex": """
        First Name: first_name, Last Name: last_name, Display Name: full_name, User ID/Email (Required): email,
        Directory Number: extension, Direct Line: phone""",
    "Verba": """
        User name: full_name, Login ID: username, Email: email, Valid From: –""",
    "Outlook": """
        Title: –, First Name: first_name, Last Name: last_name, Business Phone: phone, Business Phone 2: –,
        Assistant's Phone: –, Company Main Phone: –, Mobile Phone: mobile, E-mail Address: email,
        Job Title: description, Notes: –""",
    "Active Directory": """
        cn: –, sn: last_name, givenName: first_name, displayName: full_name, mail: email, telephoneNumber: phone,
        mobile: mobile, department: teams, title: description, sAMAccountName: username, employeeID: employee_id,
        ipPhone: extension, manager: –, pwdLastSet: ✗""",
    "XCALLY": "name: –, fullname: full_name, email: email, internal: extension",
}


def said(found: str | None, heading: str, dropped: list[str]) -> str:
    return found or ("✗" if heading in dropped else "–")


@pytest.mark.parametrize("source", EXPORTS)
def test_an_export_is_understood(source: str) -> None:
    pairs = [pair.rpartition(":") for line in EXPORTS[source].splitlines() for pair in line.split(",") if pair.strip()]
    expected = {heading.strip(): field.strip() for heading, _, field in pairs}
    found = match(list(expected))
    fields = zip(expected, found.fields, strict=True)
    assert {heading: said(field, heading, found.dropped) for heading, field in fields} == expected
    assert found.problems == []
