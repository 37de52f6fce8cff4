"""Blanks at the ends of cells, seen and unseen."""

# What str.strip() leaves although nobody sees it: soft hyphen, zero-width characters, direction marks.
_UNSEEN = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_END_OF_FILE = "\x1a"  # as MS-DOS ended files


def bare(text: str) -> str:
    """The text without blanks and unseen characters at its ends, in any mixture."""
    text = text.strip()
    if text.isascii():
        return text
    while (shorter := text.strip(_UNSEEN).strip()) != text:
        text = shorter
    return text


def is_blank(cell: str) -> bool:
    return not cell or cell == _END_OF_FILE or not bare(cell)
