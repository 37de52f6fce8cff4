"""About numbers and ranges: by reason."""

SENTENCES = {
    "number_taken": "Number %(value)s is taken. The nearest free one is %(nearest)s.",
    "number_taken_none_free": "Number %(value)s is taken, and no other is free for %(typology)s agents. Add a range.",
    "number_reserved": "Number %(value)s is reserved and never given out. The nearest free one is %(nearest)s.",
    "number_reserved_none_free": "Number %(value)s is reserved and never given out, and no other is free for %(typology)s agents. Add a range.",
    "number_resting": "Number %(value)s was somebody else's and rests until %(until)s. The nearest free one is %(nearest)s.",
    "number_resting_none_free": "Number %(value)s was somebody else's and rests until %(until)s, and no other is free for %(typology)s agents. Add a range.",
    "number_outside": "Number %(value)s is outside the ranges (%(ranges)s). The nearest free one is %(nearest)s.",
    "number_outside_none_free": "Number %(value)s is outside the ranges (%(ranges)s), and none is free in them for %(typology)s agents. Add a range.",
    "number_others": "Number %(value)s is in a range that is not for %(typology)s agents. The nearest free one for them is %(nearest)s.",
    "number_others_none_free": "Number %(value)s is in a range that is not for %(typology)s agents, and none is free for them. Add a range.",
    "ranges_exhausted": "No number is left for %(typology)s agents: %(missing)s more are needed. Add a range.",
    "range_digits": "%(value)s is not a range of extensions. Write two numbers of 2 to 10 digits, such as 1000-9999.",
    "range_inverted": "The range %(value)s ends before it begins. Write %(right)s.",
    "range_overlaps": "The range %(value)s overlaps the range %(first)s-%(last)s (%(name)s). Choose numbers outside it.",
}
