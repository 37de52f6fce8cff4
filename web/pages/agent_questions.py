"""What is asked back before it is done to one agent (/agents/ID?ask=delete)."""

from onboarding.directory.search import Listed


def fits(deed: str, listed: Listed) -> bool:
    """Whether this can be asked of somebody who stands as they do."""
    agent, deleted = listed.agent, listed.agent.deleted_at is not None
    match deed:
        case "erase":
            return deleted
        case "delete":
            return not deleted
        case "disable":
            return not deleted and agent.disabled_at is None
        case "password-reset":
            return not deleted and agent.disabled_at is None and agent.joined_at is not None
        case "voicemail-pin":
            return not deleted and agent.voicemail and agent.provisioned_extension is not None
    return False
