"""The addresses that we put into messages."""

from onboarding.settings import Settings


def link(settings: Settings, path: str) -> str:
    """The whole address of a path. The host is the one that was set, never one that a request claims."""
    return settings.base_url + path
