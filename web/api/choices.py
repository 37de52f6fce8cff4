"""The choices that come with people: what rows to fix do to the others, and when to invite."""

import json
from collections.abc import Mapping

from onboarding.agents.fields import FIELDS
from onboarding.imports.uploads import check_on_error
from onboarding.invitations.inviting import check_choice
from onboarding.wording import Problem, say
from web.api.problems import of_parameter


def checked_columns(text: str | None) -> dict[str, str | None] | None:
    """What a sender says of some headings: a JSON object of fields, or null to leave one out. Raises ApiProblem."""
    if text is None:
        return None
    try:
        columns = json.loads(text)
    except ValueError:
        raise of_parameter(Problem("invalid", "api_columns_no_object", "columns", text)) from None
    if not isinstance(columns, dict):
        raise of_parameter(Problem("invalid", "api_columns_no_object", "columns", text))
    for heading, field in columns.items():
        if field is not None and field not in FIELDS:
            params = {"heading": heading, "known": ", ".join(FIELDS)}
            raise of_parameter(Problem("unknown_value", "api_columns_unknown", "columns", str(field), params))
    return columns


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
