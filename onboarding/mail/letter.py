"""An e-mail as it goes over the wire (RFC 5322): headers, and the text beside its HTML (multipart/alternative)."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from email_validator import validate_email

from onboarding.database import now
from onboarding.mail.rendering import Rendered

LONGEST_LINE_BYTES = 990


def build(
    message_id: str, *, sender_name: str, sender: str, recipient: str, reply_to: str | None, rendered: Rendered
) -> EmailMessage:
    """The e-mail to one person.

    Its headers say that nobody typed it (RFC 3834), so that no out-of-office note comes back.
    """
    email = EmailMessage(policy=SMTP)
    email["Message-ID"] = message_id
    email["Date"] = format_datetime(now())
    email["From"] = _address(sender, sender_name)
    email["To"] = _address(recipient)
    if reply_to:
        email["Reply-To"] = _address(reply_to)
    email["Subject"] = rendered.subject
    email["Auto-Submitted"] = "auto-generated"
    email["X-Auto-Response-Suppress"] = "All"
    email.set_content(rendered.text, cte=_encoding(rendered.text))
    email.add_alternative(rendered.html, subtype="html", cte=_encoding(rendered.html))
    return email


def deliverable(address: str) -> str:
    """The address with its domain in ASCII, which every mail server takes (RFC 5890)."""
    if address.isascii():
        return address
    checked = validate_email(address, check_deliverability=False, globally_deliverable=False)
    return f"{checked.local_part}@{checked.ascii_domain}"


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def _encoding(text: str) -> str:
    # As it stands wherever SMTP allows it: nothing then breaks the link, not even for who reads the raw message.
    longest = max(len(line.encode()) for line in text.splitlines())
    return "8bit" if longest <= LONGEST_LINE_BYTES else "quoted-printable"
