"""An e-mail as it goes over the wire (RFC 5322): headers, and the text beside its HTML (multipart/alternative).

Written with the standard library's plain messages: its newer ones read every header as they are given it, which costs
more than all the rest of a message.
"""

import re
import secrets
from email.charset import BASE64, Charset
from email.encoders import encode_base64, encode_quopri
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.policy import SMTP, Compat32
from email.utils import format_datetime, formataddr

from email_validator import validate_email

from onboarding.database import now
from onboarding.mail.rendering import Rendered
from onboarding.preferences.logo import Logo

LONGEST_LINE_BYTES = 990
LONGEST_HEADER = 76
LOGO = "logo"
"""By this name the HTML shows the picture that travels with it (cid:)."""

_PLAIN = re.compile(r"[!-~]+@[!-~]+")


_BASE64 = Charset("utf-8")
_BASE64.header_encoding = BASE64


class _Plainly(Compat32):
    """Writes a header as it is, where it is short and plain, and other letters in base64 (RFC 2047), without finding
    out first which encoding is shorter."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if not value.isascii():
            value = Header(value, _BASE64, LONGEST_HEADER, name).encode(linesep=self.linesep)
        elif len(name) + len(value) >= LONGEST_HEADER:
            return super().fold_binary(name, value)
        return f"{name}: {value}{self.linesep}".encode("ascii")


EIGHT_BIT = _Plainly(linesep="\r\n", mangle_from_=False)
SEVEN_BIT = EIGHT_BIT.clone(cte_type="7bit")
INTERNATIONAL = SMTP.clone(utf8=True)
"""How a message is written: as it is; for servers without 8BITMIME; with headers in UTF-8 (SMTPUTF8)."""


def build(
    message_id: str,
    *,
    sender_name: str,
    sender: str,
    recipient: str,
    reply_to: str | None,
    rendered: Rendered,
    logo: Logo | None = None,
) -> Message:
    """The e-mail to one person.

    Its headers say that nobody typed it (RFC 3834), so that no out-of-office note comes back.
    """
    # A boundary that no text can hold: looking for one in the text would take as long as writing it.
    email = MIMEMultipart("alternative", boundary=f"=_{secrets.token_hex(12)}", policy=EIGHT_BIT)
    email["Message-ID"] = message_id
    email["Date"] = format_datetime(now())
    email["From"] = formataddr((sender_name, deliverable(sender)))
    email["To"] = recipient
    if reply_to:
        email["Reply-To"] = deliverable(reply_to)
    email["Subject"] = rendered.subject
    email["Auto-Submitted"] = "auto-generated"
    email["X-Auto-Response-Suppress"] = "All"
    email.attach(_part(rendered.text, "plain"))
    html = _part(rendered.html, "html")
    email.attach(_related(html, logo) if logo and f"cid:{LOGO}" in rendered.html else html)
    return email


def deliverable(address: str) -> str:
    """The address with its domain in ASCII, which every mail server takes (RFC 5890).

    Raises ValueError where it is no address that mail can go to.
    """
    if _PLAIN.fullmatch(address):
        return address
    checked = validate_email(address, check_deliverability=False, globally_deliverable=False)
    return f"{checked.local_part}@{checked.ascii_domain}"


def _part(text: str, subtype: str) -> Message:
    part = Message(policy=EIGHT_BIT)
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    written = text.encode()
    part.set_payload(written.decode("ascii", "surrogateescape"))
    # As it stands wherever SMTP allows it: nothing then breaks the link, not even for who reads the raw message.
    if max(map(len, written.splitlines())) <= LONGEST_LINE_BYTES:
        part["Content-Transfer-Encoding"] = "8bit"
    else:
        encode_quopri(part)
    return part


def _related(html: Message, logo: Logo) -> Message:
    related = MIMEMultipart("related", policy=EIGHT_BIT)
    related.attach(html)
    picture = MIMEBase(*logo.type.split("/"), policy=EIGHT_BIT)
    picture.set_payload(logo.data)
    encode_base64(picture)
    picture["Content-ID"] = f"<{LOGO}>"
    picture["Content-Disposition"] = "inline"
    related.attach(picture)
    return related
