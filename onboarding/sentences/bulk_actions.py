"""About one deed for many agents, and what becomes of each: by reason."""

SENTENCES = {
    "action_nobody": "Nobody is left whom this could be done to. Look at the list and select them again.",
    "action_groups_missing": "Choose at least one group.",
    "action_groups_gone": "The groups that were chosen are not there any more.",
    "action_typology_missing": "Choose one of the typologies.",
    "action_goes_on": "This is still going on. Stop it first, or wait until it is finished.",
    "action_not_undoable": "This cannot be undone.",
    "action_nothing_done": "Nothing was done, so there is nothing to undo.",
    "action_failed": "Something got in the way for %(name)s, and nothing was done. Try it again.",
    "is_not_locked": "%(name)s is not locked.",
    "belongs_already": "%(name)s belongs to all of them already.",
    "belongs_to_none": "%(name)s belongs to none of them.",
    "has_typology_already": "%(name)s has this typology already.",
    "push_gateway_lacking": "%(name)s has no push gateway, which a mobile phone needs. Write one for everybody, or one on their page.",
    "changed_since_action": "%(name)s was changed meanwhile, and stays as they are.",
    "forgotten_after_import": "A file that they stand in is being worked on. They are taken out of it once that is over.",
    "phone_still_on_switch": "The switch still has the phone of %(name)s. Try again once it has let go of it.",
}
