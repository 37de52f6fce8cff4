"""How many files somebody may upload: so many that no person reaches it, so few that a program in a loop does."""

from datetime import timedelta

from onboarding.accounts import limits
from onboarding.accounts.limits import Limit
from web import trying

BY_UPLOADER = Limit("upload-by", 120, timedelta(minutes=10))
BY_ADDRESS = Limit("upload-from", 300, timedelta(minutes=10))


def count(whose: str) -> None:
    """Count one upload of this account or program, before it is stored. Raises TooMany."""
    trying.take((BY_ADDRESS, limits.network(trying.address())), (BY_UPLOADER, whose))
