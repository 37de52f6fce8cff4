"""The door of the task queue: tasks claim work, call one use-case, commit once."""
