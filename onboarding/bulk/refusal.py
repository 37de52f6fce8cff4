"""What cannot be asked of a bulk invite."""

from collections.abc import Sequence

from onboarding.wording import Problem


class BulkInviteRefused(Exception):
    """A bulk invite that cannot be made as it was asked for; each problem names its field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.reason for problem in problems))
        self.problems = list(problems)


class NotNow(Exception):
    """What was asked for does not fit what the bulk invite is doing; the problem says what it is doing."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem
