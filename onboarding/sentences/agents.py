"""About one agent: the portrait, the extension, the first password, the level of the log: by reason."""

SENTENCES = {
    "picture_missing": "Choose a picture first: a PNG, JPEG or WebP file.",
    "picture_kind": "This is not a picture that can be shown. Choose a PNG, JPEG or WebP file.",
    "picture_large": "This picture is larger than %(most)d MB. Choose a smaller one; only a small square of it is kept.",
    "picture_pixels": "This picture is %(width)d by %(height)d points, more than %(most)d million. Choose a smaller one; only a small square of it is kept.",
    "first_password_personal": "The password contains the name, username or extension of this person. Choose one that says nothing about them.",
    "extension_of_somebody": "%(name)s has %(value)s. The nearest free one is %(nearest)s.",
    "extension_of_somebody_none_free": "%(name)s has %(value)s, and no other is free for %(typology)s agents. Add a range.",
    "log_level_unknown": "%(value)s is no level of the client log. Choose one of: %(known)s.",
}
