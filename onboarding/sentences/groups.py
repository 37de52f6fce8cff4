"""About groups and who belongs to them: by reason."""

SENTENCES = {
    "group_name_missing": "The name is missing. Write what people call it, such as Support.",
    "group_name_bar": "A name cannot have a | in it: that stands between names in a cell. Write a dash or a comma.",
    "group_name_means_nothing": "In a cell, “%(value)s” stands for nothing at all. Choose another name.",
    "queue_name_characters": "The switch takes a queue’s name only in the letters A to Z, digits, blanks, dots, - and _, beginning with a letter or digit. Write it such as %(suggestion)s.",
    "team_taken": "There is a team called %(value)s already. Choose another name.",
    "queue_taken": "There is a queue called %(value)s already. Choose another name.",
    "profile_taken": "There is a profile called %(value)s already. Choose another name.",
    "ai_assistant_taken": "There is an AI assistant called %(value)s already. Choose another name.",
    "list_taken": "There is a list called %(value)s already. Choose another name.",
    "channel_account_taken": "There is a channel account called %(value)s already. Choose another name.",
    "channel_unknown": "Say what the account is for. Choose one of: %(known)s.",
    "team_has_range": "The extensions %(first)d–%(last)d (%(range)s) are for this team. Give that range to somebody else first, on the page Extensions.",
    "penalty_not_digits": "A penalty is a number from 0 to %(most)d. Those with the lowest are called first.",
    "no_such_teams_several": "There is no team called %(value)s. Several are written with | between them: %(meant)s.",
    "no_such_queues_several": "There is no queue called %(value)s. Several are written with | between them: %(meant)s.",
    "no_such_teams_near": "There is no team called %(value)s. Did you mean %(nearest)s?",
    "no_such_queues_near": "There is no queue called %(value)s. Did you mean %(nearest)s?",
    "no_such_profile_near": "There is no profile called %(value)s. Did you mean %(nearest)s?",
    "no_such_ai_assistant_near": "There is no AI assistant called %(value)s. Did you mean %(nearest)s?",
}
