"""Secrets of phones and PINs of mailboxes, from the system's random source."""

import secrets

PIN_DIGITS = 6
_SECRET_BYTES = 24


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
