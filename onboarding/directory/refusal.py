"""A question to the directory that cannot be answered."""

from onboarding.wording import Problem


class QueryRefused(Exception):
    """A question that cannot be answered; the problem says which part, and what would be right."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem
