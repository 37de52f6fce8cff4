"""What somebody set and cannot be."""

from collections.abc import Sequence

from onboarding.wording import Problem


class PreferencesRefused(Exception):
    """Preferences that cannot be kept; each problem names its field and what would be right."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.reason for problem in problems))
        self.problems = list(problems)
