"""What changing a person means for their phone and mailbox, said before it is done and after."""

from dataclasses import dataclass
from typing import Any

from onboarding.agents.models import VOICEMAIL_NOTICES, Agent
from onboarding.staffing.people import Plan
from onboarding.telephony.values import MAILBOX_CONTEXT, notice_address
from onboarding.wording import Problem


def of(plan: Plan) -> list[Problem]:
    """The warnings for what is going to be done; of somebody who comes back, the mailbox went before."""
    if plan.verdict not in ("create", "update", "comes_back"):
        return []
    found = _of_change(plan.agent, plan.changes) if plan.verdict == "update" and plan.agent is not None else []
    if plan.agent is None or not plan.changes.keys().isdisjoint(("email", "voicemail")):
        _, warning = notice_address(_notified(plan.agent, plan.newcomer.values))
        found += [warning] if warning else []
    return found


@dataclass(frozen=True, slots=True)
class _Notified:
    """Who would be told of a recording by e-mail."""

    email: str
    voicemail: bool
    voicemail_notice: str


def _notified(agent: Agent | None, values: dict[str, Any]) -> _Notified:
    """The person as they are going to be."""
    voicemail = values.get("voicemail")
    if voicemail is None:
        voicemail = agent.voicemail if agent else True
    email = values.get("email") or (agent.email if agent else "")
    return _Notified(email, voicemail, agent.voicemail_notice if agent else VOICEMAIL_NOTICES[0])


def _of_change(agent: Agent, changes: dict[str, list[Any]]) -> list[Problem]:
    found: list[Problem] = []
    mailbox = agent.extension if agent.voicemail else None
    if changes.get("voicemail") == [True, False] and mailbox is not None:
        found.append(Problem("voicemail_off", "mailbox_goes", "voicemail", params=_mailbox(mailbox)))
    elif mailbox is not None and "extension" in changes:
        params = {"former": mailbox, "context": MAILBOX_CONTEXT}
        found.append(Problem("renumbered", "recordings_to_move", "extension", str(changes["extension"][1]), params))
    if "typology" in changes:
        former, typology = changes["typology"]
        found.append(Problem("set_up_anew", "phone_set_up_anew", "typology", typology, {"former": former}))
    return found


def _mailbox(mailbox: int) -> dict[str, str]:
    return {"mailbox": str(mailbox), "context": MAILBOX_CONTEXT}
