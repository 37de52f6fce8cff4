"""What a worker and beat have in common when they start: the settings of their deployment, and how they log."""

import logging
import os
import sys
from collections.abc import Callable

from onboarding import settings


def read_settings() -> settings.Settings:
    """The settings of the environment; ends the process with a sentence where one cannot be used."""
    try:
        return settings.read(os.environ)
    except settings.SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None


def log_to_stderr(level: str | int, request_id: Callable[[], str] = lambda: "-") -> None:
    """Lines with the request that caused them."""

    def name_request(record: logging.LogRecord) -> bool:
        record.request_id = request_id()
        return True

    handler = logging.StreamHandler()
    handler.addFilter(name_request)
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(process)d %(request_id)s %(name)s: %(message)s")
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
