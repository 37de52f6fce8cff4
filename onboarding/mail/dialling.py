"""Reaching a mail server: connect, encrypt, sign in; and every way in which that fails."""

import smtplib
import ssl
from collections.abc import Mapping

from onboarding.settings import Smtp

LONGEST_SAID = 300


class NotDialled(Exception):
    """There is no way in: the reason is one of onboarding.mail.sender.REASONS, with what its sentence says."""

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params: Mapping[str, str] = params


def dial(smtp: Smtp, timeout_seconds: float) -> smtplib.SMTP:
    """A connection on which messages can be handed over. Raises NotDialled."""
    try:
        return _dial(smtp, timeout_seconds)
    except ssl.SSLCertVerificationError as error:
        raise NotDialled("mail_certificate", why=error.verify_message) from None
    except ssl.SSLError as error:
        raise NotDialled("mail_encryption", why=error.reason or "TLS") from None
    except smtplib.SMTPResponseException as error:
        raise _refused(error) from None
    except smtplib.SMTPServerDisconnected:
        raise NotDialled("mail_server_away") from None
    except smtplib.SMTPException:
        raise NotDialled("mail_no_sign_in") from None
    except UnicodeEncodeError:
        raise NotDialled("mail_sign_in_letters") from None
    except OSError:
        raise NotDialled("mail_server_away") from None


def _dial(smtp: Smtp, timeout_seconds: float) -> smtplib.SMTP:
    server: smtplib.SMTP
    if smtp.security == "tls":
        server = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=timeout_seconds, context=_verifying())
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=timeout_seconds)
    try:
        server.ehlo_or_helo_if_needed()
        if smtp.security == "starttls":
            _encrypt(server)
        if smtp.username is not None:
            server.login(smtp.username, smtp.password or "")
    except BaseException:
        server.close()
        raise
    return server


def _encrypt(server: smtplib.SMTP) -> None:
    if not server.has_extn("starttls"):
        raise NotDialled("mail_no_encryption")
    server.starttls(context=_verifying())
    server.ehlo_or_helo_if_needed()


def _verifying() -> ssl.SSLContext:
    """Verifies certificate and host name, which smtplib's own does not."""
    return ssl.create_default_context()


def _refused(error: smtplib.SMTPResponseException) -> NotDialled:
    words = said(error.smtp_code, error.smtp_error)
    if error.smtp_code < 500:
        return NotDialled("mail_server_busy", said=words)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotDialled("mail_sign_in", said=words)
    return NotDialled("mail_greeting", said=words)


def said(code: int, text: bytes | str) -> str:
    """A server's answer as it may stand in a sentence."""
    return printable(f"{code} {to_bytes(text).decode('utf-8', 'replace')}")


def printable(words: str) -> str:
    """Words of a stranger on one line, of letters that can be printed, cut where they are long."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in words[: 4 * LONGEST_SAID]).split())
    return line if len(line) <= LONGEST_SAID else line[: LONGEST_SAID - 1] + "…"


def to_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")
