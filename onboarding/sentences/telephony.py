"""About the switch, its database and its tables: by reason."""

SENTENCES = {
    "switch_away": "The switch's database did not answer. We try again by ourselves.",
    "try_again": "It did not work, and it is our fault. We try again by ourselves.",
    "switch_table_missing": "The switch's database has no table %(table)s. Run 'onboard up', which makes it.",
    "switch_columns_missing": "The table %(table)s in the switch's database lacks the columns %(columns)s. Bring it up to date with Asterisk's own migrations.",
}
