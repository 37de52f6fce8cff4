"""Secrets of phones and PINs of mailboxes: from the system's random source, and as the switch is to keep them."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.settings import Settings
from onboarding.telephony import schema, switch
from onboarding.telephony.writing import Values, fitter
from onboarding.wording import Problem

PIN_DIGITS = 6
_SECRET_BYTES = 24
_KEPT_IN = ("password", "password_digest", "md5_cred")


def new_secret() -> str:
    """A secret of 32 characters that no driver of the switch's mangles: A-Z a-z 0-9 _ -"""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_pin(mailbox: str) -> str:
    """A PIN of six digits that is not among the first that somebody tries."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
        if not is_trivial(pin, mailbox):
            return pin


def is_trivial(pin: str, mailbox: str) -> bool:
    """Whether a PIN has three equal or consecutive digits in a row, repeats its half, or holds the mailbox's number."""
    digits = [int(digit) for digit in pin]
    steps = [later - earlier for earlier, later in zip(digits, digits[1:], strict=False)]
    runs = any(one == next_one and abs(one) <= 1 for one, next_one in zip(steps, steps[1:], strict=False))
    half = len(pin) // 2
    return runs or pin[:half] == pin[half:] or len(set(pin[::2])) == len(set(pin[1::2])) == 1 or mailbox in pin


def kept(settings: Settings, auths: Table, user: str, secret: str) -> Values:
    """The columns of ps_auths that keep a secret: in clear text, or only its digest, as the settings say.

    All places are named, so that an earlier secret never stays beside a new one. Raises TablesMissing.
    """
    if settings.sip_digest:
        digest = hashlib.md5(f"{user}:{settings.sip_realm}:{secret}".encode(), usedforsecurity=False).hexdigest()
        return _kept_as_digest(auths, digest)
    return {**_nowhere(auths), "auth_type": "userpass", "password": secret}


def mended(settings: Settings, auths: Table, user: str, there: Mapping[str, Any]) -> Values:
    """The same columns for a phone that has a secret: it stays the same, and stays a digest where it is one. One in
    clear text becomes a digest where only digests are to be kept, else a digest beside it goes; a phone without any
    gets a new one."""
    if there["password"] and not settings.sip_digest:
        return kept(settings, auths, user, there["password"])
    if digest := there.get("password_digest"):
        return {**_nowhere(auths), "auth_type": "userpass", "password_digest": digest}
    if digest := there.get("md5_cred"):
        return _kept_as_digest(auths, digest)
    return kept(settings, auths, user, there["password"] or new_secret())


def _kept_as_digest(auths: Table, digest: str) -> Values:
    """Asterisk's own enum has no `digest`: `userpass` goes with password and password_digest, `md5` with md5_cred."""
    if schema.digest_column(auths) == "password_digest":
        return {**_nowhere(auths), "auth_type": "userpass", "password_digest": f"MD5:{digest}"}
    return {**_nowhere(auths), "auth_type": "md5", "md5_cred": digest}


def _nowhere(auths: Table) -> Values:
    return {name: None for name in _KEPT_IN if name in auths.c}


class NotRotated(Exception):
    """The secret stays what it was; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def rotate(session: Session, settings: Settings, agent: Agent) -> str:
    """A new secret for the agent's phone, written at once: it is returned here and, where only digests are kept, never
    again. Where the switch has a database of its own, it is committed there. Raises NotRotated.
    """
    user, secret = str(agent.provisioned_extension), new_secret()
    if agent.provisioned_extension is None or agent.provisioned_extension != agent.extension:
        raise NotRotated(Problem("missing", "phone_not_set_up"))
    try:
        with switch.writing(session) as connection:
            auths = schema.tables(connection)["ps_auths"]
            columns = fitter(connection, auths)(kept(settings, auths, user, secret))
            written = connection.execute(update(auths).where(auths.c.id == user).values(columns)).rowcount
    except OperationalError:
        raise NotRotated(Problem("away", "switch_away_now")) from None
    if not written:
        raise NotRotated(Problem("missing", "phone_not_set_up"))
    return secret
