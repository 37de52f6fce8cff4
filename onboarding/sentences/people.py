"""About people, and who they are: by reason."""

SENTENCES = {
    "id_and_email_of_two": "The employee number is %(name)s's and the e-mail is %(other)s's. Mend the one that is wrong.",
    "email_has_other_id": "%(name)s has this e-mail and the employee number %(id)s. Mend the number, or give this person their own e-mail.",
    "username_taken": "%(name)s has this username. Choose another, or leave the cell empty: we make one.",
    "username_would_change": "This person signs in as %(username)s. Leave the cell empty to keep that.",
    "is_an_agent_already": "%(name)s is an agent already with %(value)s.",
    "taken_meanwhile": "Somebody added this person a moment ago. Look at the list of agents before you add them again.",
    "no_such_teams": "There is no team called %(value)s.",
    "no_such_queues": "There is no queue called %(value)s.",
    "no_such_profile": "There is no profile called %(value)s.",
    "no_such_ai_assistant": "There is no AI assistant called %(value)s.",
    "group_not_applied": "%(value)s is no group of ours, so it was not applied.",
    "agent_unknown": "This agent is not there any more.",
    "agent_changed_meanwhile": "%(name)s was changed meanwhile. Look at what is there now, and do it again.",
    "is_deleted": "%(name)s is deleted. Restore them first.",
    "is_deleted_already": "%(name)s is deleted already.",
    "is_disabled_already": "%(name)s is disabled already.",
    "is_not_disabled": "%(name)s is not disabled.",
    "is_not_deleted": "%(name)s is not deleted.",
    "last_day_taken_out": "The last day of %(name)s, %(end_date)s, is over and was taken out: they would be disabled again otherwise.",
    "extension_not_back": "Extension %(former)s could not be given back. %(name)s has %(value)s now.",
}
