"""Something about a group that cannot be."""

from onboarding.wording import Problem


class GroupRefused(Exception):
    """Nothing was done; `problem` says why, and what would be right. Its column is the field of the form."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem
