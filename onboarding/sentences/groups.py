"""About groups and who belongs to them: by reason."""

SENTENCES: dict[str, str] = {}
