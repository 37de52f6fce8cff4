"""The door of HTTP, and the command line."""
