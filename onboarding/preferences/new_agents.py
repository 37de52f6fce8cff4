"""What a new agent gets who was given nothing else: by form, file or interface."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.preferences import changing
from onboarding.preferences.models import Preference

PREFERENCE = "new_agents"
PHONEBAR_PORT = 9888


@dataclass(frozen=True, slots=True)
class NewAgents:
    """`invite`: now, start-date or none, as the form proposes it; `push_gateway`: of those with a phone app;
    `remote_control_port`: of those with a Phonebar that can be steered."""

    typology: str = "webrtc"
    voicemail: bool = True
    invite: str = "now"
    language: str | None = None
    push_gateway: str | None = None
    remote_control_port: int = PHONEBAR_PORT


def new_agents(session: Session) -> NewAgents:
    """What was set, or the default."""
    kept = session.get(Preference, PREFERENCE)
    return NewAgents(**kept.value) if kept else NewAgents()


def set_new_agents(session: Session, actor: Actor, new: NewAgents) -> None:
    """Keep other defaults, which the caller has checked; they count for people who are added from now on."""
    changing.keep(session, actor, PREFERENCE, asdict(new_agents(session)), asdict(new))
