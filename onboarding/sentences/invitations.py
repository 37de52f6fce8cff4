"""About inviting: by reason."""

SENTENCES = {
    "invite_deleted": "%(name)s is deleted. Restore them before you invite them.",
    "invite_disabled": "%(name)s is disabled. Enable them before you invite them.",
    "invite_joined": "%(name)s has joined already, so no invitation is needed.",
    "not_invited_without_start_date": "Without a start date there is no day to invite this person on. They were not invited.",
    "invited_now_start_date_past": "The start date has passed, so the invitation goes out now.",
}
