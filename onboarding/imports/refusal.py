"""A file that cannot be used at all."""

from typing import Any

from onboarding.wording import Problem


class FileRefused(Exception):
    """The file as a whole cannot be read or used; `problem` says why, and what would be right."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


def refused(code: str, reason: str, **params: Any) -> FileRefused:
    return FileRefused(Problem(code, reason, params=params))
