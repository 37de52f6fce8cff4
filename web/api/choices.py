"""The choices that come with people: what rows to fix do to the others, and when to invite."""

from collections.abc import Mapping

from onboarding.imports.uploads import check_on_error
from onboarding.invitations.inviting import check_choice
from onboarding.wording import Problem, say
from web.api.problems import of_parameter


def checked_choices(given: Mapping[str, str]) -> dict[str, str]:
    """`on_error` and `invite`, those that are given. Raises ApiProblem for one that is none."""
    known = {"on_error": "skip, abort", "invite": say("api_invite_known", {})}
    checks = {"on_error": check_on_error, "invite": check_choice}
    checked = {}
    for name, check in checks.items():
        if name in given:
            try:
                checked[name] = check(given[name])
            except ValueError:
                params = {"known": known[name]}
                raise of_parameter(Problem("unknown_value", "api_choice", name, given[name], params)) from None
    return checked
